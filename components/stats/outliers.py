"""Objects that are far from the mean of their sample."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.pca import pca
from components.stats.reduction import usable_components
from components.stats.typicality import wilson_typicality


@dataclass(frozen=True, eq=False)
class Outliers:
    """Distances of objects (n,) from the mean shape.

    procrustes : distances in shape space, all directions alike.
    mahalanobis : distances relative to the variation in each direction, in the first
        ``components`` principal components.
    typicality : probability of a Mahalanobis distance as large (`wilson_typicality`).
    order, mahalanobis_order : objects (counted from 0) from the farthest to the nearest.
    """

    procrustes: FloatArray
    mahalanobis: FloatArray
    typicality: FloatArray
    components: int

    @property
    def order(self) -> NDArray[np.intp]:
        """Objects by falling Procrustes distance."""
        return np.argsort(-self.procrustes, kind="stable")

    @property
    def mahalanobis_order(self) -> NDArray[np.intp]:
        """Objects by falling Mahalanobis distance."""
        return np.argsort(-self.mahalanobis, kind="stable")

    @property
    def fence(self) -> float:
        """Procrustes distance above which an object is worth a look: Q3 + 1.5 (Q3 - Q1)."""
        lower, upper = np.quantile(self.procrustes, [0.25, 0.75])
        return float(upper + 1.5 * (upper - lower))


def outliers(shapes: ArrayLike) -> Outliers:
    """Rank shapes (n, p, k) or rows (n, variables) by their distance from the mean.

    An object with two landmarks exchanged or misplaced is at the top by Procrustes distance; one
    that is odd in a direction in which others hardly vary, by Mahalanobis distance. The fence
    is Tukey's (1977, Exploratory Data Analysis).

    Raises `UserError` for fewer than three objects and for objects that are all the same.
    """
    ordination = pca(shapes)
    n = len(ordination.scores)
    if n < 3:
        raise UserError(f"A search for outliers needs at least 3 objects; there are {n}.")
    count = usable_components(ordination, 1)
    standard = ordination.scores[:, :count] ** 2 / ordination.eigenvalues[:count]
    squares = standard.sum(axis=1)
    return Outliers(
        procrustes=np.linalg.norm(ordination.scores, axis=1),
        mahalanobis=np.sqrt(squares),
        typicality=wilson_typicality(squares, count, n),
        components=count,
    )
