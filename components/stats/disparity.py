"""Disparity: how much the shapes of a group vary."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import Step, UserError, no_step
from components.shape.specimen import FloatArray, Value
from components.stats.grouping import Grouping, grouping_of
from components.stats.rows import rows_of
from components.stats.spreading import in_order, sent, streams, stretches

_CHUNK = 1_000_000  # numbers that are shuffled at a time
_TIES = 1 - 1e-9  # a difference that is smaller by rounding only counts as being as large


@dataclass(frozen=True, eq=False)
class Disparity:
    """Variances of groups in natural order of their names.

    variances : (groups,) mean squared distances of the objects of a group from a mean shape
        (divisor: objects of the group), in squared Procrustes distance for aligned shapes.
    partial : (groups,) shares of the groups in the disparity of the whole sample, which they add
        up to where the distances are from the mean of all (divisor: all objects - 1).
    differences : (groups, groups) absolute differences of the variances.
    p : (groups, groups) probabilities of differences at least as large, by permutation, the
        observed one included; 1 on the diagonal; None without permutations.
    """

    group_names: tuple[str, ...]
    variances: FloatArray
    partial: FloatArray
    differences: FloatArray
    p: FloatArray | None


def disparity(
    shapes: ArrayLike,
    groups: Sequence[Value],
    *,
    about: Literal["group", "all"] = "group",
    permutations: int = 999,
    seed: int | None = None,
    executor: Executor | None = None,
    step: Step = no_step,
) -> Disparity:
    """Compare the variation of shapes (n, p, k) or rows (n, variables) between groups.

    Distances are from the mean of the own group, or from the mean of "all" objects (Foote 1993,
    Paleobiology 19: 403-419). The test shuffles the distances among the groups, as geomorph's
    ``morphol.disparity`` does. For the disparity that a regression leaves, give its residuals
    and "all". The permutations may be made on the workers of an ``executor``; the same ``seed``
    gives the same result everywhere.

    Raises `UserError` for a negative number of permutations.
    """
    if permutations < 0:
        raise UserError(f"The number of permutations is 0 or more, not {permutations}.")
    rows, _ = rows_of(shapes)
    grouping = grouping_of(groups, len(rows))
    centre = grouping.means(rows)[grouping.codes] if about == "group" else rows.mean(axis=0)
    squares = np.sum((rows - centre) ** 2, axis=1)
    variances = _group_means(squares[None], grouping)[0]
    differences = np.abs(variances[:, None] - variances)
    larger = np.ones_like(differences)
    pieces = stretches(permutations, max(1, _CHUNK // len(squares)))
    data = sent((squares, grouping, differences), executor)
    seeds = zip(pieces, streams(seed, len(pieces)), strict=True)
    shuffles = [(data, own, piece.stop - piece.start) for piece, own in seeds]
    for piece, found in zip(pieces, in_order(_as_large, shuffles, executor), strict=True):
        step(piece.start, permutations, "Shuffling distances from the mean")
        larger += found
    return Disparity(
        group_names=grouping.names,
        variances=variances,
        partial=variances * grouping.counts / max(len(rows) - 1, 1),
        differences=differences,
        p=larger / (permutations + 1) if permutations else None,
    )


def _as_large(
    data: tuple[FloatArray, Grouping, FloatArray], seed: np.random.SeedSequence, count: int
) -> NDArray[np.intp]:
    """Count the shuffles with differences (groups, groups) as large as those observed.

    ``data`` are the squared distances (n,), the groups, and the observed differences.
    """
    squares, grouping, observed = data
    shuffled = np.tile(squares, (count, 1))
    np.random.default_rng(seed).permuted(shuffled, axis=1, out=shuffled)
    found = _group_means(shuffled, grouping)
    differences = np.abs(found[:, :, None] - found[:, None])
    return np.asarray((differences >= observed * _TIES).sum(axis=0))


def _group_means(values: FloatArray, grouping: Grouping) -> FloatArray:
    """Means (b, groups) of values (b, n)."""
    order = np.argsort(grouping.codes, kind="stable")
    starts = np.cumsum(grouping.counts) - grouping.counts
    return np.asarray(np.add.reduceat(values[:, order], starts, axis=1) / grouping.counts)
