"""Disparity: how much the shapes of a group vary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from components.errors import Step, UserError, no_step
from components.shape.specimen import FloatArray, Value
from components.stats.grouping import Grouping, grouping_of
from components.stats.rows import rows_of

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
    step: Step = no_step,
) -> Disparity:
    """Compare the variation of shapes (n, p, k) or rows (n, variables) between groups.

    Distances are from the mean of the own group, or from the mean of "all" objects (Foote 1993,
    Paleobiology 19: 403-419). The test shuffles the distances among the groups, as geomorph's
    ``morphol.disparity`` does. For the disparity that a regression leaves, give its residuals
    and "all".

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
    p = _p_values(squares, grouping, differences, permutations, seed, step)
    return Disparity(
        group_names=grouping.names,
        variances=variances,
        partial=variances * grouping.counts / max(len(rows) - 1, 1),
        differences=differences,
        p=p if permutations else None,
    )


def _p_values(
    squares: FloatArray,
    grouping: Grouping,
    observed: FloatArray,
    permutations: int,
    seed: int | None,
    step: Step,
) -> FloatArray:
    """Share of permutations (the observed included) with differences as large."""
    rng = np.random.default_rng(seed)
    larger = np.ones_like(observed)
    block = max(1, _CHUNK // len(squares))
    for start in range(0, permutations, block):
        step(start, permutations, "Shuffling distances from the mean")
        shuffled = np.tile(squares, (min(block, permutations - start), 1))
        found = _group_means(rng.permuted(shuffled, axis=1, out=shuffled), grouping)
        differences = np.abs(found[:, :, None] - found[:, None])
        larger += (differences >= observed * _TIES).sum(axis=0)
    return np.asarray(larger / (permutations + 1))


def _group_means(values: FloatArray, grouping: Grouping) -> FloatArray:
    """Means (b, groups) of values (b, n)."""
    order = np.argsort(grouping.codes, kind="stable")
    starts = np.cumsum(grouping.counts) - grouping.counts
    return np.asarray(np.add.reduceat(values[:, order], starts, axis=1) / grouping.counts)
