"""A configuration of landmarks as dots, lines and numbers in the plane, without a screen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.shape.specimen import FloatArray

_PLANES = {(0, 1): ("x, y", 2, 1.0), (0, 2): ("x, z", 1, -1.0), (1, 2): ("y, z", 0, 1.0)}
"""Axes to the right and up: what the plane is called, and which axis points at the viewer."""


@dataclass(frozen=True, eq=False)
class Configuration:
    """What is drawn of one object; y points down, as on a screen.

    ``points`` is (landmarks, 2), NaN = missing; ``links`` and ``polygons`` name landmarks that are
    there; ``curves`` hold (points, 2) each. In space, ``depth`` is (landmarks,), from 0 = farthest
    to 1 = nearest, and ``plane`` names the axes on show.
    """

    points: FloatArray
    links: tuple[tuple[int, int], ...] = ()
    polygons: tuple[tuple[int, ...], ...] = ()
    curves: tuple[FloatArray, ...] = ()
    depth: FloatArray | None = None
    plane: str = ""


@dataclass(frozen=True)
class Frame:
    """Where a part of the plane comes to lie on the screen; both axes have the same scale."""

    scale: float
    left: float
    top: float

    def place(self, points: FloatArray) -> FloatArray:
        """Return pixels (points, 2) for points of the plane."""
        placed: FloatArray = points * self.scale + np.array([self.left, self.top])
        return placed


def configuration(
    landmarks: FloatArray,
    *,
    curves: Sequence[FloatArray] = (),
    wireframe: Sequence[Sequence[int]] = (),
    polygons: Sequence[Sequence[int]] = (),
    y_down: bool = False,
    image_height: float | None = None,
) -> Configuration:
    """Describe the drawing of one object, never its mirror image.

    ``landmarks`` is (landmarks, 2 or 3). In the plane, y points up unless it is ``y_down``; on a
    photograph, it counts from the lower edge then, so that ``image_height`` (pixels) puts the
    drawing onto it. In space, the object is seen along one of its axes, so that the two are on
    show in which it is largest.
    """
    axes, plane, depth = (0, 1), "", None
    if landmarks.shape[1] == 3:
        axes = _widest(landmarks)
        plane, along, sign = _PLANES[axes]
        depth = _from_far_to_near(sign * landmarks[:, along])
    down = y_down and not plane

    def flat(points: FloatArray) -> FloatArray:
        right, up = points[:, axes[0]], points[:, axes[1]]
        return np.column_stack([right, up if down else (image_height or 0.0) - up])

    points = flat(landmarks)
    missing = np.asarray(np.isnan(points).any(axis=1))
    points[missing] = np.nan

    def drawn(numbers: Sequence[int]) -> bool:
        return all(0 <= number < len(points) and not missing[number] for number in numbers)

    return Configuration(
        points,
        tuple((a, b) for a, b in wireframe if drawn((a, b))),
        tuple(tuple(polygon) for polygon in polygons if drawn(polygon)),
        tuple(flat(curve) for curve in curves if len(curve) > 1),
        depth,
        plane,
    )


def fitted(low: FloatArray, high: FloatArray, width: float, height: float, margin: float) -> Frame:
    """Return the frame that shows a rectangle of the plane whole, in the middle of the screen.

    ``low`` and ``high`` are two of its corners (2,); ``margin`` stays free on each side, in pixels.
    """
    extent = high - low
    room = np.maximum(np.array([width, height]) - 2 * margin, 1.0)
    wanted = extent > 0
    scale = float((room[wanted] / extent[wanted]).min()) if wanted.any() else 1.0
    left, top = np.array([width, height]) / 2 - scale * (low + high) / 2
    return Frame(scale, float(left), float(top))


def extent(drawing: Configuration) -> tuple[FloatArray, FloatArray] | None:
    """Return the least and the largest x and y, (2,) each; None where nothing is drawn."""
    parts = [drawing.points[~np.isnan(drawing.points).any(axis=1)], *drawing.curves]
    points = np.concatenate(parts)
    return (points.min(axis=0), points.max(axis=0)) if len(points) else None


def outward(drawing: Configuration) -> FloatArray:
    """Return unit vectors (landmarks, 2) to where the number of each landmark disturbs least.

    That is away from the landmarks that it is linked with, or from the middle of all.
    """
    points = drawing.points
    if np.isnan(points).all():
        return np.zeros_like(points)
    directions = _units(points - np.nanmean(points, axis=0))
    pulls = np.zeros_like(points)
    if drawing.links:
        first, second = np.array(drawing.links).T
        towards = _units(points[second] - points[first])
        np.add.at(pulls, first, towards)
        np.add.at(pulls, second, -towards)
    # where the lines pull to opposite sides, the middle of all decides
    return _units(0.5 * directions - pulls)


def label_places(
    points: FloatArray, directions: FloatArray, sizes: FloatArray, dot: float
) -> FloatArray:
    """Return the middles (landmarks, 2) of labels beside their dots; NaN where there is no room.

    ``points`` are pixels, ``directions`` where each label should rather be, ``sizes`` widths and
    heights, (landmarks, 2) each; ``dot`` is the radius of a dot. No label lies on another one, or
    on a dot.
    """
    places = np.full(points.shape, np.nan)
    middles, halves = points, np.full(points.shape, dot)  # of what is taken: the dots at first
    for i in np.flatnonzero(~np.isnan(points).any(axis=1)).tolist():
        half, away = sizes[i] / 2, directions[i]
        for turned in (away, [-away[1], away[0]], [away[1], -away[0]], -away):
            place = points[i] + np.array(turned) * (half + dot + 2)
            if not (np.abs(middles - place) < halves + half).all(axis=1).any():
                places[i] = place
                middles, halves = np.vstack([middles, place]), np.vstack([halves, half])
                break
    return places


def _widest(landmarks: FloatArray) -> tuple[int, int]:
    there = landmarks[~np.isnan(landmarks).any(axis=1)]
    spans = np.ptp(there, axis=0) if len(there) else np.zeros(3)
    narrow = 2 - int(np.argmin(spans[::-1]))  # of equal ones the last, so that x and y are shown
    first, second = (axis for axis in range(3) if axis != narrow)
    return first, second


def _from_far_to_near(depth: FloatArray) -> FloatArray:
    there = depth[~np.isnan(depth)]
    if not len(there) or np.ptp(there) == 0:
        return np.ones(len(depth))
    shares: FloatArray = (depth - there.min()) / np.ptp(there)
    return shares


def _units(vectors: FloatArray) -> FloatArray:
    lengths = np.hypot(*vectors.T)[:, None]
    units: FloatArray = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return units
