"""One object, one landmark a row: coordinates, perhaps with labels before and a header above.

So R writes a matrix (``"V1" "V2" "V3"``, names of rows), and so do many small programs.
"""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from components.errors import UserError
from components.formats.delimited import write_table
from components.formats.demands import the_only_object
from components.formats.naming import file_stem, landmark_names, only_count
from components.formats.numbers import NumberRows, number
from components.formats.object_rows import KEYS, coordinate_cells
from components.formats.reading import Format, Note, Reading
from components.formats.stand_ins import Rows, mark_missing
from components.formats.values import one_line
from components.shape.specimen import Specimen

_HEADS = (["x", "y"], ["x", "y", "z"], ["v1", "v2"], ["v1", "v2", "v3"])
_JUDGED = 12  # rows that decide what a file is


class _Layout(NamedTuple):
    """How rows are cut, whether the first is a header, whether each begins with a label."""

    delimiter: str
    header: bool
    labels: bool
    axes: int


def looks_like(head: str) -> bool:
    """Whether the text begins with rows of two or three numbers, perhaps labelled."""
    return _layout(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it; see `reading.Format`."""
    layout = _layout(text)
    if layout is None:
        raise UserError(
            f"{source}: the rows are not two or three coordinates of one object; "
            "choose another file."
        )
    numbers = NumberRows(source, decimal_comma=layout.delimiter != ",")
    labels: list[str] = []
    width = layout.axes + layout.labels
    for line, cells in islice(_rows(text, layout.delimiter), int(layout.header), None):
        if len(cells) != width:
            raise UserError(
                f"{source}, line {line}: {len(cells)} cells where {width} are expected; "
                "mend this line (NA stands for a missing coordinate)."
            )
        labels += cells[: layout.labels]
        numbers.add(line, cells[layout.labels :])
    points = numbers.array()
    found = Rows(points, lambda rows: [numbers.lines[row] for row in rows.tolist()])
    notes = mark_missing([found], minus_one=True)
    if numbers.comma:
        notes.append(Note(None, "commas in the coordinates are read as decimal points."))
    if layout.labels and not layout.header and only_count(labels):
        notes.append(Note(None, "the first numbers count the rows and are no coordinates."))
    specimen = Specimen(file_stem(source), points)
    return Reading(FORMAT.name, (specimen,), landmark_names(labels), notes=tuple(notes))


def write(reading: Reading) -> str:
    """Write the one object so that `parse` returns the same coordinates, bit for bit.

    The table has no place for anything but landmarks and their names.
    """
    specimen = the_only_object(reading, FORMAT.name)
    landmarks, axes = specimen.landmarks.shape
    if not landmarks:
        raise UserError(f"{specimen.name}: there are no landmarks; choose another format.")
    names = reading.landmark_names or tuple(map(str, range(1, landmarks + 1)))
    cells = coordinate_cells(specimen)
    rows = [[one_line(name), *cells[i * axes : (i + 1) * axes]] for i, name in enumerate(names)]
    return write_table([["landmark", *"xyz"[:axes]], *rows])


def _layout(text: str) -> _Layout | None:
    """Find how the rows of a text are built; None where they are no coordinates."""
    for delimiter in "\t;, ":
        try:
            rows = [cells for _, cells in islice(_rows(text, delimiter), _JUDGED)]
        except csv.Error:
            continue
        heads = [cell.lower() for cell in rows[0]] if rows else []
        header = heads in _HEADS or (heads[1:] in _HEADS and heads[0] not in KEYS)
        below = rows[1:] if header else rows
        width = len(below[0]) if below else 0
        first = [cells[0] for cells in below if cells]
        if header:
            labels = width > len(heads) or heads not in _HEADS
        else:
            worded = delimiter != " " and any(number(cell) is None for cell in first)
            labels = worded or (width > 2 and only_count(first))
        layout = _Layout(delimiter, header, labels, width - labels)
        enough = len(below) > (0 if header else 2)
        if enough and all(_fits(cells, layout) for cells in below):
            return layout
    return None


def _fits(cells: Sequence[str], layout: _Layout) -> bool:
    values = cells[layout.labels :]
    plain = all(cell and number(cell) is not None for cell in values)
    return plain and len(values) == layout.axes and layout.axes in (2, 3)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Cut lines that are not blank into cells; blanks separate as many as there are."""
    start, line = 0, 1
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        row = text[start:end].strip(" ") if delimiter == "\t" else text[start:end].strip()
        if row:
            plain = '"' not in row
            if plain and delimiter == " ":
                yield line, row.split()
            else:
                cells = row.split(delimiter) if plain else _quoted(row, delimiter)
                yield line, [cell.strip() for cell in cells]
        start, line = end + 1, line + 1


def _quoted(row: str, delimiter: str) -> list[str]:
    return next(csv.reader([row], delimiter=delimiter, skipinitialspace=True), [])


FORMAT = Format(
    "Points of one object", (".txt", ".csv", ".tsv"), looks_like, parse, write, single=True
)
