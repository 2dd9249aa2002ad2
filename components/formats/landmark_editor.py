"""Points of Landmark Editor (.pts), which Checkpoint writes too: ``S000 x y z`` a row.

Labels say what a point is: S single, C of a curve (``C001-003``), P of a patch.
"""

import re

import numpy as np

from components.errors import UserError
from components.formats.demands import check_axes, the_only_object
from components.formats.naming import file_stem
from components.formats.points import Block, coordinates, write_rows
from components.formats.reading import Format, Note, Reading
from components.shape.specimen import Specimen

_HEAD = re.compile(r"\s*Version[ \t]+[\d.]+[ \t]*\n\s*(\d{1,9})[ \t]*(?:\n|$)", re.I | re.ASCII)
_LABELLED = re.compile(r"^[ \t]*(\S+)[ \t]+", re.MULTILINE)
_LABEL = re.compile(r"[A-Z]\d+(-\d+)?", re.ASCII)
_MISSING = "9999"


def looks_like(head: str) -> bool:
    """Whether the text begins with a version, a count, and a labelled point."""
    found = _HEAD.match(head)
    first = _LABELLED.match(head, found.end()) if found else None
    return first is not None and _LABEL.fullmatch(first[1]) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it; see `reading.Format`.

    All points are landmarks, named by their labels unless these are S000, S001, ...
    """
    head = _HEAD.match(text)
    if head is None:
        raise UserError(
            f"{source}: the text does not begin with a version and a number of points; "
            "choose another file."
        )
    line = 1 + text.count("\n", 0, head.end())
    block = Block(_LABELLED.sub("", text[head.end() :]), line, int(head[1]), "the count ")
    [points], notes = coordinates([block], source)
    labels = _LABELLED.findall(text, head.end())
    if not len(points) or points.shape[1] != 3 or len(labels) != len(points):
        raise UserError(f"{source}: the rows are not a label and three numbers; mend the file.")
    kinds = {label[:1] for label in labels} - {"S"}
    if kinds:
        some = [label for label in labels if label[:1] in kinds]
        text = f"{len(some)} points of curves and patches are landmarks like the others"
        notes.append(Note(None, f"{text}; their names say what they are ({some[0]} ...)."))
    names = () if labels == _singles(len(labels)) else tuple(labels)
    return Reading(FORMAT.name, (Specimen(file_stem(source), points),), names, notes=tuple(notes))


def write(reading: Reading) -> str:
    """Write the one object; a missing landmark is 9999 on every axis.

    The file has no place for anything but landmarks, nor for names unlike S000 or C001-003.
    Raises `UserError` where the landmarks are not in 3-D.
    """
    specimen = the_only_object(reading, FORMAT.name)
    check_axes(reading, 3, FORMAT.name)
    points = specimen.landmarks.copy()
    points[np.isnan(points).any(axis=1)] = float(_MISSING)
    names = reading.landmark_names
    fit = bool(names) and all(_LABEL.fullmatch(name) for name in names)
    labels = list(names) if fit else _singles(len(points))
    rows = write_rows(points).split("\n")
    lines = [f"{label} {row}\n" for label, row in zip(labels, rows, strict=False)]
    return f"Version 1.0\n{len(points)}\n{''.join(lines)}"


def _singles(count: int) -> list[str]:
    return [f"S{i:03d}" for i in range(count)]


FORMAT = Format("Landmark Editor", (".pts",), looks_like, parse, write, single=True)
