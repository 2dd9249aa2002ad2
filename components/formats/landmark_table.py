"""Tables with one landmark in a row: ``specimen,landmark,x,y`` and perhaps ``z``."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError, listing
from components.formats.delimited import columns, header, write_table
from components.formats.naming import landmark_names
from components.formats.numbers import cell_numbers
from components.formats.points import write_all
from components.formats.reading import Format, Note, Reading, batches
from components.formats.stand_ins import Rows, mark_missing
from components.shape.specimen import FloatArray, Specimen
from components.shape.table import check_equal_shapes

_SPECIMEN = ("specimen", "shape", "object", "individual", "name", "id")
_LANDMARK = ("landmark", "lm", "point")


class _Columns(NamedTuple):
    """Where the columns stand in the header."""

    specimen: int
    landmark: int
    axes: tuple[int, ...]


class _Rows(NamedTuple):
    """Whose landmark each row of a table is: positions in ``names`` and in ``labels``."""

    names: list[str]
    owners: NDArray[np.intp]
    labels: list[str]
    places: NDArray[np.intp]
    lines: Sequence[int]


def looks_like(head: str) -> bool:
    """Whether the first line names a specimen, a landmark, x and y."""
    return _columns(header(head)[1]) is not None


def parse(text: str, source: str) -> Reading:
    """Read specimens in the order in which they first appear; see `reading.Format`.

    Every specimen has the landmarks of the first, in any order, whose labels become
    `Reading.landmark_names` unless they only count. An empty cell or NA is a missing coordinate.
    """
    delimiter, names = header(text)
    where = _columns(names)
    if where is None:
        raise UserError(f"{source}: the first line lacks specimen, landmark, x and y; add them.")
    lines, cells = columns(text, delimiter, len(names), source)
    if len(lines) == 1:
        raise UserError(f"{source}: there are no rows below the header; add the landmarks.")
    lines, cells = lines[1:], [column[1:] for column in cells]
    values: list[FloatArray] = []
    notes: list[Note] = []
    for axis in where.axes:
        comma = delimiter != "," and any("," in cell for cell in cells[axis])
        values.append(cell_numbers(cells[axis], lines.__getitem__, source, decimal_comma=comma))
        if comma and not notes:
            notes.append(Note(None, "commas in the coordinates are read as decimal points."))
    used = (where.specimen, where.landmark, *where.axes)
    others = [name for i, name in enumerate(names) if name and i not in used]
    if others:
        notes.append(Note(1, f"columns left out: {listing(others)}."))
    rows = _Rows(*_coded(cells[where.specimen]), *_coded(cells[where.landmark]), lines)
    points = np.column_stack(values)
    where_found = Rows(points, lambda found: [lines[i] for i in found.tolist()])
    notes += mark_missing([where_found], minus_one=True)
    coords, labels = _arranged(rows, points, source)
    starts = np.unique(rows.owners, return_index=True)[1].tolist()
    specimens = tuple(
        Specimen(name=name, landmarks=landmarks, line=lines[start])
        for name, landmarks, start in zip(rows.names, coords, starts, strict=True)
    )
    return Reading(FORMAT.name, specimens, landmark_names(labels), notes=tuple(notes))


def write(reading: Reading) -> str:
    """Write specimens so that `parse` returns the same coordinates, bit for bit.

    The table has no place for anything but names and landmarks. Raises `UserError` where numbers
    of landmarks differ, or where specimens share a name and could not be told apart.
    """
    return "".join(pieces(reading))


def pieces(reading: Reading) -> Iterator[str]:
    """Give the text of `write` some objects at a time; see `reading.Format`."""
    specimens = reading.specimens
    check_equal_shapes(specimens)
    names = [specimen.name for specimen in specimens]
    if len(set(names)) < len(names):
        twice = listing([name for name, count in Counter(names).items() if count > 1])
        raise UserError(
            f"{twice}: several objects of this name, which a table of landmarks cannot tell apart; "
            "rename them, or choose another format."
        )
    landmarks, axes = specimens[0].landmarks.shape
    labels = reading.landmark_names or [str(i + 1) for i in range(landmarks)]
    yield write_table([["specimen", "landmark", *"xyz"[:axes]]])
    for some in batches(specimens):
        rows = write_all([specimen.landmarks for specimen in some])
        yield write_table(
            [specimen.name, label, *point.split()]
            for specimen, points in zip(some, rows, strict=True)
            for label, point in zip(labels, points.split("\n"), strict=False)
        )


def _columns(names: Sequence[str]) -> _Columns | None:
    lower = [name.lower() for name in names]
    specimen = next((lower.index(name) for name in _SPECIMEN if name in lower), None)
    landmark = next((lower.index(name) for name in _LANDMARK if name in lower), None)
    axes = tuple(lower.index(axis) for axis in "xyz" if axis in lower)
    if specimen is None or landmark is None or "x" not in lower or "y" not in lower:
        return None
    return _Columns(specimen, landmark, axes)


def _coded(cells: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """Return the different texts in order of first appearance, and where each cell has its own."""
    texts = list(dict.fromkeys(cells))
    index = {text: i for i, text in enumerate(texts)}
    return texts, np.fromiter((index[cell] for cell in cells), np.intp, len(cells))


def _arranged(rows: _Rows, values: FloatArray, source: str) -> tuple[FloatArray, tuple[str, ...]]:
    """Coordinates as (specimens, landmarks, axes), and the labels of the landmarks.

    Raises `UserError` where a specimen has other landmarks than the first, or one of them twice.
    """
    keys = rows.owners * len(rows.labels) + rows.places
    order = np.argsort(keys, kind="stable")
    repeats = order[1:][np.diff(keys[order]) == 0]
    if len(repeats):
        _fail(rows, int(repeats.min()), "twice", source)
    own = rows.places[rows.owners == 0]
    rank = np.full(len(rows.labels), -1)
    rank[own] = np.arange(len(own))
    column = rank[rows.places]
    foreign = np.flatnonzero(column < 0)
    if len(foreign):
        _fail(rows, int(foreign[0]), f"unlike {rows.names[0]}, the first one", source)
    short = np.flatnonzero(np.bincount(rows.owners) < len(own))
    if len(short):
        theirs = np.flatnonzero(rows.owners == short[0])
        absent = next(rows.labels[place] for place in own if place not in rows.places[theirs])
        raise UserError(
            f"{source}, line {rows.lines[theirs[0]]}: {rows.names[short[0]]} has no landmark "
            f"{absent!r}; add the row, with empty cells if the landmark is missing."
        )
    coords = np.empty((len(rows.names), len(own), values.shape[1]))
    coords[rows.owners, column] = values
    return coords, tuple(rows.labels[place] for place in own)


def _fail(rows: _Rows, row: int, how: str, source: str) -> NoReturn:
    name, label = rows.names[rows.owners[row]], rows.labels[rows.places[row]]
    raise UserError(
        f"{source}, line {rows.lines[row]}: {name} has the landmark {label!r} {how}; "
        "mend the name or the label."
    )


FORMAT = Format(
    "Table of landmarks", (".csv", ".tsv", ".txt"), looks_like, parse, write, pieces=pieces
)
