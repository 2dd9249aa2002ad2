"""Principal components: laws, figures of our own, and the reference implementations."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.pca import axis_signs, pca
from components.stats.procrustes import procrustes
from components.stats.simulate import simulate


def shapes(n: int, p: int = 8, k: int = 2, seed: int = 0) -> FloatArray:
    """Objects around one shape, with three directions of unequal variance and some noise."""
    rng = np.random.default_rng(seed)
    modes = rng.normal(size=(3, p, k))
    weights = rng.normal(size=(n, 3)) * [0.05, 0.03, 0.02]
    noise = rng.normal(size=(n, p, k)) * 0.004
    return np.asarray(rng.normal(size=(p, k)) + np.tensordot(weights, modes, 1) + noise)


def graded(n: int, v: int, smallest: float, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """Rows whose standard deviations fall evenly from 1 to ``smallest``, and their variances."""
    rng = np.random.default_rng(seed)
    rank = min(n - 1, v)
    scores = rng.normal(size=(n, rank))
    scores, _ = np.linalg.qr(scores - scores.mean(axis=0))
    axes, _ = np.linalg.qr(rng.normal(size=(v, rank)))
    spread = np.geomspace(1, smallest, rank)
    return np.asarray((scores * spread) @ axes.T), spread**2 / (n - 1)


@pytest.mark.parametrize("n", [2, 3, 10, 17, 40])
def test_components_rebuild_the_shapes(n: int) -> None:
    x = shapes(n)
    result = pca(x)
    assert len(result.eigenvalues) == min(n - 1, 16)
    np.testing.assert_allclose(result.shape_at(result.scores), x, atol=1e-13)
    np.testing.assert_allclose(result.project(x), result.scores, atol=1e-13)
    identity = np.eye(len(result.axes))
    np.testing.assert_allclose(result.axes @ result.axes.T, identity, atol=1e-12)
    covariance = np.atleast_2d(np.cov(result.scores.T))
    np.testing.assert_allclose(covariance, np.diag(result.eigenvalues), atol=1e-15)
    assert result.explained.sum() == pytest.approx(1)
    assert result.cumulative[-1] == pytest.approx(1)
    total = x.reshape(n, -1).var(axis=0, ddof=1).sum()
    assert result.eigenvalues.sum() == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize(("n", "k"), [(30, 2), (10, 3)])
def test_position_does_not_matter(n: int, k: int) -> None:
    x = shapes(n, k=k)
    one, moved = pca(x), pca(x + 100)
    np.testing.assert_allclose(moved.eigenvalues, one.eigenvalues, rtol=1e-9)
    np.testing.assert_allclose(moved.scores, one.scores, atol=1e-10)
    np.testing.assert_allclose(moved.mean, one.mean + 100)


@pytest.mark.parametrize("n", [30, 10])
def test_rotation_turns_axes_and_leaves_distances(n: int) -> None:
    x = shapes(n)
    turn = np.array([[np.cos(1.0), -np.sin(1.0)], [np.sin(1.0), np.cos(1.0)]])
    one, turned = pca(x), pca(x @ turn)
    np.testing.assert_allclose(turned.eigenvalues, one.eigenvalues, rtol=1e-9)
    np.testing.assert_allclose(np.abs(turned.scores), np.abs(one.scores), atol=1e-12)


@given(st.permutations(range(12)), st.sampled_from([3, 20]))
def test_the_order_of_objects_does_not_matter(order: list[int], landmarks: int) -> None:
    x = shapes(12, landmarks)
    one, other = pca(x), pca(x[order])
    np.testing.assert_allclose(other.axes, one.axes, atol=1e-10)
    np.testing.assert_allclose(other.scores, one.scores[order], atol=1e-10)


def test_rows_and_shapes_give_the_same() -> None:
    x = shapes(20)
    one, flat = pca(x), pca(x.reshape(20, -1))
    np.testing.assert_array_equal(flat.scores, one.scores)
    assert one.mean.shape == one.shape_at([0.1]).shape == (8, 2)
    assert flat.shape_at([0.1, 0.2]).shape == (16,)
    assert one.shape_at(np.zeros((4, 5, 2))).shape == (4, 5, 8, 2)
    np.testing.assert_array_equal(one.shape_at([]), one.mean)


def test_the_input_is_not_changed() -> None:
    x = shapes(20)
    before = x.copy()
    pca(x)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("shape", [(60, 20), (20, 60), (3000, 40)])
def test_small_eigenvalues_keep_their_digits(shape: tuple[int, int]) -> None:
    for smallest in (10**-2.5, 10**-3.4, 10**-3.6, 1e-5):
        rows, expected = graded(*shape, smallest)
        np.testing.assert_allclose(pca(rows).eigenvalues, expected, rtol=1e-8)


def test_dimensions_without_variance_are_left_out() -> None:
    rows, _ = graded(50, 10, 1e-4)
    turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(14, 14)))
    trace = np.random.default_rng(2).normal(size=(50, 4)) * 1e-10  # what superimposition leaves
    result = pca(np.hstack([rows, trace]) @ turn)
    assert len(result.eigenvalues) == 10


def test_the_sign_comes_from_the_largest_loading() -> None:
    axes = np.array([[0.1, -0.9, 0.3], [0.5, -0.5 * (1 + 1e-12), 0.1], [-0.2, 0.1, 0.0]])
    np.testing.assert_array_equal(axis_signs(axes), [-1, 1, -1])
    result = pca(shapes(30))
    np.testing.assert_array_equal(axis_signs(result.axes), 1)


@pytest.mark.parametrize("n", [5, 50])
def test_identical_objects_are_an_error(n: int) -> None:
    x = np.repeat(shapes(1), n, axis=0)
    with pytest.raises(UserError, match=f"All {n} objects have the same shape"):
        pca(x)
    with pytest.raises(UserError, match="same shape"):
        pca(x + np.random.default_rng(0).normal(size=x.shape) * 1e-14)


def test_bad_input_is_named() -> None:
    with pytest.raises(UserError, match="at least 2 objects"):
        pca(shapes(1))
    with pytest.raises(UserError, match="no shapes"):
        pca(np.empty((0, 5, 2)))
    x = shapes(9)
    x[[2, 6], 1, 0] = np.nan
    with pytest.raises(UserError, match="Object 3, 7: a value is missing"):
        pca(x)
    with pytest.raises(UserError, match="landmarks that were analysed"):
        pca(shapes(9)).project(np.zeros((1, 7, 2)))


def test_figures_of_a_small_set() -> None:
    """Worked by hand: variances 10 along (3, 4) / 5 and 0.54 across."""
    along, across = np.array([3.0, 4.0]) / 5, np.array([-4.0, 3.0]) / 5
    rows = np.outer([-4, -2, 0, 2, 4], along) + np.outer([0.6, -0.8, 0.4, -0.8, 0.6], across)
    result = pca(rows + np.array([7, 9]))
    np.testing.assert_allclose(result.eigenvalues, [10, 0.54])
    np.testing.assert_allclose(result.axes, [along, -across])
    np.testing.assert_allclose(result.scores[:, 0], [-4, -2, 0, 2, 4], atol=1e-14)


@pytest.mark.parametrize(
    "name", ["boneData", "chimps", "digit3", "gorillas", "macaques", "mice", "plethodon"]
)
def test_reference(name: str, reference: Callable[[str], dict[str, Any]]) -> None:
    figures = reference(name)
    result = pca(figures["gpa"]["default"]["coords"])
    np.testing.assert_allclose(result.eigenvalues, figures["pca"]["eigenvalues"], rtol=1e-8)
    np.testing.assert_allclose(result.explained, figures["pca"]["proportion"], rtol=1e-8)
    scores = np.array(figures["pca"]["scores"])
    mine = result.scores[:, : scores.shape[1]]
    np.testing.assert_allclose(np.abs(mine), np.abs(scores), atol=1e-12)


@pytest.mark.parametrize(("n", "p", "k", "rank"), [(100, 12, 2, 20), (60, 8, 3, 17), (9, 8, 3, 8)])
def test_aligned_shapes_lack_position_size_and_rotation(n: int, p: int, k: int, rank: int) -> None:
    aligned = procrustes(simulate(n, p, k, groups=2, seed=1).coords).aligned
    assert len(pca(aligned).eigenvalues) == rank


@pytest.mark.parametrize("name", ["boneData", "chimps", "digit3", "lizards", "mice", "plethodon"])
def test_reference_from_raw_landmarks(
    name: str, shared: Path, reference: Callable[[str], dict[str, Any]]
) -> None:
    figures = reference(name)
    path = shared / "oracle" / "data" / name / "landmarks.csv"
    table = np.genfromtxt(path, delimiter=",", skip_header=1)[:, 2:]
    raw = table.reshape(figures["n"], figures["p"], figures["k"])
    expected = figures["gpa"]["converged"]["pca_eigenvalues_n_minus_1"]
    np.testing.assert_allclose(pca(procrustes(raw).aligned).eigenvalues, expected, rtol=1e-8)


@pytest.mark.performance
def test_a_thousand_shapes_take_a_blink() -> None:
    x = shapes(1000, 50)
    pca(x)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        pca(x)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1
