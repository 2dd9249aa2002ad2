"""The four statistics of a multivariate analysis of variance, with their F approximations."""

from dataclasses import dataclass

import numpy as np

from components.shape.specimen import FloatArray


@dataclass(frozen=True)
class Test:
    """One statistic of a hypothesis about several variables.

    value : the statistic; f, df1, df2, p : its F (approximate unless ``exact``), the degrees of
        freedom, and the probability of an F at least as large.
    effect_size : partial eta squared, the share of the variance (0 to 1) along the axes of the
        hypothesis that it explains, as this statistic averages it (Cramer and Nicewander 1979,
        Psychometrika 44: 43-54).
    """

    __test__ = False  # pytest takes a class of this name for tests

    value: float
    f: float
    df1: float
    df2: float
    p: float
    effect_size: float
    exact: bool


@dataclass(frozen=True)
class FourTests:
    """Wilks' lambda, Pillai's trace, the Hotelling-Lawley trace and Roy's largest root."""

    wilks: Test
    pillai: Test
    hotelling_lawley: Test
    roy: Test


def four_tests(roots: FloatArray, variables: int, df_hypothesis: int, df_error: int) -> FourTests:
    """Test a hypothesis by the eigenvalues of E^-1 H, as R's ``summary.manova`` does.

    ``roots`` are the min(variables, df_hypothesis) largest; needs df_error >= variables, and
    df_error > variables where both of these are larger than 1. The F of Wilks is Rao's, the
    others are in Hand and Taylor (1987, Multivariate Analysis of Variance and Repeated
    Measures). Roy's is the largest root itself, not root / (1 + root); its F is an upper
    bound, so that its p is too small where it is not exact.
    """
    p, q = variables, df_hypothesis
    few = min(p, q)
    m, n = (abs(p - q) - 1) / 2, (df_error - p - 1) / 2
    one = few == 1  # all four are then the same exact F

    wilks = float(np.prod(1 / (1 + roots)))
    squares = p**2 + q**2 - 5
    power = np.sqrt((p**2 * q**2 - 4) / squares) if squares > 0 else 1.0
    df2 = (df_error - (p - q + 1) / 2) * power - (p * q - 2) / 2
    f = (wilks ** (-1 / power) - 1) * df2 / (p * q)
    first = _test(wilks, f, p * q, df2, 1 - wilks ** (1 / few), few <= 2)

    pillai = float(np.sum(roots / (1 + roots)))
    df1, df2 = few * (2 * m + few + 1), few * (2 * n + few + 1)
    second = _test(pillai, pillai / (few - pillai) * df2 / df1, df1, df2, pillai / few, one)

    hotelling = float(np.sum(roots))
    df2 = 2 * (few * n + 1)
    share = hotelling / few
    third = _test(hotelling, share * df2 / df1, df1, df2, share / (1 + share), one)

    roy = float(np.max(roots))
    df1 = max(p, q)
    df2 = df_error - df1 + q
    fourth = _test(roy, roy * df2 / df1, df1, df2, roy / (1 + roy), one)
    return FourTests(first, second, third, fourth)


def _test(value: float, f: float, df1: float, df2: float, effect_size: float, exact: bool) -> Test:  # noqa: FBT001 - a field of the result
    from scipy.special import fdtrc  # a fifth of a second, needed here only

    return Test(value, float(f), df1, float(df2), float(fdtrc(df1, df2, f)), effect_size, exact)
