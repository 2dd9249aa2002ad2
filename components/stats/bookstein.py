"""Superimposition on a baseline of two or three landmarks (Bookstein 1986, 1991)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import UnusableObjects, UserError
from components.shape.specimen import FloatArray
from components.stats.superimposition import (
    Superimposition,
    blocks,
    centred,
    distances_from,
    forms_of,
)


def bookstein(coords: ArrayLike, baseline: Sequence[int]) -> Superimposition:
    """Move, turn and scale each object so that its baseline lies where all baselines lie.

    ``coords`` is (objects, landmarks, axes) without missing values; ``baseline`` holds the
    places of the landmarks, counted from 0. The first goes to (-0.5, 0) and the second to
    (0.5, 0), in 3-D with z = 0; there a third landmark turns the object about the baseline
    until it lies in the xy plane with y > 0. Mirror images stay mirror images.

    The consensus is the mean of the aligned objects, ``distances`` are root summed squared
    distances from it, in baseline lengths.

    Raises `UserError` for a baseline that does not fit the data, for objects (named) whose
    baseline landmarks coincide or, in 3-D, lie on one line, and as `procrustes` does.
    """
    forms = forms_of(coords)
    _check(baseline, forms.shape[1], forms.shape[2])
    forms, sizes = centred(forms, scale=True)
    first, second = forms[:, baseline[0]], forms[:, baseline[1]]
    length = np.linalg.norm(second - first, axis=1)
    _refuse(length < 1e-12, "the two ends of the baseline coincide")
    frames = _frames_of_plane if forms.shape[2] == 2 else _frames_of_space
    turns = frames(forms[:, list(baseline)]) / length[:, None, None]
    middles = ((first + second) / 2)[:, None]
    for block in blocks(forms):
        forms[block] = (forms[block] - middles[block]) @ turns[block]
    consensus = forms.mean(axis=0)
    return Superimposition(forms, consensus, sizes, distances_from(forms, consensus))


def _frames_of_plane(ends: FloatArray) -> FloatArray:
    """Columns (n, 2, 2): along the baseline, and a quarter turn to its left."""
    along = _unit(ends[:, 1] - ends[:, 0])
    left = np.stack([-along[:, 1], along[:, 0]], axis=1)
    return np.stack([along, left], axis=2)


def _frames_of_space(points: FloatArray) -> FloatArray:
    """Columns (n, 3, 3): along the baseline, towards the third landmark, and their product."""
    along = _unit(points[:, 1] - points[:, 0])
    towards = points[:, 2] - points[:, 0]
    towards = towards - np.einsum("ni,ni->n", towards, along)[:, None] * along
    _refuse(np.linalg.norm(towards, axis=1) < 1e-12, "the baseline landmarks lie on one line")
    towards = _unit(towards)
    return np.stack([along, towards, np.cross(along, towards)], axis=2)


def _unit(vectors: FloatArray) -> FloatArray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _refuse(broken: NDArray[np.bool_], what: str) -> None:
    rows = np.flatnonzero(broken)
    if len(rows):
        raise UnusableObjects(rows, f"{what}; choose another baseline or leave out these objects.")


def _check(baseline: Sequence[int], landmarks: int, axes: int) -> None:
    needed = "two different landmarks" if axes == 2 else "three different landmarks"
    if len(baseline) != axes or len(set(baseline)) != axes:
        raise UserError(f"A baseline in {axes}-D needs {needed}; choose it for the data set.")
    outside = [place + 1 for place in baseline if not 0 <= place < landmarks]
    if outside:
        raise UserError(
            f"The baseline names landmark {outside[0]}, but the objects have {landmarks}; "
            "choose it again."
        )
