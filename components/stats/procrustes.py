"""Generalised Procrustes superimposition (Gower 1975; Rohlf and Slice 1990)."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from components.errors import Step, UserError, no_step
from components.shape.specimen import FloatArray
from components.stats.rotation import principal_axes, rotations
from components.stats.spreading import in_order, sent, stretches
from components.stats.superimposition import BLOCK, Superimposition, blocks, centred
from components.stats.threads import fitting_blas_threads

FIRST = 1000
"""Objects whose mean the rounds start from, where there are many more of them."""

_PIECE = 16 * BLOCK  # coordinates that are summed at once, on a worker where there are some


def procrustes(  # noqa: PLR0913 - the options of the method, and where the work is done
    coords: ArrayLike,
    *,
    scale: bool = True,
    reflect: bool = False,
    tangent: bool = True,
    full: bool = False,
    tol: float = 1e-10,
    max_rounds: int = 200,
    out: FloatArray | None = None,
    executor: Executor | None = None,
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

    The aligned shapes are put into ``out`` where it is given: a memory-mapped array, so that they
    need not be in memory, or ``coords`` itself, which are then gone. The objects are taken to
    the workers of an ``executor`` once, and in each round the mean is found there.

    Raises `UserError` for no objects, fewer than three landmarks, and objects (named) with
    missing, infinite or coincident landmarks.
    """
    if full and not scale:
        raise UserError("A full Procrustes fit changes sizes; choose either full or scale=False.")
    # One thread: the products are narrow, and the last digits would depend on the number.
    with fitting_blas_threads(1):
        forms, sizes = centred(coords, scale=scale, out=out)
        pieces = stretches(len(forms), max(1, _PIECE // forms[0].size))
        sheaves = [sent(forms[piece], executor) for piece in pieces]
        move = partial(_round, count=len(forms), scale=scale, reflect=reflect, full=full)
        consensus, text = forms[0], "Procrustes round 1"
        within = step if len(pieces) > 1 else no_step  # a round of few objects takes no time
        if len(forms) > 8 * FIRST:  # a start from the mean of some saves a round with all
            for _ in range(2):
                consensus, _ = move([forms[:FIRST]], consensus, count=FIRST)
        rounds, converged = 0, False
        while rounds < max_rounds and not converged:
            report = partial(within, rounds, max_rounds, text)
            consensus, moved = move(sheaves, consensus, executor=executor, report=report)
            converged, rounds = moved < tol, rounds + 1
            text = f"Procrustes round {rounds}: the consensus moved {moved:.1e}"
            step(rounds, max_rounds, text)
        consensus = consensus @ principal_axes(consensus)
        lay = partial(fit, reflect=reflect, full=full, tangent=tangent and scale)
        distances = np.empty(len(forms))
        for piece in pieces:
            within(rounds, max_rounds, text)
            distances[piece] = lay(forms[piece], consensus)
    return Superimposition(forms, consensus, sizes, distances, rounds, converged)


def fit(
    forms: FloatArray, consensus: FloatArray, *, reflect: bool, full: bool, tangent: bool
) -> FloatArray:
    """Lay centred ``forms`` over a centred consensus, in place; return the distances from it.

    ``full`` and ``tangent`` ask for forms and a consensus of centroid size 1.
    """
    rows, centre = forms.reshape(len(forms), -1), consensus.ravel()
    distances, lines = np.empty(len(forms)), _lines(consensus)
    for block in blocks(forms):
        turns = _turns(forms[block], lines, reflect=reflect, full=full)
        turned = forms[block] @ np.ascontiguousarray(turns)
        residuals = turned.reshape(len(turned), -1)
        residuals -= centre
        distances[block] = np.sqrt(np.einsum("ij,ij->i", residuals, residuals))
        # With x = m + residual, x - (x.m) m + m is m (1 - residual.m) + residual.
        share = 1 - residuals @ centre if tangent else np.ones(len(residuals))
        np.multiply(share[:, None], centre, out=rows[block])
        rows[block] += residuals
    return distances


def _lines(consensus: FloatArray) -> FloatArray:
    """Matrix that gives, times the forms as columns, their cross products with a consensus.

    One product for all objects: the consensus stands in a row for each axis of the objects,
    with zeros at their other axes; (axes, axes, landmarks * axes).
    """
    landmarks, axes = consensus.shape
    lines = np.zeros((axes, axes, landmarks, axes))
    for axis in range(axes):
        lines[axis, :, :, axis] = consensus.T
    return lines.reshape(axes, axes, -1)


def _turns(forms: FloatArray, lines: FloatArray, *, reflect: bool, full: bool) -> FloatArray:
    """Rotations (n, k, k) of forms to a consensus, times cos(rho) for the full fit."""
    axes = len(lines)
    cross = lines.reshape(axes * axes, -1) @ forms.reshape(len(forms), -1).T
    turned = np.moveaxis(cross.reshape(axes, axes, -1), -1, 0)
    turns = rotations(turned, reflect=reflect)
    if full:
        turns *= np.einsum("nij,nij->n", turned, turns)[:, None, None]
    return turns


def _round(
    sheaves: Sequence[FloatArray],
    consensus: FloatArray,
    *,
    count: int,
    scale: bool,
    reflect: bool,
    full: bool,
    executor: Executor | None = None,
    report: Callable[[], None] = lambda: None,
) -> tuple[FloatArray, float]:
    """Take the mean of the forms turned to a consensus as the next one; say how far it moved."""
    work = partial(_total, reflect=reflect, full=full)
    total = np.zeros(consensus.shape)
    for part in in_order(work, [(forms, consensus) for forms in sheaves], executor):
        report()
        total += part
    mean = total / count
    mean -= mean.mean(axis=0)
    size = float(np.linalg.norm(mean))
    if scale:
        mean, size = mean / size, 1.0
    return mean, float(np.linalg.norm(mean - consensus)) / size


def _total(forms: FloatArray, consensus: FloatArray, *, reflect: bool, full: bool) -> FloatArray:
    """Sum (landmarks, axes) of the forms turned to a consensus, without storing them turned."""
    landmarks, axes = consensus.shape
    total, lines = np.zeros((axes * axes, landmarks * axes)), _lines(consensus)
    with fitting_blas_threads(1):  # on a worker, too
        for block in blocks(forms):
            turns = _turns(forms[block], lines, reflect=reflect, full=full)
            total += turns.reshape(len(turns), -1).T @ forms[block].reshape(len(turns), -1)
    # Products of one axis with the turn of another are of no use.
    return np.asarray(np.einsum("ijpi->pj", total.reshape(axes, axes, landmarks, axes)))
