"""Superimposition on a baseline: laws, and the reference implementation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landmark_sets import forms, moved, read_landmarks
from numpy.testing import assert_allclose, assert_array_equal

from components.errors import UserError
from components.shape.size import centroid_sizes
from components.stats.bookstein import bookstein

BASELINES = pytest.mark.parametrize(("axes", "baseline"), [(2, (4, 1)), (3, (4, 1, 2))])


@BASELINES
def test_the_baseline_lies_where_it_should(axes: int, baseline: tuple[int, ...]) -> None:
    result = bookstein(forms(20, 7, axes), baseline)
    ends = np.zeros((20, 2, axes))
    ends[:, :, 0] = [-0.5, 0.5]
    assert_allclose(result.aligned[:, baseline[:2]], ends, atol=1e-14)
    if axes == 3:
        third = result.aligned[:, baseline[2]]
        assert_allclose(third[:, 2], 0, atol=1e-14)
        assert np.all(third[:, 1] > 0)


@BASELINES
def test_position_rotation_and_size_do_not_matter(axes: int, baseline: tuple[int, ...]) -> None:
    x = forms(20, 7, axes)
    first, other = bookstein(x, baseline), bookstein(moved(x), baseline)
    assert_allclose(other.aligned, first.aligned, atol=1e-11)
    assert_allclose(other.distances, first.distances, atol=1e-11)


@BASELINES
def test_shapes_are_kept(axes: int, baseline: tuple[int, ...]) -> None:
    x = forms(20, 7, axes)
    result = bookstein(x, baseline)
    lengths = np.linalg.norm(x[:, baseline[1]] - x[:, baseline[0]], axis=1)
    before = np.linalg.norm(x[:, :, None] - x[:, None], axis=3) / lengths[:, None, None]
    after = np.linalg.norm(result.aligned[:, :, None] - result.aligned[:, None], axis=3)
    assert_allclose(after, before, atol=1e-12)
    turned = np.linalg.det(x[:, :axes] - x[:, [axes]])
    assert_array_equal(
        np.sign(np.linalg.det(result.aligned[:, :axes] - result.aligned[:, [axes]])),
        np.sign(turned),
    )


@BASELINES
def test_summary_fields(axes: int, baseline: tuple[int, ...]) -> None:
    x = forms(20, 7, axes)
    result = bookstein(x, baseline)
    assert_allclose(result.consensus, result.aligned.mean(axis=0))
    assert_allclose(result.centroid_sizes, centroid_sizes(x))
    gaps = np.linalg.norm(result.aligned - result.consensus, axis=(1, 2))
    assert_allclose(result.distances, gaps)
    assert result.converged
    order = np.random.default_rng(0).permutation(20)
    assert_allclose(bookstein(x[order], baseline).aligned, result.aligned[order], atol=1e-14)


@given(st.floats(-180, 180))
@settings(max_examples=50)
def test_a_baseline_at_any_angle_comes_to_lie_flat(degrees: float) -> None:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    triangle = np.array([[-0.5, 0], [0.5, 0], [0.2, 0.7]])
    result = bookstein((triangle @ turn * 5 + 3)[None], (0, 1))
    assert_allclose(result.aligned[0], triangle, atol=1e-14)


def test_a_baseline_of_no_length_is_refused() -> None:
    x = forms(5, 6, 2)
    x[2, 3] = x[2, 0]
    with pytest.raises(UserError, match=r"^Object 3: the two ends of the baseline coincide"):
        bookstein(x, (0, 3))
    space = forms(5, 6, 3)
    space[1, 2] = 3 * space[1, 1] - 2 * space[1, 0]
    space[4, 2] = space[4, 0]
    with pytest.raises(UserError, match=r"^Object 2, 5: the baseline landmarks lie on one line"):
        bookstein(space, (0, 1, 2))


@pytest.mark.parametrize(
    ("baseline", "message"),
    [((0,), "two different"), ((1, 1), "two different"), ((0, 1, 2), "two different")],
)
def test_a_baseline_needs_one_landmark_for_each_axis(
    baseline: tuple[int, ...], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        bookstein(forms(3, 5, 2), baseline)
    with pytest.raises(UserError, match="three different"):
        bookstein(forms(3, 5, 3), (0, 1))


@pytest.mark.parametrize("place", [-1, 5])
def test_a_baseline_outside_the_landmarks_is_refused(place: int) -> None:
    with pytest.raises(UserError, match=f"names landmark {place + 1}, but the objects have 5"):
        bookstein(forms(3, 5, 2), (0, place))


def test_missing_landmarks_are_refused() -> None:
    x = forms(3, 5, 2)
    x[1, 4, 1] = np.nan
    with pytest.raises(UserError, match=r"^Object 2: .*impute"):
        bookstein(x, (0, 1))


@pytest.mark.parametrize("name", ["chimps", "digit3", "gorillas", "mice"])
def test_agrees_with_shapes(
    name: str, shared: Path, reference: Callable[[str], dict[str, Any]]
) -> None:
    figures = reference(name)["bookstein"]
    baseline = tuple(number - 1 for number in figures["baseline"])
    result = bookstein(read_landmarks(shared, name), baseline)
    assert_allclose(result.consensus, figures["mshape"], rtol=1e-11, atol=1e-14)
    assert_allclose(result.aligned[0], figures["first"], rtol=1e-11, atol=1e-14)
