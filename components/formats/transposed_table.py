"""Tables with one object in a column: rows ``X tip``, ``Y tip``, ``Z tip`` below names."""

import csv
from itertools import islice

import numpy as np

from components.errors import UserError
from components.formats.axis_columns import Layout, layout
from components.formats.delimited import fitted, headers, rows, write_table
from components.formats.numbers import NumberRows
from components.formats.object_rows import (
    Objects,
    checked_places,
    coordinate_cells,
    headings_for,
    reading_of,
)
from components.formats.reading import Format, Note, Reading
from components.formats.values import cell, one_line, typed
from components.shape.specimen import Value


def looks_like(head: str) -> bool:
    """Whether the first cells of the lines are headings of two landmarks, or x1 and y1."""
    _, names, found = _begin(head)
    if found is None or len(names) < 2:
        return False
    return len(found.labels) > 1 or found.labels[0].isdigit()


def parse(text: str, source: str) -> Reading:
    """Read an object from each column but the first; see `reading.Format`.

    Rows that are not coordinates are variables.
    """
    delimiter, names, _ = _begin(text)
    while len(names) > 1 and not names[-1]:
        names.pop()  # spreadsheets write empty cells beyond the table
    widths, headings = 0, []
    for _, row in islice(rows(text, delimiter, source), 1, None):
        widths = widths or len(row)
        headings.append(row[0].strip())
    if names and names[0] and widths == len(names) + 1:
        names = ["", *names]  # R leaves out the head of the column that holds the names of rows
    where = layout(headings)
    if where is None or len(names) < 2:
        raise UserError(
            f"{source}: the first column has no headings such as x1, y1, x2, y2; add them."
        )
    places = checked_places(headings, where, source)
    numbers = NumberRows(source, decimal_comma=delimiter != ",")
    variables: dict[str, tuple[Value, ...]] = {}
    used = set(places)
    for i, (line, row) in enumerate(islice(rows(text, delimiter, source), 1, None)):
        values = [value.strip() for value in fitted(row, len(names), line, source)[1:]]
        if i in used:
            numbers.add(line, values)
        elif headings[i]:
            variables[headings[i]] = typed(values, decimal_comma=delimiter != ",")
        else:
            raise UserError(f"{source}, line {line}: values without a heading; write one.")
    ranks = np.searchsorted(np.array(sorted(used)), np.array(places))
    coords = numbers.array()[ranks].T.reshape(len(names) - 1, -1, where.axes)
    comma = Note(None, "commas in the coordinates are read as decimal points.")
    objects = Objects(
        source,
        where.labels,
        np.ascontiguousarray(coords),
        names[1:],
        [1] * (len(names) - 1),
        variables=variables,
    )
    return reading_of(objects, FORMAT.name, [comma] if numbers.comma else [])


def write(reading: Reading) -> str:
    """Write objects so that `parse` returns the same coordinates, bit for bit.

    The table has no place for anything but names, variables and landmarks. Raises `UserError` as
    `object_rows.headings_for` does.
    """
    variables, coordinates = headings_for(reading)
    specimens = reading.specimens
    columns = zip(*map(coordinate_cells, specimens), strict=True)
    return write_table(
        [
            ["name", *(one_line(s.name) or "unnamed" for s in specimens)],
            *([one_line(v), *(cell(s.variables.get(v)) for s in specimens)] for v in variables),
            *([head, *column] for head, column in zip(coordinates, columns, strict=True)),
        ]
    )


def _begin(text: str) -> tuple[str, list[str], Layout | None]:
    """Find the delimiter, the cells of the first line, and the landmarks of the lines below."""
    lines = [line for line in text.split("\n", 60)[:60] if line.strip()]
    best: tuple[str, list[str], Layout | None] = ("", [], None)
    most = (-1, -1)
    for delimiter, names in headers(text):
        cells, even = [], 0
        try:
            for row in filter(None, csv.reader(lines[1:], delimiter=delimiter)):
                cells.append(row[0].strip())
                even += len(row) == len(names) > 1
        except csv.Error:
            continue
        found = layout(cells)
        score = (len(found.places) if found else 0, even)
        if score > most:
            most, best = score, (delimiter, names, found)
    return best


FORMAT = Format("Transposed table", (".csv", ".tsv", ".txt"), looks_like, parse, write)
