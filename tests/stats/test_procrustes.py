"""Procrustes superimposition: laws, figures of our own, and the reference implementations."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landmark_sets import Array, eigenvalues, forms, moved, pairwise, read_landmarks, turns
from numpy.testing import assert_allclose, assert_array_equal

from components.errors import Cancelled, UserError
from components.stats.procrustes import procrustes

AXES = pytest.mark.parametrize("axes", [2, 3])
VARIANTS = pytest.mark.parametrize(
    "options",
    [
        {},
        {"tangent": False},
        {"full": True},
        {"full": True, "tangent": False},
        {"scale": False},
        {"reflect": True},
    ],
    ids=str,
)


@AXES
@VARIANTS
def test_position_rotation_and_size_of_the_input_change_nothing(
    axes: int, options: dict[str, Any]
) -> None:
    x = forms(20, 9, axes)
    first = procrustes(x, **options)
    factor = 1 if options.get("scale") is False else 7.0
    turned = procrustes((x @ turns(20, axes, 5) + [[[30.0] * axes]]) * factor, **options)
    assert_allclose(turned.aligned, first.aligned, atol=1e-9 * np.abs(first.aligned).max())
    assert_allclose(turned.consensus, first.consensus, atol=1e-9 * np.abs(first.consensus).max())
    assert_allclose(turned.distances, first.distances, rtol=1e-7)
    assert_allclose(turned.centroid_sizes, first.centroid_sizes * factor)


@AXES
def test_size_of_each_object_is_no_part_of_its_shape(axes: int) -> None:
    x = forms(20, 9, axes)
    assert_allclose(procrustes(moved(x)).aligned, procrustes(x).aligned, atol=1e-9)


@AXES
@VARIANTS
def test_order_of_the_objects_does_not_matter(axes: int, options: dict[str, Any]) -> None:
    x = forms(15, 7, axes)
    order = np.random.default_rng(2).permutation(15)
    first, shuffled = procrustes(x, **options), procrustes(x[order], **options)
    scale = np.abs(first.aligned).max()
    assert_allclose(shuffled.aligned, first.aligned[order], atol=1e-9 * scale)
    assert_array_equal(shuffled.centroid_sizes, first.centroid_sizes[order])


@AXES
def test_input_is_left_alone(axes: int) -> None:
    x = forms(5, 6, axes)
    before = x.copy()
    x.setflags(write=False)
    procrustes(x)
    assert_array_equal(x, before)


@AXES
def test_partial_fit_has_unit_sizes_and_its_mean_as_consensus(axes: int) -> None:
    result = procrustes(forms(30, 8, axes), tangent=False)
    assert_allclose(np.linalg.norm(result.aligned, axis=(1, 2)), 1)
    assert_allclose(result.aligned.mean(axis=1), 0, atol=1e-14)
    mean = result.aligned.mean(axis=0)
    assert_allclose(mean / np.linalg.norm(mean), result.consensus, atol=1e-10)
    gaps = np.linalg.norm(result.aligned - result.consensus, axis=(1, 2))
    assert_allclose(result.distances, gaps)
    assert result.converged


@AXES
def test_no_object_can_be_turned_closer(axes: int) -> None:
    result = procrustes(forms(30, 8, axes), tangent=False)
    cross = np.swapaxes(result.aligned, 1, 2) @ result.consensus
    assert_allclose(cross, np.swapaxes(cross, 1, 2), atol=1e-13)  # symmetric: at the optimum
    assert np.linalg.eigvalsh(cross).min() > 0


@AXES
def test_full_fit_scales_each_object_by_the_cosine_of_its_distance(axes: int) -> None:
    x = forms(30, 8, axes, spread=0.4)
    partial, full = procrustes(x, tangent=False), procrustes(x, full=True, tangent=False)
    sizes = np.linalg.norm(full.aligned, axis=(1, 2))
    assert_allclose(full.distances**2 + sizes**2, 1)
    residuals = full.aligned - full.consensus
    assert_allclose(np.sum(residuals * full.aligned, axis=(1, 2)), 0, atol=1e-12)
    mean = full.aligned.mean(axis=0)
    assert_allclose(mean / np.linalg.norm(mean), full.consensus, atol=1e-10)
    assert full.total_ss < partial.total_ss


@AXES
def test_form_space_keeps_sizes(axes: int) -> None:
    result = procrustes(forms(30, 8, axes), scale=False)
    assert_allclose(np.linalg.norm(result.aligned, axis=(1, 2)), result.centroid_sizes)
    assert_allclose(result.aligned.mean(axis=0), result.consensus, atol=1e-8)
    gaps = np.linalg.norm(result.aligned - result.consensus, axis=(1, 2))
    assert_allclose(result.distances, gaps)


@AXES
@pytest.mark.parametrize("full", [False, True])
def test_tangent_projection_is_orthogonal_to_the_consensus(axes: int, full: bool) -> None:
    x = forms(30, 8, axes, spread=0.3)
    flat, curved = procrustes(x, full=full), procrustes(x, full=full, tangent=False)
    m = flat.consensus
    assert_allclose(np.sum((flat.aligned - m) * m, axis=(1, 2)), 0, atol=1e-14)
    shares = np.sum(curved.aligned * m, axis=(1, 2))[:, None, None]
    assert_allclose(flat.aligned, curved.aligned - shares * m + m, atol=1e-9)
    assert_allclose(flat.aligned.mean(axis=0), m, atol=1e-10)
    assert_allclose(flat.distances, curved.distances)


@AXES
def test_the_consensus_lies_on_its_principal_axes(axes: int) -> None:
    consensus = procrustes(forms(10, 12, axes)).consensus
    products = consensus.T @ consensus
    assert_allclose(products, np.diag(np.diag(products)), atol=1e-12)
    assert np.all(np.diff(np.diag(products)) < 0)


@AXES
def test_handedness_is_kept_unless_reflection_is_allowed(axes: int) -> None:
    x = forms(12, 9, axes, spread=0.02)
    mirrored = x.copy()
    mirrored[::2, :, 0] *= -1
    apart = procrustes(mirrored)
    assert apart.total_ss > 0.05
    assert_allclose(np.linalg.det(proper_turn(mirrored[1], apart.aligned[1])), 1)
    assert_allclose(np.linalg.det(proper_turn(mirrored[2], apart.aligned[2])), 1)
    together = procrustes(mirrored, reflect=True)
    assert together.total_ss == pytest.approx(procrustes(x).total_ss)


def proper_turn(source: Array, target: Array) -> Array:
    """Orthogonal part of the best linear map between two forms of nearly one shape."""
    fitted, *_ = np.linalg.lstsq(source - source.mean(axis=0), target, rcond=None)
    u, _, vt = np.linalg.svd(fitted)
    return np.asarray(u @ vt)


@AXES
def test_mirror_images_of_one_form_get_the_best_proper_rotation(axes: int) -> None:
    x = np.random.default_rng(3).normal(size=(1, 7, axes))
    pair = np.concatenate([x, x * np.r_[-1, np.ones(axes - 1)]])
    result = procrustes(pair, tangent=False)
    fixed, other = result.aligned
    best = np.linalg.norm(fixed - other)
    for turn in turns(300, axes, seed=4):
        assert np.linalg.norm(fixed - other @ turn) > best - 1e-12


@AXES
@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_objects(axes: int, count: int) -> None:
    result = procrustes(forms(count, 5, axes))
    assert result.converged
    assert result.aligned.shape == (count, 5, axes)
    assert_allclose(result.aligned.mean(axis=0), result.consensus, atol=1e-10)
    if count == 1:
        assert_allclose(result.aligned[0], result.consensus)
        assert_allclose(result.distances, 0, atol=1e-14)


@AXES
def test_identical_objects_fall_onto_each_other(axes: int) -> None:
    x = np.repeat(forms(1, 6, axes), 8, axis=0)
    result = procrustes(moved(x))
    assert result.converged
    assert result.rounds <= 2
    assert_allclose(result.distances, 0, atol=1e-14)
    assert_allclose(result.aligned, np.broadcast_to(result.consensus, x.shape), atol=1e-14)
    assert result.total_ss < 1e-27


def test_flat_forms_in_space_give_what_they_give_in_the_plane() -> None:
    x = forms(20, 8, 2)
    space = np.concatenate([x, np.full((20, 8, 1), 3.0)], axis=2)
    turned = space @ turns(20, 3)
    plane, flat = procrustes(x, reflect=True), procrustes(turned)  # space can turn a sheet over
    assert_allclose(flat.distances, plane.distances, atol=1e-9)
    assert_allclose(flat.aligned[:, :, 2], 0, atol=1e-9)


@given(st.integers(1, 6), st.integers(3, 7), st.sampled_from([2, 3]), st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_any_forms_are_superimposed(count: int, landmarks: int, axes: int, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(count, landmarks, axes)).round(2)
    result = procrustes(x, tangent=False)
    assert_allclose(np.linalg.norm(result.aligned, axis=(1, 2)), 1)
    again = procrustes(moved(x), tangent=False, tol=1e-12, max_rounds=2000)
    if result.converged and again.converged:
        assert again.total_ss == pytest.approx(result.total_ss, abs=1e-6)


def test_rounds_are_bounded_and_failure_is_told() -> None:
    noise = np.random.default_rng(0).normal(size=(50, 10, 2))
    result = procrustes(noise, max_rounds=3)
    assert (result.rounds, result.converged) == (3, False)
    assert not np.isnan(result.aligned).any()


def test_progress_is_reported_and_the_work_can_be_cancelled() -> None:
    seen: list[int] = []

    def step(done: int, total: int, text: str) -> None:
        assert "round" in text
        assert total == 200
        seen.append(done)
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        procrustes(forms(10, 5, 2), step=step)
    assert seen == [1, 2]


@AXES
def test_missing_landmarks_are_named_with_the_remedy(axes: int) -> None:
    x = forms(6, 5, axes)
    x[1, 2, 0] = x[4, 0] = np.nan
    with pytest.raises(UserError, match=r"^Object 2, 5: .*missing.*impute"):
        procrustes(x)


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e200])
def test_coordinates_that_no_one_can_work_with_are_named(value: float) -> None:
    x = forms(6, 5, 3)
    x[3, 2, 1] = value
    with pytest.raises(UserError, match=r"^Object 4: .*infinite or too large"):
        procrustes(x)


@AXES
@pytest.mark.parametrize("place", [0.0, 0.1, 12345.678])
def test_coincident_landmarks_are_named(axes: int, place: float) -> None:
    x = forms(4, 7, axes)
    x[2] = place
    with pytest.raises(UserError, match=r"^Object 3: all landmarks lie on one point"):
        procrustes(x)


def test_too_few_objects_or_landmarks() -> None:
    with pytest.raises(UserError, match="no objects"):
        procrustes(np.zeros((0, 5, 2)))
    with pytest.raises(UserError, match="2 landmarks"):
        procrustes(np.zeros((4, 2, 2)))
    with pytest.raises(ValueError, match="coords must be"):
        procrustes(np.zeros((4, 10)))
    with pytest.raises(UserError, match="either full or scale"):
        procrustes(forms(3, 4, 2), full=True, scale=False)


@AXES
def test_many_objects_give_what_their_blocks_give(axes: int) -> None:
    # More than one block: each object fits the common consensus just as it would alone.
    x = forms(6000, 30, axes)
    result = procrustes(x, tangent=False)
    assert result.converged
    mean = result.aligned.mean(axis=0)
    assert_allclose(mean / np.linalg.norm(mean), result.consensus, atol=1e-10)
    cross = np.swapaxes(result.aligned, 1, 2) @ result.consensus
    assert_allclose(cross, np.swapaxes(cross, 1, 2), atol=1e-13)


def test_results_are_the_same_to_the_last_bit() -> None:
    from threadpoolctl import threadpool_limits

    x = forms(9000, 40, 3)
    with threadpool_limits(1):
        single = procrustes(x)
    assert_array_equal(procrustes(x).aligned, single.aligned)
    assert_array_equal(procrustes(np.asfortranarray(x)).aligned, single.aligned)


@pytest.mark.performance
def test_memory_stays_within_two_and_a_half_inputs() -> None:
    x = forms(20000, 50, 3)
    tracemalloc.start()
    procrustes(x)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (peak + x.nbytes) / x.nbytes < 2.5


def test_figures_of_our_own() -> None:
    # Recomputed with a plain loop over objects, the SVD of numpy and a hundred rounds.
    x, plane = forms(25, 10, 3, spread=0.2, seed=11), forms(25, 10, 2, spread=0.2, seed=11)
    assert procrustes(x).total_ss == pytest.approx(0.688277776495, rel=1e-10)
    assert procrustes(x, tangent=False).total_ss == pytest.approx(0.688898393337, rel=1e-10)
    curved = procrustes(x, full=True, tangent=False)
    assert curved.total_ss == pytest.approx(0.669327803519, rel=1e-10)
    assert procrustes(x, scale=False).total_ss == pytest.approx(3004.03492055, rel=1e-10)
    assert procrustes(plane).total_ss == pytest.approx(0.690635744673, rel=1e-10)


SETS = [
    ("boneData", "converged"),
    ("chimps", "converged"),
    ("digit3", "converged"),
    ("gorillas", "converged"),
    ("lizards", "converged"),
    ("macaques", "converged"),
    ("mice", "converged"),
    ("plethShapeFood", "converged"),
    ("plethodon", "converged"),
    ("plethspecies", "converged"),
    ("scallops", "converged_none"),
]
UNPROJECTED = ["boneData", "chimps", "digit3", "gorillas", "macaques", "mice", "plethodon"]
Reference = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize(
    ("name", "block"), SETS + [(name, "converged_no_projection") for name in UNPROJECTED]
)
def test_partial_fit_agrees_with_geomorph(
    name: str, block: str, shared: Path, reference: Reference
) -> None:
    figures = reference(name)["gpa"][block]
    tangent = block != "converged_no_projection"
    result = procrustes(read_landmarks(shared, name), tangent=tangent)
    assert result.converged
    assert_allclose(result.centroid_sizes, figures["Csize"], rtol=1e-13)
    assert result.total_ss == pytest.approx(figures["total_SS_about_mean"], rel=1e-11)
    gaps = pairwise(result.aligned)
    upper = gaps[np.triu_indices(len(gaps), 1)]
    assert_allclose(gaps[0], figures["pairwise_dist_first_row"], rtol=1e-10, atol=1e-14)
    assert upper.sum() == pytest.approx(figures["pairwise_dist_sum"], rel=1e-11)
    assert np.sum(upper**2) == pytest.approx(figures["pairwise_dist_sumsq"], rel=1e-11)
    assert upper.max() == pytest.approx(figures["pairwise_dist_max"], rel=1e-11)
    assert upper.min() == pytest.approx(figures["pairwise_dist_min"], rel=1e-11)
    variances = np.array(figures["pca_eigenvalues_n_minus_1"])
    found = eigenvalues(result.aligned)[: len(variances)]
    assert_allclose(found, variances[: len(found)], rtol=1e-10, atol=1e-12 * variances[0])
    mean = result.aligned.mean(axis=0)
    assert np.linalg.norm(mean) == pytest.approx(figures["mean_shape_centroid_size"], rel=1e-12)
    first_row = pairwise(mean[:, None])[0]
    assert_allclose(first_row, figures["mean_shape_interlandmark_distances_first_row"], rtol=1e-11)


@pytest.mark.parametrize("name", [*UNPROJECTED, "scallops"])
def test_full_fit_and_form_space_agree_with_shapes(
    name: str, shared: Path, reference: Reference
) -> None:
    # shapes::procGPA stops early: its sums of squares lie a little above the minimum.
    coords, figures = read_landmarks(shared, name), reference(name)["shapes"]
    full, expected = (
        procrustes(coords, full=True, tangent=False),
        figures["procGPA_full_scale_TRUE"],
    )
    # There the sum of the squared sizes stays that of the input.
    factor = np.sum(full.centroid_sizes**2) / np.sum(full.aligned**2)
    assert full.total_ss * factor == pytest.approx(expected["GSS"], rel=1e-8)
    assert full.total_ss * factor <= expected["GSS"]
    assert_allclose(np.arcsin(full.distances), expected["rho"], rtol=1e-5)
    size = np.linalg.norm(full.aligned.mean(axis=0)) * np.sqrt(factor)
    assert size == pytest.approx(expected["mshape_csize"], rel=1e-10)
    form, expected = procrustes(coords, scale=False), figures["procGPA_partial_scale_FALSE"]
    assert form.total_ss == pytest.approx(expected["GSS"], rel=1e-5)
    assert form.total_ss <= expected["GSS"]
    assert np.linalg.norm(form.consensus) == pytest.approx(expected["mshape_csize"], rel=1e-7)


@pytest.mark.parametrize(
    "name", ["boneData", "chimps", "gorillas", "macaques", "mice", "plethodon"]
)
def test_full_fit_agrees_with_morpho(name: str, shared: Path, reference: Reference) -> None:
    # procSym stops when its sum of squares rests, which leaves the mean about 1e-6 to go; its
    # shapes are scaled so that their plain mean has size 1. digit3 it leaves far from the end.
    coords, figures = read_landmarks(shared, name), reference(name)["Morpho"]
    curved = procrustes(coords, full=True, tangent=False, reflect=True)
    size = np.linalg.norm(curved.aligned.mean(axis=0))
    expected = figures["procSym_CSinit_TRUE_scale_TRUE_orp_FALSE_proctol_1e-12"]
    assert curved.total_ss / size**2 == pytest.approx(expected["orpdata_SS"], rel=1e-8)
    flat = procrustes(coords, full=True, reflect=True)
    expected = figures["procSym_CSinit_TRUE_scale_TRUE_orp_TRUE_proctol_1e-12"]
    assert flat.total_ss / size**2 == pytest.approx(expected["orpdata_SS"], rel=1e-5)
    assert_allclose(np.arcsin(flat.distances), expected["rho"], rtol=1e-4)
