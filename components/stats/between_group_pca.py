"""Principal components of group means, with cross-validated scores."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import UserError
from components.shape.specimen import FloatArray, Value
from components.stats.grouping import Grouping, grouping_of, require_groups
from components.stats.pca import NO_VARIANCE, axis_signs
from components.stats.rows import rows_of

_CHUNK = 4096  # objects that are left out at a time


@dataclass(frozen=True, eq=False)
class BetweenGroupPCA:
    """Axes along which the group means differ most; within groups nothing is stretched.

    mean : mean of all objects, in the shape of one object.
    axes : (q, variables), orthonormal rows, q = groups - 1 or fewer; signs as in `pca`.
    scores : (n, q). Axes were fitted to the means of these objects, so that groups look apart
        even in noise where there are many variables.
    cv_scores : (n, q) scores on axes that were found without the object, turned to lie as near
        as possible to ``axes``: as far apart as these are the groups indeed.
    eigenvalues : (q,) of the covariance matrix of the group means, weighted by group size.
    group_names, group_means : the groups in order, and (groups, *one object).
    """

    mean: FloatArray
    axes: FloatArray
    scores: FloatArray
    cv_scores: FloatArray
    eigenvalues: FloatArray
    group_names: tuple[str, ...]
    group_means: FloatArray

    @property
    def explained(self) -> FloatArray:
        """Share of each axis in the variance between group means."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum())

    def shape_at(self, scores: ArrayLike) -> FloatArray:
        """Shapes at scores: (..., m) scores give (..., *one object); others are zero."""
        values = np.asarray(scores, dtype=np.float64)
        flat = values @ self.axes[: values.shape[-1]]
        return np.asarray(self.mean + flat.reshape(values.shape[:-1] + self.mean.shape))


def between_group_pca(shapes: ArrayLike, groups: Sequence[Value]) -> BetweenGroupPCA:
    """Principal components of the mean shapes of groups, weighted by their sizes.

    Boulesteix (2005), Journal of Multivariate Analysis 93: 211-228; the spurious separation in
    the plain scores is that of Cardini, O'Higgins and Rohlf (2019), Evolutionary Biology 46:
    303-316.

    Raises `UserError` for fewer than two groups, a group of one object and equal group means.
    """
    rows, shape = rows_of(shapes)
    grouping = grouping_of(groups, len(rows))
    require_groups(grouping, "A between-group principal component analysis", 2)
    mean = rows.mean(axis=0)
    centred = rows - mean
    means = grouping.means(centred)
    weights = grouping.counts / len(rows)
    _, spread, axes = np.linalg.svd(means * np.sqrt(weights)[:, None], full_matrices=False)
    keep = min(len(means) - 1, int(np.count_nonzero(spread > NO_VARIANCE * spread[0])))
    if not keep or spread[0] <= 1e-10 * np.abs(rows).max():
        raise UserError("The mean shapes of all groups are the same; there is nothing to show.")
    axes = axes[:keep] * axis_signs(axes[:keep])[:, None]
    scores = centred @ axes.T
    return BetweenGroupPCA(
        mean=mean.reshape(shape),
        axes=axes,
        scores=scores,
        cv_scores=_without_each(centred, grouping, means, scores, axes),
        # The divisor makes it the unbiased covariance matrix: groups - 1 for equal sizes.
        eigenvalues=spread[:keep] ** 2 / (1 - np.sum(weights**2)),
        group_names=grouping.names,
        group_means=(mean + means).reshape(-1, *shape),
    )


def _without_each(
    rows: FloatArray, grouping: Grouping, means: FloatArray, scores: FloatArray, axes: FloatArray
) -> FloatArray:
    """Scores (n, q) of each object on the axes of the others.

    The means of the others are combinations of the group means and of the object, so that
    inner products of these are all that is needed: no axes are found in the full space.
    """
    found = np.empty_like(scores)
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, min(start + _CHUNK, len(rows)))
        found[part] = _left_out(rows[part], grouping.codes[part], grouping.counts, means, axes)
    return found


def _left_out(
    objects: FloatArray,
    codes: NDArray[np.intp],
    counts: NDArray[np.intp],
    means: FloatArray,
    axes: FloatArray,
) -> FloatArray:
    """Scores (b, q) of some objects; everything is centred at the mean of all n."""
    n, groups, each = int(counts.sum()), len(means), np.arange(len(objects))
    # Inner products of the group means and, last, the object: (b, groups + 1, groups + 1).
    inner = np.empty((len(objects), groups + 1, groups + 1))
    inner[:, :-1, :-1] = means @ means.T
    inner[:, :-1, -1] = inner[:, -1, :-1] = objects @ means.T
    inner[:, -1, -1] = np.einsum("ij,ij->i", objects, objects)
    # The means of the others, from their common mean, as combinations of the same.
    size = counts[codes]
    combination = np.zeros((len(objects), groups, groups + 1))
    combination[:, np.arange(groups), np.arange(groups)] = 1
    combination[:, :, -1] = 1 / (n - 1)
    combination[each, codes, codes] = size / (size - 1)
    combination[each, codes, -1] -= 1 / (size - 1)
    weights = np.tile(counts.astype(np.float64), (len(objects), 1))
    weights[each, codes] -= 1
    combination *= np.sqrt(weights)[..., None]
    products = combination @ inner
    squares, turn = np.linalg.eigh(products @ np.swapaxes(combination, 1, 2))
    # The leading axes of the others: rows of turn' (weighted means) / length.
    lengths = np.sqrt(np.maximum(squares[:, : -len(axes) - 1 : -1], np.finfo(np.float64).tiny))
    turn = np.swapaxes(turn[:, :, : -len(axes) - 1 : -1], 1, 2) / lengths[..., None]
    scores = (turn @ products[..., -1:])[..., 0] * (n / (n - 1))
    along = np.concatenate(
        [
            np.broadcast_to(means @ axes.T, (len(objects), groups, len(axes))),
            (objects @ axes.T)[:, None],
        ],
        axis=1,
    )
    # The rotation that brings the axes of the others next to those of all.
    left, _, right = np.linalg.svd(turn @ combination @ along)
    return np.asarray(np.einsum("bi,bij->bj", scores, left @ right))
