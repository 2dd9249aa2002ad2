"""Resistant superimposition: a few landmarks that moved far do not drag the others along."""

import numpy as np
from numpy.typing import ArrayLike

from components.errors import Step, UnusableObjects, no_step
from components.shape.specimen import FloatArray
from components.stats.procrustes import procrustes
from components.stats.rotation import principal_axes, rotations
from components.stats.superimposition import BLOCK, Superimposition, distances_from

SETTLING = 5
"""Rounds in which the objects still change size."""

HUGE = 1e9
"""Factors beyond come from landmarks that coincide but for rounding errors."""


def resistant_fit(
    coords: ArrayLike, *, tol: float = 1e-8, max_rounds: int = 500, step: Step = no_step
) -> Superimposition:
    """Superimpose all objects by medians instead of least squares.

    ``coords`` is (objects, landmarks, axes) without missing values; axes 2 or 3.

    Sizes, and angles in 2-D, come from repeated medians over pairs of landmarks: for each
    landmark the median over its partners, then the median of these (Siegel and Benson 1982;
    Rohlf and Slice 1990). Fitting everything so in turns never comes to rest. Here, after five
    rounds the sizes are kept, and the rounds that follow lower the sum of distances (not squared)
    between the landmarks and a consensus of spatial medians, as in Torcida et al. (2014), by
    reweighted least squares; that sum can only fall. At the end, in 2-D, each object is laid
    over the consensus by repeated medians of size, angle and position; in 3-D it stays
    where its sum of distances is least.

    The rounds end when the consensus moves by less than ``tol`` of its size, at the latest after
    ``max_rounds``; the result says which. The consensus has centroid size 1 and lies on its
    principal axes; the objects have the size that fits it best, near 1. ``distances`` are
    root summed squared distances from the consensus.

    Raises `UserError` as `procrustes` does, and for objects (named) with half of their
    landmarks on one point.
    """
    start = procrustes(coords, tangent=False)
    forms = start.aligned
    # Least squares spread gross errors over the mean; the object nearest to it has only its own.
    consensus = forms[np.argmin(start.distances)]
    rounds, converged, softness = 0, False, 0.0
    while rounds < max_rounds and not converged:
        if rounds < SETTLING:
            consensus = consensus / np.linalg.norm(consensus - consensus.mean(axis=0))
            forms = _sized(forms, consensus)
        gaps = np.linalg.norm(forms - consensus, axis=2)
        if rounds < SETTLING:
            # Distances below the softness count as squares: at first nearly all, so that no
            # object holds the consensus, then few. Weights stay finite and the sum smooth.
            softness = max(0.1 * 2.0 ** (3 - rounds) * float(np.median(gaps)), 1e-9)
        weights = 1 / np.hypot(gaps, softness)[:, :, None]
        forms = _turned(forms, consensus, weights)
        if len(forms) <= 2:
            weights = np.ones_like(weights)  # of all points between two, the median is the middle
        median = (weights * forms).sum(axis=0) / weights.sum(axis=0)
        moved = float(np.linalg.norm(median - consensus) / np.linalg.norm(median))
        consensus, rounds = median, rounds + 1
        converged = moved < tol and rounds > SETTLING
        step(rounds, max_rounds, f"Resistant fit, round {rounds}: the consensus moved {moved:.1e}")
    centre = consensus.mean(axis=0)
    size = np.linalg.norm(consensus - centre)
    axes = principal_axes(consensus - centre) / size
    forms, consensus = (forms - centre) @ axes, (consensus - centre) @ axes
    if consensus.shape[1] == 2:
        forms = _sized(forms, consensus)
        forms += np.median(consensus - forms, axis=1, keepdims=True)
    distances = distances_from(forms, consensus)
    return Superimposition(forms, consensus, start.centroid_sizes, distances, rounds, converged)


def _turned(forms: FloatArray, consensus: FloatArray, weights: FloatArray) -> FloatArray:
    """Turn and move forms to a consensus by least squares with weights (n, landmarks, 1)."""
    total = weights.sum(axis=1, keepdims=True)
    here = (weights * forms).sum(axis=1, keepdims=True) / total
    there = (weights * consensus).sum(axis=1, keepdims=True) / total
    cross = np.swapaxes(weights * (forms - here), 1, 2) @ (consensus - there)
    return np.asarray((forms - here) @ np.ascontiguousarray(rotations(cross)) + there)


def _sized(forms: FloatArray, consensus: FloatArray) -> FloatArray:
    """Scale forms, and turn them in 2-D, to a consensus by repeated medians over pairs."""
    landmarks, axes = consensus.shape
    goal = _pairs(consensus)
    sized = np.empty_like(forms)
    rows = max(1, BLOCK // landmarks**2)
    for first in range(0, len(forms), rows):
        block = forms[first : first + rows]
        given = _pairs(block)
        with np.errstate(divide="ignore", invalid="ignore"):
            factors = _repeated_median(np.sqrt(_squares(goal) / _squares(given)))
        stuck = np.flatnonzero(~(factors < HUGE))
        if len(stuck):
            raise UnusableObjects(
                stuck + first,
                "half of the landmarks lie on one point; digitise these objects again "
                "or leave them out.",
            )
        turns = np.eye(axes)[:, :, None]
        if axes == 2:
            (x, y), (u, v) = given, goal
            angles = _repeated_median(np.arctan2(x * v - y * u, x * u + y * v))
            turns = np.array([[np.cos(angles), np.sin(angles)], [-np.sin(angles), np.cos(angles)]])
        sized[first : first + rows] = block @ np.moveaxis(factors * turns, -1, 0)
    return sized


def _pairs(forms: FloatArray) -> FloatArray:
    """Vectors (axes, ..., landmarks, landmarks) between all landmarks."""
    columns = np.moveaxis(forms, -1, 0)
    return columns[..., None, :] - columns[..., :, None]


def _squares(vectors: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("a...,a...->...", vectors, vectors))


def _repeated_median(values: FloatArray) -> FloatArray:
    """Median over the landmarks of the medians over their partners, (n, landmarks, landmarks)."""
    landmarks = values.shape[1]
    values[:, np.arange(landmarks), np.arange(landmarks)] = np.inf  # last in order, never used
    middle = [(landmarks - 2) // 2, (landmarks - 1) // 2]
    partners = np.partition(values, middle, axis=2)[:, :, middle].mean(axis=2)
    return np.asarray(np.median(partners, axis=1))
