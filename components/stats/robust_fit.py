"""A mean form, and where objects lie against it, that faulty landmarks and objects do not move."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, no_step
from components.shape.specimen import FloatArray
from components.stats.rotation import rotations
from components.stats.superimposition import blocks

CANDIDATES = 15
"""Objects tried as the first reference."""

SAMPLE = 600
"""Objects that make the consensus; more would hardly move its medians."""

CONSENSUS_ROUNDS = 6

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class RobustFit:
    """Objects laid over a robust mean form.

    ``consensus`` is (landmarks, axes), centred, of centroid size 1, NaN for a landmark that
    nearly no object has. ``residuals`` (objects, landmarks, axes) lead from the consensus to the
    landmarks of the objects, in its units, NaN where missing. ``turns`` (objects, axes, axes)
    bring the objects to the consensus by ``x @ turn``; ``sizes`` (objects,) are the centroid
    sizes, in units of the input, of a consensus that fits them.
    """

    consensus: FloatArray
    residuals: FloatArray
    turns: FloatArray
    sizes: FloatArray


def distances(residuals: FloatArray) -> FloatArray:
    """Distance (n,) of forms from a consensus of size 1, out of residuals (n, landmarks, axes).

    Root summed squared distances, as if missing landmarks lay as far off as the others do; NaN
    where there is no residual.
    """
    squares = lengths(residuals) ** 2
    count = (~np.isnan(squares)).sum(axis=1)
    mean = np.nansum(squares, axis=1) / np.where(count, count, np.nan)
    return np.asarray(np.sqrt(mean * squares.shape[1]))


def procrustes_distances(reference: FloatArray, forms: FloatArray, present: Mask) -> FloatArray:
    """Partial Procrustes distances (n,) of forms from a reference that may hold NaN.

    By least squares over the landmarks that both have, each scaled to size 1 over these
    (Dryden and Mardia 2016, chapter 4); NaN where they are too few.
    """
    held = present & ~np.isnan(reference).any(axis=1)
    few = held.sum(axis=1) <= reference.shape[1]
    x = np.where(held[:, :, None], forms, 0.0)
    y = np.nan_to_num(reference)
    count = np.maximum(held.sum(axis=1), 1)[:, None, None]
    x = np.where(held[:, :, None], x - x.sum(axis=1, keepdims=True) / count, 0.0)
    there = (held @ y)[:, None] / count
    y = np.where(held[:, :, None], y - there, 0.0)
    cross = np.swapaxes(x, 1, 2) @ y
    fitted = np.einsum("nij,nij->n", rotations(cross), cross)
    norms = np.einsum("npk,npk->n", x, x) * np.einsum("npk,npk->n", y, y)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = np.clip(fitted / np.sqrt(norms), -1.0, 1.0)
    return np.where(few, np.nan, np.sqrt(2 - 2 * cosine))


def lengths(vectors: FloatArray) -> FloatArray:
    """Lengths (...) of vectors (..., axes)."""
    return np.asarray(np.sqrt(np.einsum("...k,...k->...", vectors, vectors)))


def robust_fit(coords: FloatArray, present: Mask, step: Step = no_step) -> RobustFit:
    """Fit objects by reweighted least squares to a consensus of medians.

    ``coords`` is (objects, landmarks, axes), ``present`` (objects, landmarks) says what may be
    used; an object needs ``axes + 1`` landmarks, or its residuals are NaN. The first reference
    is the object, among some, with the least median distance to the others, so that faulty ones
    are not chosen while they are fewer than half; it is then replaced, in turns, by the median
    position of each landmark in the objects fitted to it. Weights of the fits fall with the
    distance of a landmark from the reference (least sums of distances, then Geman and McClure's
    function), so that landmarks that are far off do not draw the others along.
    """
    present = present & (present.sum(axis=1) > coords.shape[2])[:, None]
    consensus = _consensus(coords, present, step)
    residuals = np.empty(coords.shape)
    turns = np.empty((len(coords), coords.shape[2], coords.shape[2]))
    sizes = np.empty(len(coords))
    for block in blocks(coords):
        step(block.start, len(coords), "Fitting objects to their median shape")
        residuals[block], turns[block], sizes[block] = fit_to(
            consensus, coords[block], present[block]
        )
    return RobustFit(consensus, residuals, turns, sizes)


def fit_to(
    reference: FloatArray, forms: FloatArray, present: Mask, *, gentle: int = 8, strict: int = 6
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Fit forms (n, landmarks, axes) robustly to a reference that may hold NaN.

    Returns residuals (n, landmarks, axes), NaN where missing, turns and sizes, as `RobustFit`.
    ``gentle`` rounds lower the sum of distances, ``strict`` ones then forget far landmarks.
    """
    held = present & ~np.isnan(reference).any(axis=1)
    usable = held.sum(axis=1) > reference.shape[1]
    held &= usable[:, None]
    x = np.where(held[:, :, None], forms, 0.0)
    y = np.nan_to_num(reference)
    weights = held.astype(np.float64)
    for turn in range(gentle + strict + 1):
        residuals, turns, sizes = _weighted_fit(x, y, weights)
        if turn < gentle + strict:
            gaps = np.where(held, lengths(residuals), np.nan)
            middle = _middle(gaps)
            ratio = np.nan_to_num(gaps / middle, nan=1.0, posinf=1e6)
            weights = held / np.maximum(ratio, 0.5) if turn < gentle else held / _forgetting(ratio)
    residuals[~held] = np.nan
    sizes[~usable] = np.nan
    return residuals, turns, sizes


def _forgetting(ratio: FloatArray) -> FloatArray:
    """Inverse weights of Geman and McClure's function, 4 medians wide."""
    return np.asarray((1 + (ratio / 4) ** 2) ** 2)


def _middle(gaps: FloatArray) -> FloatArray:
    """Median gap (n, 1) of each object, never zero."""
    ordered = np.sort(gaps, axis=1)  # NaN last
    count = (~np.isnan(gaps)).sum(axis=1)
    place = np.maximum(count - 1, 0) // 2
    middle = np.nan_to_num(ordered[np.arange(len(gaps)), place])
    return np.asarray(np.maximum(middle, 1e-12)[:, None])


def _weighted_fit(
    x: FloatArray, y: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Lay y (p, k) over each x (n, p, k) with weights (n, p); residuals in the frame of y."""
    objects, landmarks, axes = x.shape
    total = np.maximum(weights.sum(axis=1), 1e-300)[:, None]
    weighted = x * weights[:, :, None]
    here = np.einsum("npk->nk", weighted) / total
    there = weights @ y / total
    columns = np.swapaxes(weighted, 1, 2).reshape(objects * axes, landmarks)
    cross = (columns @ y).reshape(objects, axes, axes)
    cross -= total[:, :, None] * here[:, :, None] * there[:, None, :]
    spread = weights @ np.einsum("pk,pk->p", y, y)
    spread -= total[:, 0] * np.einsum("nk,nk->n", there, there)
    turns = np.ascontiguousarray(rotations(cross))
    sizes = np.einsum("nij,nij->n", turns, cross) / np.maximum(spread, 1e-300)
    sizes = np.where(sizes > 0, sizes, 1.0)  # an object on one point: any size does
    residuals = (x - here[:, None]) @ turns / sizes[:, None, None]
    residuals += there[:, None] - y
    return residuals, turns, sizes


def _consensus(coords: FloatArray, present: Mask, step: Step) -> FloatArray:
    rows = _sample(coords, present)
    forms, held = coords[rows], present[rows]
    best = _first_reference(forms, held)
    consensus = _unit(np.where(held[best][:, None], forms[best], np.nan))
    for done in range(CONSENSUS_ROUNDS):
        step(done, CONSENSUS_ROUNDS, "Finding the median shape")
        residuals, _, _ = fit_to(consensus, forms, held)
        grown = _grown(consensus, forms, held) if np.isnan(consensus).any() else consensus
        shift = _medians(residuals)
        consensus = _unit(np.where(np.isnan(consensus), grown, consensus + np.nan_to_num(shift)))
    return consensus


def _grown(consensus: FloatArray, forms: FloatArray, held: Mask) -> FloatArray:
    """Add landmarks that the first reference lacks, from the objects that have them."""
    _, turns, sizes = fit_to(consensus, forms, held)
    known = held & ~np.isnan(consensus).any(axis=1)
    count = np.maximum(known.sum(axis=1), 1)[:, None]
    here = np.where(known[:, :, None], forms, 0).sum(axis=1) / count
    there = np.where(known[:, :, None], np.nan_to_num(consensus), 0).sum(axis=1) / count
    placed = (forms - here[:, None]) @ turns / sizes[:, None, None] + there[:, None]
    return _medians(np.where(held[:, :, None], placed, np.nan))


def _medians(values: FloatArray) -> FloatArray:
    """Median over the objects (landmarks, axes), NaN where fewer than a tenth have it."""
    count = (~np.isnan(values)).any(axis=2).sum(axis=0)
    few = count < max(1, len(values) // 10)
    median = np.nanmedian(np.where(few[:, None], 0.0, values), axis=0)
    return np.where(few[:, None], np.nan, median)


def _sample(coords: FloatArray, present: Mask) -> NDArray[np.intp]:
    """Objects that make the consensus, spread evenly over the sizes: their order is no matter."""
    extent = np.where(present[:, :, None], coords, np.nan)
    usable = np.flatnonzero(present.any(axis=1))
    size = np.nanvar(extent[usable], axis=1).sum(axis=1)
    ordered = usable[np.argsort(size, kind="stable")]
    if len(ordered) <= SAMPLE:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, SAMPLE).astype(np.intp)]


def _first_reference(forms: FloatArray, held: Mask) -> int:
    """Find the object with the least median distance to the others, among the most complete."""
    complete = np.argsort(-held.sum(axis=1), kind="stable")
    full = complete[: max(CANDIDATES, int((held.sum(axis=1) == held.sum(axis=1).max()).sum()))]
    tried = full[np.linspace(0, len(full) - 1, min(CANDIDATES, len(full))).astype(np.intp)]
    costs = []
    for row in tried:
        reference = _unit(np.where(held[row][:, None], forms[row], np.nan))
        residuals, _, _ = fit_to(reference, forms, held, gentle=4, strict=0)
        costs.append(np.nanmedian(_middle(lengths(residuals))))
    return int(tried[int(np.argmin(costs))])


def _unit(shape: FloatArray) -> FloatArray:
    centred = shape - np.nanmean(shape, axis=0)
    return np.asarray(centred / np.sqrt(np.nansum(centred**2)))
