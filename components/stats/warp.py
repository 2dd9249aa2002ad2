"""Thin-plate splines: the smoothest deformation of one form into another.

Bookstein (1989; 1991, section 2.2). The kernel is r^2 log r in 2-D, as in geomorph; programs
that take r^2 log r^2 instead report half the bending energy, the deformations are the same.
In 3-D the kernel is -r: the sign keeps bending energies positive.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.superimposition import BLOCK


@dataclass(frozen=True, eq=False)
class Spline:
    """A deformation of the plane or of space; call it with points (n, axes) to move them.

    With several targets ``spline(points)`` is (targets, n, axes). The other fields are
    the landmarks it starts from, shifted by ``centre`` and divided by ``size``, the weights
    (..., landmarks, axes) of the bending and the affine part (..., 1 + axes, axes).
    """

    landmarks: FloatArray
    centre: FloatArray
    size: float
    weights: FloatArray
    affine: FloatArray

    def __call__(self, points: ArrayLike) -> FloatArray:
        """Return where the points go."""
        start = (np.asarray(points, dtype=np.float64) - self.centre) / self.size
        moved = np.empty((*self.weights.shape[:-2], *start.shape))
        rows = max(1, BLOCK // len(self.landmarks))
        for first in range(0, len(start), rows):
            part = start[first : first + rows]
            bent = _kernel(part, self.landmarks) @ self.weights
            moved[..., first : first + rows, :] = bent + _with_ones(part) @ self.affine
        return moved


def thin_plate_spline(source: ArrayLike, target: ArrayLike) -> Spline:
    """Find the deformation that carries the landmarks of ``source`` exactly to ``target``.

    ``source`` is (landmarks, axes); ``target`` likewise, or (targets, landmarks, axes) for
    several deformations of one source at the cost of one.

    Raises `UserError` where two landmarks of the source coincide, or all lie on one line (2-D)
    or in one plane (3-D).
    """
    landmarks, centre, size = _normalised(source)
    goal = np.asarray(target, dtype=np.float64)
    if goal.shape[-2:] != landmarks.shape:
        raise UserError(
            f"The source has {len(landmarks)} landmarks, the target {goal.shape[-2]}; "
            "a spline needs the same landmarks in both."
        )
    count, axes = landmarks.shape
    # Axes and targets side by side: the equations are solved once for all.
    sides = np.zeros((count + axes + 1, *goal.shape[:-2], axes))
    sides[:count] = np.moveaxis(goal, -2, 0)
    columns = np.linalg.solve(_system(landmarks), sides.reshape(len(sides), -1))
    solved = np.moveaxis(np.asarray(columns, dtype=np.float64).reshape(sides.shape), 0, -2)
    return Spline(landmarks, centre, size, solved[..., :count, :], solved[..., count:, :])


def warp_onto(reference: ArrayLike, forms: FloatArray, present: NDArray[np.bool_]) -> FloatArray:
    """Warp a reference onto many forms, each by the landmarks that it has.

    ``reference`` is (landmarks, axes), ``forms`` (n, landmarks, axes), anything where
    ``present`` (n, landmarks) is False. Returns all landmarks of the reference in the place
    of each form, (n, landmarks, axes); those present come out as they were.
    """
    landmarks, _, _ = _normalised(reference)
    system = _system(landmarks)
    count, axes = landmarks.shape
    # A missing landmark leaves the equations: weight 0, by a row and a column of the identity.
    held = np.concatenate([present, np.ones((len(forms), axes + 1), dtype=np.bool_)], axis=1)
    moved = np.empty(forms.shape)
    rows = max(1, BLOCK // system.size)
    for first in range(0, len(forms), rows):
        part = slice(first, first + rows)
        inside = held[part, :, None] & held[part, None, :]
        sides = np.zeros((len(inside), len(system), axes))
        sides[:, :count] = np.where(present[part, :, None], forms[part], 0)
        weights = np.linalg.solve(np.where(inside, system, np.eye(len(system))), sides)
        moved[part] = system[:count] @ weights
    return moved


def bending_energy_matrix(source: ArrayLike) -> FloatArray:
    """Matrix B (landmarks, landmarks): ``y @ B @ y``, summed over the axes y of a target.

    That sum is the `bending_energy`. Raises `UserError` as `thin_plate_spline` does.
    """
    landmarks, _, size = _normalised(source)
    count, axes = landmarks.shape
    inverse = np.linalg.inv(_system(landmarks))[:count, :count]
    return np.asarray((inverse + inverse.T) / 2 / size ** (4 - axes))


def bending_energy(source: ArrayLike, target: ArrayLike) -> float:
    """Energy of the deformation of ``source`` into ``target``, both (landmarks, axes).

    Zero where the target is an affine image of the source, never negative but for rounding.
    Depends on the size of both.
    """
    goal = np.asarray(target, dtype=np.float64)
    goal = goal - goal.mean(axis=0)
    return float(np.sum(goal * (bending_energy_matrix(source) @ goal)))


def _normalised(source: ArrayLike) -> tuple[FloatArray, FloatArray, float]:
    """Landmarks at the origin with size 1, which the equations bear best; centre and size."""
    given = np.asarray(source, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] not in (2, 3):
        raise ValueError(f"source must be (landmarks, 2 or 3), not {given.shape}")
    count, axes = given.shape
    centre = given.mean(axis=0)
    size = float(np.linalg.norm(given - centre))
    landmarks = (given - centre) / (size or 1.0)
    if count <= axes or np.linalg.svd(landmarks, compute_uv=False)[-1] < 1e-9:
        where = "on one line" if axes == 2 else "in one plane"
        raise UserError(
            f"All {count} landmarks lie {where}; a thin-plate spline needs some outside of it."
        )
    gaps = _squared_distances(landmarks, landmarks) + np.eye(count)
    if gaps.min() < 1e-20:
        first, second = np.unravel_index(np.argmin(gaps), gaps.shape)
        raise UserError(
            f"Landmarks {first + 1} and {second + 1} lie on one point; "
            "a thin-plate spline needs them apart."
        )
    return landmarks, centre, size


def _system(landmarks: FloatArray) -> FloatArray:
    count, axes = landmarks.shape
    system = np.zeros((count + axes + 1, count + axes + 1))
    system[:count, :count] = _kernel(landmarks, landmarks)
    system[:count, count:] = _with_ones(landmarks)
    system[count:, :count] = system[:count, count:].T
    return system


def _kernel(points: FloatArray, landmarks: FloatArray) -> FloatArray:
    squared = _squared_distances(points, landmarks)
    if points.shape[1] == 3:
        return -np.sqrt(squared)
    logarithms = np.log(squared, out=np.zeros_like(squared), where=squared > 0)
    return 0.5 * squared * logarithms


def _squared_distances(points: FloatArray, landmarks: FloatArray) -> FloatArray:
    squared = np.zeros((len(points), len(landmarks)))
    for axis in range(points.shape[1]):
        squared += (points[:, None, axis] - landmarks[:, axis]) ** 2
    return squared


def _with_ones(points: FloatArray) -> FloatArray:
    return np.concatenate([np.ones((len(points), 1)), points], axis=1)
