"""Laws of simulated shapes: repeatable, the same in chunks, and with what was planted in them."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.errors import UserError
from components.shape.size import centroid_sizes
from components.shape.specimen import FloatArray
from components.stats.simulate import Simulation, simulate, simulate_chunks, smooth_fields


def turned_back(simulation: Simulation) -> tuple[FloatArray, FloatArray]:
    """Shapes of unit size turned onto the consensus, and the determinants of the best turns."""
    centred = simulation.coords - simulation.coords.mean(axis=1, keepdims=True)
    shapes = centred / np.exp(simulation.log_sizes)[:, None, None]
    u, _, vt = np.linalg.svd(np.swapaxes(shapes, 1, 2) @ simulation.population.consensus)
    return shapes @ (u @ vt), np.linalg.det(u @ vt)


@pytest.mark.parametrize("axes", [2, 3])
def test_a_seed_gives_the_same_numbers_and_another_seed_others(axes: int) -> None:
    one, same, other = (simulate(30, 12, axes, groups=3, seed=s) for s in (5, 5, 6))
    assert one.coords.tobytes() == same.coords.tobytes()
    assert one.log_sizes.tobytes() == same.log_sizes.tobytes()
    assert not np.isclose(one.coords, other.coords).any()


@settings(deadline=None, max_examples=25)
@given(
    objects=st.integers(1, 700),
    chunk=st.integers(1, 800),
    axes=st.sampled_from([2, 3]),
    missing=st.sampled_from([0.0, 0.2]),
)
def test_chunks_in_a_row_are_the_whole(objects: int, chunk: int, axes: int, missing: float) -> None:
    whole = simulate(objects, 6, axes, groups=4, missing=missing, seed=2)
    chunks = list(simulate_chunks(objects, 6, axes, chunk=chunk, groups=4, missing=missing, seed=2))
    assert [len(c.groups) for c in chunks[:-1]] == [chunk] * (len(chunks) - 1)
    assert np.concatenate([c.coords for c in chunks]).tobytes() == whole.coords.tobytes()
    assert np.concatenate([c.log_sizes for c in chunks]).tobytes() == whole.log_sizes.tobytes()
    np.testing.assert_array_equal(np.concatenate([c.groups for c in chunks]), whole.groups)


def test_more_objects_begin_with_the_fewer() -> None:
    few, many = (simulate(n, 20, 3, groups=2, seed=1) for n in (10, 1000))
    assert few.coords.tobytes() == many.coords[:10].tobytes()


def test_a_million_objects_are_streamed_one_chunk_at_a_time() -> None:
    chunks = simulate_chunks(1_000_000, 50, 3, chunk=1000)
    assert sum(len(c.coords) for c in islice(chunks, 3)) == 3000


@pytest.mark.parametrize("axes", [2, 3])
def test_missing_landmarks_only_punch_holes(axes: int) -> None:
    full, holed = (simulate(4000, 25, axes, missing=m, seed=3) for m in (0.0, 0.1))
    absent = np.isnan(holed.coords)
    np.testing.assert_array_equal(absent.any(axis=2), absent.all(axis=2))
    np.testing.assert_array_equal(holed.coords[~absent], full.coords[~absent])
    assert abs(absent.mean() - 0.1) < 4 * np.sqrt(0.1 * 0.9 / (4000 * 25))
    assert not np.isnan(full.coords).any()


@pytest.mark.parametrize("axes", [2, 3])
def test_some_landmarks_always_stay(axes: int) -> None:
    present = ~np.isnan(simulate(2000, 8, axes, missing=0.95).coords[:, :, 0])
    assert present.sum(axis=1).min() == axes + 1


@pytest.mark.parametrize("axes", [2, 3])
def test_log_sizes_are_of_the_centroid_size(axes: int) -> None:
    simulation = simulate(300, 15, axes, groups=2)
    sizes = np.log(centroid_sizes(simulation.coords))
    np.testing.assert_allclose(sizes, simulation.log_sizes, atol=1e-12)
    assert 0.15 < sizes.std() < 0.25


@pytest.mark.parametrize("axes", [2, 3])
def test_objects_lie_anywhere_and_anyhow_but_are_never_mirrored(axes: int) -> None:
    simulation = simulate(500, 15, axes)
    _, handed = turned_back(simulation)
    np.testing.assert_allclose(handed, 1, atol=1e-9)
    assert (simulation.coords.mean(axis=1).std(axis=0) > 50).all()
    directions = simulation.coords[:, 0] - simulation.coords.mean(axis=1)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    assert (np.abs(directions.mean(axis=0)) < 0.15).all()
    np.testing.assert_allclose((directions**2).mean(axis=0), 1 / axes, atol=0.1)


@pytest.mark.parametrize("axes", [2, 3])
def test_rotation_is_all_that_is_left_without_variation(axes: int) -> None:
    """Same shape, same pairwise distances up to size, whatever position and orientation."""
    still = simulate(50, 9, axes, noise=0, allometry=0)
    noisy = simulate(50, 9, axes, noise=0.3, allometry=0)
    assert not np.allclose(still.coords, noisy.coords)
    shapes, _ = turned_back(still)
    deviations = (shapes - still.population.consensus).reshape(50, -1)
    values = np.linalg.svd(deviations - deviations.mean(axis=0), compute_uv=False)
    rank = len(still.population.modes)
    assert values[rank] < 0.1 * values[0]  # low rank, up to the curvature of shape space


@pytest.mark.parametrize("axes", [2, 3])
def test_planted_group_differences_are_visible(axes: int) -> None:
    simulation = simulate(600, 20, axes, groups=3, seed=4)
    shapes, _ = turned_back(simulation)
    np.testing.assert_array_equal(simulation.groups, np.arange(600) % 3)
    means = np.stack([shapes[simulation.groups == g].mean(axis=0) for g in range(3)])
    planted = simulation.population.group_means
    np.testing.assert_allclose(means, planted, atol=0.01)
    distances = np.linalg.norm(shapes[:, None] - planted, axis=(2, 3))
    assert (distances.argmin(axis=1) == simulation.groups).mean() > 0.7
    between = ((means[simulation.groups] - shapes.mean(axis=0)) ** 2).sum()
    assert between / ((shapes - shapes.mean(axis=0)) ** 2).sum() > 0.2


@pytest.mark.parametrize("axes", [2, 3])
def test_planted_allometry_is_recovered(axes: int) -> None:
    simulation = simulate(2000, 20, axes)
    shapes, _ = turned_back(simulation)
    sizes = simulation.log_sizes - simulation.log_sizes.mean()
    slope = np.einsum("n,npk->pk", sizes, shapes) / (sizes @ sizes)
    planted = simulation.population.allometry
    assert np.linalg.norm(planted) == pytest.approx(0.15)
    assert np.sum(slope * planted) / np.linalg.norm(slope) > 0.95 * 0.15


@settings(deadline=None, max_examples=60)
@given(axes=st.sampled_from([2, 3]), landmarks=st.integers(4, 200), seed=st.integers(0, 10_000))
def test_the_consensus_fills_its_axes(axes: int, landmarks: int, seed: int) -> None:
    consensus = simulate(1, landmarks, axes, seed=seed).population.consensus
    values = np.linalg.svd(consensus, compute_uv=False)
    assert values[-1] > 0.2 * values[0]
    assert np.linalg.norm(consensus) == pytest.approx(1)
    gaps = np.linalg.norm(consensus[:, None] - consensus, axis=2)[np.triu_indices(landmarks, 1)]
    assert gaps.min() > 0


@pytest.mark.parametrize("axes", [2, 3])
def test_smooth_fields_neither_move_nor_turn_nor_scale(axes: int) -> None:
    shape = simulate(1, 30, axes).population.consensus
    fields = smooth_fields(shape, 10, np.random.default_rng(0))
    np.testing.assert_allclose((fields**2).sum(axis=(1, 2)), 1)
    np.testing.assert_allclose(fields.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose((fields * shape).sum(axis=(1, 2)), 0, atol=1e-12)
    cross = np.einsum("pa,cpb->cab", shape, fields)
    np.testing.assert_allclose(cross, np.swapaxes(cross, 1, 2), atol=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"objects": 0}, "1 object"),
        ({"axes": 4}, "2 or 3 axes"),
        ({"landmarks": 2}, "2 landmarks"),
        ({"groups": 0}, "1 group"),
        ({"missing": 1.0}, "missing"),
        ({"noise": -0.1}, "Noise"),
        ({"seed": -1}, "seed"),
        ({"chunk": 0}, "chunk"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_once(change: dict[str, float], words: str) -> None:
    wanted = {"objects": 5, "landmarks": 10, "axes": 2} | change
    with pytest.raises(UserError, match=words):
        simulate_chunks(**wanted)
