"""Permutation tests of the distances between the mean shapes of groups."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import Step, UserError, no_step
from components.shape.specimen import FloatArray, Value
from components.stats.grouping import grouping_of, require_groups
from components.stats.pca import PCA, ordination_of
from components.stats.reduction import usable_components
from components.stats.spreading import in_order, sent, streams, stretches

_CHUNK = 1_000_000  # labels that are shuffled at a time
_TIES = 1 - 1e-9  # a distance that is smaller by rounding only counts as being as large

_Pair = tuple[FloatArray, FloatArray, NDArray[np.bool_]]
_Shuffles = tuple[np.random.SeedSequence, int]


@dataclass(frozen=True, eq=False)
class DistanceTests:
    """Probabilities (groups, groups) of distances at least as large as those observed.

    The observed assignment counts as one of the permutations, so that no probability is 0.
    """

    group_names: tuple[str, ...]
    mahalanobis: FloatArray
    procrustes: FloatArray


def distance_tests(
    shapes: ArrayLike | PCA,
    groups: Sequence[Value],
    *,
    components: int | None = None,
    permutations: int = 999,
    seed: int | None = None,
    executor: Executor | None = None,
    step: Step = no_step,
) -> DistanceTests:
    """Test Mahalanobis and Procrustes distances of group means by shuffling the objects.

    The objects of two groups at a time are shuffled between these two, and the others stay as
    they are, so that each test is of the equality of two groups, whatever the others are. The
    covariance matrix of the Mahalanobis distance is pooled over all groups and found anew in
    each permutation, in as many leading ``components`` as in `cva`. The permutations may be made
    on the workers of an ``executor``; the same ``seed`` gives the same result everywhere.

    Raises `UserError` for fewer than two groups, a group of one object and no permutation.
    """
    if permutations < 1:
        raise UserError(f"A permutation test needs at least 1 permutation, not {permutations}.")
    ordination = ordination_of(shapes)
    scores = ordination.scores
    grouping = grouping_of(groups, len(scores))
    require_groups(grouping, "A test of distances between groups", 2)
    count = usable_components(ordination, len(grouping.names), components)
    white = 1 / np.sqrt(ordination.eigenvalues[:count] * (len(scores) - 1))
    means = grouping.means(scores[:, :count]) * white
    values = np.ones((2, len(means), len(means)))
    pairs = list(combinations(range(len(means)), 2))
    for done, (a, b) in enumerate(pairs):
        step(done, len(pairs), "Shuffling pairs of groups")
        members = np.flatnonzero((grouping.codes == a) | (grouping.codes == b))
        sizes, merged = grouping.counts.astype(np.float64), means.copy()
        merged[a] = (sizes[a] * means[a] + sizes[b] * means[b]) / len(members)
        sizes[[a, b]] = len(members), 0
        standard = white[:, None] * _inverse_root(np.eye(count) - (merged.T * sizes) @ merged)
        first = grouping.codes[members] == a
        centred = scores[members] - scores[members].mean(axis=0)
        shuffles = _shuffles(len(members), permutations, seed, done)
        values[:, a, b] = _p_values((centred, standard, first), shuffles, executor)
        values[:, b, a] = values[:, a, b]
    step(len(pairs), len(pairs), "Shuffling pairs of groups")
    return DistanceTests(grouping.names, *values)


def _shuffles(objects: int, permutations: int, seed: int | None, pair: int) -> list[_Shuffles]:
    """Cut the permutations of a pair of groups into pieces, with a seed and a number each."""
    pieces = stretches(permutations, max(1, _CHUNK // objects))
    seeds = streams(seed, len(pieces), pair)
    return [(own, piece.stop - piece.start) for own, piece in zip(seeds, pieces, strict=True)]


def _p_values(data: _Pair, shuffles: list[_Shuffles], executor: Executor | None) -> FloatArray:
    """Share of the permutations with distances as large as observed: Mahalanobis, Procrustes."""
    data = sent(data, executor)
    counts = in_order(_as_large, [(data, *shuffle) for shuffle in shuffles], executor)
    permutations = sum(count for _, count in shuffles)
    return np.asarray((1 + sum(counts)) / (permutations + 1))


def _as_large(data: _Pair, seed: np.random.SeedSequence, count: int) -> NDArray[np.intp]:
    """Count the shuffles with distances as large as observed: Mahalanobis, Procrustes.

    ``data`` are the centred scores (n, variables), a root of C^-1 and which objects are of the
    first group. With e the difference of the two means and h = n1 n2 / (n1 + n2), the matrix
    within groups is W = C - h e e', and C is the same in all permutations. The squared
    Mahalanobis distance is q / (1 - h q) times a constant, with q = e' C^-1 e, so that q orders
    as it does.
    """
    centred, standard, first = data
    rng = np.random.default_rng(seed)
    labels = np.tile(first, (count + 1, 1))
    rng.permuted(labels[1:], axis=1, out=labels[1:])
    sums = labels.astype(np.float64) @ centred  # proportional to e
    turned = sums[:, : len(standard)] @ standard
    found = np.stack([np.einsum("ij,ij->i", each, each) for each in (turned, sums)])
    return np.asarray((found[:, 1:] >= found[:, :1] * _TIES).sum(axis=1))


def _inverse_root(matrix: FloatArray) -> FloatArray:
    """R with R R' the inverse of a positive definite matrix."""
    return np.asarray(np.linalg.inv(np.linalg.cholesky(matrix)).T)
