"""Laws of packages: what goes out comes in again, all of it or nothing."""

import time
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from library_contents import Content, content, fill, media_of
from made import SCHEME, forms
from packing import other, packed, steps_of, stops_after, taken

from components.errors import Cancelled, UserError
from components.shape.specimen import Specimen
from components.store import datasets, media, objects, views
from components.store.datasets import View
from components.store.library import Library
from components.store.package import SUFFIX
from MdModel import MdDataset, MdImage, MdObject


@pytest.fixture
def package(library: Library, tmp_path: Path) -> Path:
    fill(library, tmp_path / "files")
    path = tmp_path / f"wings{SUFFIX}"
    packed(library, path)
    return path


def test_a_package_brings_everything_into_another_library(
    library: Library, package: Path, tmp_path: Path
) -> None:
    rows, files = content(library), media_of(library.folder)
    with other(tmp_path / "other") as target:
        added = taken(target, package)
        assert (added.objects, added.files, added.damaged) == (3, 3, ())
        assert content(target) == rows
        assert media_of(target.folder) == files


def test_equal_content_gives_equal_bytes_whatever_the_ids(package: Path, tmp_path: Path) -> None:
    with other(tmp_path / "other") as target:
        fill(target, tmp_path / "files")  # takes the first ids
        datasets.rename(target, 1, "others")
        (number,) = taken(target, package).datasets
        packed(target, tmp_path / "again.modan.zip", number)
    assert (tmp_path / "again.modan.zip").read_bytes() == package.read_bytes()


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAME = TEXT.filter(lambda text: bool(text.strip()))
VALUE = st.one_of(st.none(), TEXT, st.booleans(), st.floats(allow_nan=False))
NUMBER = st.floats(allow_infinity=False)


@st.composite
def sets(draw: st.DrawFn) -> tuple[datasets.Scheme, list[Specimen], int | None]:
    """Draw a data set with odd names and numbers, and the place of the one that it lies below."""
    axes = draw(st.sampled_from([2, 3]))
    names = draw(st.lists(NAME, max_size=3, unique=True))
    kinds = [(name, draw(st.sampled_from(["text", "number", "flag"]))) for name in names]

    def points(most: int) -> st.SearchStrategy[Any]:
        rows = st.lists(st.lists(NUMBER, min_size=axes, max_size=axes), max_size=most)
        return rows.map(lambda found: np.array(found, dtype=float).reshape(-1, axes))

    specimens = [
        Specimen(
            draw(TEXT),
            draw(points(4)),
            curves=tuple(draw(st.lists(points(5), max_size=2))),
            outlines=tuple(draw(st.lists(points(5), max_size=1))),
            scale=draw(st.none() | st.floats(1e-9, 1e9)),
            unit=draw(st.sampled_from(["", "mm", "µm"])),
            comment=draw(TEXT),
            variables={name: draw(VALUE) for name in names},
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    scheme = datasets.Scheme(axes, variables=tuple(kinds))
    return scheme, specimens, draw(st.none() | st.integers(0, 5))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees=st.lists(st.tuples(NAME, TEXT, sets()), min_size=1, max_size=4))
def test_any_tree_survives_the_way_through_a_package(
    trees: list[tuple[str, str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("package")
    first, second = folder / "first.modan.zip", folder / "second.modan.zip"
    with other(folder / "one") as source:
        made: list[int] = []
        for name, text, (scheme, specimens, place) in trees:
            parent = made[place % len(made)] if made and place is not None else None
            made.append(datasets.create(source, name, scheme, parent))
            datasets.describe(source, made[-1], text)
            objects.add(source, made[-1], specimens)
        packed(source, first)
        rows = without_ids(content(source))
    with other(folder / "two") as target:
        taken(target, first)
        packed(target, second)
        assert without_ids(content(target)) == rows
    assert first.read_bytes() == second.read_bytes()


def without_ids(rows: Content) -> dict[str, list[str]]:
    """Rows without their ids, which differ where data sets were not made in the tree's order."""
    return {
        table: sorted(str(row[2:] if table == "mdobject" else row[1:3]) for row in found)
        for table, found in rows.items()
    }


def test_schemes_views_and_order_are_kept(library: Library, tmp_path: Path) -> None:
    number = datasets.create(library, "Set", SCHEME)
    below = [datasets.create(library, name, SCHEME, number) for name in "abc"]
    datasets.move(library, below[2], number, 0)
    views.save(library, number, View("adults", "adult = true"))
    objects.add(library, number, forms(3))
    MdObject.update(sequence=7 - MdObject.sequence).execute()
    packed(library, tmp_path / "set.modan.zip")
    with other(tmp_path / "other") as target:
        taken(target, tmp_path / "set.modan.zip")
        top, *rest = datasets.tree(target)
        assert (top.scheme, top.views[0].filter) == (SCHEME, "adult = true")
        assert [entry.name for entry in rest] == ["c", "a", "b"]
        assert objects.load_columns(target, top.id).names == ("form 2", "form 1", "form 0")


def test_a_data_set_goes_with_or_without_those_below_it(library: Library, tmp_path: Path) -> None:
    top = fill(library, tmp_path / "files")
    below = top + 1
    path = tmp_path / "part.modan.zip"
    assert packed(library, path, top, below).datasets == 2
    assert packed(library, path, top, below=False).datasets == 1
    assert packed(library, path, below).objects == 1
    added = taken(library, path, parent=top)
    names = {d.id: (d.name, d.parent) for d in datasets.tree(library)}
    assert names[added.datasets[0]] == ("left (2)", top)


def test_a_taken_name_stays_with_the_one_that_has_it(library: Library, package: Path) -> None:
    taken(library, package)
    assert [d.name for d in datasets.tree(library)] == ["wings", "left", "wings (2)", "left"]


def test_missing_and_decayed_media_are_named_and_their_rows_kept(
    library: Library, tmp_path: Path
) -> None:
    fill(library, tmp_path / "files")
    red = MdImage.get(MdImage.name == "red.png")
    blue = MdImage.get(MdImage.name == "blue.png")
    media.stored_path(library, red.sha256, red.name).unlink()
    media.stored_path(library, blue.sha256, blue.name).write_bytes(b"decayed")
    first, second = tmp_path / "first.modan.zip", tmp_path / "second.modan.zip"
    assert sorted(packed(library, first).damaged) == ["blue.png", "red.png"]
    with other(tmp_path / "other") as target:
        added = taken(target, first)
        assert (sorted(added.damaged), added.files) == (["blue.png", "red.png"], 1)
        packed(target, second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("landmarks", b"1234567"),
        ("landmarks", "text"),
        ("curves", b"broken"),
        ("variables", "[1"),
        ("variables", "[1, 2, 3, 4, 5]"),
    ],
)
def test_a_damaged_object_is_told_and_no_file_written(
    library: Library, tmp_path: Path, column: str, value: object
) -> None:
    fill(library, tmp_path / "files")
    library.database.execute_sql(f"UPDATE mdobject SET {column} = ?", (value,))  # ours
    with pytest.raises(UserError, match=r"'wings' is damaged .* check --mend"):
        packed(library, tmp_path / "out" / "wings.modan.zip")
    assert not list((tmp_path / "out").iterdir())


def test_cancelling_leaves_no_file_or_the_old_one(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path / "files")
    path = tmp_path / "out" / "wings.modan.zip"
    path.parent.mkdir()
    for calls in range(steps_of(lambda step: packed(library, path, step=step))):
        path.write_text("old")
        with pytest.raises(Cancelled):
            packed(library, path, step=stops_after(calls))
        assert [p.name for p in path.parent.iterdir()] == [path.name]
        assert path.read_text() == "old"


def test_cancelling_an_import_leaves_nothing(
    library: Library, package: Path, tmp_path: Path
) -> None:
    with other(tmp_path / "counted") as target:
        calls = steps_of(lambda step: taken(target, package, step=step))
    with other(tmp_path / "other") as target:
        rows = content(target)
        for call in range(calls):
            with pytest.raises(Cancelled):
                taken(target, package, step=stops_after(call))
            assert content(target) == rows
            assert not media_of(target.folder)


def test_any_program_can_look_into_a_package(package: Path) -> None:
    with ZipFile(package) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        numbers = np.frombuffer(archive.read("landmarks.bin"), "<f8")
    assert numbers[:8].tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert sorted(Path(name).suffix for name in names if name.startswith("media/")) == [
        ".ply", ".png", ".png",
    ]  # fmt: skip


def test_a_name_that_leads_elsewhere_on_windows_is_made_plain(
    library: Library, tmp_path: Path
) -> None:
    fill(library, tmp_path / "files")
    MdImage.update(name="..\\..\\red.png").execute()
    path = tmp_path / "wings.modan.zip"
    packed(library, path)
    taken(library, path)
    assert {row.name for row in MdImage.select().order_by(MdImage.id)} == {
        "..\\..\\red.png", ".._.._red.png",
    }  # fmt: skip


def test_a_data_set_that_is_gone_is_a_sentence(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no longer in the library"):
        packed(library, tmp_path / "x.modan.zip", 5)


def test_the_columns_of_a_package_are_those_of_version_1() -> None:
    """Other columns need another version of the format, and a way to read this one."""
    assert [field.name for field in MdDataset._meta.sorted_fields] == [
        "id", "name", "description", "parent", "position", "dimension", "landmark_names",
        "wireframe", "polygons", "baseline", "curves", "variables", "views", "created", "modified",
    ]  # fmt: skip


@pytest.mark.performance
def test_500_objects_are_packed_at_once(library: Library, tmp_path: Path) -> None:
    number = datasets.create(library, "Set", SCHEME)
    objects.add(library, number, forms(500, 50))
    path = tmp_path / "set.modan.zip"
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        packed(library, path)
        times.append(time.perf_counter() - begin)
    assert min(times) < 0.2
