"""Groups in the space where the total variance is the same in all directions.

Principal component scores divided by their lengths have the identity as their total sums of
squares and cross products, T = I. Those between groups are then B = S'S, with S the group
means times the roots of the group sizes, those within are W = I - S'S, and everything that
asks for the inverse of W follows from the singular values of S, which has one row for each
group: no matrix of the size of the variables is inverted.
"""

from dataclasses import dataclass, replace

import numpy as np

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.grouping import Grouping
from components.stats.pca import PCA
from components.stats.room import Room, in_memory
from components.stats.superimposition import blocks

_SEPARATE = 1e-10  # share of the variance along an axis that must lie within groups


@dataclass(frozen=True, eq=False)
class CanonicalSpace:
    """Canonical axes, scaled so that the pooled covariance matrix within groups is I.

    roots : (q,) eigenvalues of W^-1 B in falling order, q = min(groups - 1, components).
    coefficients : (q, components) that give canonical scores out of principal component scores.
    directions : (q, components) the change of the component scores for 1 on each axis, which is
        the pooled covariance matrix within groups times the coefficients.
    scores : (n, q); means : (groups, q).
    outside : (n,) squared Mahalanobis distance from the canonical axes, the same for all groups.
    """

    roots: FloatArray
    coefficients: FloatArray
    directions: FloatArray
    scores: FloatArray
    means: FloatArray
    outside: FloatArray

    def object_squares(self, room: Room = in_memory) -> FloatArray:
        """Squared Mahalanobis distances (n, groups) of the objects from the group means."""
        squares = room((len(self.scores), len(self.means)))
        for rows in blocks(squares, self.scores):
            squares[rows] = squared_distances(self.scores[rows], self.means)
            squares[rows] += self.outside[rows, None]
        return squares

    def part(self, rows: slice) -> "CanonicalSpace":
        """Give the same space with some of the objects."""
        return replace(self, scores=self.scores[rows], outside=self.outside[rows])


def canonical_space(
    result: PCA, grouping: Grouping, means: FloatArray, components: int, room: Room = in_memory
) -> CanonicalSpace:
    """Find the canonical axes of groups among the leading principal components.

    ``means`` are the group means of the component scores. Raises `UserError` where the groups
    differ in a direction that has no variance within them.
    """
    n, groups = len(result.scores), len(grouping.names)
    lengths = np.sqrt(result.eigenvalues[:components] * (n - 1))
    means = means[:, :components] / lengths
    _, shares, axes = np.linalg.svd(means * np.sqrt(grouping.counts)[:, None], full_matrices=False)
    keep = min(groups - 1, components)
    within = 1 - shares[:keep] ** 2
    if within[0] < _SEPARATE:
        raise UserError(
            "The groups differ in a direction in which no group varies, so that their distance "
            "cannot be measured; check for copied objects or add objects."
        )
    axes = axes[:keep]
    scale = np.sqrt((n - groups) / within)[:, None]
    scores, outside = room((n, keep)), np.empty(n)
    for rows in blocks(result.scores, scores):
        white = result.scores[rows, :components] / lengths
        placed = white @ axes.T
        outside[rows] = np.einsum("ij,ij->i", white, white) - np.einsum("ij,ij->i", placed, placed)
        scores[rows] = placed * scale.T
    return CanonicalSpace(
        roots=shares[:keep] ** 2 / within,
        coefficients=axes * scale / lengths,
        directions=axes / scale * lengths,
        scores=scores,
        means=means @ axes.T * scale.T,
        outside=np.maximum(outside, 0) * (n - groups),
    )


def squared_distances(points: FloatArray, others: FloatArray) -> FloatArray:
    """Squared distances of points (n, q) from others (m, q), axis by axis."""
    total = np.zeros((len(points), len(others)))
    for one, other in zip(points.T, others.T, strict=True):
        total += (one[:, None] - other) ** 2
    return total
