"""Generalised Procrustes superimposition (Gower 1975; Rohlf and Slice 1990)."""

import numpy as np
from numpy.typing import ArrayLike

from components.errors import Step, UserError, no_step
from components.shape.specimen import FloatArray
from components.stats.rotation import principal_axes, rotations
from components.stats.superimposition import Superimposition, blocks, centred
from components.stats.threads import fitting_blas_threads

FIRST = 1000
"""Objects whose mean the rounds start from, where there are many more of them."""


def procrustes(
    coords: ArrayLike,
    *,
    scale: bool = True,
    reflect: bool = False,
    tangent: bool = True,
    full: bool = False,
    tol: float = 1e-10,
    max_rounds: int = 200,
    step: Step = no_step,
) -> Superimposition:
    """Superimpose all objects on their mean shape, found in turns with the rotations.

    ``coords`` is (objects, landmarks, axes) without missing values; axes 2 or 3.

    By default the partial Procrustes fit: objects have centroid size 1, the consensus is their
    mean scaled to size 1, ``distances`` are partial Procrustes distances 2 sin(rho / 2), with
    rho the Riemannian distance. ``full`` scales each object by cos(rho) as well, and
    ``distances`` are sin(rho) (Dryden and Mardia 2016, chapter 4 and 7). ``tangent`` then
    projects the objects orthogonally into the tangent space at the consensus m: x - (x.m) m + m
    (Rohlf 1999). Without ``scale`` sizes are left alone (form space): the consensus is the plain
    mean, ``distances`` have the units of the input and ``tangent`` has no meaning.

    ``reflect`` lets mirror images be laid over each other. The rounds end as soon as the
    consensus of size 1 moves by less than ``tol`` (root summed squares), at the latest after
    ``max_rounds``; the result says which. The consensus lies on its principal axes, so
    that turning or moving the input changes nothing.

    Raises `UserError` for no objects, fewer than three landmarks, and objects (named) with
    missing, infinite or coincident landmarks.
    """
    if full and not scale:
        raise UserError("A full Procrustes fit changes sizes; choose either full or scale=False.")
    # One thread: the products are narrow, and the last digits would depend on the number.
    with fitting_blas_threads(1):
        forms, sizes = centred(coords, scale=scale)
        consensus = forms[0]
        if len(forms) > 8 * FIRST:  # a start from the mean of some saves a round with all
            for _ in range(2):
                consensus, _ = _round(
                    forms[:FIRST], consensus, scale=scale, reflect=reflect, full=full
                )
        rounds, converged = 0, False
        while rounds < max_rounds and not converged:
            consensus, moved = _round(forms, consensus, scale=scale, reflect=reflect, full=full)
            converged, rounds = moved < tol, rounds + 1
            step(rounds, max_rounds, f"Procrustes round {rounds}: the consensus moved {moved:.1e}")
        consensus = consensus @ principal_axes(consensus)
        distances = fit(forms, consensus, reflect=reflect, full=full, tangent=tangent and scale)
    return Superimposition(forms, consensus, sizes, distances, rounds, converged)


def fit(
    forms: FloatArray, consensus: FloatArray, *, reflect: bool, full: bool, tangent: bool
) -> FloatArray:
    """Lay centred ``forms`` over a centred consensus, in place; return the distances from it.

    ``full`` and ``tangent`` ask for forms and a consensus of centroid size 1.
    """
    rows, centre = forms.reshape(len(forms), -1), consensus.ravel()
    distances = np.empty(len(forms))
    for block in blocks(forms):
        turns = _turns(forms[block], consensus, reflect=reflect, full=full)
        turned = forms[block] @ np.ascontiguousarray(turns)
        residuals = turned.reshape(len(turned), -1)
        residuals -= centre
        distances[block] = np.sqrt(np.einsum("ij,ij->i", residuals, residuals))
        # With x = m + residual, x - (x.m) m + m is m (1 - residual.m) + residual.
        share = 1 - residuals @ centre if tangent else np.ones(len(residuals))
        np.multiply(share[:, None], centre, out=rows[block])
        rows[block] += residuals
    return distances


def _turns(forms: FloatArray, consensus: FloatArray, *, reflect: bool, full: bool) -> FloatArray:
    """Rotations (n, k, k) of forms to a consensus, times cos(rho) for the full fit."""
    landmarks, axes = consensus.shape
    # One product of matrices for all objects: the consensus stands in a row for each axis of
    # the objects, with zeros at their other axes.
    lines = np.zeros((axes, axes, landmarks, axes))
    for axis in range(axes):
        lines[axis, :, :, axis] = consensus.T
    cross = lines.reshape(axes * axes, -1) @ forms.reshape(len(forms), -1).T
    turned = np.moveaxis(cross.reshape(axes, axes, -1), -1, 0)
    turns = rotations(turned, reflect=reflect)
    if full:
        turns *= np.einsum("nij,nij->n", turned, turns)[:, None, None]
    return turns


def _round(
    forms: FloatArray, consensus: FloatArray, *, scale: bool, reflect: bool, full: bool
) -> tuple[FloatArray, float]:
    """Take the mean of the forms turned to a consensus as the next one; say how far it moved."""
    mean = _mean(forms, consensus, reflect=reflect, full=full)
    size = float(np.linalg.norm(mean))
    if scale:
        mean, size = mean / size, 1.0
    return mean, float(np.linalg.norm(mean - consensus)) / size


def _mean(forms: FloatArray, consensus: FloatArray, *, reflect: bool, full: bool) -> FloatArray:
    """Mean (landmarks, axes) of the forms turned to a consensus, without storing them turned."""
    count, landmarks, axes = forms.shape
    total = np.zeros((axes * axes, landmarks * axes))
    for block in blocks(forms):
        turns = _turns(forms[block], consensus, reflect=reflect, full=full)
        total += turns.reshape(len(turns), -1).T @ forms[block].reshape(len(turns), -1)
    # Products of one axis with the turn of another are of no use.
    mean = np.einsum("ijpi->pj", total.reshape(axes, axes, landmarks, axes)) / count
    return np.asarray(mean - mean.mean(axis=0))
