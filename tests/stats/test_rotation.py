import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from components.stats.rotation import principal_axes, rotations

Array = NDArray[np.float64]


def best_by_svd(cross: Array) -> Array:
    u, _, vt = np.linalg.svd(cross)
    u[np.linalg.det(u @ vt) < 0, :, -1] *= -1
    return np.asarray(u @ vt)


def random_rotations(n: int, k: int, seed: int = 0) -> Array:
    return best_by_svd(np.random.default_rng(seed).normal(size=(n, k, k)))


def traces(turns: Array, cross: Array) -> Array:
    return np.asarray(np.einsum("nij,nij->n", turns, cross))


@pytest.mark.parametrize("axes", [2, 3, 4])
@pytest.mark.parametrize("scale", [1.0, 1e-100, 1e100])
def test_rotations_are_proper_and_agree_with_the_svd(axes: int, scale: float) -> None:
    cross = np.random.default_rng(1).normal(size=(3000, axes, axes))  # half have det < 0
    turns = rotations(cross * scale)
    identity = np.broadcast_to(np.eye(axes), turns.shape)
    np.testing.assert_allclose(turns @ np.swapaxes(turns, 1, 2), identity, atol=1e-14)
    np.testing.assert_allclose(np.linalg.det(turns), 1, atol=1e-13)
    # An ill-defined rotation is as uncertain as the gap of its smallest singular values.
    values = np.linalg.svd(cross, compute_uv=False)
    gap = values[:, -2] + np.sign(np.linalg.det(cross)) * values[:, -1]
    error = np.abs(turns - best_by_svd(cross)).max(axis=(1, 2))
    assert np.max(error * gap / values[:, 0]) < 2e-14


@pytest.mark.parametrize("axes", [2, 3])
def test_well_defined_rotations_are_exact(axes: int) -> None:
    rng = np.random.default_rng(2)
    turns = random_rotations(2000, axes)
    half = rng.normal(size=(2000, 10, axes))
    stretch = np.swapaxes(half, 1, 2) @ half  # symmetric and positive: its own best turn is none
    np.testing.assert_allclose(rotations(turns @ stretch), turns, atol=3e-14)


@pytest.mark.parametrize("axes", [2, 3, 4])
@pytest.mark.parametrize("reflect", [False, True])
def test_memory_layout_does_not_matter_and_input_stays(axes: int, reflect: bool) -> None:
    cross = np.random.default_rng(9).normal(size=(100, axes, axes))
    objects_last = np.moveaxis(np.ascontiguousarray(np.moveaxis(cross, 0, -1)), -1, 0)
    turns = rotations(cross.copy(), reflect=reflect)
    np.testing.assert_array_equal(rotations(objects_last, reflect=reflect), turns)
    np.testing.assert_array_equal(objects_last, cross)


@pytest.mark.parametrize("axes", [2, 3])
def test_a_turned_object_is_turned_back(axes: int) -> None:
    x = np.random.default_rng(3).normal(size=(20, axes))
    turns = random_rotations(50, axes)
    cross = np.swapaxes(x @ turns, 1, 2) @ x
    np.testing.assert_allclose(x @ turns @ rotations(cross), np.broadcast_to(x, (50, 20, axes)))


@pytest.mark.parametrize("axes", [2, 3, 4])
def test_no_other_rotation_fits_better(axes: int) -> None:
    cross = np.random.default_rng(4).normal(size=(300, axes, axes))
    best = traces(rotations(cross), cross)
    for seed in range(20):
        assert np.all(best >= traces(random_rotations(300, axes, seed), cross) - 1e-13)


@pytest.mark.parametrize("axes", [2, 3, 4])
def test_reflections_are_taken_only_when_allowed(axes: int) -> None:
    x = np.random.default_rng(5).normal(size=(12, axes))
    mirrored = x * np.r_[-1, np.ones(axes - 1)]
    cross = (mirrored.T @ x)[None]
    assert np.linalg.det(rotations(cross)[0]) == pytest.approx(1)
    np.testing.assert_allclose(mirrored @ rotations(cross, reflect=True)[0], x, atol=1e-13)
    same = (x.T @ x)[None]
    np.testing.assert_allclose(rotations(same, reflect=True)[0], np.eye(axes), atol=1e-13)


@pytest.mark.parametrize("axes", [2, 3, 4])
@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_singular_matrices_get_a_best_rotation(axes: int, rank: int) -> None:
    rng = np.random.default_rng(6)
    rank = min(rank, axes)
    cross = rng.normal(size=(200, axes, rank)) @ rng.normal(size=(200, rank, axes))
    turns = rotations(cross)
    np.testing.assert_allclose(np.linalg.det(turns), 1, atol=1e-13)
    np.testing.assert_allclose(traces(turns, cross), traces(best_by_svd(cross), cross), atol=1e-12)


def test_nothing_to_turn() -> None:
    for axes in (2, 3):
        np.testing.assert_array_equal(rotations(np.zeros((1, axes, axes)))[0], np.eye(axes))
        assert rotations(np.zeros((0, axes, axes))).shape == (0, axes, axes)


@given(st.lists(st.floats(-1e3, 1e3), min_size=9, max_size=9))
@settings(max_examples=300, deadline=None)
def test_any_matrix_gets_a_best_rotation(numbers: list[float]) -> None:
    cross = np.array(numbers).reshape(1, 3, 3)
    turn = rotations(cross)
    np.testing.assert_allclose(turn[0] @ turn[0].T, np.eye(3), atol=1e-13)
    assert np.linalg.det(turn[0]) == pytest.approx(1)
    best = traces(best_by_svd(cross), cross)[0]
    assert traces(turn, cross)[0] >= best - 1e-12 * np.linalg.norm(cross)


POLYGON = np.exp(2j * np.pi * np.arange(5) / 5).view(np.float64).reshape(-1, 2)
CUBE = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
TETRAHEDRON = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], dtype=float)
NOISE = np.random.default_rng(7).normal(size=(30, 3))


@pytest.mark.parametrize(
    "shape",
    [
        NOISE,
        NOISE[:, :2],
        NOISE[:3, :2],
        NOISE * [3, 1, 0],
        POLYGON,
        np.c_[POLYGON, np.zeros(5)],
        CUBE,
        CUBE * [1, 1, 2],
        TETRAHEDRON,
        np.array([[-1.0, 0, 0], [0, 0, 0], [1, 0, 0]]),
    ],
)
def test_principal_axes_do_not_depend_on_how_the_shape_was_turned(shape: Array) -> None:
    shape = shape - shape.mean(axis=0)
    expected = shape @ principal_axes(shape)
    np.testing.assert_allclose(np.linalg.det(principal_axes(shape)), 1)
    variances = np.sum(expected**2, axis=0)
    assert np.all(np.diff(variances) <= 1e-9)
    covariance = expected.T @ expected
    np.testing.assert_allclose(covariance, np.diag(variances), atol=1e-9)
    for turn in random_rotations(20, shape.shape[1], seed=8):
        turned = shape @ turn
        np.testing.assert_allclose(turned @ principal_axes(turned), expected, atol=1e-7)


def test_principal_axes_tell_a_shape_from_its_mirror_image() -> None:
    for shape in (NOISE - NOISE.mean(axis=0), (NOISE - NOISE.mean(axis=0))[:, :2]):
        mirrored = shape * np.r_[-1, np.ones(shape.shape[1] - 1)]
        turned, other = shape @ principal_axes(shape), mirrored @ principal_axes(mirrored)
        assert not np.allclose(turned, other)
        np.testing.assert_allclose(np.abs(turned), np.abs(other), atol=1e-12)
