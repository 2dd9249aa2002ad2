"""Tables of DeepLabCut (Mathis et al. 2018): three rows of headings, then one image a row."""

from dataclasses import replace
from itertools import islice, takewhile

from components.errors import UserError
from components.formats.axis_columns import layout
from components.formats.delimited import rows, write_table
from components.formats.object_rows import Table, coordinate_cells, read_table
from components.formats.reading import Format, Note, Reading
from components.formats.values import one_line
from components.shape.systems import Y_DOWN, in_system
from components.shape.table import check_equal_shapes

_HEADS = ("scorer", "bodyparts", "coords")
_PATH = "image"


def looks_like(head: str) -> bool:
    """Whether the text begins with the headings scorer and bodyparts."""
    first = [line.partition(",")[0].strip() for line in head.lstrip().split("\n")[:3]]
    return first[0] == _HEADS[0] and _HEADS[1] in first[1:]


def parse(text: str, source: str) -> Reading:
    """Read an object from each image; see `reading.Format`. An empty cell is a missing coordinate.

    The path of the image stands in the first column, or its folders and its name in the first few.
    """
    top = list(takewhile(lambda row: row[1][0].strip() != _HEADS[2], rows(text, ",", source)))
    names = {row[0].strip(): row for _, row in top}
    heads = dict(islice(rows(text, ",", source), len(top), len(top) + 1))
    if "individuals" in names:
        raise UserError(
            f"{source}: there are several animals in an image; export a table for each animal."
        )
    if list(names) != list(_HEADS[:2]) or not heads:
        raise UserError(
            f"{source}: the table does not begin with rows for scorer, bodyparts and coords; "
            "choose a file of DeepLabCut."
        )
    parts, [axes] = names["bodyparts"], heads.values()
    index = 1 + sum(1 for _ in takewhile(lambda cell: not cell.strip(), axes[1:]))
    headings = [
        f"{axis.strip()}_{part.strip()}"
        for part, axis in zip(parts[index:], axes[index:], strict=False)
    ]
    headings = [_PATH, *headings]
    where = layout(headings)
    if where is None:
        raise UserError(f"{source}: the row coords has no x and y; mend it.")
    below = islice(rows(text, ",", source), len(top) + 1, None)
    joined = ((line, ["/".join(row[:index]), *row[index:]]) for line, row in below)
    reading = read_table(Table(source, headings, where, joined, decimal_comma=False), FORMAT.name)
    note = Note(None, "pixels of images: the y axis points down.")
    specimens = tuple(replace(specimen, system=Y_DOWN) for specimen in reading.specimens)
    return Reading(FORMAT.name, specimens, reading.landmark_names, notes=(note, *reading.notes))


def write(reading: Reading) -> str:
    """Write objects so that `parse` returns the same coordinates, bit for bit.

    The table has no place for anything but images, or names, and landmarks. Raises `UserError`
    where numbers of landmarks or axes differ.
    """
    specimens = [in_system(specimen, Y_DOWN) for specimen in reading.specimens]
    check_equal_shapes(specimens)
    landmarks, axes = specimens[0].landmarks.shape
    names = reading.landmark_names or tuple(map(str, range(1, landmarks + 1)))
    labels = [one_line(name) for name in names]
    if len(set(labels)) < len(labels) or "" in labels:
        raise UserError(f"{FORMAT.name} needs a name of its own for each landmark; rename some.")
    head = [
        [_HEADS[0], *["Modan2"] * (landmarks * axes)],
        [_HEADS[1], *(label for label in labels for _ in range(axes))],
        [_HEADS[2], *[*"xyz"[:axes]] * landmarks],
    ]
    table = [[one_line(s.image or s.name), *coordinate_cells(s, missing="")] for s in specimens]
    return write_table([*head, *table])


FORMAT = Format("DeepLabCut", (".csv",), looks_like, parse, write)
