"""Surface meshes: three formats read, two written to the bit, companions found, damage told."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from damage import damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import MESHES, OBJ, PLY, STL

from components.errors import UserError
from components.formats.mesh_companions import companions, textures_of
from components.formats.mesh_writing import write_mtl, write_obj, write_ply
from components.formats.meshes import parse, read
from components.shape.mesh import Mesh

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "mesh"
COUNTS = {  # vertices and triangles of the real files, counted in a text editor
    "cube.OBJ": (8, 12),
    "featuretype.STL": (10428, 3476),
    "multibody.stl": (96, 32),
    "nancolor.obj": (8, 12),
    "obj_points.obj": (8, 0),
    "plane.ply": (4, 2),
    "ply_points_bin.ply": (8, 0),
    "polygonfaces.obj": (5, 3),
    "two_objects_mixed_case_names.stl": (72, 24),
}
MTL = "newmtl a\nKd 1 1 1\nmap_Kd -s 1 1 1 -clamp on photo one.jpg\nmap_Bump b.png\n"


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"there is no corpus at {CORPUS}")
@pytest.mark.parametrize("name", COUNTS)
def test_real_files(name: str) -> None:
    mesh = read(CORPUS / f"mikedh__trimesh__{name}")
    assert (len(mesh.vertices), len(mesh.faces)) == COUNTS[name]
    again = parse(write_ply(mesh), "a.ply")
    assert_same(again, mesh)


def assert_same(one: Mesh, other: Mesh) -> None:
    for field in ("vertices", "faces", "normals", "colours", "uv"):
        mine, yours = getattr(one, field), getattr(other, field)
        assert (mine is None) == (yours is None), field
        if mine is not None:
            assert np.array_equal(mine, yours), field
    assert one.texture == other.texture


def test_obj_with_materials_and_colours(tmp_path: Path) -> None:
    (tmp_path / "Skull.OBJ").write_text(OBJ)
    (tmp_path / "skin.mtl").write_text(MTL)
    (tmp_path / "photo one.jpg").write_bytes(b"an image")
    (tmp_path / "b.png").write_bytes(b"another")
    (tmp_path / "other.png").write_bytes(b"no part of it")
    mesh = read(tmp_path / "Skull.OBJ")
    assert mesh.vertices.tolist() == [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0.5]]
    assert mesh.faces.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert mesh.uv is not None
    assert mesh.uv.tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]
    assert mesh.colours is not None
    assert mesh.colours.tolist()[0] == [255, 0, 0, 255]
    assert mesh.texture == "photo one.jpg"
    names = [path.name for path in companions(tmp_path / "Skull.OBJ")]
    assert names == ["skin.mtl", "photo one.jpg", "b.png"]
    two = parse(OBJ.encode(), "a.obj", {"skin.mtl": (MTL + "map_Kd c.jpg\n").encode()})
    assert two.texture == ""
    assert textures_of(MTL + "map_kd c.jpg\n") == ("photo one.jpg", "c.jpg")


def test_companions_by_other_ways_to_write_them(tmp_path: Path) -> None:
    path = tmp_path / "a.obj"
    (tmp_path / "two words.mtl").write_text("map_Kd C:\\pictures\\t.jpg\n")
    (tmp_path / "b.mtl").write_text("map_Kd nowhere.jpg\n")
    (tmp_path / "t.jpg").write_bytes(b"an image")
    path.write_text("mtllib two words.mtl\nmtllib b.mtl none.mtl\nv 0 0 0\n")
    assert [one.name for one in companions(path)] == ["two words.mtl", "b.mtl", "t.jpg"]
    ply = tmp_path / "a.ply"
    ply.write_text(PLY.replace("photo one.jpg", "t.jpg"))
    assert [one.name for one in companions(ply)] == ["t.jpg"]
    ply.write_text(PLY)
    assert companions(ply) == ()
    assert companions(tmp_path / "t.jpg") == ()


def test_ascii_ply_and_stl() -> None:
    mesh = parse(PLY.encode(), "a.ply")
    assert mesh.faces.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert mesh.colours is not None
    assert mesh.colours[3].tolist() == [9, 9, 9, 255]
    assert mesh.texture == "photo one.jpg"
    assert parse(STL.encode(), "a.STL").vertices.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0]]
    assert parse(STL.replace("solid a", "solid é").encode("latin-1"), "a.stl").faces.size == 3


def test_ascii_ply_keeps_digits_and_mixed_faces() -> None:
    third = PLY.replace("0 1 0 9 9 9", "0 0.3333333333333333 0 9 9 9")
    assert parse(third.encode(), "a.ply").vertices[3, 1] == 1 / 3
    mixed = PLY.replace("face 2", "face 3") + "4 0 1 2 3\n"
    assert len(parse(mixed.encode(), "a.ply").faces) == 4
    quads = PLY.replace("face 2", "face 1").replace("3 0 1 2\n3 0 2 3\n", "4 0 1 2 3\n")
    assert parse(quads.encode(), "a.ply").faces.tolist() == [[0, 1, 2], [0, 2, 3]]
    mac = PLY.replace("\n", "\r\n")
    assert len(parse(mac.encode(), "a.ply").faces) == 2
    points = PLY.partition("element face")[0] + "end_header\n" + PLY.partition("end_header\n")[2]
    assert len(parse(points.replace("3 0 1 2\n3 0 2 3\n", "").encode(), "a.ply").vertices) == 4


@pytest.mark.parametrize("face", ["f 1 2 3 4", "f 1 2 3\nf 1 3 4", "f 1//1 2//1 3//1 4//1"])
def test_faces_become_triangles(face: str) -> None:
    text = "v 0 0 0\r\nv 1 0 0\r\nv 1 1 0\r\nv 0 1 0\r\nvn 0 0 1\r\n" + face
    assert len(parse(text.encode(), "a.obj").faces) == 2


@st.composite
def drawn(draw: st.DrawFn) -> Mesh:
    count = draw(st.integers(3, 8))
    number = st.floats(-1e6, 1e6, allow_nan=False)

    def rows(width: int) -> np.ndarray:
        flat = draw(st.lists(number, min_size=count * width, max_size=count * width))
        return np.array(flat).reshape(count, width)

    corners = st.lists(st.integers(0, count - 1), min_size=3, max_size=3)
    faces = np.array(draw(st.lists(corners, min_size=1, max_size=5)), dtype=np.int64)
    used = np.concatenate([faces, np.arange(count - count % 3).reshape(-1, 3)])
    if count % 3:
        used = np.concatenate([used, [[count - 3, count - 2, count - 1]]])
    colours = np.array(draw(st.lists(st.integers(0, 255), min_size=count * 4, max_size=count * 4)))
    return Mesh(
        rows(3),
        used,
        normals=rows(3) if draw(st.booleans()) else None,
        colours=colours.reshape(count, 4).astype(np.uint8) if draw(st.booleans()) else None,
        uv=rows(2) if draw(st.booleans()) else None,
        texture=draw(st.sampled_from(["", "a b.jpg"])),
    )


@settings(max_examples=60, deadline=None)
@given(drawn())
def test_written_ply_is_the_same_to_the_bit(mesh: Mesh) -> None:
    assert_same(parse(write_ply(mesh), "a.ply"), mesh)


@settings(max_examples=60, deadline=None)
@given(drawn())
def test_written_obj_is_the_same(mesh: Mesh) -> None:
    materials = {"a.mtl": write_mtl(mesh.texture).encode()} if mesh.texture else {}
    text = write_obj(mesh, "a.mtl" if mesh.texture else "")
    back = parse(text.encode(), "a.obj", materials)
    colours = mesh.colours
    if colours is not None:  # an OBJ has no place for opacity
        colours = np.column_stack([colours[:, :3], np.full(len(colours), 255)]).astype(np.uint8)
    assert_same(back, replace(mesh, colours=colours))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.ply", b"", "a.ply is empty"),
        ("a.obj", b" \n", "a.obj is empty"),
        ("a.obj", b"LM=3\n", "a.obj is damaged or no mesh"),
        ("a.ply", PLY.encode()[:-8], "a.ply is damaged or no mesh"),
        ("a.ply", PLY.replace("3 0 2 3", "3 0 2 9").encode(), "a.ply is damaged"),
        ("a.ply", PLY.replace("1 1 0", "1 nan 0").encode(), "a.ply has coordinates that are no"),
        ("a.ply", b"ply\nformat ascii 1.0\nelement vertex 99999999999\nend_header\n", "a.ply"),
        ("a.stl", STL.replace("vertex 1", "vertex x").encode(), "a.stl is damaged"),
        ("a.stl", b"solid a\nendsolid a\n", "a.stl"),
        ("a.obj", OBJ.replace("3/3", "99999999999/3").encode(), "a.obj is damaged"),
        ("a.stl", bytes(84), "a.stl has no vertices"),
        ("a.png", b"v 0 0 0\n", "a.png is damaged or no mesh"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=message):
        read(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="none.ply cannot be read"):
        read(tmp_path / "none.ply")


@pytest.mark.parametrize("name", MESHES)
def test_damaged_meshes_are_read_or_refused(name: str) -> None:
    rng = random.Random(5)
    refused = 0
    for _ in range(300):
        try:
            mesh = parse(damaged(MESHES[name].encode(), rng), name)
        except UserError:
            refused += 1
        else:
            assert np.isfinite(mesh.vertices).all()
    assert 50 < refused < 300


def test_arrays_are_read_only_and_must_fit() -> None:
    mesh = parse(PLY.encode(), "a.ply")
    with pytest.raises(ValueError, match="read-only"):
        mesh.vertices[0, 0] = 1
    with pytest.raises(ValueError, match="no vertex"):
        replace(mesh, faces=np.array([[0, 1, 4]]))
    with pytest.raises(ValueError, match="does not fit"):
        replace(mesh, uv=np.zeros((3, 2)))
