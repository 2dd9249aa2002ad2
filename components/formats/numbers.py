"""Words -> numbers: fast in bulk, and slow only to say which line is wrong."""

import math
import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from components.errors import UserError
from components.formats.reading import Note
from components.shape.specimen import FloatArray

MISSING_WORDS = frozenset({"", "na", "n/a", "#n/a", "nan", "none", "null", "missing"})
_WORD = re.compile(r"\S+")
_BLANK = re.compile(r"\s|$")
_PART = 10_000  # characters split at a time, so that memory stays small
_CELLS = 500  # cells converted at a time
_MOST_CELLS = 10_000  # other threads wait while they are converted


def number(word: str) -> float | None:
    """Convert one word to a finite number, NaN where it says missing, None where it is neither."""
    word = word.strip()
    if word.lower() in MISSING_WORDS:
        return np.nan
    if "_" in word:  # Python's own spelling of 1_000, no file's
        return None
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        return None
    return None if np.isinf(value) else value


def cell_numbers(
    cells: Sequence[str], line_of: Callable[[int], int], source: str, *, decimal_comma: bool
) -> FloatArray:
    """Convert cells of a table; an empty one, or one with a word for missing, becomes NaN.

    Raises `UserError` with ``line_of`` the first cell that is no number.
    """
    if len(cells) > _MOST_CELLS:
        parts = [
            cell_numbers(
                cells[first : first + _MOST_CELLS],
                lambda cell, first=first: line_of(first + cell),  # type: ignore[misc]
                source,
                decimal_comma=decimal_comma,
            )
            for first in range(0, len(cells), _MOST_CELLS)
        ]
        return np.concatenate(parts)
    if (values := _plain(cells)) is not None:
        return values
    found = [number(cell) if decimal_comma or "," not in cell else None for cell in cells]
    if None in found:
        wrong = found.index(None)
        raise UserError(
            f"{source}, line {line_of(wrong)}: {cells[wrong].strip()[:40]!r} is not a number; "
            "mend it, or leave the cell empty for a missing coordinate."
        )
    return np.array(found, dtype=np.float64)


class NumberRows:
    """Rows of cells, turned into numbers some at a time, so that memory stays small."""

    def __init__(self, source: str, *, decimal_comma: bool) -> None:
        self.lines: list[int] = []
        self.comma = False
        self._source = source
        self._decimal_comma = decimal_comma
        self._width = 0
        self._cells: list[str] = []
        self._parts: list[FloatArray] = []
        self._converted = 0

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Take a row, of as many cells as the rows before."""
        self._width = len(cells)
        self.lines.append(line)
        self._cells += cells
        if len(self._cells) > _CELLS:
            self._convert()

    def array(self) -> FloatArray:
        """Return all rows, (rows, cells); raises `UserError` where a cell is no number."""
        self._convert()
        return np.concatenate(self._parts) if self._parts else np.empty((0, self._width))

    def _convert(self) -> None:
        if not self._width or not self._cells:
            return
        values = cell_numbers(
            self._cells,
            lambda cell: self.lines[self._converted + cell // self._width],
            self._source,
            decimal_comma=self._decimal_comma,
        )
        self.comma = self.comma or (self._decimal_comma and "," in "".join(self._cells))
        self._parts.append(values.reshape(-1, self._width))
        self._converted = len(self.lines)
        self._cells = []


def all_numbers(text: str, line: int, source: str, start: int = 0) -> tuple[FloatArray, list[Note]]:
    """Convert the numbers between blanks from ``start`` on, however they are wrapped over lines.

    ``line`` is the number of the line there. Raises `UserError` with the line of the first word
    that is no number.
    """
    parts: list[FloatArray] = []
    notes: list[Note] = []
    done = start
    for first, end in _pieces(text, start):
        values = _plain(text[first:end].split())
        if values is None:
            line, done = line + text.count("\n", done, first), first
            values, comma = _carefully(text, first, end, line, source)
            if comma and not notes:
                notes.append(Note(comma, "commas are read as decimal points."))
        parts.append(values)
    return np.concatenate(parts) if parts else np.empty(0), notes


def count_words(text: str, start: int) -> int:
    """How many words a text has from ``start`` on."""
    return sum(len(text[a:b].split()) for a, b in _pieces(text, start))


def _pieces(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Cut a text between words into pieces of equal size."""
    while start < len(text):
        stop = _BLANK.search(text, min(start + _PART, len(text)))
        end = stop.start() if stop else len(text)
        yield start, end
        start = end + 1


def _plain(words: Sequence[str]) -> FloatArray | None:
    """Convert words that are plain numbers in one go; None where any is out of the ordinary."""
    try:
        numbers = list(map(float, words))
    except ValueError:
        return None
    # Numpy lets other threads run for moments too short to be used, and they starve: so it is
    # left out unless the sum says that a number may be infinite.
    if not math.isfinite(sum(numbers)) and any(map(math.isinf, numbers)):
        return None
    return None if "_" in "".join(words) else np.array(numbers, dtype=np.float64)


def _carefully(
    text: str, start: int, end: int, line: int, source: str
) -> tuple[FloatArray, int | None]:
    """Convert word by word, and say in which line the first comma stands; ``line`` is at start."""
    values: list[float] = []
    comma = None
    for word in _WORD.finditer(text, start, end):
        value = number(word[0])
        if value is None or ("," in word[0] and comma is None):
            here = line + text.count("\n", start, word.start())
            if value is None:
                raise UserError(
                    f"{source}, line {here}: {word[0][:40]!r} is not a number; "
                    "mend it, or write NA for a missing coordinate."
                )
            comma = here
        values.append(value)
    return np.array(values, dtype=np.float64), comma
