"""Real files: every coordinate, compared with what a few lines written apart from the readers see.

Each of these readings knows just enough of a format for the files at hand.
"""

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


READINGS: dict[str, Callable[[Path], Values]] = {
    "nts": nts,
}
NO_LANDMARKS = {
    "nts/EveTC__Pararge": "line 2: .* 4 variables",
    "nts/jikhanjung__Modan2__digitized_centroid": "line 2: .* 1 variables",
}
FILES = [p for folder in READINGS for p in sorted((CORPUS / folder).glob("*"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_value_is_read_or_the_file_refused(path: Path) -> None:
    name = path.relative_to(CORPUS).as_posix()
    for start, sentence in NO_LANDMARKS.items():
        if name.startswith(start):
            with pytest.raises(UserError, match=sentence):
                read(path)
            return
    specimens = read(path).specimens
    expected = READINGS[path.parent.name](path)
    assert len(specimens) == len(expected)
    for specimen, values in zip(specimens, expected, strict=True):
        np.testing.assert_array_equal(specimen.landmarks, values)
