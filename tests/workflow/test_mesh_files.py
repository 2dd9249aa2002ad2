"""Meshes come in with landmarks or alone, and what belongs to them comes along."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.errors import UserError
from components.store import datasets, digitising, media, objects
from components.store.library import Library
from components.workflow import importing

PP = '<PickedPoints>{}<point x="1" y="2" z="3" name="tip"/></PickedPoints>'
MESH = "mtllib skin.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "files"
    (place / "meshes").mkdir(parents=True)
    (place / "one.pp").write_text(PP.format(""))
    (place / "two.pp").write_text(
        PP.format('<DocumentData><DataFileName name="a.OBJ"/></DocumentData>')
    )
    for name in ("meshes/One.obj", "a.OBJ", "alone.obj"):
        (place / name).write_text(MESH)
    (place / "meshes" / "skin.mtl").write_text("map_Kd skin.png\n")
    (place / "meshes" / "skin.png").write_bytes(b"an image")
    return place


def stored(library: Library, files: list[Path]) -> dict[str, list[str]]:
    """Names of the objects, and of the files of their meshes."""
    incoming = importing.read_files(files)
    number = importing.store(library, incoming, "all")
    assert datasets.dataset(library, number).scheme.dimension == 3
    columns = objects.load_columns(library, number)
    return {
        name: list(media.mesh_files(library, i))
        for name, i in zip(columns.names, columns.ids.tolist(), strict=True)
    }


def test_meshes_belong_to_objects_of_their_name(library: Library, folder: Path) -> None:
    names = ("alone.obj", "meshes/One.obj", "one.pp", "two.pp", "a.OBJ")
    assert stored(library, [folder / name for name in names]) == {
        "alone": ["alone.obj"],
        "one": ["One.obj", "skin.mtl", "skin.png"],
        "two": ["a.OBJ"],
    }
    number = datasets.tree(library)[0].id
    ids = objects.load_columns(library, number).ids.tolist()
    assert [len(digitising.load(library, i).landmarks) for i in ids] == [0, 1, 1]
    files = media.mesh_files(library, ids[1])
    assert files["skin.png"].read_bytes() == b"an image"
    assert media.mesh_files(library, 999) == {}


def test_meshes_alone_become_objects(library: Library, folder: Path) -> None:
    assert stored(library, [folder / "alone.obj", folder / "a.OBJ"]) == {
        "alone": ["alone.obj"],
        "a": ["a.OBJ"],
    }


def test_a_mesh_that_a_file_speaks_of_brings_its_companions(library: Library, folder: Path) -> None:
    (folder / "skin.mtl").write_text("Kd 1 1 1\n")
    assert stored(library, [folder / "two.pp"]) == {"two": ["a.OBJ", "skin.mtl"]}


def test_what_is_no_mesh_is_refused(folder: Path) -> None:
    (folder / "bad.ply").write_text("no mesh")
    with pytest.raises(UserError, match="bad.ply is damaged or no mesh"):
        importing.read_files([folder / "bad.ply"])
