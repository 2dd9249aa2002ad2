"""Outlines of groups in a plot: means, confidence ellipses, convex hulls."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import UserError
from components.shape.specimen import FloatArray, Value
from components.stats.grouping import grouping_of
from components.stats.rows import rows_of


@dataclass(frozen=True, eq=False)
class GroupMeans:
    """Mean shapes of groups, in natural order of the names.

    means : (groups, p, k) or (groups, variables); counts : (groups,) objects.
    """

    names: tuple[str, ...]
    counts: NDArray[np.intp]
    means: FloatArray


@dataclass(frozen=True, eq=False)
class Ellipse:
    """An ellipse in a plot, or an ellipsoid in d dimensions.

    centre : (d,); radii : (d,) in falling order; axes : (d, d), the rows are the unit vectors
    along the radii.
    """

    centre: FloatArray
    radii: FloatArray
    axes: FloatArray

    @property
    def angle(self) -> float:
        """Angle from the first plot axis to the longer radius, in radians, -pi/2 to pi/2."""
        x, y = self.axes[0, :2]
        return float(np.arctan2(y, x) if x >= 0 else np.arctan2(-y, -x))

    def outline(self, points: int = 100) -> FloatArray:
        """Points (points, 2) around an ellipse; the last is next to the first."""
        turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        return np.asarray(self.centre + circle * self.radii @ self.axes)

    def contains(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Which of the points (..., d) are inside."""
        along = (np.asarray(points, dtype=np.float64) - self.centre) @ self.axes.T
        return np.asarray(np.sum((along / self.radii) ** 2, axis=-1) <= 1)


def group_means(shapes: ArrayLike, groups: Sequence[Value]) -> GroupMeans:
    """Mean of each group of shapes (n, p, k) or rows (n, variables)."""
    rows, shape = rows_of(shapes)
    grouping = grouping_of(groups, len(rows))
    means = grouping.means(rows).reshape(-1, *shape)
    return GroupMeans(grouping.names, grouping.counts, means)


def confidence_ellipse(
    points: ArrayLike,
    level: float = 0.95,
    of: Literal["population", "mean"] = "population",
) -> Ellipse:
    """Ellipse of points (n, d) that follow a normal distribution.

    "population" holds another object of the population with probability ``level``, and "mean"
    the mean of the population. Both allow for the covariance matrix being an estimate, by
    Hotelling's T^2 = d (n - 1) / (n - d) F(d, n - d), times (n + 1) / n or 1 / n (Johnson and
    Wichern 2007, Applied Multivariate Statistical Analysis, section 5.4).

    Raises `UserError` where there are not more than d points, or they lie on one line.
    """
    from scipy.special import fdtri  # a fifth of a second, needed here only

    rows, shape = rows_of(points)
    n, d = rows.shape
    if len(shape) != 1 or not 0 < level < 1:
        raise ValueError(f"points must be (n, d) and level in (0, 1), not {rows.shape}, {level}")
    if n <= d:
        raise UserError(
            f"A confidence ellipse on {d} axes needs at least {d + 1} objects; there are {n}."
        )
    centre = rows.mean(axis=0)
    _, spread, axes = np.linalg.svd(rows - centre, full_matrices=False)
    if spread[-1] <= 1e-9 * max(spread[0], np.abs(rows).max()):
        raise UserError("A confidence ellipse needs objects that do not lie on one line.")
    quantile = fdtri(d, n - d, level) * d * (n - 1) / (n - d)
    factor = quantile * ((n + 1) / n if of == "population" else 1 / n)
    return Ellipse(centre, spread * np.sqrt(factor / (n - 1)), axes)


def convex_hull(points: ArrayLike) -> NDArray[np.intp]:
    """Objects (counted from 0) on the convex hull of points (n, 2), counter-clockwise.

    Two objects, or objects on one line, have the two ends as their hull; one has itself.
    """
    rows, _ = rows_of(points)
    centred = rows - rows.mean(axis=0)
    along = centred @ np.linalg.svd(centred)[2].T
    longest, across = np.abs(along).max(axis=0)
    if across <= 1e-9 * longest:
        return np.unique([along[:, 0].argmin(), along[:, 0].argmax()]).astype(np.intp)

    from scipy.spatial import ConvexHull  # a tenth of a second, needed here only

    return np.asarray(ConvexHull(rows).vertices, dtype=np.intp)
