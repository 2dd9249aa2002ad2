"""Files of the IMP programs (Sheets): ``x1 y1 x2 y2 ... CS``, one object a row, without names."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from components.errors import UserError
from components.formats.demands import check_complete
from components.formats.naming import numbered
from components.formats.numbers import NumberRows, number
from components.formats.object_rows import Objects, reading_of
from components.formats.reading import Format, Note, Reading
from components.shape.size import centroid_sizes
from components.shape.specimen import FloatArray
from components.shape.table import check_equal_shapes

_SIZE = "centroid size"
_LEAST = 6  # numbers in a row: three landmarks in 2-D


class _Columns(NamedTuple):
    """Which numbers of a row are coordinates, and what the others are."""

    coords: FloatArray
    names: list[str]
    sizes: FloatArray | None
    note: str


def looks_like(head: str) -> bool:
    """Whether the text begins with rows of equally many numbers and nothing else."""
    lines = [line for line in head.split("\n")[:4] if line.strip()]
    if "\n" in head and len(lines) > 1:
        lines = lines[:-1]  # the head of a file may end within a line
    widths = {len(words) for line in lines if (words := _words(line)[0])}
    plain = all(number(word) is not None for line in lines for word in _words(line)[0])
    return plain and len(widths) == 1 and min(widths) >= _LEAST


def parse(text: str, source: str) -> Reading:
    """Read an object from each row; see `reading.Format`.

    The last number of a row is the centroid size if it is that of the others; it becomes a
    variable. This also tells 3-D from 2-D.
    """
    lines = [(i, line) for i, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise UserError(f"{source}: there are no rows of coordinates; choose another file.")
    width, decimal_comma = len(_words(lines[0][1])[0]), _words(lines[0][1])[1]
    numbers = NumberRows(source, decimal_comma=decimal_comma)
    for i, line in lines:
        words = _words(line)[0]
        if len(words) != width or width < _LEAST:
            raise UserError(
                f"{source}, line {i}: {len(words)} numbers where {max(width, _LEAST)} are "
                "expected; mend this line."
            )
        numbers.add(i, words)
    found = _columns(numbers.array(), source)
    labels = [str(i + 1) for i in range(found.coords.shape[1])]
    variables = {} if found.sizes is None else {_SIZE: tuple(found.sizes.tolist())}
    objects = Objects(source, labels, found.coords, found.names, numbers.lines, variables=variables)
    notes = [Note(None, found.note)]
    if numbers.comma:
        notes.append(Note(None, "commas in the coordinates are read as decimal points."))
    return reading_of(objects, FORMAT.name, notes)


def write(reading: Reading) -> str:
    """Write objects with their centroid size in the last column.

    The file has no place for anything else, names included. The size is that of the
    coordinates; where these have unit size, because they were superimposed, it is the variable
    ``centroid size`` if all objects have it. Raises `UserError` where landmarks are missing, fewer
    than three, or differ in number.
    """
    specimens = reading.specimens
    check_equal_shapes(specimens)
    check_complete(reading, FORMAT.name)
    coords = np.stack([specimen.landmarks for specimen in specimens])
    if coords.shape[1] < 3:
        raise UserError(f"{FORMAT.name} needs three landmarks or more; choose another format.")
    with np.errstate(over="ignore", invalid="ignore"):
        sizes = centroid_sizes(coords).tolist()
    known = [specimen.variables.get(_SIZE) for specimen in specimens]
    earlier = [float(size) for size in known if isinstance(size, float) and np.isfinite(size)]
    if len(earlier) == len(specimens) and _are_one(sizes):
        sizes = earlier
    if not np.isfinite(sizes).all():
        raise UserError(f"{FORMAT.name}: these coordinates are too large; choose another format.")
    rows = np.column_stack([coords.reshape(len(specimens), -1), sizes])
    return "".join(" ".join(map(repr, row.tolist())) + "\n" for row in rows)


def _words(line: str) -> tuple[list[str], bool]:
    """Split a row at blanks, or at commas if there are none; whether commas may be decimal."""
    words = line.split()
    if len(words) > 1:
        return words, True
    return [word for word in line.replace(";", ",").split(",") if word.strip()], False


def _columns(rows: FloatArray, source: str) -> _Columns:
    """Tell coordinates from centroid sizes and identifiers."""
    width = rows.shape[1]
    numbers = [numbered(source, i) for i in range(len(rows))]
    for axes in (2, 3):
        if (width - 1) % axes == 0:
            coords = rows[:, :-1].reshape(len(rows), -1, axes)
            if _fits(coords, rows[:, -1]):
                note = f"the last number of each row is read as its centroid size ({axes}-D)."
                return _Columns(coords.copy(), numbers, rows[:, -1], note)
    if width % 2 and _identifies(rows[:, 0], rows[:, 1:-1]):
        coords = rows[:, 1:].reshape(len(rows), -1, 2)
        names = [f"{name:.0f}" for name in rows[:, 0]]
        return _Columns(coords.copy(), names, None, "the first number of each row is its name.")
    if width % 2:
        note = "the last number of each row is kept as its centroid size, which it is not now."
        return _Columns(rows[:, :-1].reshape(len(rows), -1, 2).copy(), numbers, rows[:, -1], note)
    note = f"{width} numbers a row are read as {width // 2} landmarks in 2-D."
    return _Columns(rows.reshape(len(rows), -1, 2), numbers, None, note)


def _identifies(first: FloatArray, others: FloatArray) -> bool:
    """Whether the first numbers are names: a count, or whole where the coordinates are not."""
    names = first.tolist()
    if names in ([float(i) for i in range(len(names))], [i + 1.0 for i in range(len(names))]):
        return len(names) > 1
    whole = bool((first == np.round(first)).all())
    return whole and len(set(names)) == len(names) > 1 and not (others == np.round(others)).all()


def _fits(coords: FloatArray, sizes: FloatArray) -> bool:
    """Whether numbers are the centroid sizes, to the digits that programs write, or were once."""
    with np.errstate(over="ignore", invalid="ignore"):
        own = centroid_sizes(coords)
        return bool(np.allclose(own, sizes, rtol=1e-3, atol=0)) or _are_one(own.tolist())


def _are_one(sizes: Sequence[float]) -> bool:
    return bool(np.allclose(sizes, 1, rtol=0, atol=1e-3))


FORMAT = Format("IMP", (".txt", ".dat", ".csv"), looks_like, parse, write)
