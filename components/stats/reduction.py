"""How many principal components an analysis of groups can bear."""

import numpy as np

from components.errors import UserError
from components.stats.pca import PCA

VARIANCE_KEPT = 0.95
"""Share of the variance that the leading components reach, where not all can be used."""


def usable_components(result: PCA, groups: int, asked: int | None = None) -> int:
    """Choose the number of leading components of ``result`` for an analysis of ``groups``.

    Differences within groups have n - groups degrees of freedom. All components are used where
    they are fewer than that, so that the matrix within groups can be inverted even when one
    object is left out. Otherwise (always when there are more variables than objects) it is
    the components that hold 95 % of the variance, but at most half of the degrees of freedom,
    so that each variance within groups rests on two of them. ``asked`` overrides the rule.

    Raises `UserError` where ``asked`` cannot be met.
    """
    rank = len(result.eigenvalues)
    most = min(rank, max(len(result.scores) - groups - 1, 1))
    if asked is not None:
        if not 1 <= asked <= most:
            raise UserError(
                f"{asked} components cannot be used: {len(result.scores)} objects in {groups} "
                f"group{'s' if groups > 1 else ''} with {rank} dimensions of variation bear "
                f"1 to {most}."
            )
        return asked
    if rank == most:
        return rank
    holding = int(np.searchsorted(result.cumulative, VARIANCE_KEPT)) + 1
    return max(1, min(holding, (len(result.scores) - groups) // 2))
