"""Objects far from the mean: planted ones, laws, and the reference in R."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.outliers import outliers


def sample(n: int = 40) -> FloatArray:
    rng = np.random.default_rng(0)
    return np.asarray(rng.normal(size=(6, 2)) + rng.normal(size=(n, 6, 2)) * 0.02)


def test_exchanged_landmarks_are_found() -> None:
    x = sample()
    x[13, [2, 4]] = x[13, [4, 2]]
    result = outliers(x)
    assert result.order[0] == result.mahalanobis_order[0] == 13
    assert result.procrustes[13] > result.fence
    assert (result.procrustes > result.fence).sum() < 5
    assert result.typicality.argmin() == 13


def test_an_odd_direction_is_found_by_the_mahalanobis_distance() -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(60, 3)) * [10, 5, 0.1]
    rows[20] = [0, 0, 1.5]
    result = outliers(rows)
    assert result.mahalanobis_order[0] == 20
    assert result.order[0] != 20


def test_position_rotation_and_order_do_not_matter() -> None:
    x = sample()
    result = outliers(x)
    turned = outliers(x @ np.array([[0.6, -0.8], [0.8, 0.6]]) + 4)
    np.testing.assert_allclose(turned.procrustes, result.procrustes, rtol=1e-9)
    np.testing.assert_allclose(turned.mahalanobis, result.mahalanobis, rtol=1e-7)
    np.testing.assert_allclose(outliers(x[::-1]).mahalanobis, result.mahalanobis[::-1], rtol=1e-9)


@pytest.mark.parametrize("n", [3, 4, 10])
def test_few_objects_with_many_variables(n: int) -> None:
    result = outliers(np.random.default_rng(0).normal(size=(n, 20, 3)))
    assert result.components == max(1, (n - 1) // 2)
    assert np.isfinite(result.mahalanobis).all()
    assert sorted(result.order) == list(range(n))


def test_what_cannot_be_ranked_is_said() -> None:
    with pytest.raises(UserError, match="at least 3 objects; there are 2"):
        outliers(sample(2))
    with pytest.raises(UserError, match="same shape"):
        outliers(np.ones((5, 4, 2)))


def test_reference(reference: Callable[[str], dict[str, Any]]) -> None:
    figures = reference("plethodon")
    result = outliers(figures["gpa"]["default"]["coords"])
    assert [str(i + 1) for i in result.order] == figures["outliers_order"]
