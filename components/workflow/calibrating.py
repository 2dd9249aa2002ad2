"""Calibration: how many units a pixel measures, typed in or from a distance that is known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from components.errors import UserError, listing
from components.shape.specimen import FloatArray
from components.shape.table import ShapeTable

UNITS = ("mm", "cm", "µm", "nm", "m", "in")
"""Units of length that are offered."""


@dataclass(frozen=True)
class Calibration:
    """Units per pixel by the id of an object."""

    scales: Mapping[int, float]
    unit: str


def typed(table: ShapeTable, scale: float, unit: str) -> Calibration:
    """Give all objects one scale; raises `UserError` where it is not above 0."""
    _demand_length(scale)
    return Calibration(dict.fromkeys(table.ids, scale), unit)


def measured(
    table: ShapeTable, first: int, second: int, length: float, unit: str
) -> tuple[Calibration, str]:
    """Give each object the scale by which two of its landmarks lie ``length`` units apart.

    Objects in which one of them is missing, or both are at one place, are left out; a sentence
    names them, and is "" where there are none. Raises `UserError` for a length that is not above
    0, for one landmark chosen twice, and where no object is left.
    """
    _demand_length(length)
    if first == second:
        raise UserError("Choose two different landmarks; their distance is what is known.")
    gaps = distances(table, first, second)
    known = np.isfinite(gaps) & (gaps > 0)
    if not known.any():
        raise UserError("No object has both landmarks at different places; choose two others.")
    chosen = (table.ids[i] for i in np.flatnonzero(known).tolist())
    scales = dict(zip(chosen, (length / gaps[known]).tolist(), strict=True))
    without = [table.names[i] for i in np.flatnonzero(~known).tolist()]
    left = f"Without these two landmarks, so left as before: {listing(without)}." if without else ""
    return Calibration(scales, unit), left


def distances(table: ShapeTable, first: int, second: int) -> FloatArray:
    """Return the distance of two landmarks in each object, (objects,); NaN where one is missing."""
    apart: FloatArray = np.linalg.norm(table.coords[:, first] - table.coords[:, second], axis=1)
    return apart


def described(calibration: Calibration) -> str:
    """Say in one line what the scale becomes."""
    values = np.array(list(calibration.scales.values()))
    least, most = values.min(), values.max()
    unit = f"{calibration.unit} per pixel"
    number = len(values)
    objects = "1 object" if number == 1 else f"{number:,} objects"
    if most - least <= 1e-9 * most:
        return f"{least:.6g} {unit}, for {objects}"
    return f"{least:.4g} to {most:.4g} {unit} (median {np.median(values):.4g}), for {objects}"


def _demand_length(length: float) -> None:
    if not (np.isfinite(length) and length > 0):
        raise UserError("Type a number above 0.")
