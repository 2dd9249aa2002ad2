"""What every superimposition takes and gives: checked, centred forms and one kind of result."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import UnusableObjects, UserError
from components.shape.specimen import FloatArray
from components.stats.room import release

BLOCK = 2**18
"""Coordinates worked on at once: they stay in the cache, and sums never depend on more."""


@dataclass(frozen=True, eq=False)
class Superimposition:
    """Objects laid over each other.

    ``aligned`` is (objects, landmarks, axes) in the order of the input; ``consensus``
    (landmarks, axes) is the mean form that they were fitted to. ``centroid_sizes`` (objects,)
    are those of the input, in its units. ``distances`` (objects,) are root summed squared
    distances of the fitted landmarks from the consensus, before any projection. ``rounds``
    is how often the consensus was computed, ``converged`` whether it came to rest.
    """

    aligned: FloatArray
    consensus: FloatArray
    centroid_sizes: FloatArray
    distances: FloatArray
    rounds: int = 1
    converged: bool = True

    @property
    def total_ss(self) -> float:
        """Sum of the squared deviations of ``aligned`` from its mean."""
        total, squares = np.zeros(self.aligned.shape[1:]), 0.0
        for block in blocks(self.aligned):
            total += self.aligned[block].sum(axis=0)
        for block in blocks(self.aligned):
            squares += float(np.sum((self.aligned[block] - total / len(self.aligned)) ** 2))
        return squares


def forms_of(coords: ArrayLike) -> FloatArray:
    """Take coordinates as float64 (objects, landmarks, axes); copy only to convert them.

    Raises `UserError` where there is no object, or fewer than three landmarks.
    """
    forms = np.asarray(coords, dtype=np.float64)
    if forms.ndim != 3 or forms.shape[2] not in (2, 3):
        raise ValueError(f"coords must be (objects, landmarks, 2 or 3), not {forms.shape}")
    if not len(forms):
        raise UserError("There are no objects to superimpose; import or digitise some first.")
    if forms.shape[1] < 3:
        raise UserError(
            f"The objects have {forms.shape[1]} landmarks; a shape needs at least 3, digitise more."
        )
    return forms


def blocks(forms: FloatArray, *beside: FloatArray) -> Iterator[slice]:
    """Slices over the objects (or rows), so many at a time as stay in the processor's cache.

    After each of them its memory is released (see `room`), in the arrays ``beside`` it too.
    """
    rows = max(1, BLOCK // max(1, prod(forms.shape[1:])))
    for start in range(0, len(forms), rows):
        block = slice(start, start + rows)
        yield block
        for array in (forms, *beside):
            release(array, block)


def centred(
    coords: ArrayLike, *, scale: bool, out: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Copy of the forms with centroids at zero, with unit centroid size if ``scale``; and sizes.

    Returns (objects, landmarks, axes), in ``out`` if it is given, and centroid sizes (objects,)
    in units of the input. Raises `UserError` naming objects with missing, infinite or coincident
    landmarks.
    """
    given = forms_of(coords)
    count, landmarks, axes = given.shape
    forms = np.empty(given.shape) if out is None else np.asarray(out)
    if forms.shape != given.shape or forms.dtype != np.float64 or not forms.flags.c_contiguous:
        raise ValueError(f"out must be contiguous float64 of {given.shape}, not {forms.shape}")
    rows = forms.reshape(count, -1)
    sizes, reach = np.empty(count), np.empty(count)
    spread = np.tile(np.eye(axes), landmarks)
    with np.errstate(all="ignore"):  # what cannot be used is named below
        for block in blocks(given, forms):
            forms[block] = given[block]
            centroids = rows[block] @ spread.T / landmarks
            rows[block] -= centroids @ spread
            sizes[block] = np.sqrt(np.einsum("ij,ij->i", rows[block], rows[block]))
            reach[block] = np.abs(centroids).max(axis=1)
            if scale:
                rows[block] /= sizes[block, None]
        # Written so that NaN fails: coincident landmarks leave nothing but rounding errors.
        usable = (sizes > 1e-13 * reach) & np.isfinite(sizes)
    if not usable.all():
        raise _unusable(given, np.flatnonzero(~usable))
    return forms, sizes


def distances_from(forms: FloatArray, consensus: FloatArray) -> FloatArray:
    """Root summed squared distances (objects,) of the landmarks from those of a consensus."""
    distances = np.empty(len(forms))
    for block in blocks(forms):
        residuals = forms[block] - consensus
        distances[block] = np.sqrt(np.einsum("npk,npk->n", residuals, residuals))
    return distances


def _unusable(forms: FloatArray, rows: NDArray[np.intp]) -> UnusableObjects:
    missing = rows[np.isnan(forms[rows]).any(axis=(1, 2))]
    if len(missing):
        return UnusableObjects(
            missing,
            "landmarks are missing; estimate them with impute or leave out these objects, "
            "then try again.",
        )
    endless = rows[~(np.abs(forms[rows]) < 1e150).all(axis=(1, 2))]
    if len(endless):
        return UnusableObjects(
            endless, "a coordinate is infinite or too large; correct it, then try again."
        )
    return UnusableObjects(
        rows,
        "all landmarks lie on one point; digitise these objects again or leave them out.",
    )
