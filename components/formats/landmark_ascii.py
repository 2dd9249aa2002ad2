"""Landmarks of Avizo and Amira (.landmarkAscii): one or several sets of points in 3-D."""

import re

from components.errors import UserError
from components.formats.demands import check_axes, check_complete, the_only_object
from components.formats.naming import file_stem, numbered
from components.formats.points import Block, coordinates, write_rows
from components.formats.reading import Format, Note, Reading
from components.shape.specimen import Specimen

_MAGIC = re.compile(r"\s*#\s*(?:AmiraMesh|Avizo|HyperMesh)\b([^\n]*)", re.IGNORECASE)
_COUNT = re.compile(
    r"^[ \t]*define[ \t]+Markers[ \t]+(\d{1,9})", re.IGNORECASE | re.MULTILINE | re.ASCII
)
_FIELD = re.compile(
    r"^[ \t]*Markers[ \t]*\{[ \t]*(\w+)[ \t]*(?:\[[ \t]*(\d+)[ \t]*\])?[ \t]*(\w+)[ \t]*\}"
    r"[ \t]*=?[ \t]*@(\d+)",
    re.MULTILINE | re.ASCII,
)
_DATA = re.compile(r"^[ \t]*@(\d+)[^\n]*$", re.MULTILINE | re.ASCII)
_COMMENT = re.compile(r"^[ \t]*#[^\n]*$", re.MULTILINE)


def looks_like(head: str) -> bool:
    """Whether the text is AmiraMesh or Avizo, and defines markers."""
    return _MAGIC.match(head) is not None and _COUNT.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read an object from each set of points; see `reading.Format`."""
    magic, count = _MAGIC.match(text), _COUNT.search(text)
    if magic is None or count is None or "ascii" not in magic[1].lower():
        raise UserError(
            f"{source}: this is no list of markers in ASCII; save the landmarks as landmarkAscii."
        )
    data = list(_DATA.finditer(text))
    ends = [*(mark.start() for mark in data[1:]), len(text)]
    found = {mark[1]: (mark.end(), end) for mark, end in zip(data, ends, strict=False)}
    blocks, notes = [], []
    for field in _FIELD.finditer(text):
        kind, width, name, place = field.groups()
        line = 1 + text.count("\n", 0, field.start(1))
        if kind not in ("float", "double") or width != "3" or place not in found:
            notes.append(Note(line, f"{name} of the markers is left out."))
            continue
        start, end = found[place]
        body = _COMMENT.sub("", text[start:end])
        first = 1 + text.count("\n", 0, start)
        blocks.append(Block(body, first, int(count[1]), "define Markers "))
    if not blocks or not int(count[1]):
        raise UserError(f"{source}: there are no coordinates of markers; choose another file.")
    arrays, more = coordinates(blocks, source)
    if any(array.shape[1] != 3 for array in arrays):
        raise UserError(f"{source}: the coordinates are not in 3-D; mend the rows.")
    if len(arrays) > 1:
        notes.append(Note(None, f"{len(arrays)} sets of points become as many objects."))
    specimens = tuple(
        Specimen(numbered(source, i) if len(arrays) > 1 else file_stem(source), array, line=b.line)
        for i, (array, b) in enumerate(zip(arrays, blocks, strict=True))
    )
    return Reading(FORMAT.name, specimens, notes=(*notes, *more))


def write(reading: Reading) -> str:
    """Write the one object.

    The file has no place for anything but landmarks. Raises `UserError` where some are missing,
    or where they are not in 3-D.
    """
    specimen = the_only_object(reading, FORMAT.name)
    check_axes(reading, 3, FORMAT.name)
    check_complete(reading, FORMAT.name)
    return (
        f"# AmiraMesh 3D ASCII 2.0\n\n\ndefine Markers {len(specimen.landmarks)}\n\n"
        'Parameters {\n    NumSets 1,\n    ContentType "LandmarkSet"\n}\n\n'
        "Markers { float[3] Coordinates } @1\n\n# Data section follows\n@1\n"
        f"{write_rows(specimen.landmarks)}"
    )


FORMAT = Format("landmarkAscii", (".landmarkascii", ".am"), looks_like, parse, write, single=True)
