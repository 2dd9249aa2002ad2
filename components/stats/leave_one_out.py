"""Distances of each object from groups that were computed without it."""

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, no_step
from components.shape.specimen import FloatArray
from components.stats.canonical import CanonicalSpace
from components.stats.downdate import downdated_components
from components.stats.grouping import Grouping
from components.stats.pca import PCA
from components.stats.threads import fitting_blas_threads

_CHUNK = 100_000  # numbers for each array of a chunk of objects: they stay in the cache


def leave_one_out(space: CanonicalSpace, grouping: Grouping) -> FloatArray:
    """Squared Mahalanobis distances (n, groups) where all components with variance are used.

    Taking one object out changes the mean of its group and the covariance matrix by a term of
    rank one, so that its distances follow from those of the whole sample (Lachenbruch and
    Mickey 1968, Technometrics 10: 1-11; McLachlan 1992, section 10.2).
    """
    n, groups = len(grouping.codes), len(grouping.names)
    mine, size = grouping.codes, grouping.counts[grouping.codes]
    squares = space.object_squares()
    own = squares[np.arange(n), mine]
    deviation = space.scores - space.means[mine]
    # Inner products of the distance from the own mean with the distances from all means.
    inner = np.einsum("ij,ij->i", deviation, space.scores) + space.outside
    inner = inner[:, None] - deviation @ space.means.T
    weight = size / ((size - 1) * (n - groups))
    # It is zero for an object that alone spans a direction: then the others cannot measure it.
    left = np.maximum(1 - weight * own, 1e-12)
    squares += (weight / left)[:, None] * inner**2
    squares[np.arange(n), mine] = (size / (size - 1)) ** 2 * own / left
    return squares * ((n - groups - 1) / (n - groups))


def leave_one_out_reduced(
    result: PCA, grouping: Grouping, means: FloatArray, components: int, step: Step = no_step
) -> FloatArray:
    """Squared Mahalanobis distances (n, groups) in as many leading components of the others.

    ``means`` are the group means of the component scores. The principal components are found
    without each object in turn, because components that have seen the object would fit it
    better than a new one.
    """
    n = len(result.scores)
    chunk = max(1, _CHUNK // (components * len(result.eigenvalues)))
    squares = np.empty((n, len(grouping.names)))
    with fitting_blas_threads(components):
        for start in range(0, n, chunk):
            step(start, n, "Leaving out one object at a time")
            rows = np.arange(start, min(start + chunk, n))
            squares[rows] = _without(rows, result, grouping, means, components)
    step(n, n, "Leaving out one object at a time")
    return squares


def _without(
    rows: NDArray[np.intp], result: PCA, grouping: Grouping, means: FloatArray, components: int
) -> FloatArray:
    """Squared distances (b, groups) of some objects, each from the groups of all others."""
    n, groups = len(result.scores), len(grouping.names)
    objects, mine, each = result.scores[rows], grouping.codes[rows], np.arange(len(rows))
    roots, axes = downdated_components(
        result.eigenvalues * (n - 1), objects * np.sqrt(n / (n - 1)), components
    )
    axes /= np.sqrt(roots)[..., None]  # total sums of squares and cross products are now I
    placed = np.einsum("bmr,br->bm", axes, objects)
    centres = np.swapaxes(axes @ means.T, 1, 2)  # (b, groups, components)
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
