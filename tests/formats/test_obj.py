"""Wavefront OBJ, rule by rule, against a plain reading line by line."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.formats.mesh_writing import write_obj
from components.formats.meshes import parse
from components.formats.obj import read_obj
from components.shape.mesh import Mesh

SQUARE = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n"


def faces(text: str) -> list[list[int]]:
    return read_obj((SQUARE + text).encode()).faces.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f 1 2 3\n", [[0, 1, 2]]),
        ("f 1 2 3 4\n", [[0, 1, 2], [0, 2, 3]]),
        ("f 1 2 3 4\nf 2 3 4\n", [[0, 1, 2], [0, 2, 3], [1, 2, 3]]),
        ("f 1 2 \\\n 3 4\n", [[0, 1, 2], [0, 2, 3]]),
        ("f -4 -3 -1\n", [[0, 1, 3]]),
        ("f -1 -2 -3\nv 5 5 5\nf -1 -2 -3\n", [[3, 2, 1], [4, 3, 2]]),
        ("f 5 1 2\nv 9 9 9\n", [[4, 0, 1]]),
        ("f 1 2\nf 3\nf 1 2 3\n", [[0, 1, 2]]),
        ("\tf\t1/ 2/ 3/\n", [[0, 1, 2]]),
        ("f 1 2 3 # a corner\n#f 1 2 4\n", [[0, 1, 2]]),
        ("g skull\no a\ns 1\nusemtl bone\nf 1 2 3\n", [[0, 1, 2]]),
        ("l 1 2\np 1\n", []),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_faces_are_read(text: str, expected: list[list[int]], end: str) -> None:
    found = read_obj((SQUARE + text).replace("\n", end).encode())
    assert found.faces.tolist() == expected


def test_faces_that_say_more_or_less_stand_together() -> None:
    text = "vt 0 0\nvt 1 1 0\nvn 0 0 1\nf 1 2 3\nf 1/2/1 2/1/1 4/1/1\nf 2//1 3//1 4//1\n"
    found = read_obj((SQUARE + text).encode())
    assert found.faces.tolist() == [[0, 1, 2], [0, 1, 3], [1, 2, 3]]
    assert found.uv is not None
    assert found.uv[:2].tolist() == [[1, 1], [0, 0]]
    assert found.normals is not None
    assert found.normals.tolist()[1:4] == [[0, 0, 1]] * 3


def test_a_seam_of_the_texture_has_its_vertices_twice() -> None:
    text = "vt 0 0\nvt 1 0\nvt 1 1\nvt .5 .5\nf 1/1 2/2 3/3\nf 1/4 3/3 4/2\n"
    found = read_obj((SQUARE + text).encode())
    assert found.uv is not None
    shown = found.uv[found.faces].tolist()
    assert shown == [[[0, 0], [1, 0], [1, 1]], [[0.5, 0.5], [1, 1], [1, 0]]]
    square = read_obj(SQUARE.encode()).vertices
    assert np.array_equal(found.vertices[:4], square)
    assert np.array_equal(found.vertices[found.faces], square[[[0, 1, 2], [0, 2, 3]]])


def test_colours_are_there_for_all_vertices_or_none() -> None:
    whole = read_obj(b"v 0 0 0 1 0 0\nv 1 0 0 0 1 0\n")
    assert whole.colours is not None
    assert whole.colours.tolist() == [[1, 0, 0], [0, 1, 0]]
    part = read_obj(b"v 0 0 0 1 0 0\nv 1 0 0\n")
    assert part.colours is None
    assert part.vertices.tolist() == [[0, 0, 0], [1, 0, 0]]
    assert read_obj(b"v 1 2 3 1\n").vertices.tolist() == [[1, 2, 3]]  # a weight


@pytest.mark.parametrize(
    "text",
    [
        "v 1 2\n",
        "v\n",
        "v 1 2 x\n",
        "v 1,5 2 3\n",
        "f 1 2 5\n",
        "f 0 1 2\n",
        "f -5 -1 -2\n",
        "f 1 2 99999999999\n",
        "f 1 2 1e3\n",
        "f 1/1/1/1 2 3\n",
        "f 1.5 2 3\n",
        "vt 1\n",
    ],
)
def test_what_is_damaged_is_refused(text: str) -> None:
    with pytest.raises((ValueError, DeprecationWarning)):
        read_obj((SQUARE + text).encode())


def test_texture_coordinates_that_are_not_there_are_left_out() -> None:
    found = read_obj((SQUARE + "vt 0 0\nf 1/1 2/2 3/9\n").encode())
    assert found.uv is None
    assert found.faces.tolist() == [[0, 1, 2]]


@settings(max_examples=40)
@given(st.integers(4, 900), st.booleans(), st.booleans(), st.integers(0, 9))
def test_long_files_are_as_one_reads_them(count: int, uv: bool, normals: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    mesh = Mesh(
        rng.normal(size=(count, 3)),
        np.concatenate([rng.permutation(count)[: count // 3 * 3], [0, 1, count - 1]]).reshape(
            -1, 3
        ),
        uv=rng.random((count, 2)) if uv else None,
        normals=rng.normal(size=(count, 3)) if normals else None,
    )
    text = write_obj(mesh)
    back = parse(text.encode(), "a.obj")
    rows = [line.split() for line in text.splitlines()]
    plain = [[float(x) for x in row[1:]] for row in rows if row[0] == "v"]
    corners = [[int(x.split("/")[0]) - 1 for x in row[1:]] for row in rows if row[0] == "f"]
    assert back.vertices.tolist() == plain
    assert back.faces.tolist() == corners
