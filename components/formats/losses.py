"""What a written file no longer says, found by reading it back, so that none is forgotten."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from components.errors import listing
from components.formats.reading import Format, Reading
from components.shape.curves import Curve, traced
from components.shape.specimen import FloatArray, Specimen
from components.shape.systems import Y_UP, in_system
from components.shape.table import text_of

_FIELDS: Mapping[str, Callable[[Specimen, Specimen], bool]] = {
    "coordinates": lambda one, back: _same((one.landmarks,), (back.landmarks,)),
    "curves": lambda one, back: _same(one.curves, back.curves),
    "outlines": lambda one, back: _same(one.outlines, back.outlines),
    "names of the curves": lambda one, back: one.curve_names in ((), back.curve_names),
    "coordinate system": lambda one, back: one.system in ("", Y_UP, back.system),
    "scale": lambda one, back: _close(one.scale, back.scale),
    "unit": lambda one, back: one.unit in ("", back.unit),
    "image": lambda one, back: one.image in ("", back.image),
    "mesh": lambda one, back: one.mesh in ("", back.mesh),
    "comment": lambda one, back: one.comment in ("", back.comment),
}


def losses(reading: Reading, form: Format, text: str) -> tuple[str, ...]:
    """Compare a reading with what ``text``, written from it in ``form``, says when read back.

    Returns a sentence for each kind of thing that is lost or changed; none where nothing is.
    Names are not compared where the file, not its text, gives them; coordinates are compared in
    the system of the text.
    """
    return compared(reading, form.parse(text, "export"), form)


def compared(reading: Reading, back: Reading, form: Format) -> tuple[str, ...]:
    """Compare a reading with ``back``, what was read of its text in ``form``; see `losses`."""
    if len(back.specimens) != len(reading.specimens):
        return (f"{form.name} gives {len(back.specimens)} objects of {len(reading.specimens)}.",)
    pairs = [
        (in_system(one, other.system), other)
        for one, other in zip(reading.specimens, back.specimens, strict=True)
    ]
    found = []
    for what, kept in _FIELDS.items():
        names = [one.name for one, other in pairs if not kept(one, other)]
        if names:
            found.append(f"{form.name} does not keep the {what} of {listing(names)}.")
    changed = [f"{one.name} ({other.name})" for one, other in pairs if one.name != other.name]
    if changed and not form.single:
        found.append(f"{form.name} changes the names of {listing(changed)}.")
    curves = _lost_curves(reading, back)
    if curves:
        found.append(f"{form.name} does not keep the curves {listing(curves, 12)}.")
    variables = _lost_variables(pairs)
    if variables:
        found.append(f"{form.name} does not keep the variables {listing(variables, 12)}.")
    for what, mine, other in (
        ("names of the landmarks", reading.landmark_names, back.landmark_names),
        ("wireframe", reading.wireframe, back.wireframe),
        ("polygons", reading.polygons, back.polygons),
        ("landmarks of the curves", _runs(reading), _runs(back)),
    ):
        if mine and mine != other:
            found.append(f"{form.name} does not keep the {what}.")
    return tuple(found)


def _runs(reading: Reading) -> tuple[Curve, ...]:
    """Return the curves with landmarks; what is only traced is compared object by object."""
    return tuple(curve for curve in reading.curves if curve.landmarks)


def _lost_curves(reading: Reading, back: Reading) -> list[str]:
    """Names of curves that no landmarks run along, and that no object has traced."""
    named, kept = traced(reading.specimens), (*back.curves, *traced(back.specimens))
    elsewhere = {curve.name for curve in (*named, *kept)}
    return [c.name for c in reading.curves if not c.landmarks and c.name not in elsewhere]


def _lost_variables(pairs: Sequence[tuple[Specimen, Specimen]]) -> list[str]:
    lost = {
        name: None
        for one, back in pairs
        for name, value in one.variables.items()
        if text_of(value) != text_of(back.variables.get(name))
    }
    return list(lost)


def _same(mine: Sequence[FloatArray], others: Sequence[FloatArray]) -> bool:
    return len(mine) == len(others) and all(
        one.shape == other.shape
        and (one.tobytes() == other.tobytes() or np.array_equal(one, other, equal_nan=True))
        for one, other in zip(mine, others, strict=True)
    )


def _close(mine: float | None, other: float | None) -> bool:
    return mine is None or (other is not None and math.isclose(mine, other, rel_tol=1e-12))
