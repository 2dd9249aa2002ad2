"""Coordinate systems as data: the same specimen in another one, never its mirror image.

In the plane, y points up as in mathematics and tpsDig, or down as in the rows of an image. LPS and
RAS are those of medical images: x to the left or right, y to the back or front, z up.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from components.shape.specimen import FloatArray, Specimen

Y_UP: Final = "y up"
Y_DOWN: Final = "y down"
LPS: Final = "LPS"
RAS: Final = "RAS"
SYSTEMS: Final = {Y_UP: 2, Y_DOWN: 2, LPS: 3, RAS: 3}
"""Every coordinate system by its name in a file of ours, with its number of axes."""

_HALF_TURN = np.array([-1.0, -1.0, 1.0])  # about z: two signs change, so nothing is mirrored


def in_system(specimen: Specimen, system: str) -> Specimen:
    """Return the same specimen in another coordinate system of `SYSTEMS`.

    From y up to y down, y counts from the other edge of the image where its height is known,
    else from the same one with another sign. What lies in no known system, or has other axes
    than ``system``, keeps its coordinates.
    """
    if SYSTEMS.get(system) != specimen.landmarks.shape[1] or specimen.system == system:
        return specimen
    if SYSTEMS.get(specimen.system) != SYSTEMS[system]:
        return replace(specimen, system=system)
    turn = _turn(specimen)
    return replace(
        specimen,
        landmarks=turn(specimen.landmarks),
        curves=tuple(turn(chain) for chain in specimen.curves),
        outlines=tuple(turn(chain) for chain in specimen.outlines),
        system=system,
    )


def _turn(specimen: Specimen) -> Callable[[FloatArray], FloatArray]:
    """Return what leads from the system of a specimen to the other one of as many axes."""
    if SYSTEMS[specimen.system] == 3:
        return lambda points: points * _HALF_TURN
    height = specimen.image_height

    def flipped(points: FloatArray) -> FloatArray:
        y = -points[:, 1] if height is None else height - points[:, 1]
        return np.column_stack([points[:, 0], y])

    return flipped
