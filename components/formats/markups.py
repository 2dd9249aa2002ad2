"""Markups of 3D Slicer (.mrk.json): points, curves and closed curves of one object."""

import json
import re

import numpy as np

from components.errors import listing
from components.formats import json_text
from components.formats.demands import check_axes, the_only_object
from components.formats.naming import file_stem
from components.formats.reading import Format, Note, Reading
from components.formats.slicer import in_lps, labels_for, names_of
from components.shape.specimen import FloatArray, Specimen
from components.shape.systems import LPS, in_system

_SIGN = re.compile(r'"(markups|controlPoints)"\s*:\s*\[')
_SCHEMA = (
    "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/"
    "Resources/Schema/markups-schema-v1.0.3.json#"
)
_CURVES = frozenset({"Curve", "Line", "Angle"})


class _Markups:
    """What the markups of a file say, list by list."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.labels: list[str] = []
        self.landmarks: list[FloatArray] = []
        self.curves: list[FloatArray] = []
        self.outlines: list[FloatArray] = []
        self.units: list[str] = []
        self._curve_names: list[str] = []
        self._outline_names: list[str] = []
        self.notes: list[Note] = []

    def take(self, value: object, which: int) -> None:
        """Add one markup, or note that it holds no landmarks or curves."""
        what = f"markup {which}"
        markup = json_text.mapping(value, what, self.source)
        kind = json_text.text(markup.get("type", "Fiducial"))
        if kind != "Fiducial" and kind not in _CURVES | {"ClosedCurve"}:
            self.notes.append(Note(None, f"{what} is of type {kind[:40]!r}, left out."))
            return
        points = [
            json_text.mapping(point, f"{what}, control point {i}", self.source)
            for i, point in enumerate(
                json_text.sequence(markup.get("controlPoints"), what, self.source), 1
            )
        ]
        coords = np.array([self._position(point, what) for point in points]).reshape(-1, 3)
        system = json_text.text(markup.get("coordinateSystem", "LPS"))
        coords, notes = in_lps(coords, system, None, self.source)
        self.notes += [note for note in notes if note not in self.notes]
        self.units.append(_unit(markup.get("coordinateUnits")))
        if kind == "Fiducial":
            self.labels += [json_text.text(point.get("label")) for point in points]
            self.landmarks.append(coords)
            self._remark(points)
        else:
            closed = kind == "ClosedCurve"
            (self.outlines if closed else self.curves).append(coords)
            (self._outline_names if closed else self._curve_names).append(
                json_text.text(markup.get("name"))
            )

    def curve_names(self) -> tuple[str, ...]:
        """Names of curves, then of outlines; none where no curve has one."""
        names = (*self._curve_names, *self._outline_names)
        return names if any(names) else ()

    def _position(self, point: dict[str, object], what: str) -> list[float]:
        if _status(point) != "defined":
            return [np.nan] * 3
        label = json_text.text(point.get("label"))
        [row] = json_text.points(
            [point.get("position")], f"{what}, position of {label!r}", self.source
        )
        if len(row) != 3:
            json_text.fail(self.source, f"{what}, {label!r}: a position should be three numbers")
        return [float(value) for value in row]

    def _remark(self, points: list[dict[str, object]]) -> None:
        found = {
            "are marked as missing or not placed": [
                _status(point) != "defined" for point in points
            ],
            "are not selected in Slicer, and kept": [p.get("selected") is False for p in points],
            "have a description, which is left out": [bool(p.get("description")) for p in points],
        }
        for what, flags in found.items():
            marked = [point for point, flag in zip(points, flags, strict=True) if flag]
            if marked:
                labels = listing([json_text.text(point.get("label")) for point in marked])
                self.notes.append(Note(None, f"{len(marked)} landmarks {what}: {labels}."))


def looks_like(head: str) -> bool:
    """Whether the text is JSON with a list of markups, or of control points."""
    return head.lstrip().startswith("{") and _SIGN.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it, in LPS; see `reading.Format`.

    Lists of points are landmarks, in their order; curves, lines and angles are curves, closed
    curves are outlines. A landmark is missing if its status says so, whatever its position.
    """
    file = json_text.load(text, source)
    found = _Markups(source)
    markups = json_text.sequence(file.get("markups", [file]), '"markups"', source)
    for i, markup in enumerate(markups, 1):
        found.take(markup, i)
    if not found.landmarks and not found.curves and not found.outlines:
        json_text.fail(source, "there are no points or curves")
    units = set(found.units)
    if len(units) > 1:
        json_text.fail(source, f"markups in several units ({listing(sorted(units))})")
    unit = units.pop()
    specimen = Specimen(
        name=file_stem(source),
        landmarks=np.concatenate([np.empty((0, 3)), *found.landmarks]),
        curves=tuple(found.curves),
        outlines=tuple(found.outlines),
        scale=1.0 if unit else None,
        unit=unit,
        curve_names=found.curve_names(),
        system=LPS,
    )
    return Reading(FORMAT.name, (specimen,), names_of(found.labels), notes=tuple(found.notes))


def write(reading: Reading) -> str:
    """Write the one object, in LPS, as a list of points and a curve for each of its curves.

    The file has no place for image, mesh, comment and variables; a scale other than 1 is not
    applied and lost with its unit. Raises `UserError` where the landmarks are not in 3-D.
    """
    specimen = in_system(the_only_object(reading, FORMAT.name), LPS)
    check_axes(reading, 3, FORMAT.name)
    unit = specimen.unit if specimen.scale == 1 else ""
    labels = labels_for(reading.landmark_names, len(specimen.landmarks))
    markups = [_markup("Fiducial", specimen.landmarks, labels, unit)]
    names = iter(specimen.curve_names)
    for kind, chains in (("Curve", specimen.curves), ("ClosedCurve", specimen.outlines)):
        for chain in chains:
            name = next(names, "")
            markups.append(_markup(kind, chain, labels_for((), len(chain)), unit, name))
    file = {"@schema": _SCHEMA, "markups": markups}
    return json.dumps(file, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _markup(
    kind: str, points: FloatArray, labels: list[str], unit: str, name: str = ""
) -> dict[str, object]:
    control = [
        {"id": str(i), "label": label, **_placed(point)}
        for i, (label, point) in enumerate(zip(labels, points.tolist(), strict=True), 1)
    ]
    named = {"name": name} if name else {}
    units = {"coordinateUnits": unit} if unit else {}
    return {"type": kind, **named, "coordinateSystem": LPS, **units, "controlPoints": control}


def _placed(point: list[float]) -> dict[str, object]:
    missing = any(np.isnan(point))
    return {
        "position": "" if missing else point,
        "positionStatus": "missing" if missing else "defined",
    }


def _status(point: dict[str, object]) -> object:
    """Return the status of a control point; without one, a position speaks for itself."""
    return point.get("positionStatus", "defined" if point.get("position") else "undefined")


def _unit(value: object) -> str:
    """Return the name of a unit; Slicer writes it alone, or first in a code of three parts."""
    return json_text.text(value[0] if isinstance(value, list) and value else value)


FORMAT = Format("Slicer markups", (".mrk.json", ".json"), looks_like, parse, write, single=True)
