"""The plan of a simulated skull: a solid of rounded pieces, and a mesh of its surface.

Distances are in mm; x runs forwards, y to the left, z upwards; the solid is symmetric in y.
"""

from collections.abc import Callable
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray

Faces = NDArray[np.int32]
Point = tuple[float, float, float]
Solid = Callable[[FloatArray], FloatArray]
"""Signed distance (roughly) of points (..., 3) from a surface: negative inside."""

_SPACING = 2.5  # of the grid; sets the number of faces

# Ellipsoids: centre and radii. Rods: corners and the radius at each. Both sides where y > 0.
_ELLIPSOIDS = (
    ((-24, 0, 3), (26, 18, 16)),  # braincase
    ((5, 0, 4), (20, 12.5, 10)),  # frontal
    ((-28, 10.5, -11.5), (10, 6.5, 7)),  # bulla
    ((-48, 6, -8), (5, 4.5, 5)),  # occipital condyle
    ((43, 0, -8), (9, 7, 7)),  # tip of the snout
)
_RODS = (
    ((8, 0, -1, 12.5), (44, 0, -4, 6.8)),  # snout
    ((2, 8.5, -8.5, 7.0), (40, 5, -11, 4.5)),  # tooth row
    ((-44, 0, -8, 7.0), (2, 0, -9, 6.5)),  # base
    (  # zygomatic arch, front to back
        *((22, 9, -4, 6.0), (16, 18, -7, 4.8), (9, 24, -8, 4.1), (0, 27, -8, 3.7)),
        *((-9, 27.5, -6.5, 3.5), (-17, 25, -5, 3.7), (-23, 20.5, -4, 4.2), (-27, 15, -3, 5.0)),
    ),
    ((6, 9, 8.5, 4.4), (1, 17, 7.5, 2.9)),  # postorbital process
    ((-6, 0, 13.5, 2.5), (-26, 0, 17.5, 2.6), (-47, 0, 16.5, 3.0)),  # sagittal crest
    (
        (-47, 0, 16.5, 3.0),
        (-45, 9, 12, 3.0),
        (-42, 15, 5, 3.0),
        (-38, 17.5, -4, 3.0),
    ),  # nuchal crest
)
_HOLLOWS = (
    ((11, 18.5, 3), (9.5, 7.5, 8)),  # orbit
    ((53, 0, -2.5), (8, 3.6, 3.6)),  # nasal aperture
    ((-54, 0, -4), (9, 5, 4.8)),  # foramen magnum
    ((16, 0, -19.5), (24, 5.5, 6)),  # palate
)


def skull(points: FloatArray) -> FloatArray:
    """Evaluate the solid at points (..., 3)."""
    points = np.concatenate([points[..., :1], np.abs(points[..., 1:2]), points[..., 2:]], axis=-1)
    pieces = [_ellipsoid(points, *e) for e in _ELLIPSOIDS] + [_rod(points, *r) for r in _RODS]
    hollows = [_ellipsoid(points, *e) for e in _HOLLOWS]
    solid = reduce(lambda one, other: _joined(one, other, 4.5), pieces)
    return reduce(lambda one, hollow: -_joined(-one, hollow, 3.5), hollows, solid)


def mesh_of(solid: Solid, low: FloatArray, high: FloatArray) -> tuple[FloatArray, Faces]:
    """Mesh the surface of a solid within a box: vertices (n, 3) and triangles (m, 3).

    Naive surface nets (Gibson 1998): one vertex in each cell of a grid that the surface
    crosses, then evened out along the surface. Faces are counter-clockwise from outside.
    """
    counts = np.ceil((high - low) / _SPACING).astype(int)
    grid = [
        middle + (np.arange(count + 1) - count / 2) * _SPACING
        for middle, count in zip((low + high) / 2, counts, strict=True)
    ]
    values = solid(np.stack(np.meshgrid(*grid, indexing="ij"), axis=-1))
    crossed = _any_of_corners(values < 0) & _any_of_corners(values >= 0)
    number = np.full(crossed.shape, -1)
    number[crossed] = np.arange(crossed.sum())
    cells = np.argwhere(crossed)
    vertices = np.stack([grid[a][cells[:, a]] for a in range(3)], axis=1) + _SPACING / 2
    quads = np.concatenate([_quads(values < 0, number, axis) for axis in range(3)])
    vertices = _evened(vertices, quads, solid)
    return vertices, _triangles(vertices, quads)


def _ellipsoid(points: FloatArray, centre: Point, radii: Point) -> FloatArray:
    offset = points - np.array(centre)
    ratio = np.linalg.norm(offset / np.array(radii), axis=-1)
    slope = np.linalg.norm(offset / np.square(radii), axis=-1)
    return np.asarray(ratio * (ratio - 1) / np.maximum(slope, 1e-9))


def _rod(points: FloatArray, *corners: tuple[float, float, float, float]) -> FloatArray:
    distance = np.full(points.shape[:-1], np.inf)
    for (*begin, first), (*end, last) in pairwise(corners):
        along = np.subtract(end, begin)
        offset = points - np.array(begin)
        share = np.clip(offset @ along / (along @ along), 0, 1)
        axis = np.linalg.norm(offset - share[..., None] * along, axis=-1)
        distance = np.minimum(distance, axis - (first + (last - first) * share))
    return distance


def _joined(one: FloatArray, other: FloatArray, fillet: float) -> FloatArray:
    """Smaller of two distances, with a fillet where they meet."""
    near = np.clip(fillet - np.abs(one - other), 0, None) / fillet
    return np.asarray(np.minimum(one, other) - near**2 * fillet / 4)


def _any_of_corners(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say of each cell of a grid whether any of its eight corners has the flag."""
    for axis in range(3):
        lower = np.take(flags, range(flags.shape[axis] - 1), axis)
        flags = lower | np.take(flags, range(1, flags.shape[axis]), axis)
    return flags


def _quads(inside: NDArray[np.bool_], number: NDArray[np.intp], axis: int) -> NDArray[np.intp]:
    """Join the four cells round each edge along ``axis`` that leaves the solid or enters it."""
    order = (axis, (axis + 1) % 3, (axis + 2) % 3)
    inside, number = inside.transpose(order), number.transpose(order)
    leaves = inside[:-1] & ~inside[1:]
    enters = ~inside[:-1] & inside[1:]
    round_ = []
    for flags, corners in (
        (leaves, ((1, 1), (0, 1), (0, 0), (1, 0))),
        (enters, ((1, 1), (1, 0), (0, 0), (0, 1))),
    ):
        i, j, k = np.nonzero(flags[:, 1:-1, 1:-1])
        round_.append(np.stack([number[i, j + b, k + c] for b, c in corners], axis=1))
    return np.concatenate(round_)


def _evened(vertices: FloatArray, quads: NDArray[np.intp], solid: Solid) -> FloatArray:
    """Move vertices to the surface and evenly along it."""
    starts, ends = quads.ravel(), np.roll(quads, -1, axis=1).ravel()
    degree = np.bincount(starts, minlength=len(vertices))[:, None]
    for round_ in range(24):
        if round_ < 20:
            total = np.zeros_like(vertices)
            np.add.at(total, starts, vertices[ends])
            vertices = 0.5 * vertices + 0.5 * total / degree
        vertices = _landed(vertices, solid)
    return vertices


def _landed(vertices: FloatArray, solid: Solid) -> FloatArray:
    """Take one step of Newton's method towards the surface, at most half a cell long."""
    width = 0.05
    steps = width * np.eye(3)
    slope = np.stack([solid(vertices + s) - solid(vertices - s) for s in steps], axis=1) / (
        2 * width
    )
    move = solid(vertices)[:, None] * slope / np.maximum((slope**2).sum(axis=1, keepdims=True), 0.1)
    length = np.linalg.norm(move, axis=1, keepdims=True)
    return np.asarray(vertices - move * np.minimum(1, 0.5 * _SPACING / np.maximum(length, 1e-12)))


def _triangles(vertices: FloatArray, quads: NDArray[np.intp]) -> Faces:
    """Cut each four-sided face along its shorter diagonal."""
    a, b, c, d = (vertices[quads[:, k]] for k in range(4))
    other = np.linalg.norm(a - c, axis=1) > np.linalg.norm(b - d, axis=1)
    turned = np.where(other[:, None], np.roll(quads, -1, axis=1), quads)
    return np.concatenate([turned[:, [0, 1, 2]], turned[:, [0, 2, 3]]]).astype(np.int32)
