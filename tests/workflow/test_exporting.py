"""What is written is what the choices say: whole, without a silent loss, or not at all."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from components.errors import Cancelled, UserError
from components.formats.reading import Format, Reading
from components.formats.registry import read
from components.shape.specimen import Specimen
from components.stats.simulate import simulate
from components.store import datasets, digitising, objects
from components.store.check import check
from components.store.library import Library
from components.workflow import exporting, importing, packaging
from components.workflow.export_choices import (
    PACKAGE,
    WRITABLE,
    ExportChoices,
    format_named,
    format_of_suffix,
)
from components.workflow.history import Pending

IN_SPACE = (
    "Slicer fiducials", "Slicer markups", "Landmark Editor", "landmarkAscii", "Checkpoint",
    "MeshLab points",
)  # fmt: skip
MADE = simulate(6, 5, 2, groups=2, seed=4)


def specimens() -> tuple[Specimen, ...]:
    """Six objects with scale and variables, of which the last lacks a landmark."""
    found = [
        Specimen(f"form {i}", form * 100, scale=0.5, unit="mm", variables={"sex": "m", "n": 1.0})
        for i, form in enumerate(MADE.coords)
    ]
    broken = found[-1].landmarks.copy()
    broken[2] = np.nan
    return (*found[:-1], replace(found[-1], landmarks=broken))


TWO = "LM=2\n1 2\n3 4\nIMAGE=r.png\nID=b\n"
READING = Reading("", specimens(), ("a", "b", "c", "d", "e"), ((0, 1),))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Open a library with one data set of six objects."""
    with Library(tmp_path / "library") as opened:
        scheme = datasets.Scheme(
            2, READING.landmark_names, READING.wireframe,
            variables=(("sex", "text"), ("n", "number")), system="y up",
        )  # fmt: skip
        number = datasets.create(opened, "forms", scheme)
        objects.add(opened, number, READING.specimens)
        yield opened


def test_all_of_an_object_comes_out_of_the_library(library: Library) -> None:
    found = exporting.load(library, 1)
    assert (found.landmark_names, found.wireframe) == (READING.landmark_names, READING.wireframe)
    for one, other in zip(found.specimens, READING.specimens, strict=True):
        np.testing.assert_array_equal(one.landmarks, other.landmarks)
        assert (one.name, one.scale, one.unit) == (other.name, other.scale, other.unit)
        assert one.variables == other.variables


@pytest.mark.parametrize("form", WRITABLE, ids=lambda form: form.name)
def test_every_format_is_written_and_reads_back(
    library: Library, tmp_path: Path, form: Format
) -> None:
    choices = ExportChoices(form.name, objects=(1, 2, 3))
    path = tmp_path / f"out{form.suffixes[0]}"
    if form.name in IN_SPACE:
        with pytest.raises(UserError, match="3-D"):
            exporting.export(library, 1, choices, path)
        assert not path.exists()
        return
    written = exporting.export(library, 1, choices, path)
    found = [one for file in written.paths for one in read(file).specimens]
    assert len(found) == written.objects == 3
    assert any("wireframe" in sentence for sentence in written.sentences) == (
        read(written.paths[0]).wireframe == ()
    )


def test_the_name_of_an_image_that_is_not_there_is_kept(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.tps"
    path.write_text(f"LM=2\n1 2\n3 4\nCURVES=1\nPOINTS=2\n1 2\n3 4\nIMAGE=p q.jpg\nID=a\n{TWO}")
    number = importing.store(library, importing.read_files([path]), "a")
    exporting.export(library, number, ExportChoices("TPS"), tmp_path / "b.tps")
    assert [s.image for s in read(tmp_path / "b.tps").specimens] == ["p q.jpg", "r.png"]
    first, second = objects.load_columns(library, number).ids.tolist()
    assert digitising.load(library, second).curve_names == ()
    digitising.set_curves(library, first, ())
    assert [s.image for s in exporting.load(library, number).specimens] == ["p q.jpg", "r.png"]
    assert not exporting.load(library, number).specimens[0].curves
    packaging.export_package(library, [number], tmp_path / "a.modan.zip")
    [copy] = packaging.import_whole(Pending(library), [tmp_path / "a.modan.zip"]).datasets
    assert [s.image for s in exporting.load(library, copy).specimens] == ["p q.jpg", "r.png"]
    assert not check(library).findings


def test_choices_are_honoured(library: Library, tmp_path: Path) -> None:
    choices = ExportChoices(apply_scale=True, missing=-999, variables=("sex",), objects=(2, 6))
    exporting.export(library, 1, choices, tmp_path / "a.tps")
    text = (tmp_path / "a.tps").read_text()
    assert "-999.0 -999.0" in text
    assert "NA" not in text
    first, second = read(tmp_path / "a.tps").specimens
    np.testing.assert_array_equal(first.landmarks, READING.specimens[1].landmarks * 0.5)
    assert (first.scale, first.variables, second.missing) == (1.0, {"sex": "m"}, 1)


def test_superimposed_objects_keep_what_is_missing(library: Library, tmp_path: Path) -> None:
    exporting.export(library, 1, ExportChoices(superimposed=True), tmp_path / "a.tps")
    found = read(tmp_path / "a.tps").specimens
    assert [one.missing for one in found] == [0, 0, 0, 0, 0, 1]
    for one in found[:-1]:
        assert np.linalg.norm(one.landmarks - one.landmarks.mean(axis=0)) == pytest.approx(1, 0.01)
        assert one.scale is None


def test_one_file_for_each_object(library: Library, tmp_path: Path) -> None:
    written = exporting.export(library, 1, ExportChoices(separate=True), tmp_path / "out")
    assert [path.name for path in written.paths][:2] == ["form 0.tps", "form 1.tps"]
    assert len(list((tmp_path / "out").iterdir())) == 6
    with pytest.raises(UserError, match="form 0.tps, form 1.tps.*there already"):
        exporting.export(library, 1, ExportChoices(separate=True), tmp_path / "out")


def test_a_file_is_replaced_only_when_told(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.tps"
    path.write_text("precious")
    with pytest.raises(UserError, match=r"a\.tps: there already"):
        exporting.export(library, 1, ExportChoices(), path)
    assert path.read_text() == "precious"
    exporting.export(library, 1, ExportChoices(overwrite=True), path)
    assert len(read(path).specimens) == 6


@pytest.mark.parametrize("name", ["TPS", PACKAGE])
def test_stopped_at_any_step_it_leaves_what_was_there(
    library: Library, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "out"
    path.write_text("precious")
    before = sorted(p.name for p in tmp_path.iterdir())
    for at in range(100):
        calls = iter(range(1000))

        def stop(_done: int, _total: int, _text: str, calls: Iterator[int] = calls) -> None:
            if next(calls) == at:  # noqa: B023  # called in this round only
                raise Cancelled

        try:
            exporting.export(library, 1, ExportChoices(name, overwrite=True), path, stop)
        except Cancelled:
            assert path.read_bytes() == b"precious"
            assert sorted(p.name for p in tmp_path.iterdir()) == before
        else:
            break
    assert at > 3
    assert path.read_bytes() != b"precious"


def test_losses_are_named_before_and_after(library: Library, tmp_path: Path) -> None:
    some = exporting.load_some(library, 1)
    choices = ExportChoices("NTSYS")
    before = exporting.foreseen(some, choices)
    after = exporting.export(library, 1, choices, tmp_path / "a.nts").sentences
    assert before == after
    assert any("variables" in sentence for sentence in before)
    both = exporting.export(
        library, 1, ExportChoices("NTSYS", separate=True), tmp_path / "out"
    ).sentences
    assert any("scale of form 0, form 1" in sentence for sentence in both)


def test_a_package_comes_back_whole(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "forms.modan.zip"
    written = exporting.export(library, 1, ExportChoices(PACKAGE), path)
    assert written.objects == 6
    assert packaging.are_whole([path])
    with pytest.raises(UserError, match="there already"):
        exporting.export(library, 1, ExportChoices(PACKAGE), path)
    with pytest.raises(UserError, match="whole data sets"):
        exporting.export(library, 1, ExportChoices(PACKAGE, objects=(1,)), path)


def test_what_cannot_be_written_is_a_sentence(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        with pytest.raises(UserError, match="cannot be written"):
            exporting.export(library, 1, ExportChoices(), folder / "a.tps")
    with pytest.raises(UserError, match="cannot be written"):
        exporting.export(library, 1, ExportChoices(overwrite=True), folder)
    bare = replace(READING, specimens=(replace(READING.specimens[0], scale=None),))
    with pytest.raises(UserError, match="form 0: no scale"):
        exporting.write(bare, ExportChoices(apply_scale=True), folder / "b.tps")
    with pytest.raises(UserError, match="no objects"):
        exporting.write(replace(bare, specimens=()), ExportChoices(), folder / "b.tps")
    lies = replace(bare.specimens[0], landmarks=np.zeros((3, 2)))
    with pytest.raises(UserError, match="lies at 0"):
        exporting.write(
            replace(bare, specimens=(lies,)), ExportChoices(missing=0), folder / "b.tps"
        )


def test_names_of_files_are_safe_everywhere() -> None:
    names = ["a/b", "A_B", "con", "", "x" * 300, "뼈 1", "tail. "]
    found = exporting.file_names(names, ".tps")
    assert found[:4] == ["a_b.tps", "A_B (2).tps", "_con.tps", "unnamed.tps"]
    assert len(found[4]) == 124
    assert found[5:] == ["뼈 1.tps", "tail.tps"]


def test_formats_are_found_by_name_and_by_suffix() -> None:
    assert format_named("tps").name == "TPS"
    assert format_of_suffix("A.NTS").suffixes[0] == ".nts"
    assert format_of_suffix("a.json").name == "JSON"
    assert format_of_suffix("a.mrk.json").name == "Slicer markups"
    with pytest.raises(UserError, match="'x' is not one of"):
        format_named("x")
    with pytest.raises(UserError, match=r"a\.doc: no format"):
        format_of_suffix("a.doc")
