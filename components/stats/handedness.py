"""Objects that are mirror images of the others, or turned as RAS and LPS coordinates are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray
from components.stats.fences import fence, trimmed
from components.stats.robust_fit import Mask, RobustFit, distances, fit_to, lengths
from components.stats.rotation import rotations
from components.stats.superimposition import blocks

CLEARLY = 1.4
"""Times that an object must come nearer to the mean shape when it is mirrored."""

MOST = 0.9
"""Share of objects, and of the landmarks of each, that are most of them."""

ALIKE = 30.0
"""Degrees by which the directions of objects of one coordinate system may differ."""


@dataclass(frozen=True, eq=False)
class Handedness:
    """Which objects (n,) are mirror images, and how they fit when they are mirrored back.

    ``axis`` (n,) is the axis whose sign brings the object back in the direction of the others.
    ``residuals``, ``turns`` and ``sizes`` are as in `RobustFit`, of the mirrored objects where
    ``mirrored``, else of the objects as they are.
    """

    mirrored: Mask
    axis: NDArray[np.intp]
    residuals: FloatArray
    turns: FloatArray
    sizes: FloatArray


def handedness(
    coords: FloatArray, present: Mask, found: RobustFit, spreads: FloatArray
) -> Handedness:
    """Compare each object and its mirror image with the robust mean shape.

    An object is mirrored where its mirror image is ordinary, judged by the better of the two in
    all objects, where it is not, and where the better fit is at least `CLEARLY` better. The fifth
    of landmarks that fit worst does not count, so that other faults may be there too. Where
    `beyond_zero` speaks for a mirror image as well, any better fit will do.
    """
    axes = coords.shape[2]
    turned = np.ones(axes)
    turned[0] = -1.0
    residuals, turns, sizes = (np.empty_like(a) for a in (coords, found.turns, found.sizes))
    for block in blocks(coords):
        residuals[block], turns[block], sizes[block] = fit_to(
            found.consensus, coords[block] * turned, present[block]
        )
    given = trimmed(lengths(found.residuals) / spreads)
    reflected = trimmed(lengths(residuals) / spreads)
    limit = fence(np.fmin(given, reflected))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.log(given / reflected)
        usual = float(np.nanmedian(np.abs(ratio))) if np.isfinite(ratio).any() else np.inf
        mirrored = (reflected <= limit) & (ratio > max(np.log(CLEARLY), usual / 2))
        mirrored |= (beyond_zero(coords, present) >= 0) & (ratio > 0)
        mirrored &= distances(residuals) < distances(found.residuals)
    kept = np.where(mirrored[:, None, None], residuals, found.residuals)
    back = np.where(mirrored[:, None, None], turned[:, None] * turns, found.turns)
    fitted = np.where(mirrored, sizes, found.sizes)
    axis = _axes(back, found.turns[~mirrored & ~np.isnan(given)])
    return Handedness(mirrored, axis, kept, back, fitted)


def beyond_zero(coords: FloatArray, present: Mask) -> NDArray[np.intp]:
    """Return the one axis on which an object lies on the other side of zero than most, or -1.

    Coordinates of images and of scanners have one sign; an axis that a program has exchanged has
    the other. An object (n,) lies on a side with nine tenths of its landmarks, and most are nine
    tenths of the objects; one that lies on the other side on two axes is turned, not mirrored.
    """
    there = present[:, :, None]
    count = np.maximum(there.sum(axis=1), 1)
    positive = ((coords > 0) & there).sum(axis=1) / count >= MOST
    negative = ((coords < 0) & there).sum(axis=1) / count >= MOST
    other = np.zeros_like(positive)
    for here, beyond in ((positive, negative), (negative, positive)):
        other |= beyond & (here.mean(axis=0) >= MOST)
    axis: NDArray[np.intp] = np.where(other.sum(axis=1) == 1, other.argmax(axis=1), -1)
    return axis


def _axes(turns: FloatArray, usual: FloatArray) -> NDArray[np.intp]:
    """Choose the axis to mirror, so that what is left of the turn is most like the usual ones."""
    axes = turns.shape[1]
    mean = rotations(usual.sum(axis=0)[None])[0] if len(usual) else np.eye(axes)
    # x @ flip @ turn' with turn' nearest to the usual: the trace of flip @ turn @ mean.T
    products = np.einsum("nij,ij->ni", turns, mean)
    return np.asarray(np.argmin(products, axis=1))


def half_turned(turns: FloatArray, usable: Mask) -> Mask:
    """Tell which objects (n,) in space are turned by half a turn about z against the others.

    So does a file in RAS coordinates among files in LPS. Nothing is found unless nine tenths of
    the ``usable`` objects lie in one of the two directions, and more of them in one.
    """
    none = np.zeros(len(turns), dtype=np.bool_)
    if turns.shape[1] != 3 or usable.sum() < 5:
        return none
    half = np.diag([-1.0, -1.0, 1.0])
    reference = _main_direction(turns[usable], half)
    straight = _angles(turns, reference) < ALIKE
    round_about = _angles(turns, half @ reference) < ALIKE
    both = (straight | round_about)[usable].mean()
    if both < 0.9:
        return none
    minority = round_about if round_about[usable].sum() <= straight[usable].sum() else straight
    return np.asarray(minority & usable)


def _main_direction(turns: FloatArray, half: FloatArray) -> FloatArray:
    """Mean turn of the objects after those nearer to its half turn were turned back."""
    reference = turns[0]
    for _ in range(3):
        near = _angles(turns, reference) <= _angles(turns, half @ reference)
        back = np.where(near[:, None, None], turns, half @ turns)
        reference = np.ascontiguousarray(rotations(back.sum(axis=0)[None])[0])
    return np.asarray(reference)


def _angles(turns: FloatArray, reference: FloatArray) -> FloatArray:
    """Angles (n,) in degrees between rotations in space and one of them."""
    traces = np.einsum("nij,ij->n", turns, reference)
    return np.asarray(np.degrees(np.arccos(np.clip((traces - 1) / 2, -1, 1))))
