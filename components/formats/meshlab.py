"""Points picked in MeshLab (.pp): XML, one element a point, its attributes in any order."""

import re
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

import numpy as np

from components.errors import UserError
from components.formats.demands import check_axes, the_only_object
from components.formats.naming import file_stem, landmark_names
from components.formats.numbers import NumberRows
from components.formats.reading import Format, Note, Reading, at_lines
from components.formats.values import one_line
from components.shape.specimen import Specimen

_SIGN = re.compile(r"<PickedPoints\b", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Forbidden(Exception):
    """The file declares entities, which can make a small file huge."""


class _Points:
    """What the elements of a file say."""

    def __init__(self, source: str) -> None:
        self.numbers = NumberRows(source, decimal_comma=True)
        self.names: list[str] = []
        self.unset: list[bool] = []
        self.mesh = ""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EntityDeclHandler = self._forbid

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "point":
            place = [attributes.get(axis, "") for axis in "xyz"]
            self.numbers.add(self.parser.CurrentLineNumber, place)
            self.names.append(attributes.get("name", ""))
            self.unset.append(attributes.get("active", "1").strip() in ("0", "false"))
        elif name == "DataFileName":
            self.mesh = attributes.get("name", "")

    def _forbid(self, *_: object) -> None:
        raise _Forbidden


def looks_like(head: str) -> bool:
    """Whether the text has an element of picked points."""
    return _SIGN.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it; see `reading.Format`.

    A point that is not active is missing. Entities are refused.
    """
    found = _Points(source)
    try:
        found.parser.Parse(text, True)  # noqa: FBT003 - expat knows no name for this argument
    except expat.ExpatError as error:
        what = expat.errors.messages.get(error.code, "")
        raise UserError(
            f"{source}, line {error.lineno}: this is not valid XML ({what}); mend this line."
        ) from None
    except _Forbidden:
        raise UserError(
            f"{source}: the file declares entities, which points never need; choose another file."
        ) from None
    points = found.numbers.array()
    if not len(points):
        raise UserError(f"{source}: there are no picked points; choose another file.")
    points[np.array(found.unset)] = np.nan
    notes = []
    lines = [line for line, unset in zip(found.numbers.lines, found.unset, strict=True) if unset]
    if lines:
        text = f"{len(lines)} points are not active and read as missing ({at_lines(lines)})."
        notes.append(Note(lines[0], text))
    specimen = Specimen(file_stem(source), points, mesh=found.mesh, line=found.numbers.lines[0])
    return Reading(FORMAT.name, (specimen,), landmark_names(found.names), notes=tuple(notes))


def write(reading: Reading) -> str:
    """Write the one object; a missing landmark is a point that is not active.

    The file has no place for anything but landmarks, their names and the mesh. Raises
    `UserError` where the landmarks are not in 3-D.
    """
    specimen = the_only_object(reading, FORMAT.name)
    check_axes(reading, 3, FORMAT.name)
    names = reading.landmark_names or [str(i) for i in range(len(specimen.landmarks))]
    lines = []
    for name, point in zip(names, specimen.landmarks, strict=True):
        active = not np.isnan(point).any()
        x, y, z = map(repr, point.tolist() if active else (0.0, 0.0, 0.0))
        place = f'x="{x}" y="{y}" z="{z}"'
        lines.append(f' <point {place} active="{int(active)}" name={_attribute(name)}/>\n')
    mesh = f"  <DataFileName name={_attribute(specimen.mesh)}/>\n" if specimen.mesh else ""
    return (
        "<!DOCTYPE PickedPoints>\n<PickedPoints>\n"
        f' <DocumentData>\n{mesh}  <templateName name=""/>\n </DocumentData>\n'
        f"{''.join(lines)}</PickedPoints>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", one_line(text)))


FORMAT = Format("MeshLab points", (".pp",), looks_like, parse, write, single=True)
