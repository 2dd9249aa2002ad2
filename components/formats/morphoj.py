"""Text files for MorphoJ (Klingenberg): an identifier, then the coordinates of one object a row.

Its own exports head the coordinates ``ProcCoord1`` or the like. There may be no header at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from components.errors import UserError
from components.formats import wide_table
from components.formats.axis_columns import layout
from components.formats.delimited import header, rows, write_table
from components.formats.demands import check_complete
from components.formats.numbers import number
from components.formats.object_rows import Table, coordinate_cells, read_table
from components.formats.reading import Format, Note, Reading, batches
from components.formats.values import one_line
from components.shape.table import check_equal_shapes

_COUNTED = re.compile(r"\w*coord[a-z]*[ _.]?(\d+)", re.IGNORECASE | re.ASCII)


def looks_like(head: str) -> bool:
    """Whether the first line is a name and numbers, or headings such as ProcCoord1."""
    return bool(_bare(header(head)[1]) or _counted(header(head)[1]))


def parse(text: str, source: str) -> Reading:
    """Read an object from each row; see `object_rows.read_table` and `reading.Format`.

    Where the file does not say how many axes there are, coordinates that fit 2-D are 2-D.
    """
    delimiter, headings = header(text)
    bare, counted = _bare(headings), _counted(headings)
    if not bare and not counted:
        return replace(wide_table.parse(text, source), format=FORMAT.name)
    places = counted or list(range(1, len(headings)))
    axes = axes_of(len(places), source)
    note = (
        f"{len(places)} coordinates a row are read as {len(places) // axes} landmarks in {axes}-D"
    )
    if bare:
        headings = [""] * len(headings)
    for i, place in enumerate(places):
        headings[place] = f"{'xyz'[i % axes]}{i // axes + 1}"
    where = layout(headings)
    if where is None:
        raise UserError(f"{source}: there are no coordinates in the first line; add them.")
    below = islice(rows(text, delimiter, source), 0 if bare else 1, None)
    notes = [Note(None, f"{note}; a header x1, y1, ... would say so.")]
    return read_table(Table(source, headings, where, below, delimiter != ","), FORMAT.name, notes)


def write(reading: Reading) -> str:
    """Write objects so that `parse` returns the same coordinates, bit for bit.

    The file has no place for anything but names and landmarks. Raises `UserError` where
    landmarks are missing, or where their numbers or axes differ.
    """
    return "".join(pieces(reading))


def pieces(reading: Reading) -> Iterator[str]:
    """Give the text of `write` some objects at a time; see `reading.Format`."""
    check_equal_shapes(reading.specimens)
    check_complete(reading, FORMAT.name)
    landmarks, axes = reading.specimens[0].landmarks.shape
    head = [f"{axis}{i + 1}" for i in range(landmarks) for axis in "xyz"[:axes]]
    yield write_table([["ID", *head]], "\t")
    for some in batches(reading.specimens):
        yield write_table([[one_line(s.name), *coordinate_cells(s)] for s in some], "\t")


def axes_of(coordinates: int, source: str) -> int:
    """Guess the number of axes from that of coordinates; raises `UserError` where none fits."""
    if coordinates % 2 and coordinates % 3:
        raise UserError(
            f"{source}: {coordinates} coordinates in a row are no landmarks in 2-D or 3-D; "
            "mend the rows, or write a header x1, y1, ..."
        )
    return 2 if coordinates % 2 == 0 else 3


def _bare(cells: Sequence[str]) -> bool:
    """Whether a line is a name and at least four numbers."""
    numeric = [number(cell) is not None and cell != "" for cell in cells]
    return len(cells) > 4 and not numeric[0] and all(numeric[1:])


def _counted(headings: Sequence[str]) -> list[int]:
    """Columns of coordinates that are only counted, from 1."""
    short = {i: text for i, text in enumerate(headings) if len(text) < 40}
    found = {i: match[1] for i, text in short.items() if (match := _COUNTED.fullmatch(text))}
    counts = list(found.values()) == [str(i + 1) for i in range(len(found))]
    return list(found) if counts and len(found) > 3 else []


FORMAT = Format("MorphoJ", (".txt",), looks_like, parse, write, pieces=pieces)
