"""Distances of each object from groups that were computed without it."""

from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, no_step
from components.shape.specimen import FloatArray
from components.stats.canonical import CanonicalSpace
from components.stats.downdate import downdated_components
from components.stats.grouping import Grouping
from components.stats.pca import PCA
from components.stats.room import Room, in_memory
from components.stats.spreading import in_order, sent, stretches
from components.stats.superimposition import blocks
from components.stats.threads import fitting_blas_threads

_CHUNK = 100_000  # numbers for each array of a chunk of objects: they stay in the cache
_PIECE = 8  # chunks that a worker takes at once


def leave_one_out(
    space: CanonicalSpace, grouping: Grouping, squares: FloatArray, room: Room = in_memory
) -> FloatArray:
    """Squared Mahalanobis distances (n, groups) where all components with variance are used.

    Taking one object out changes the mean of its group and the covariance matrix by a term of
    rank one, so that its distances follow from those of the whole sample, ``squares``
    (Lachenbruch and Mickey 1968, Technometrics 10: 1-11; McLachlan 1992, section 10.2).
    """
    found = room(squares.shape)
    for rows in blocks(squares, found, space.scores):
        found[rows] = _corrected(space.part(rows), grouping.part(rows), squares[rows])
    return found


def _corrected(space: CanonicalSpace, grouping: Grouping, squares: FloatArray) -> FloatArray:
    """Squared distances of some of the objects, each without itself."""
    n, groups = int(grouping.counts.sum()), len(grouping.names)
    mine, size = grouping.codes, grouping.counts[grouping.codes]
    each = np.arange(len(mine))
    own = squares[each, mine]
    deviation = space.scores - space.means[mine]
    # Inner products of the distance from the own mean with the distances from all means.
    inner = np.einsum("ij,ij->i", deviation, space.scores) + space.outside
    inner = inner[:, None] - deviation @ space.means.T
    weight = size / ((size - 1) * (n - groups))
    # It is zero for an object that alone spans a direction: then the others cannot measure it.
    left = np.maximum(1 - weight * own, 1e-12)
    corrected = squares + (weight / left)[:, None] * inner**2
    corrected[each, mine] = (size / (size - 1)) ** 2 * own / left
    return np.asarray(corrected * ((n - groups - 1) / (n - groups)))


class _Sample(NamedTuple):
    """All objects: principal component scores, their variances, and the groups."""

    scores: FloatArray
    eigenvalues: FloatArray
    grouping: Grouping
    means: FloatArray
    components: int


def leave_one_out_reduced(
    result: PCA,
    grouping: Grouping,
    means: FloatArray,
    components: int,
    *,
    executor: Executor | None = None,
    step: Step = no_step,
) -> FloatArray:
    """Squared Mahalanobis distances (n, groups) in as many leading components of the others.

    ``means`` are the group means of the component scores. The principal components are found
    without each object in turn, because components that have seen the object would fit it
    better than a new one. Workers of an ``executor`` take some objects each.
    """
    n = len(result.scores)
    chunk = max(1, _CHUNK // (components * len(result.eigenvalues)))
    sample = _Sample(result.scores, result.eigenvalues, grouping, means, components)
    everything = sent(sample, executor)
    squares, pieces = np.empty((n, len(grouping.names))), stretches(n, _PIECE * chunk)
    calls = [(everything, piece, chunk) for piece in pieces]
    step(0, n, "Leaving out one object at a time")
    for piece, found in zip(pieces, in_order(_piece, calls, executor), strict=True):
        squares[piece] = found
        step(piece.stop, n, "Leaving out one object at a time")
    return squares


def _piece(sample: _Sample, piece: slice, chunk: int) -> FloatArray:
    """Squared distances of the objects of a piece, in chunks that stay in the cache."""
    with fitting_blas_threads(sample.components):
        found = [
            _without(np.arange(piece.start + part.start, piece.start + part.stop), sample)
            for part in stretches(piece.stop - piece.start, chunk)
        ]
    return np.concatenate(found)


def _without(rows: NDArray[np.intp], sample: _Sample) -> FloatArray:
    """Squared distances (b, groups) of some objects, each from the groups of all others."""
    scores, eigenvalues, grouping, means, components = sample
    n, groups = len(scores), len(grouping.names)
    objects, mine, each = scores[rows], grouping.codes[rows], np.arange(len(rows))
    roots, axes = downdated_components(
        eigenvalues * (n - 1), objects * np.sqrt(n / (n - 1)), components
    )
    unit = np.sqrt(roots)  # measured in these, total sums of squares and cross products are I
    placed = np.einsum("bmr,br->bm", axes, objects) / unit
    centres = np.swapaxes(axes @ means.T / unit[..., None], 1, 2)  # (b, groups, components)
    counts = np.broadcast_to(grouping.counts, (len(rows), groups)).astype(np.float64)
    size = grouping.counts[mine][:, None]
    centres[each, mine] += (centres[each, mine] - placed) / (size - 1)
    counts[each, mine] -= 1
    # The mean of the others is -object / (n - 1).
    spread = np.sqrt(counts)[..., None] * (centres + placed[:, None] / (n - 1))
    within = np.eye(groups) - spread @ np.swapaxes(spread, 1, 2)
    apart = placed[:, None] - centres
    between = spread @ np.swapaxes(apart, 1, 2)  # (b, groups, groups)
    squares = np.einsum("bgm,bgm->bg", apart, apart)
    squares += np.einsum("bhg,bhg->bg", between, np.linalg.solve(within, between))
    return np.asarray(squares * (n - 1 - groups))
