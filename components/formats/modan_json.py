"""Our own JSON: everything that a reading says, in a form that any program can read.

docs/formats.md describes it; landmarks are counted from 0.
"""

import json
import math
import re
from collections.abc import Iterator

import numpy as np

from components.errors import UserError
from components.formats import json_text
from components.formats.naming import numbered, repeated
from components.formats.reading import Format, Note, Reading, batches
from components.shape.curves import Curve
from components.shape.specimen import FloatArray, Specimen, Value
from components.shape.systems import SYSTEMS

_NAME, _VERSION = "modan2 landmarks", 1
_SIGN = re.compile(r'"format"\s*:\s*"modan2 landmarks"')
_FILE = frozenset(
    {"format", "version", "axes", "landmark_names", "wireframe", "polygons", "curves", "objects"}
)
_TEXTS = ("unit", "image", "mesh", "comment", "system")
_OBJECT = frozenset(
    {"name", "landmarks", "curves", "outlines", "curve_names", "scale", "variables", *_TEXTS}
)


def looks_like(head: str) -> bool:
    """Whether the text is JSON that names this format."""
    return head.lstrip().startswith("{") and _SIGN.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read objects in the order of the file; see `reading.Format`. What is not known is noted."""
    file = json_text.load(text, source)
    if file.get("format") != _NAME:
        json_text.fail(source, f'"format" should be {_NAME!r}')
    version = file.get("version")
    if version != _VERSION:
        raise UserError(
            f"{source}: version {json_text.text(version)[:40]} of this format is not known; "
            "use a newer version of the program."
        )
    axes = file.get("axes")
    if axes not in (2, 3):
        json_text.fail(source, '"axes" should be 2 or 3')
    items = json_text.sequence(file.get("objects"), '"objects"', source)
    objects = [json_text.mapping(item, f"object {i}", source) for i, item in enumerate(items, 1)]
    items.clear()
    unknown = {key for key in file if key not in _FILE}
    specimens: list[Specimen] = []
    objects.reverse()
    while objects:  # forgotten one by one: to forget all at the end would hold up the window
        value = objects.pop()
        specimens.append(_specimen(value, len(specimens), axes, source))
        unknown |= value.keys() - _OBJECT
    names = json_text.sequence(file.get("landmark_names"), '"landmark_names"', source)
    limit = max((len(specimen.landmarks) for specimen in specimens), default=0)
    notes = [Note(None, f"{key[:40]!r} is not known here, left out.") for key in sorted(unknown)]
    return Reading(
        FORMAT.name,
        tuple(specimens),
        tuple(json_text.text(name) for name in names),
        tuple((link[0], link[1]) for link in _links(file, "wireframe", 2, limit, source)),
        _links(file, "polygons", None, limit, source),
        notes=(*notes, *repeated([specimen.name for specimen in specimens], "names")),
        curves=_shared_curves(file, limit, source),
    )


def write(reading: Reading) -> str:
    """Write objects so that `parse` returns the same in every respect.

    Raises `UserError` where objects differ in their number of axes.
    """
    return "".join(pieces(reading))


def pieces(reading: Reading) -> Iterator[str]:
    """Give the text of `write` some objects at a time; see `reading.Format`."""
    axes = {specimen.landmarks.shape[1] for specimen in reading.specimens}
    if len(axes) != 1:
        raise UserError(f"{FORMAT.name}: there are no objects, or not all are in 2-D or in 3-D.")
    top = {
        "format": _NAME,
        "version": _VERSION,
        "axes": axes.pop(),
        "landmark_names": list(reading.landmark_names),
        "wireframe": [list(link) for link in reading.wireframe],
        "polygons": [list(polygon) for polygon in reading.polygons],
    }
    if reading.curves:
        top["curves"] = [
            {"name": curve.name, "landmarks": list(curve.landmarks), "closed": curve.closed}
            for curve in reading.curves
        ]
    lines = [
        f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in top.items()
    ]
    yield "{\n" + ",\n".join(lines) + ',\n "objects": ['
    between = "\n"
    for some in batches(reading.specimens):
        yield between + ",\n".join(["  " + _written(specimen) for specimen in some])
        between = ",\n"
    yield "\n ]\n}\n"


def _specimen(value: dict[str, object], i: int, axes: int, source: str) -> Specimen:
    name = json_text.text(value.get("name")) or numbered(source, i)
    scale = json_text.number(value.get("scale"))
    if value.get("scale") is not None and (scale is None or scale <= 0):
        json_text.fail(source, f"object {name!r}: the scale should be a positive number")
    variables = json_text.mapping(value.get("variables", {}), f"variables of {name!r}", source)
    unit, image, mesh, comment, system = (json_text.text(value.get(key)) for key in _TEXTS)
    if system and SYSTEMS.get(system) != axes:
        json_text.fail(source, f"object {name!r}: {system[:40]!r} is no system of {axes} axes")
    landmarks = _points(value.get("landmarks"), f"landmarks of {name!r}", axes, source)
    curves, outlines = (_chains(value, key, name, axes, source) for key in ("curves", "outlines"))
    what = f"curve names of {name!r}"
    labels = json_text.sequence(value.get("curve_names"), what, source)
    if labels and len(labels) != len(curves) + len(outlines):
        json_text.fail(source, f"{what} should be one for each curve and outline")
    return Specimen(
        name=name,
        landmarks=landmarks,
        curves=curves,
        outlines=outlines,
        scale=scale,
        unit=unit,
        image=image,
        mesh=mesh,
        comment=comment,
        variables={key: _value(one, key, source) for key, one in variables.items()},
        curve_names=tuple(map(json_text.text, labels)),
        system=system,
    )


def _points(value: object, what: str, axes: int, source: str) -> FloatArray:
    points = json_text.points(value, what, source)
    if len(points) and points.shape[1] != axes:
        json_text.fail(source, f"{what} should be in {axes}-D")
    return points if len(points) else np.empty((0, axes))


def _chains(
    value: dict[str, object], key: str, name: str, axes: int, source: str
) -> tuple[FloatArray, ...]:
    what = f"{key} of {name!r}"
    chains = json_text.sequence(value.get(key), what, source)
    return tuple(_points(chain, what, axes, source) for chain in chains)


def _value(value: object, name: str, source: str) -> Value:
    if value is None or isinstance(value, bool | str):
        return value
    number = json_text.number(value)
    if number is None:
        what = f"variable {name!r} should be a text, a number, true, false or null"
        json_text.fail(source, what)
    return number


def _links(
    file: dict[str, object], key: str, length: int | None, limit: int, source: str
) -> tuple[tuple[int, ...], ...]:
    found = tuple(
        json_text.whole_numbers(link, f'"{key}"', source, limit)
        for link in json_text.sequence(file.get(key), f'"{key}"', source)
    )
    if length is not None and any(len(link) != length for link in found):
        json_text.fail(source, f'"{key}" should be pairs of landmarks')
    return found


def _shared_curves(file: dict[str, object], limit: int, source: str) -> tuple[Curve, ...]:
    found = []
    for value in json_text.sequence(file.get("curves"), '"curves"', source):
        curve = json_text.mapping(value, 'an entry of "curves"', source)
        name = json_text.text(curve.get("name"))
        run = json_text.whole_numbers(curve.get("landmarks"), f"curve {name!r}", source, limit)
        found.append(Curve(name, run, curve.get("closed") is True))
    return tuple(found)


def _written(specimen: Specimen) -> str:
    """Write one object in one line, without what it does not have."""
    value: dict[str, object] = {"name": specimen.name, "landmarks": _rows(specimen.landmarks)}
    value["curves"] = [_rows(chain) for chain in specimen.curves]
    value["outlines"] = [_rows(chain) for chain in specimen.outlines]
    value["curve_names"] = list(specimen.curve_names)
    value["scale"] = specimen.scale
    value |= {key: getattr(specimen, key) for key in _TEXTS}
    value["variables"] = {
        key: None if isinstance(one, float) and not math.isfinite(one) else one
        for key, one in specimen.variables.items()
    }
    kept = {
        key: one
        for key, one in value.items()
        if key == "landmarks" or one not in ("", None, [], {})
    }
    return json.dumps(kept, ensure_ascii=False, allow_nan=False)


def _rows(points: FloatArray) -> list[list[float | None]]:
    if not np.isnan(points).any():
        rows: list[list[float | None]] = points.tolist()
        return rows
    return [[None if math.isnan(x) else x for x in row] for row in points.tolist()]


FORMAT = Format("JSON", (".json",), looks_like, parse, write, pieces=pieces)
