"""Tables with one object in a row: ``id,sex,x1,y1,x2,y2``, in any order of the columns."""

from collections.abc import Iterator
from itertools import islice

from components.errors import UserError
from components.formats.axis_columns import Layout, layout
from components.formats.delimited import headers, rows, write_table
from components.formats.naming import is_image
from components.formats.object_rows import Table, coordinate_cells, headings_for, read_table
from components.formats.reading import Format, Reading, batches
from components.formats.values import cell, one_line


def looks_like(head: str) -> bool:
    """Whether the first line has headings of at least two landmarks, or of x1 and y1."""
    found = _header(head)[2]
    return found is not None and (len(found.labels) > 1 or found.labels[0].isdigit())


def parse(text: str, source: str) -> Reading:
    """Read an object from each row; see `object_rows.read_table` and `reading.Format`."""
    delimiter, headings, where = _header(text)
    start = list(islice(rows(text, delimiter, source), 2))
    if len(start) == 2 and len(start[1][1]) == len(headings) + 1 and start[1][1][-1].strip():
        # R leaves out the head of the column that holds the names of the rows.
        headings = ["", *headings]
        where = layout(headings)
    if where is None:
        raise UserError(
            f"{source}: the first line has no headings such as x1, y1, x2, y2; add them."
        )
    below = islice(rows(text, delimiter, source), 1, None)
    return read_table(Table(source, headings, where, below, delimiter != ","), FORMAT.name)


def write(reading: Reading) -> str:
    """Write objects so that `parse` returns the same coordinates, bit for bit.

    The table has no place for curves, outlines, scales, meshes, comments and links. Raises
    `UserError` where numbers of landmarks or axes differ, or where the name of a variable would
    pass for a coordinate.
    """
    return "".join(pieces(reading))


def pieces(reading: Reading) -> Iterator[str]:
    """Give the text of `write` some objects at a time; see `reading.Format`."""
    variables, coordinates = headings_for(reading)
    images = any(s.image or is_image(s.name) for s in reading.specimens)
    head = ["specimen", *(["image"] if images else []), *map(one_line, variables), *coordinates]
    yield write_table([head])
    for some in batches(reading.specimens):
        table = []
        for s in some:
            image = [one_line(s.image)] if images else []
            values = [cell(s.variables.get(name)) for name in variables]
            table.append([one_line(s.name), *image, *values, *coordinate_cells(s)])
        yield write_table(table)


def _header(head: str) -> tuple[str, list[str], Layout | None]:
    """Find the delimiter of most coordinates, the headings and where the coordinates are."""
    choices = [(delimiter, names, layout(names)) for delimiter, names in headers(head)]
    return max(choices, key=lambda choice: choice[2] is not None and len(choice[2].places))


FORMAT = Format(
    "Table of objects", (".csv", ".tsv", ".txt"), looks_like, parse, write, pieces=pieces
)
