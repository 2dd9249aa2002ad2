"""One form as a file or a digitising session gives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

Value = str | float | bool | None
"""One value of a variable: text, number, flag, or nothing."""


@dataclass(frozen=True, eq=False, slots=True)
class Specimen:
    """Landmarks of one specimen and everything else that its file says of it.

    ``landmarks`` is (landmarks, axes) in pixels of the original image or in the units of
    the file, NaN = missing; ``curves`` and ``outlines`` hold one (points, axes) array each;
    ``scale`` is units per pixel (never applied to the coordinates here) and ``unit`` its
    name; ``image`` and ``mesh`` are file names as written; ``line`` is where the specimen
    starts in its file.

    ``curve_names`` names the curves and after them the outlines, or is empty. ``system`` is
    one of `systems.SYSTEMS`, "" where it is unknown; ``image_height`` is in pixels, where known.
    """

    name: str
    landmarks: FloatArray
    curves: tuple[FloatArray, ...] = ()
    outlines: tuple[FloatArray, ...] = ()
    scale: float | None = None
    unit: str = ""
    image: str = ""
    mesh: str = ""
    comment: str = ""
    variables: Mapping[str, Value] = field(default_factory=dict)
    line: int | None = None
    curve_names: tuple[str, ...] = ()
    system: str = ""
    image_height: float | None = None

    @property
    def missing(self) -> int:
        """How many landmarks lack a coordinate."""
        return int(np.isnan(self.landmarks).any(axis=1).sum()) if self.landmarks.size else 0
