"""The coordinate system of a data set: kept, and objects from elsewhere turned into it."""

from pathlib import Path

import numpy as np
from PIL import Image

from components.shape.specimen import Specimen
from components.shape.systems import LPS, RAS, Y_DOWN, Y_UP
from components.store import combining, copying, datasets, digitising, media, objects
from components.store.datasets import Scheme
from components.store.library import Library

POINTS = np.array([[1.0, 2], [3, 5]])
FORM = Specimen("form", POINTS, (POINTS,), curve_names=("back",), system=Y_DOWN)


def rows(library: Library, number: int) -> list[list[float]]:
    return digitising.load(library, number).landmarks.tolist()


def test_a_data_set_keeps_its_system(library: Library) -> None:
    number = datasets.create(library, "skulls", Scheme(3, system=LPS))
    assert datasets.dataset(library, number).scheme.system == LPS
    solid = np.array([[1.0, 2, 3]])
    ids = objects.add(library, number, [Specimen("s", solid, system=name) for name in (LPS, RAS)])
    assert [rows(library, i) for i in ids] == [[[1, 2, 3]], [[-1, -2, 3]]]
    assert digitising.load(library, ids[0]).system == LPS
    copied = combining.duplicate(library, number)
    assert datasets.dataset(library, copied).scheme.system == LPS


def test_without_a_system_numbers_stay(library: Library) -> None:
    number = datasets.create(library, "wings", Scheme(2))
    assert datasets.dataset(library, number).scheme.system == ""
    (one,) = objects.add(library, number, [FORM])
    assert rows(library, one) == POINTS.tolist()


def test_copied_and_moved_objects_are_turned(library: Library, tmp_path: Path) -> None:
    down = datasets.create(library, "down", Scheme(2, system=Y_DOWN))
    up = datasets.create(library, "up", Scheme(2, system=Y_UP))
    unknown = datasets.create(library, "unknown", Scheme(2))
    one, other = objects.add(library, down, [FORM, FORM])
    Image.new("RGB", (4, 10)).save(tmp_path / "a.png")
    media.attach_images(library, [media.Attachment(one, tmp_path / "a.png")])
    copies = copying.copy(library, [one, other], up)
    assert [rows(library, i) for i in copies] == [[[1, 8], [3, 5]], [[1, -2], [3, -5]]]
    curved = digitising.load(library, copies[0])
    assert curved.curves[0].tolist() == [[1, 8], [3, 5]]
    assert curved.curve_names == ("back",)
    (same,) = copying.copy(library, [one], unknown)
    assert rows(library, same) == rows(library, one) == POINTS.tolist()
    copying.move(library, [one], up)
    assert rows(library, one) == [[1, 8], [3, 5]]
    copying.move(library, [one], down)
    assert rows(library, one) == POINTS.tolist()
