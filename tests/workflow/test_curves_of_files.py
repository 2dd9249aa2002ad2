"""Curves of a data set come from files, and go into those that can hold them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from components.formats import modan_json, tps
from components.formats.losses import losses
from components.formats.reading import Reading
from components.shape.curves import Curve
from components.shape.specimen import Specimen
from components.store import datasets
from components.store.library import Library
from components.workflow import exporting, files_read, importing
from components.workflow.import_choices import ImportChoices

FORM = np.array([[0.0, 0], [4, 0], [4, 3], [0, 3]])
CURVES = (Curve("edge", (0, 2, 1)), Curve("rim"), Curve("eye", (), closed=True))
ONE = Specimen("one", FORM, (FORM,), (FORM + 1,), curve_names=("rim", "eye"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


def taken(library: Library, *paths: Path) -> int:
    incoming = importing.read_files(paths)
    return importing.store(library, incoming, "wings", None)


def test_curves_go_out_and_come_in(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "wings.json"
    path.write_text(modan_json.write(Reading("", (ONE,), curves=CURVES)))
    number = taken(library, path)
    assert datasets.dataset(library, number).scheme.curves == CURVES
    back = exporting.load(library, number)
    assert back.curves == CURVES
    assert modan_json.parse(modan_json.write(back), "wings.json").curves == CURVES


def test_curves_that_objects_name_become_those_of_the_data_set(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "wings.json"
    path.write_text(modan_json.write(Reading("", (ONE,))))
    scheme = datasets.dataset(library, taken(library, path)).scheme
    assert scheme.curves == (Curve("rim"), Curve("eye", closed=True))


def test_landmarks_that_are_matched_by_name_take_curves_along(
    library: Library, tmp_path: Path
) -> None:
    for file, order in (("a", [0, 1, 2, 3]), ("b", [3, 2, 1, 0])):
        names = tuple(["tip", "base", "notch", "heel"][i] for i in order)
        reading = Reading("", (Specimen(file, FORM[order]),), names)
        if file == "b":
            reading = Reading("", reading.specimens, names, curves=(Curve("edge", (0, 2, 1)),))
        (tmp_path / f"{file}.json").write_text(modan_json.write(reading))
    number = taken(library, tmp_path / "a.json", tmp_path / "b.json")
    assert datasets.dataset(library, number).scheme.curves == (Curve("edge", (3, 1, 2)),)


def test_a_format_without_curves_says_so() -> None:
    reading = Reading("", (Specimen("one", FORM),), curves=CURVES)
    lost = [losses(reading, f.FORMAT, f.write(reading)) for f in (tps, modan_json)]
    assert lost == [
        (
            "TPS does not keep the curves rim, eye.",
            "TPS does not keep the landmarks of the curves.",
        ),
        (),
    ]


def test_a_data_set_takes_curves_where_it_has_none_and_else_keeps_its_own(
    library: Library, tmp_path: Path
) -> None:
    for name, curves in (("edge", CURVES[:1]), ("other", (Curve("edge", (0, 1, 2)),))):
        reading = Reading("", (Specimen(name, FORM),), curves=curves)
        (tmp_path / f"{name}.json").write_text(modan_json.write(reading))
    number = datasets.create(library, "wings", datasets.Scheme(2))
    said = []
    for name in ("edge", "edge", "other"):
        read = files_read.read_each([tmp_path / f"{name}.json"])
        _, [incoming] = importing.store_all(library, read, ImportChoices(into=number))
        said.append(incoming.decided)
        assert datasets.dataset(library, number).scheme.curves == CURVES[:1]
    words = "'wings' keeps the curves that it has; those of the files are others: edge."
    assert said == [(), (), (words,)]
