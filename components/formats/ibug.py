"""Points of the iBUG group (.pts): landmarks of one image, between braces."""

import re

from components.errors import UserError
from components.formats.demands import check_axes, check_complete, the_only_object
from components.formats.naming import file_stem
from components.formats.points import Block, coordinates, write_rows
from components.formats.reading import Format, Note, Reading
from components.shape.specimen import Specimen
from components.shape.systems import Y_DOWN, in_system

_HEAD = re.compile(
    r"\s*version[ \t]*:?[ \t]*\d+\s+n_points[ \t]*:?[ \t]*(\d{1,9})\s*\{", re.IGNORECASE | re.ASCII
)


def looks_like(head: str) -> bool:
    """Whether the text begins with a version and a number of points."""
    return _HEAD.match(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it; see `reading.Format`."""
    head = _HEAD.match(text)
    end = text.find("}")
    if head is None or end < head.end():
        raise UserError(
            f"{source}: the text is not version, n_points and points between braces; "
            "choose another file."
        )
    line = 1 + text.count("\n", 0, head.end())
    block = Block(text[head.end() : end], line, int(head[1]), "n_points: ")
    [points], notes = coordinates([block], source)
    if not len(points):
        raise UserError(f"{source}: there are no points; choose another file.")
    if text[end + 1 :].strip():
        after = 1 + text.count("\n", 0, end + 1)
        notes.append(Note(after, "text after the brace is left out."))
    notes.append(Note(None, "pixels of an image, counted from 1: the y axis points down."))
    specimen = Specimen(file_stem(source), points, system=Y_DOWN)
    return Reading(FORMAT.name, (specimen,), notes=tuple(notes))


def write(reading: Reading) -> str:
    """Write the one object.

    The file has no place for anything but landmarks. Raises `UserError` where some are missing,
    or where they are not in 2-D.
    """
    specimen = in_system(the_only_object(reading, FORMAT.name), Y_DOWN)
    check_axes(reading, 2, FORMAT.name)
    check_complete(reading, FORMAT.name)
    rows = write_rows(specimen.landmarks)
    return f"version: 1\nn_points: {len(specimen.landmarks)}\n{{\n{rows}}}\n"


FORMAT = Format("iBUG points", (".pts",), looks_like, parse, write, single=True)
