"""How usual an object is for a sample: the probability of being at least as far from its mean."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.pca import pca
from components.stats.reduction import usable_components


def typicality(
    shapes: ArrayLike,
    *,
    method: Literal["chi-square", "wilson"] = "chi-square",
    components: int | None = None,
) -> FloatArray:
    """Typicality (n,) of each object for the sample (n, p, k) or (n, variables) it belongs to.

    "chi-square" takes the covariance matrix for known, "wilson" for estimated (Wilson 1981,
    Journal of Human Evolution 10: 207-214): the better one in small samples. The distances are
    those in the principal components with variance, or in the leading ones where there are too
    many for the sample (`usable_components`; ``components`` overrides).

    Raises `UserError` for fewer than three objects.
    """
    ordination = pca(shapes)
    n = len(ordination.scores)
    if n < 3:
        raise UserError(f"Typicality needs at least 3 objects; there are {n}.")
    count = usable_components(ordination, 1, components)
    standard = ordination.scores[:, :count] ** 2 / ordination.eigenvalues[:count]
    if method == "wilson":
        return wilson_typicality(standard.sum(axis=1), count, n)
    return chi_square_typicality(standard.sum(axis=1), count)


def chi_square_typicality(squares: FloatArray, variables: int) -> FloatArray:
    """Probability of a squared Mahalanobis distance as large, by the chi-square distribution."""
    from scipy.special import chdtrc  # a fifth of a second, needed here only

    return np.asarray(chdtrc(variables, squares))


def wilson_typicality(squares: FloatArray, variables: int, objects: int) -> FloatArray:
    """Probability of a squared Mahalanobis distance as large, from a mean of n ``objects``.

    The distances are first corrected for small samples, n log(1 + n D^2 / (n^2 - 1)), then
    n / (n + 1) of them is compared as Hotelling's T^2 with F, as Morpho's ``typprob`` does.
    """
    from scipy.special import fdtrc

    n, k = objects, variables
    corrected = n * np.log1p(squares * n / (n**2 - 1))
    f = corrected * n / (n + 1) * (n - k) / (k * (n - 1))
    return np.asarray(fdtrc(k, n - k, f))
