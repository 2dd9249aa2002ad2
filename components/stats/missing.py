"""Estimating missing landmarks from those an object has and from the other objects."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import Step, UnusableObjects, UserError, listing, no_step
from components.shape.specimen import FloatArray
from components.stats.landmark_regression import LandmarkRegression
from components.stats.partial_fit import available_mean, partial_fit
from components.stats.procrustes import procrustes
from components.stats.superimposition import blocks, forms_of
from components.stats.threads import fitting_blas_threads
from components.stats.warp import warp_onto

ENOUGH = 3
"""Complete objects from which on they alone make the mean, as in geomorph."""

Mask = NDArray[np.bool_]
Estimate = Callable[[FloatArray, Mask], FloatArray]


@dataclass(frozen=True, eq=False)
class Imputation:
    """Coordinates without gaps, (objects, landmarks, axes), and which landmarks were estimated.

    ``estimated`` is (objects, landmarks); everywhere else ``coords`` are the input.
    """

    coords: FloatArray
    estimated: Mask


def impute(coords: ArrayLike, method: str = "tps", *, step: Step = no_step) -> Imputation:
    """Estimate missing landmarks (a NaN in any coordinate), each object in its own frame.

    ``coords`` is (objects, landmarks, axes). The methods:

    - ``tps``: the mean form is warped onto each object by a thin-plate spline through the
      landmarks present (Gunz et al. 2009), as geomorph's ``estimate.missing`` does.
    - ``regression``: missing landmarks are predicted from those present by partial least squares
      among the aligned complete objects (after Gunz et al. 2009). geomorph regresses uncentred
      coordinates, depends on how they are turned and returns aligned ones; here positions and
      directions do not matter, and each object stays in its frame.
    - ``mean``: the mean form, moved, turned and scaled to fit the landmarks present.

    The mean form is that of the complete objects with their sizes, where there are at least
    three; else the mean of the landmarks present in all objects, found in turns. Regression
    then learns from objects completed by ``tps``.

    Raises `UserError` for a landmark that no object has, and for objects (named) with fewer
    landmarks than axes + 1 or with too little extent to place the mean form.
    """
    if method not in {"tps", "regression", "mean"}:
        raise UserError(f"There is no method {method!r}; choose tps, regression or mean.")
    forms = forms_of(coords)
    present: Mask = np.asarray(~np.isnan(forms).any(axis=2))
    _check(forms, present)
    filled = forms.copy()
    gaps = np.flatnonzero(~present.all(axis=1))
    if len(gaps):
        _check_extent(forms, present)
        with fitting_blas_threads(1):
            reference = _mean_form(forms, present)
            estimate = _estimator(method, reference, forms, present)
            for block in blocks(forms[: len(gaps)]):
                step(block.start, len(gaps), "estimating missing landmarks")
                rows = gaps[block]
                _check_overlap(reference, present, rows, method)
                guess = estimate(forms[rows], present[rows])
                filled[rows] = np.where(present[rows, :, None], forms[rows], guess)
    return Imputation(filled, ~present)


def _mean_form(forms: FloatArray, present: Mask) -> FloatArray:
    complete = present.all(axis=1)
    if complete.sum() < ENOUGH:
        return available_mean(forms, present)
    shapes = procrustes(forms[complete])
    return np.asarray(
        np.einsum("npk,n->pk", shapes.aligned, shapes.centroid_sizes) / complete.sum()
    )


def _estimator(method: str, reference: FloatArray, forms: FloatArray, present: Mask) -> Estimate:
    if method == "tps":
        return partial(warp_onto, reference)
    if method == "mean":
        return partial(_fitted_mean, reference)
    complete = present.all(axis=1)
    learnt = forms[complete] if complete.sum() >= ENOUGH else impute(forms).coords
    return LandmarkRegression.learn(reference, learnt).predict


def _fitted_mean(reference: FloatArray, forms: FloatArray, present: Mask) -> FloatArray:
    return partial_fit(reference, forms, present).from_reference(reference)


def _check(forms: FloatArray, present: Mask) -> None:
    """Raise where landmarks or objects have too little to start from."""
    count, axes = present.sum(axis=1), forms.shape[2]
    few = np.flatnonzero((count <= axes) & (count < forms.shape[1]))
    if len(few):
        raise UnusableObjects(
            few,
            f"fewer than {axes + 1} landmarks are there, too few to estimate the others; "
            "digitise more or leave out these objects.",
        )
    nowhere = [str(place + 1) for place in np.flatnonzero(~present.any(axis=0))]
    if nowhere:
        raise UserError(
            f"Landmark {listing(nowhere)} is missing in every object; digitise it in some objects "
            "or leave it out."
        )
    endless = np.flatnonzero(np.isinf(forms).any(axis=(1, 2)))
    if len(endless):
        raise UnusableObjects(endless, "a coordinate is infinite; correct it, then try again.")


def _check_extent(forms: FloatArray, present: Mask) -> None:
    """Raise where the landmarks of an object do not fix how it lies."""
    needed = forms.shape[2] - 1
    for block in blocks(forms):
        fixed = _extents(forms[block], present[block]) >= needed
        _refuse(np.flatnonzero(~fixed) + block.start, needed)


def _check_overlap(
    reference: FloatArray, present: Mask, rows: NDArray[np.intp], method: str
) -> None:
    """Raise where the landmarks that objects have are too flat a part of the reference."""
    # A spline needs extent along all axes; a rotation is fixed by one axis less.
    needed = reference.shape[1] - (method != "tps")
    same = np.broadcast_to(reference, (len(rows), *reference.shape))
    _refuse(rows[_extents(same, present[rows]) < needed], needed)


def _refuse(rows: NDArray[np.intp], needed: int) -> None:
    if len(rows):
        where = {1: "on one point", 2: "on one line", 3: "in one plane"}[needed]
        raise UnusableObjects(
            rows,
            f"the landmarks that are there lie {where}, which is too little to estimate the "
            "others; digitise more or leave out these objects.",
        )


def _extents(shapes: FloatArray, present: Mask) -> NDArray[np.intp]:
    """Along how many axes (n,) the landmarks present extend, above rounding errors."""
    held = present[:, :, None]
    centre = np.where(held, shapes, 0).sum(axis=1, keepdims=True) / held.sum(axis=1, keepdims=True)
    centred = np.where(held, shapes - centre, 0)
    spread = np.linalg.eigvalsh(np.swapaxes(centred, 1, 2) @ centred)
    least = 1e-14 * spread[:, -1:] + 1e-26 * np.sum(centre**2, axis=2)
    return np.asarray((spread > least).sum(axis=1))
