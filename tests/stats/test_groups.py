"""Outlines of groups: coverage, geometry, and samples that have none."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.groups import confidence_ellipse, convex_hull, group_means


def cloud(n: int, seed: int = 0) -> FloatArray:
    rows = np.random.default_rng(seed).normal(size=(n, 2)) @ [[2.0, 1.0], [0.0, 0.5]]
    return np.asarray(rows + np.array([5, -3]))


def test_group_means_are_shapes_in_natural_order() -> None:
    x = np.random.default_rng(0).normal(size=(6, 4, 2))
    result = group_means(x, [10, 2, 10, 2, 2, 10])
    assert result.names == ("2", "10")
    assert result.counts.tolist() == [3, 3]
    np.testing.assert_allclose(result.means[0], x[[1, 3, 4]].mean(axis=0))


@pytest.mark.parametrize("n", [4, 8, 30])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_a_level_is_what_it_says(n: int, level: float) -> None:
    """Share of samples whose ellipse holds a new object, or the mean of the population."""
    rounds = 1500
    rng = np.random.default_rng(n)
    hits = np.zeros(2)
    for _ in range(rounds):
        points = rng.normal(size=(n, 2)) * [3, 1]
        new = rng.normal(size=2) * [3, 1]
        hits += [
            confidence_ellipse(points, level).contains(new),
            confidence_ellipse(points, level, of="mean").contains([0, 0]),
        ]
    error = 4 * np.sqrt(level * (1 - level) / rounds)
    np.testing.assert_allclose(hits / rounds, level, atol=error)


def test_large_samples_reach_the_chi_square_ellipse() -> None:
    rows = np.random.default_rng(0).normal(size=(200_000, 2))
    ellipse = confidence_ellipse(rows, 0.95)
    np.testing.assert_allclose(ellipse.radii, np.sqrt(5.991464547107979), rtol=0.01)
    mean = confidence_ellipse(rows, 0.9, of="mean")
    np.testing.assert_allclose(mean.radii, np.sqrt(4.605170185988091 / 200_000), rtol=0.01)


def test_the_outline_is_the_boundary() -> None:
    ellipse = confidence_ellipse(cloud(20))
    points = ellipse.outline(64)
    assert points.shape == (64, 2)
    inside = ellipse.centre + (points - ellipse.centre) * 0.999
    assert ellipse.contains(inside).all()
    assert not ellipse.contains(ellipse.centre + (points - ellipse.centre) * 1.001).any()


@given(turn=st.floats(-1.5, 1.5), x=st.floats(-50, 50))
def test_the_ellipse_moves_and_turns_with_the_points(turn: float, x: float) -> None:
    rows = np.random.default_rng(0).normal(size=(30, 2)) * [5, 1]
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    before, after = confidence_ellipse(rows), confidence_ellipse(rows @ matrix + [x, 2 * x])
    np.testing.assert_allclose(after.radii, before.radii, rtol=1e-9)
    np.testing.assert_allclose(after.centre, before.centre @ matrix + [x, 2 * x], atol=1e-9)
    assert np.cos(2 * (after.angle - before.angle - turn)) == pytest.approx(1)
    assert -np.pi / 2 <= after.angle <= np.pi / 2


def test_an_ellipsoid_in_space() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3)) * [3, 2, 1]
    ellipsoid = confidence_ellipse(rows)
    assert ellipsoid.radii.shape == (3,)
    assert 0.85 < ellipsoid.contains(rows).mean() <= 1


@pytest.mark.parametrize("of", ["population", "mean"])
def test_points_without_an_ellipse(of: Any) -> None:
    with pytest.raises(UserError, match="on 2 axes needs at least 3 objects; there are 2"):
        confidence_ellipse(cloud(2), of=of)
    with pytest.raises(UserError, match="on one line"):
        confidence_ellipse(np.outer([1, 2, 3, 4], [1, 2]) + 7, of=of)
    with pytest.raises(UserError, match="on one line"):
        confidence_ellipse(np.ones((5, 2)), of=of)


@given(n=st.integers(3, 40), seed=st.integers(0, 1000))
def test_all_points_are_left_of_each_edge_of_the_hull(n: int, seed: int) -> None:
    points = cloud(n, seed)
    corners = points[convex_hull(points)]
    edges = np.roll(corners, -1, axis=0) - corners
    for corner, edge in zip(corners, edges, strict=True):
        to_points = points - corner
        assert (edge[0] * to_points[:, 1] - edge[1] * to_points[:, 0] > -1e-9).all()


def test_hulls_of_few_points_and_lines() -> None:
    assert convex_hull([[3.0, 4.0]]).tolist() == [0]
    assert sorted(convex_hull([[0.0, 0.0], [1.0, 1.0]])) == [0, 1]
    assert sorted(convex_hull([[1.0, 1.0], [0.0, 0.0], [3.0, 3.0]])) == [1, 2]
    assert convex_hull(np.ones((4, 2))).tolist() == [0]
