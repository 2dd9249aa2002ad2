"""Points that are none: codes for missing values, coincident points, objects without extent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray
from components.stats.robust_fit import Mask

CODES = (-1.0, 0.0, -9.0, -99.0, -999.0, -9999.0, 99.0, 999.0, 9999.0, 99999.0)
"""Numbers that programs write, in every axis, for a landmark that is missing."""

FLAT = 0.02
"""Least share of the usual flatness of a data set below which an object is degenerate."""


def coded(coords: FloatArray) -> FloatArray:
    """Tell which landmarks stand at a missing code in every axis: (n, landmarks), NaN for none.

    A landmark that stands there in half of the objects, such as the end of a baseline, does not
    count; nor does another one in an object that has no more such points than usual, since its
    landmarks may be in another order.
    """
    found = np.full(coords.shape[:2], np.nan)
    first = coords[:, :, 0]
    same = (coords == first[:, :, None]).all(axis=2)
    for code in CODES:
        found[same & (first == code)] = code
    present = np.maximum((~np.isnan(first)).sum(axis=0), 1)
    for code in CODES:
        here = found == code
        usual = here.sum(axis=0) >= np.maximum(present / 2, 1.5)
        if usual.any() and not usual.all():
            found[:, usual] = np.where(here[:, usual], np.nan, found[:, usual])
            found[here & (here.sum(axis=1) <= usual.sum())[:, None]] = np.nan
    return found


def outside(coords: FloatArray, present: Mask, codes: FloatArray) -> Mask:
    """Tell which coded points (n, landmarks) lie outside of the box of their object's others.

    For objects that no mean shape can be fitted to. Outside is by half of the box's diagonal; an
    object without other points has nothing but codes.
    """
    held = present[:, :, None]
    least = np.where(held, coords, np.inf).min(axis=1)
    most = np.where(held, coords, -np.inf).max(axis=1)
    with np.errstate(invalid="ignore"):
        margin = np.sqrt(np.sum((most - least) ** 2, axis=1))[:, None, None] / 2
        points = np.where(np.isnan(codes), 0.0, codes)[:, :, None]
        off = (points < least[:, None] - margin) | (points > most[:, None] + margin)
    empty = np.asarray((~present).all(axis=1))
    return np.asarray(~np.isnan(codes) & (off.any(axis=2) | empty[:, None]))


@dataclass(frozen=True, eq=False)
class Coincidences:
    """Pairs of landmarks on one point: ``rows`` (m,) and ``pairs`` (m, 2), counted from 0."""

    rows: NDArray[np.intp]
    pairs: NDArray[np.intp]


def coincident(coords: FloatArray, present: Mask) -> Coincidences:
    """Find landmarks with equal coordinates in a minority of the objects.

    Pairs that are equal in half of the objects or more, such as the ends of a closed curve, are
    no fault.
    """
    count, landmarks, axes = coords.shape
    # Equal points have equal keys; the factors keep other points from having them by chance.
    keys = np.where(present, coords @ np.sqrt([2.0, 3.0, 5.0][:axes]), np.nan)
    order = np.argsort(keys, axis=1, kind="stable")
    ordered = np.take_along_axis(keys, order, axis=1)
    rows, places = np.nonzero(ordered[:, 1:] == ordered[:, :-1])
    pairs = np.stack([order[rows, places], order[rows, places + 1]], axis=1)
    equal = (coords[rows, pairs[:, 0]] == coords[rows, pairs[:, 1]]).all(axis=1)
    rows, pairs = rows[equal], np.sort(pairs[equal], axis=1)
    numbers = pairs[:, 0] * landmarks + pairs[:, 1]
    kinds, inverse, often = np.unique(numbers, return_inverse=True, return_counts=True)
    both = np.array([int(present[:, [k // landmarks, k % landmarks]].all(1).sum()) for k in kinds])
    rare = often * 2 < np.maximum(both, 3) if len(kinds) else np.zeros(0, dtype=np.bool_)
    rare = rare[inverse] if count else rare
    return Coincidences(rows[rare], pairs[rare])


def flatness(coords: FloatArray, present: Mask) -> FloatArray:
    """Least extent of each object as a share of its greatest (n,); 0 on one line or plane.

    NaN for an object with too few points to have an extent along all axes.
    """
    held = present[:, :, None]
    count = held.sum(axis=1)
    total = np.where(held, coords, 0.0).sum(axis=1)
    centred = np.where(held, coords - (total / np.maximum(count, 1))[:, None], 0.0)
    spread = np.linalg.eigvalsh(np.swapaxes(centred, 1, 2) @ centred)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.sqrt(np.maximum(spread[:, 0], 0.0) / spread[:, -1])
    share = np.where(spread[:, -1] > 0, share, 0.0)
    return np.asarray(np.where(count[:, 0] > coords.shape[2], share, np.nan))


def degenerate(shares: FloatArray) -> Mask:
    """Tell which objects are flat (n,) where the others of their data set are not."""
    known = shares[~np.isnan(shares)]
    usual = float(np.median(known)) if len(known) else 0.0
    return np.asarray(shares < max(FLAT * usual, 1e-7))
