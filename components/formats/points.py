"""Rows of coordinates -> arrays: fast in bulk, and slow only to say which line is wrong."""

import io
import itertools
import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError
from components.formats.decimals import Lines, read_rows, write_lines
from components.formats.numbers import MISSING_WORDS, number
from components.formats.reading import Note
from components.formats.stand_ins import Rows, mark_missing
from components.shape.specimen import FloatArray

_WORD = re.compile(r"[NnMm#][A-Za-z/]+")
_COMMA_BEFORE_BLANK = re.compile(r",(?=\s|$)")
_LEAST, _MOST = 2_000, 100_000  # characters converted at a time; few of a small file
_AT_ONCE = 10_000  # numbers written at a time


class Block(NamedTuple):
    """Rows of coordinates in a file, one point a row, not yet numbers.

    They stand in ``text`` from ``start`` to ``end``; ``line`` is the number of the line there.
    ``rows`` is how many rows there must be, because ``key`` (such as "LM=") says so.
    """

    text: str
    line: int
    rows: int
    key: str
    start: int = 0
    end: int = sys.maxsize

    @property
    def body(self) -> str:
        """The text of the rows alone."""
        return self.text[self.start : self.end]

    def each(self) -> Iterator[tuple[int, str]]:
        """Line number and text of each row that is not blank, one after the other."""
        start, line, stop = self.start, self.line, min(self.end, len(self.text))
        while start < stop:
            end = self.text.find("\n", start, stop)
            end = stop if end < 0 else end
            row = self.text[start:end]
            if row.strip():
                yield line, row
            start, line = end + 1, line + 1

    def numbered(self) -> list[tuple[int, str]]:
        """Line number and text of each row that is not blank."""
        return list(self.each())


class _Batch(NamedTuple):
    """Blocks and the rows of all of them as numbers, (rows, axes)."""

    blocks: Sequence[Block]
    rows: FloatArray


def coordinates(
    blocks: Sequence[Block], source: str, *, minus_one: bool = False
) -> tuple[list[FloatArray], list[Note]]:
    """Convert blocks to arrays (rows, axes), with NaN for missing values, and say what was odd.

    Rows whose every axis is -999 or 9999 count as missing; with ``minus_one`` those of -1 too,
    as long as no other coordinate is negative. An empty block becomes an array (0, 0).

    Raises `UserError` with the line where a row is not 2 or 3 numbers, or rows are too few or
    too many.
    """
    batches: list[_Batch] = []
    notes: list[Note] = []
    sizes = [min(block.end, len(block.text)) - block.start for block in blocks]
    most = max(_LEAST, min(_MOST, sum(sizes) // 16))
    for part in _parts(blocks, sizes, most):
        for batch, line in _converted(part, source, most):
            batches.append(batch)
            if line and not notes:
                text = (
                    "commas are read as decimal points (between numbers without blanks: as blanks)."
                )
                notes.append(Note(line, text))
    rows = [Rows(batch.rows, partial(_lines, batch)) for batch in batches]
    notes += mark_missing(rows, minus_one=minus_one)
    return [points for batch in batches for points in _split(batch)], notes


def _parts(blocks: Sequence[Block], sizes: Sequence[int], most: int) -> Iterator[Sequence[Block]]:
    """Blocks to be converted together."""
    first = size = 0
    for i, own in enumerate(sizes, 1):
        size += own
        if size > most or i == len(sizes):
            yield blocks[first:i]
            first, size = i, 0


def _converted(blocks: Sequence[Block], source: str, most: int) -> Iterator[tuple[_Batch, int]]:
    """Convert blocks: in one go, else in halves, down to the odd ones.

    With each batch comes the line of its first comma, or 0.
    """
    fast = _convert(blocks, most)
    if fast:
        yield fast, 0
    elif len(blocks) > 1:
        middle = len(blocks) // 2
        yield from _converted(blocks[:middle], source, most)
        yield from _converted(blocks[middle:], source, most)
    else:
        [block] = blocks
        comma = next((line for line, row in block.each() if "," in row), 0)
        yield _convert_carefully(block, source), comma


def _convert(blocks: Sequence[Block], most: int) -> _Batch | None:
    """Convert blocks of one width in one go; None where anything is out of the ordinary."""
    texts = [block.body.strip() for block in blocks]
    for text, block in zip(texts, blocks, strict=True):
        if (text.count("\n") + 1 if text else 0) != block.rows:
            return None
    expected = sum(block.rows for block in blocks)
    if not expected:
        return _Batch(blocks, np.empty((0, 0)))
    joined = "\n".join(filter(None, texts))
    rows = _read_rows(joined, most)
    # Fewer rows than lines: there was a blank line, and rows may have moved between blocks.
    if rows is None or len(rows) != expected or rows.shape[1] not in (2, 3):
        return None
    return _Batch(blocks, rows)


def _split(batch: _Batch) -> Iterator[FloatArray]:
    start = 0
    for block in batch.blocks:
        end = start + block.rows
        yield batch.rows[start:end] if block.rows else np.empty((0, 0))
        start = end


def _as_nan(word: re.Match[str]) -> str:
    return "nan" if word[0].lower() in MISSING_WORDS else word[0]


def _read_rows(joined: str, most: int) -> FloatArray | None:
    """Convert lines of numbers, about so many characters at a time; None where it cannot."""
    parts: list[FloatArray] = []
    start = 0
    while start < len(joined):
        # a rest is not worth a go of its own
        end = joined.find("\n", start + most) if len(joined) - start > 2 * most else -1
        end = len(joined) if end < 0 else end
        piece = joined[start:end]
        rows = read_rows(piece)
        if rows is None:
            rows = _load(piece)
        if rows is None or (parts and rows.shape[1] != parts[0].shape[1]):
            return None
        parts.append(rows)
        start = end + 1
    return np.concatenate(parts)


def _load(joined: str) -> FloatArray | None:
    """Convert lines of numbers of any form, among them words for missing; None where it cannot."""
    if "n" in joined or "N" in joined:  # so does every word for missing
        joined = _WORD.sub(_as_nan, joined)
    try:
        values = np.loadtxt(io.StringIO(joined), comments=None, ndmin=2)
    except ValueError:
        return None
    return None if np.isinf(values).any() else values


def _convert_carefully(block: Block, source: str) -> _Batch:
    values = array("d")
    found = width = 0
    last = excess = block.line
    for last, text in block.each():
        numbers = _numbers(text, last, source)
        if len(numbers) not in (2, 3) or (found and len(numbers) != width):
            usual = str(width) if found else "2 or 3"
            raise UserError(
                f"{source}, line {last}: {len(numbers)} numbers where {usual} are expected; "
                "mend this line."
            )
        values.extend(numbers)
        found, width = found + 1, len(numbers)
        excess = last if found == block.rows + 1 else excess
    if found != block.rows:
        raise UserError(
            f"{source}, line {excess if found > block.rows else last}: {block.key}{block.rows} "
            f"stands above {found} rows; mend the count or the rows "
            "(NA NA stands for a missing landmark)."
        )
    return _Batch([block], np.array(values).reshape(found, width))


def _numbers(text: str, line: int, source: str) -> list[float]:
    numbers = []
    for word in _words(text):
        value = number(word)
        if value is None:
            raise UserError(
                f"{source}, line {line}: {word[:40]!r} is not a number; "
                "mend it, or write NA for a missing coordinate."
            )
        numbers.append(value)
    return numbers


def _words(row: str) -> list[str]:
    """Split a row into words; commas separate only where there is nothing else that could."""
    row = _COMMA_BEFORE_BLANK.sub("", row.replace(";", " "))
    words = row.split()
    return words if len(words) > 1 else row.replace(",", " ").split()


def _lines(batch: _Batch, rows: NDArray[np.intp]) -> list[int]:
    """Line numbers of some of the rows of a batch."""
    ends = np.cumsum([block.rows for block in batch.blocks])
    owners = np.searchsorted(ends, rows, side="right").tolist()
    lines = []
    for owner, group in itertools.groupby(zip(owners, rows.tolist(), strict=True), itemgetter(0)):
        block = batch.blocks[owner]
        numbered = [line for line, _ in block.each()]
        lines += [numbered[row - int(ends[owner]) + block.rows] for _, row in group]
    return lines


def write_rows(points: FloatArray) -> str:
    """Write points (rows, axes) in the shortest form that reads back bit for bit; NA = missing."""
    rows, axes = points.shape
    line = " ".join(["%r"] * axes) + "\n"
    text: str = line * rows % tuple(points.ravel().tolist())
    return text.replace("nan", "NA")


def write_all(arrays: Sequence[FloatArray]) -> Iterator[str]:
    """Write many arrays as `write_rows` writes each, one after the other."""
    first = size = 0
    for i, points in enumerate(arrays, 1):
        size += points.size
        other = i < len(arrays) and arrays[i].shape[1] != points.shape[1]
        if other or size > _AT_ONCE or i == len(arrays):
            some = arrays[first:i]
            lines = write_lines(np.concatenate(some))
            yield from map(write_rows, some) if lines is None else _cut(lines, some)
            first, size = i, 0


def _cut(lines: Lines, arrays: Sequence[FloatArray]) -> Iterator[str]:
    """Cut lines into the texts of arrays."""
    rows = np.cumsum([len(array) for array in arrays])
    ends = np.append(0, lines.ends)[rows].tolist()
    for start, end in zip([0, *ends], ends, strict=False):
        yield lines.text[start:end]
