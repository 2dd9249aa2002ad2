"""Landmarks of Stratovan Checkpoint (.ckpt), version 6: sections, of which [Landmarks] counts."""

import re
from typing import NamedTuple

import numpy as np

from components.errors import UserError
from components.formats.demands import check_axes, the_only_object
from components.formats.naming import file_stem, landmark_names
from components.formats.numbers import NumberRows
from components.formats.reading import Format, Note, Reading, at_lines
from components.formats.values import one_line, typed_rows
from components.shape.specimen import Specimen

_MAGIC = re.compile(r"\s*Version[ \t]+\d+[ \t]*\n[ \t]*Stratovan Checkpoint", re.IGNORECASE)
_SECTION = re.compile(r"[ \t]*\[([^\]]*)\][ \t]*")
_ENTRY = re.compile(r"[ \t]*([A-Za-z]\w*):[ \t]*(.*)", re.ASCII)
# 12: 0 M 0x48 x y z nx ny nz "name" 0 13
_POINT = re.compile(
    r"[ \t]*\d++:[ \t]+\S++[ \t]+([A-Z])[ \t]+\S++[ \t]+(\S++)[ \t]+(\S++)[ \t]+(\S++)"
    r'(?:[^"]*+"(.*)"[^"]*|[^"]*)',
    re.ASCII,
)
_OTHERS = ("Curves", "Patches", "Joints", "Lengths", "Lines", "Angles", "Planes")


class _Line(NamedTuple):
    """A line that is not blank, below the heading of its section."""

    number: int
    text: str


def looks_like(head: str) -> bool:
    """Whether the text begins with a version and the name of the program."""
    return _MAGIC.match(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it; see `reading.Format`.

    A landmark that is flagged M is missing, although it has coordinates; normals are left out.
    What the file says of the specimen are variables.
    """
    sections = _sections(text)
    entries = {name: _entries(lines) for name, lines in sections.items()}
    if "Landmarks" not in sections:
        raise UserError(f"{source}: there is no section [Landmarks]; choose another file.")
    numbers = NumberRows(source, decimal_comma=False)
    missing, labels = [], []
    for line in sections["Landmarks"]:
        point = _POINT.fullmatch(line.text)
        if point:
            numbers.add(line.number, point.groups()[1:4])
            missing.append(point[1] == "M")
            labels.append(point[5] or "")
        elif not _ENTRY.fullmatch(line.text):
            raise UserError(
                f"{source}, line {line.number}: {line.text.strip()[:40]!r} is no landmark such as "
                '0: 0 N 0x8 x y z nx ny nz "name"; mend this line.'
            )
    points = numbers.array()
    promised = entries["Landmarks"].get("NumberOfPoints", str(len(points)))
    if promised != str(len(points)) or not len(points):
        raise UserError(
            f"{source}: {promised[:40]} landmarks are promised, but there are {len(points)}; "
            "mend NumberOfPoints or the rows."
        )
    points[np.array(missing)] = np.nan
    unit = entries["Landmarks"].get("Units", "")
    [variables] = typed_rows([entries.get("Specimen Information", {})])
    specimen = Specimen(
        file_stem(source),
        points,
        scale=1.0 if unit else None,
        unit=unit,
        variables=variables,
        line=numbers.lines[0],
    )
    notes = _notes(numbers.lines, missing, entries)
    return Reading(FORMAT.name, (specimen,), landmark_names(labels), notes=tuple(notes))


def write(reading: Reading) -> str:
    """Write the one object as version 6.

    The file has no place for curves, images, meshes, variables and comments, nor for quotes in
    names; a scale other than 1 is not applied and lost with its unit. Normals are unknown and
    written as z. Raises `UserError` where the landmarks are not in 3-D.
    """
    specimen = the_only_object(reading, FORMAT.name)
    check_axes(reading, 3, FORMAT.name)
    count = len(specimen.landmarks)
    names = reading.landmark_names or [str(i + 1) for i in range(count)]
    unit = f"Units: {one_line(specimen.unit)}\n" if specimen.unit and specimen.scale == 1 else ""
    rows = []
    for i, (name, point) in enumerate(zip(names, specimen.landmarks, strict=True)):
        missing = bool(np.isnan(point).any())
        place = "0 0 0" if missing else " ".join(map(repr, point.tolist()))
        label = one_line(name).replace('"', "'")
        rows.append(f'{i}: 0 {"M" if missing else "N"} 0x8 {place} 0 0 1 "{label}" -1 -1\n')
    singles = "".join(f"{i}: {i} -1 -1\n" for i in range(count))
    nothing = "".join(f"[{name}]\nNumberOf{name}: 0\n\n" for name in _OTHERS)
    return (
        "Version 6\nStratovan Checkpoint (TM)\n\n[Templates]\nNumberOfTemplates: 0\n\n"
        f"[Landmarks]\nNumberOfPoints: {count}\n{unit}{''.join(rows)}\n"
        f"[SinglePoints]\nNumberOfSinglePoints: {count}\n{singles}\n{nothing}"
    )


def _sections(text: str) -> dict[str, list[_Line]]:
    """Split a text into sections; of two with one name the first counts."""
    found: dict[str, list[_Line]] = {}
    lines: list[_Line] = []
    for number, line in enumerate(text.split("\n"), 1):
        heading = _SECTION.fullmatch(line)
        if heading:
            lines = []
            found.setdefault(heading[1].strip(), lines)
        elif line.strip():
            lines.append(_Line(number, line))
    return found


def _entries(lines: list[_Line]) -> dict[str, str]:
    """Lines ``name: value`` of a section that have a value."""
    matches = [_ENTRY.fullmatch(line.text) for line in lines]
    return {match[1]: match[2].strip() for match in matches if match and match[2].strip()}


def _notes(lines: list[int], missing: list[bool], entries: dict[str, dict[str, str]]) -> list[Note]:
    notes = []
    where = [line for line, flag in zip(lines, missing, strict=True) if flag]
    if where:
        text = "landmarks are flagged M and read as missing, although they have coordinates"
        text = f"{len(where)} {text} ({at_lines(where)})."
        notes.append(Note(where[0], text))
    for name in _OTHERS:
        count = entries.get(name, {}).get(f"NumberOf{name}", "0")
        if count != "0":
            notes.append(Note(None, f"{count[:40]} {name.lower()} are left out."))
    return notes


FORMAT = Format("Checkpoint", (".ckpt",), looks_like, parse, write, single=True)
