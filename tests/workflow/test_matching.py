"""Files of one data set: landmarks by their names, and one way for the axes to point."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from components.formats.reading import Reading
from components.shape.specimen import Specimen
from components.shape.systems import LPS, Y_DOWN, Y_UP
from components.store import datasets, digitising, objects
from components.store.library import Library
from components.workflow import importing
from components.workflow.files_read import read_each
from components.workflow.import_choices import ImportChoices
from components.workflow.matching import by_name, in_one_system, reordered

POINTS = np.array([[1.0, 2], [3, 4], [5, 6]])
PP = "<PickedPoints>{}</PickedPoints>"
IBUG = "version: 1\nn_points: 3\n{\n1 2\n3 4\n5 6\n}\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


def picked(folder: Path, name: str, places: dict[str, int]) -> Path:
    points = [f'<point name="{label}" x="{x}" y="0" z="1"/>' for label, x in places.items()]
    path = folder / f"{name}.pp"
    path.write_text(PP.format("\n".join(points)))
    return path


def reading(*names: str, wireframe: tuple[tuple[int, int], ...] = ()) -> Reading:
    return Reading("", (Specimen("s", POINTS),), names, wireframe, ((0, 1, 2),))


def test_landmarks_are_put_into_the_order_of_the_first_file() -> None:
    readings = (reading(), reading("a", "b", "c"), reading("C ", "A", "b", wireframe=((0, 1),)))
    matched = by_name(readings, ("w", "x", "y"))
    assert [r.landmark_names for r in matched.readings] == [(), ("a", "b", "c"), ("a", "b", "c")]
    assert matched.readings[2].wireframe == ((2, 0),)
    assert matched.readings[2].polygons == ((2, 0, 1),)
    none, same, order = matched.orders
    assert none is None
    assert same is None
    assert reordered(readings[2].specimens[0], order).landmarks.tolist() == [[3, 4], [5, 6], [1, 2]]
    short = Specimen("short", POINTS[:2])
    assert reordered(short, order) is short
    (note,) = matched.notes
    assert note.startswith("y: landmarks stand in another order than in x")


def test_other_names_are_named_and_nothing_is_moved() -> None:
    for names in (("a", "b", "d"), ("a", "b"), ("a", "a", "c")):
        matched = by_name((reading("a", "b", "c"), reading(*names)), ("x", "y"))
        assert matched.orders == (None, None)
        (note,) = matched.notes
        assert note.startswith("y: landmarks have other names")
        assert "than in x (" in note
    assert by_name((reading("a", "b", "c"),) * 2, ("x", "y")).notes == ()


def test_files_with_the_same_landmarks_in_another_order(library: Library, tmp_path: Path) -> None:
    files = [
        picked(tmp_path, "one", {"tip": 1, "eye": 2}),
        picked(tmp_path, "two", {"eye": 4, "tip": 3}),
    ]
    incoming = importing.read_files(files)
    number = importing.store(library, incoming, "both")
    assert objects.load_table(library, number).coords[:, :, 0].tolist() == [[1, 2], [3, 4]]
    assert datasets.dataset(library, number).scheme.landmark_names == ("tip", "eye")
    assert "two.pp: landmarks stand in another order" in " ".join(importing.all_notes(incoming))
    later = picked(tmp_path, "three", {"eye": 6, "tip": 5})
    choices = ImportChoices(into=number)
    importing.store_all(library, read_each([later]), choices)
    assert objects.load_table(library, number).coords[2, :, 0].tolist() == [5, 6]


def test_objects_are_turned_into_the_system_of_most(tmp_path: Path) -> None:
    Image.new("L", (9, 10)).save(tmp_path / "down.png")
    (tmp_path / "bad.png").write_text("no image")
    given = [
        Specimen("up", POINTS, system=Y_UP),
        Specimen("too", POINTS, system=Y_UP),
        Specimen("down", POINTS, image="down.png", system=Y_DOWN),
        Specimen("bad", POINTS, image="bad.png", system=Y_DOWN),
        Specimen("silent", POINTS),
    ]
    found, system, notes = in_one_system(given, [tmp_path] * 5)
    assert system == Y_UP
    assert [one.landmarks[0].tolist() for one in found] == [[1, 2], [1, 2], [1, 8], [1, -2], [1, 2]]
    turned, silent = notes
    assert turned.startswith("2 objects turned into the system y up")
    assert turned.endswith("down, bad.")
    assert silent.startswith("1 object silent on how their axes point")
    found, system, notes = in_one_system(given[:2], [tmp_path] * 2, Y_DOWN)
    assert (system, found[0].landmarks[0].tolist()) == (Y_DOWN, [1, -2])
    assert in_one_system(given[4:], [tmp_path]) == ([given[4]], "", [])


def test_a_data_set_has_the_system_of_its_files(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.pts").write_text(IBUG)
    (tmp_path / "b.tps").write_text("LM=3\n1 -2\n3 -4\n5 -6\nID=b\n")
    incoming = importing.read_files([tmp_path / "a.pts", tmp_path / "b.tps"])
    number = importing.store(library, incoming, "both")
    assert datasets.dataset(library, number).scheme.system == Y_DOWN
    one, other = objects.load_table(library, number).coords
    np.testing.assert_array_equal(one, other)
    ids = objects.load_columns(library, number).ids.tolist()
    assert digitising.load(library, ids[0]).system == Y_DOWN
    assert LPS not in " ".join(importing.all_notes(incoming))


def test_a_chosen_system_counts_y_from_the_edge_of_the_image(tmp_path: Path) -> None:
    Image.new("L", (9, 10)).save(tmp_path / "a.png")
    text = "LM=2\n1 2\n3 4\n"
    (tmp_path / "a.tps").write_text(f"{text}IMAGE=a.png\nID=a\n{text}ID=b\n")
    read = read_each([tmp_path / "a.tps"])
    (incoming,) = importing.arrange(read, ImportChoices(system=Y_DOWN))
    assert [one.landmarks.tolist() for one in incoming.specimens] == [
        [[1, 8], [3, 6]],
        [[1, -2], [3, -4]],
    ]
    assert incoming.scheme.system == Y_DOWN
