"""A library that the program of version 1 has written is read as it was meant, for ever."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from library_contents import rows_in

from components.errors import UserError
from components.store import analyses, datasets, digitising, media, objects
from components.store.check import check
from components.store.library import Library
from components.store.restore import restore
from components.store.snapshots import DATABASE
from MdModel import SCHEMA_VERSION
from scripts.fixture_content import plain
from scripts.make_fixture_library import main

FIXTURES = sorted((Path(__file__).resolve().parents[1] / "fixtures").glob("library-v*"))

Expected = dict[str, Any]


@pytest.fixture(params=FIXTURES, ids=lambda path: path.name)
def fixture(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a copy of a library that another version has written."""
    return Path(shutil.copytree(request.param, tmp_path / "library"))


@pytest.fixture
def expected(fixture: Path) -> Expected:
    found: Expected = json.loads((fixture / "expected.json").read_text("utf-8"))
    return found


@pytest.fixture
def opened(fixture: Path) -> Iterator[Library]:
    with Library(fixture) as library:
        yield library


def read_object(library: Library, number: int) -> Expected:
    form = digitising.load(library, number)
    names = ("name", "landmarks", "curves", "outlines", "scale", "unit", "comment", "variables")
    return {name: plain(getattr(form, name)) for name in names}


def test_there_is_a_small_library_of_every_version() -> None:
    assert [path.name for path in FIXTURES] == [
        f"library-v{version}" for version in range(1, SCHEMA_VERSION + 1)
    ]
    for path in FIXTURES:
        assert sum(p.stat().st_size for p in path.rglob("*") if p.is_file()) < 60_000


def test_everything_is_read_as_it_was_written(opened: Library, expected: Expected) -> None:
    tree = sorted(datasets.tree(opened), key=lambda found: found.id)
    names = {found.id: found.name for found in tree}
    for found, wanted in zip(tree, expected["datasets"], strict=True):
        scheme = plain(asdict(found.scheme))
        assert {name: scheme[name] for name in wanted["scheme"]} == wanted["scheme"]
        assert (found.name, found.description) == (wanted["name"], wanted["description"])
        assert names.get(found.parent or 0) == wanted["parent"]
        assert [asdict(view) for view in found.views] == wanted["views"]
        ids = objects.load_columns(opened, found.id).ids.tolist()
        for number, told in zip(ids, wanted["specimens"], strict=True):
            form = read_object(opened, number)
            assert form == {name: told[name] for name in form}
    assert not check(opened).findings


def test_pictures_meshes_and_analyses_are_there(opened: Library, expected: Expected) -> None:
    files = {name: bytes.fromhex(text) for name, text in expected["files"].items()}
    picture = media.image_of(opened, 1)
    assert picture is not None
    assert picture.read_bytes() == files["wing.png"]
    stored = [path for path in opened.media.rglob("*") if path.is_file()]
    assert sorted(path.read_bytes() for path in stored) == sorted(files.values())
    wanted = expected["analysis"]
    (entry,) = [entry for found in datasets.tree(opened) for entry in found.analyses]
    assert plain(asdict(analyses.load(opened, entry.id))) == wanted


def test_an_old_library_can_be_restored_from(fixture: Path, tmp_path: Path) -> None:
    with Library(tmp_path / "new") as library:
        found = restore(library, fixture)
        assert (found.objects, found.files, found.damaged) == (11, 2, ())
        assert not check(library).findings


def test_a_library_of_one_version_more_is_refused(fixture: Path) -> None:
    with closing(sqlite3.connect(fixture / DATABASE)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = rows_in(fixture / DATABASE)
    with pytest.raises(UserError, match=f"version {SCHEMA_VERSION + 1}.*knows {SCHEMA_VERSION}"):
        Library(fixture)
    assert rows_in(fixture / DATABASE) == before


def test_the_script_writes_the_present_version_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for code in (0, 1):
        assert main(["--out", str(tmp_path / "fixture")]) == code
    assert "a fixture is made once" in capsys.readouterr().err
    made = rows_in(tmp_path / "fixture" / DATABASE)
    assert len(made["mdobject"]) == 11
    assert sorted(p.name for p in (tmp_path / "fixture").iterdir()) == [
        "expected.json", "media", DATABASE,
    ]  # fmt: skip
