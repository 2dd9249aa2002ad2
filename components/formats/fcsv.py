"""Fiducials of 3D Slicer (.fcsv), versions 4.4 to 5.6: one object, one landmark a row."""

import csv
import re
from collections.abc import Iterator

import numpy as np

from components.errors import UserError
from components.formats.delimited import write_table
from components.formats.demands import check_axes, the_only_object
from components.formats.naming import file_stem
from components.formats.numbers import NumberRows
from components.formats.reading import Format, Note, Reading, at_lines
from components.formats.slicer import in_lps, labels_for, names_of
from components.formats.stand_ins import Rows, mark_missing
from components.formats.values import one_line
from components.shape.specimen import Specimen
from components.shape.systems import LPS, in_system

_SIGN = re.compile(r"^#\s*(markups\s+fiducial\s+file|columns\s*=)", re.I | re.M)
_SYSTEM = re.compile(r"^#\s*CoordinateSystem\s*=\s*(\S*)", re.I | re.M)
_COLUMNS = re.compile(r"^#\s*columns\s*=(.*)", re.I | re.M)
_USUAL = "id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID"
_DEFINED = "2"  # status of a point whose position counts; 0, 1 and 3: not set, moving, missing


def looks_like(head: str) -> bool:
    """Whether a comment says that these are fiducials."""
    return _SIGN.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it, in LPS; see `reading.Format`.

    Slicer 5 writes two values beyond the columns it names: the status of the point, which says
    whether it is missing whatever its coordinates, and whether it may be moved.
    """
    found = _COLUMNS.search(text)
    columns = [name.strip().lower() for name in (found[1] if found else _USUAL).split(",")]
    if not {"x", "y", "z"} <= set(columns):
        raise UserError(f"{source}: the line '# columns =' lacks x, y and z; mend it.")
    places = [columns.index(axis) for axis in "xyz"]
    numbers = NumberRows(source, decimal_comma=False)
    kept: dict[str, list[str]] = {"label": [], "desc": [], "sel": []}
    unset = []
    for line, cells in _rows(text, max(places) + 1, source):
        unset.append(len(cells) == len(columns) + 2 and cells[-2].strip() != _DEFINED)
        numbers.add(line, [cells[place] for place in places])
        for name, column in kept.items():
            i = columns.index(name) if name in columns else len(cells)
            column.append(cells[i].strip() if i < len(cells) else "")
    points = numbers.array()
    if not len(points):
        raise UserError(f"{source}: there are no fiducials; choose another file.")
    points[np.array(unset)] = np.nan
    notes = mark_missing(
        [Rows(points, lambda rows: [numbers.lines[row] for row in rows.tolist()])], minus_one=False
    )
    system = _SYSTEM.search(text)
    place = 1 + text.count("\n", 0, system.start()) if system else None
    points, turned = in_lps(points, system[1] if system else "", place, source)
    notes = [*turned, *notes, *_remarks(numbers.lines, unset, kept)]
    specimen = Specimen(file_stem(source), points, line=numbers.lines[0], system=LPS)
    return Reading(FORMAT.name, (specimen,), names_of(kept["label"]), notes=tuple(notes))


def write(reading: Reading) -> str:
    """Write the one object, in LPS; a missing landmark as Slicer 5 marks it, without numbers.

    The file has no place for anything but landmarks and their names. Raises `UserError` where
    the landmarks are not in 3-D.
    """
    specimen = in_system(the_only_object(reading, FORMAT.name), LPS)
    check_axes(reading, 3, FORMAT.name)
    labels = labels_for(reading.landmark_names, len(specimen.landmarks))
    status = specimen.missing > 0
    rows = []
    for i, (label, point) in enumerate(zip(labels, specimen.landmarks, strict=True)):
        missing = bool(np.isnan(point).any())
        cells = [f"vtkMRMLMarkupsFiducialNode_{i}", *map(repr, point.tolist())]
        cells += [*"0001110", one_line(label), "", ""]
        rows.append(cells + (["3" if missing else _DEFINED, "0"] if status else []))
    head = (
        f"# Markups fiducial file version = 5.6\n# CoordinateSystem = LPS\n# columns = {_USUAL}\n"
    )
    return head + write_table(rows)


def _rows(text: str, width: int, source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of each row; a line that only goes on with the one before is part of it.

    A carriage return, which some programs leave in the last cell, has become the end of a line.
    """
    row, start = "", 1
    for line, content in enumerate([*text.split("\n"), ""], 1):
        goes_on = content.startswith(",") and content.count(",") < width
        if goes_on and row:
            row += content
            continue
        if row:
            yield start, _cells(row, start, width, source)
        row, start = "" if content.lstrip().startswith("#") else content.strip(), line


def _cells(row: str, line: int, width: int, source: str) -> list[str]:
    try:
        cells = next(csv.reader([row]))
    except csv.Error:
        cells = []
    if len(cells) < width:
        raise UserError(
            f"{source}, line {line}: {len(cells)} values where {width} or more are expected; "
            "mend this line."
        )
    return cells


def _remarks(lines: list[int], unset: list[bool], kept: dict[str, list[str]]) -> list[Note]:
    """Say what else the columns tell of some landmarks."""
    found = {
        "are marked as not placed and read as missing": unset,
        "are not selected in Slicer, and kept": [cell == "0" for cell in kept["sel"]],
        "have a description, which is left out": [cell != "" for cell in kept["desc"]],
    }
    notes = []
    for what, flags in found.items():
        where = [line for line, flag in zip(lines, flags, strict=True) if flag]
        if where:
            text = f"{len(where)} landmarks {what} ({at_lines(where)})."
            notes.append(Note(where[0], text))
    return notes


FORMAT = Format("Slicer fiducials", (".fcsv",), looks_like, parse, write, single=True)
