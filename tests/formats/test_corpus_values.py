"""Real files: every coordinate, compared with what a few lines written apart from the readers see.

Each of these readings knows just enough of a format for the files at hand.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from components.errors import UserError
from components.formats.registry import read
from components.shape.specimen import FloatArray

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason=f"there is no corpus at {CORPUS}")

Values = list[FloatArray]


def nts(path: Path) -> Values:
    text = path.read_text()
    header = re.search(r"^1 (\d+)L? (\d+) 0 dim=(\d)", text, re.MULTILINE)
    assert header
    rows, columns, axes = map(int, header.groups())
    words = text.split()[-rows * columns :]
    return list(np.array(words, dtype=float).reshape(rows, columns // axes, axes))


def wide(path: Path) -> Values:
    rows = [line.split(",") for line in path.read_text().split()]
    return [np.array(row[1:], dtype=float).reshape(-1, 2) for row in rows[1:]]


def transposed(path: Path) -> Values:
    rows = [line.split(",")[1:] for line in path.read_text().splitlines()[1:]]
    return list(np.array(rows, dtype=float).T.reshape(len(rows[0]), -1, 3))


def deeplabcut(path: Path) -> Values:
    rows = [line.split(",") for line in path.read_text().splitlines()[3:]]
    return [np.array([cell or "nan" for cell in row[1:]], float).reshape(-1, 2) for row in rows]


def long(path: Path) -> Values:
    rows = [line.split(",") for line in path.read_text().split()[1:]]
    names = dict.fromkeys(row[0] for row in rows)
    return [np.array([row[2:] for row in rows if row[0] == name], float) for name in names]


def matrix_of_r(path: Path) -> Values:
    return [np.array([line.split()[1:] for line in path.read_text().splitlines()[1:]], float)]


def fiducials(path: Path) -> Values:
    text = path.read_bytes().decode()
    rows = re.findall(r"^[\w]+,([-.\de]+),([-.\de]+),([-.\de]+),", text, re.MULTILINE)
    lps = re.search(r"CoordinateSystem\s*=\s*LPS", text)
    return [np.array(rows, float) * ([1, 1, 1] if lps else [-1, -1, 1])]


def markups(path: Path) -> Values:
    [markup] = json.loads(path.read_text())["markups"]
    assert markup["coordinateSystem"] == "LPS"
    return [np.array([point["position"] for point in markup["controlPoints"]])]


def labelled(path: Path) -> Values:
    return [np.array([line.split()[1:] for line in path.read_text().splitlines()[2:]], float)]


def ibug(path: Path) -> Values:
    return [np.array([line.split() for line in path.read_text().splitlines()[3:-1]], float)]


def ljson(path: Path) -> Values:
    groups = json.loads(path.read_text())["groups"].values()
    return [np.array([[x, y] for group in groups for y, x in group["landmarks"]["points"]])]


def checkpoint(path: Path) -> Values:
    lines = re.findall(r"^\d+: 0 [NM] 0x.*", path.read_text(), re.MULTILINE)
    rows = [line.split() for line in lines]
    return [np.array([row[4:7] if row[2] == "N" else ["nan"] * 3 for row in rows], float)]


def meshlab(path: Path) -> Values:
    rows = re.findall(r'<point y="(.*?)" name=".*?" z="(.*?)" x="(.*?)"', path.read_text())
    return [np.array([[x, y, z] for y, z, x in rows], float)]


def shapes(path: Path) -> Values:
    text = path.read_text()
    body = re.findall(r"<landmarks(?:\.pixel)? [^>]*>(.*?)</", text, re.DOTALL)[0]
    rows = [line.split()[1:] for line in body.strip().split("\n")]
    return [np.array([row for row in rows if "z" not in row], float)]


READINGS: dict[str, Callable[[Path], Values]] = {
    "nts": nts,
    "csv/0todd": long,
    "csv/DeepLabCut": deeplabcut,
    "csv/G-Hermanson": matrix_of_r,
    "csv/TGuillerme": transposed,
    "csv/agporto": wide,
    "fcsv": fiducials,
    "mrk_json": markups,
    "pts/": labelled,
    "pts_ibug": ibug,
    "ljson": ljson,
    "ckpt": checkpoint,
    "pp": meshlab,
    "stereomorph": shapes,
}
FOLDERS = ("nts", "csv", "morphoj", "fcsv", "mrk_json", "pts", "pts_ibug")
FOLDERS += ("ljson", "ckpt", "pp", "stereomorph")
NO_LANDMARKS = {
    "nts/EveTC__Pararge": "line 2: .* 4 variables",
    "morphoj/EveTC__Pararge_aegeria_morphometrics__FW_Csize": "line 1: .* without coordinates",
    "morphoj/EveTC__Pararge_aegeria_morphometrics__FW_Sel": "line 1: .* without coordinates",
    "stereomorph/cran__StereoMorph__incomplete_table": "line 2: 3 cells where 5",
    "nts/jikhanjung__Modan2__digitized_centroid": "line 2: .* 1 variables",
}
FILES = [path for path in sorted(CORPUS.glob("*/*")) if path.parent.name in FOLDERS]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_value_is_read_or_the_file_refused(path: Path) -> None:
    name = path.relative_to(CORPUS).as_posix()
    refused = [sentence for start, sentence in NO_LANDMARKS.items() if name.startswith(start)]
    if refused:
        with pytest.raises(UserError, match=refused[0]):
            read(path)
        return
    [reading] = [function for start, function in READINGS.items() if name.startswith(start)]
    specimens, expected = read(path).specimens, reading(path)
    assert len(specimens) == len(expected)
    for specimen, values in zip(specimens, expected, strict=True):
        np.testing.assert_array_equal(specimen.landmarks, values)
