"""Estimated landmarks: laws, and the reference implementation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landmark_sets import Array, forms, moved, read_landmarks, turns
from numpy.testing import assert_allclose, assert_array_equal

from components.errors import Cancelled, UserError
from components.stats.missing import impute
from components.stats.partial_fit import available_mean
from components.stats.procrustes import procrustes

AXES = pytest.mark.parametrize("axes", [2, 3])
METHODS = pytest.mark.parametrize("method", ["tps", "regression", "mean"])
Reference = Callable[[str], dict[str, Any]]


def with_gaps(coords: Array, *, share: float = 0.1, complete: int = 10, seed: int = 0) -> Array:
    """Lose some landmarks of all objects but the first ones."""
    gaps = coords.copy()
    lost = np.random.default_rng(seed).random(coords.shape[:2]) < share
    lost[:complete] = False
    gaps[lost] = np.nan
    return gaps


def error(estimated: Array, truth: Array, where: Array) -> float:
    """Root mean squared distance from the truth, as a share of centroid size."""
    sizes = procrustes(truth).centroid_sizes[:, None, None]
    gaps = ((estimated - truth) / sizes)[where]
    return float(np.sqrt(np.mean(np.sum(gaps**2, axis=1))))


@AXES
@METHODS
def test_complete_data_stay_as_they_are(axes: int, method: str) -> None:
    x = forms(8, 7, axes)
    result = impute(x, method)
    assert_array_equal(result.coords, x)
    assert result.coords is not x
    assert result.estimated.shape == (8, 7)
    assert not result.estimated.any()


@AXES
@METHODS
def test_present_landmarks_stay_and_the_others_are_marked(axes: int, method: str) -> None:
    x = with_gaps(forms(30, 9, axes))
    before = x.copy()
    x.setflags(write=False)
    result = impute(x, method)
    assert_array_equal(x, before)
    assert_array_equal(result.estimated, np.isnan(x).any(axis=2))
    assert_array_equal(result.coords[~result.estimated], x[~result.estimated])
    assert np.isfinite(result.coords).all()


@METHODS
def test_half_a_landmark_is_missing(method: str) -> None:
    whole, half = forms(12, 7, 2), forms(12, 7, 2)
    whole[11, 3] = np.nan
    half[11, 3, 1] = np.nan
    result = impute(half, method)
    assert result.estimated.sum() == 1
    assert_array_equal(result.coords, impute(whole, method).coords)


@AXES
@METHODS
@pytest.mark.parametrize("complete", [0, 2, 10])
def test_objects_of_one_shape_are_restored(axes: int, method: str, complete: int) -> None:
    x = moved(np.repeat(forms(1, 9, axes), 20, axis=0))
    gaps = with_gaps(x, share=0.3, complete=complete, seed=3)
    assert_allclose(impute(gaps, method).coords, x, atol=1e-7)


@AXES
@METHODS
@pytest.mark.parametrize("complete", [0, 10])
def test_each_object_is_estimated_in_its_own_frame(axes: int, method: str, complete: int) -> None:
    x = with_gaps(forms(25, 9, axes), complete=complete, share=0.15)
    turn = turns(25, axes, 6)
    result = impute(x, method).coords @ turn * 1.7 + 20
    assert_allclose(impute(x @ turn * 1.7 + 20, method).coords, result, atol=1e-6)


@AXES
@METHODS
def test_order_of_the_objects_does_not_matter(axes: int, method: str) -> None:
    x = with_gaps(forms(25, 9, axes))
    order = np.random.default_rng(2).permutation(25)
    shuffled = impute(x[order], method).coords
    assert_allclose(shuffled, impute(x, method).coords[order], atol=1e-7)


@AXES
@METHODS
@pytest.mark.parametrize("complete", [0, 60])
def test_estimates_lie_within_the_variation(axes: int, method: str, complete: int) -> None:
    truth = forms(200, 20, axes, spread=0.05)
    x = with_gaps(truth, complete=complete)
    result = impute(x, method)
    # One landmark's own variation is the least error of any estimate.
    floor = 0.05 / np.sqrt(20)
    assert error(result.coords, truth, result.estimated) < 2 * floor


@AXES
def test_regression_finds_what_varies_together(axes: int) -> None:
    rng = np.random.default_rng(0)
    mean = rng.normal(size=(12, axes))
    change = rng.normal(size=(12, axes)) * 0.1
    truth = moved(mean + rng.normal(size=(60, 1, 1)) * change)
    x = with_gaps(truth, complete=30)
    errors = {}
    for method in ("tps", "regression", "mean"):
        result = impute(x, method)
        errors[method] = error(result.coords, truth, result.estimated)
    assert errors["regression"] < 0.2 * min(errors["tps"], errors["mean"])


@AXES
def test_the_mean_of_what_is_there_is_the_mean_of_the_whole(axes: int) -> None:
    # Shapes whose mean is known: each has a partner that deviates the other way.
    rng = np.random.default_rng(1)
    mean = rng.normal(size=(8, axes))
    noise = rng.normal(size=(200, 8, axes)) * 0.02
    x = moved(np.concatenate([mean + noise, mean - noise]))
    present = rng.random((400, 8)) > 0.2
    present[present.sum(axis=1) <= axes] = True
    found = available_mean(np.where(present[:, :, None], x, np.nan), present)
    assert np.linalg.norm(found) == pytest.approx(1)
    assert procrustes(np.stack([found, mean])).distances.max() < 0.002
    exact = available_mean(x, np.ones((400, 8), dtype=bool))
    assert procrustes(np.stack([exact, procrustes(x).consensus])).distances.max() < 1e-4


@METHODS
def test_objects_without_enough_landmarks_are_named(method: str) -> None:
    x = forms(10, 6, 3)
    x[2] = np.nan
    x[7, 3:] = np.nan
    with pytest.raises(UserError, match=r"^Object 3, 8: fewer than 4 landmarks"):
        impute(x, method)


@METHODS
def test_a_landmark_missing_everywhere_is_named(method: str) -> None:
    x = forms(10, 8, 2)
    x[:, 1] = x[:, 4, 0] = np.nan
    with pytest.raises(UserError, match=r"^Landmark 2, 5 is missing in every object"):
        impute(x, method)


def test_objects_that_share_no_landmarks_are_refused() -> None:
    x = forms(10, 8, 2)
    x[:5, :4] = x[5:, 4:] = np.nan
    with pytest.raises(UserError, match=r"^Landmark 1, 2, 3, 4: .*share fewer than 2"):
        impute(x)


def test_landmarks_that_do_not_fix_the_place_of_the_others() -> None:
    x = forms(10, 6, 2)
    x[6] = np.r_[0:6][:, None] * [2.0, 1.0]
    x[6, 5] = np.nan
    assert not np.isnan(impute(x, "mean").coords).any()
    x[6, :5] = 1.5
    with pytest.raises(UserError, match=r"^Object 7: the landmarks that are there lie on one"):
        impute(x, "mean")
    space = np.concatenate([forms(10, 6, 2), np.full((10, 6, 1), 4.0)], axis=2)
    space[3, 2] = np.nan
    with pytest.raises(
        UserError, match=r"^Object 4: the landmarks that are there lie in one plane"
    ):
        impute(space, "tps")
    assert_allclose(impute(space, "mean").coords[3, 2, 2], 4)


def test_triangles_in_space_are_complete_with_three_landmarks() -> None:
    x = forms(4, 3, 3)
    assert_array_equal(impute(x).coords, x)


@METHODS
def test_an_object_on_one_point_is_named_even_where_it_is_complete(method: str) -> None:
    x = forms(5, 6, 3)
    x[1] = 2.5
    x[3, 4] = np.nan
    with pytest.raises(UserError, match=r"^Object 2: the landmarks that are there lie on one line"):
        impute(x, method)


def test_other_refusals() -> None:
    with pytest.raises(UserError, match="no method 'guess'"):
        impute(forms(4, 5, 2), "guess")
    x = forms(5, 6, 2)
    x[3, 1, 1] = np.inf
    with pytest.raises(UserError, match=r"^Object 4: a coordinate is infinite"):
        impute(x)
    with pytest.raises(UserError, match="no objects"):
        impute(np.zeros((0, 5, 2)))


@METHODS
def test_the_work_can_be_cancelled(method: str) -> None:
    def step(done: int, total: int, text: str) -> None:
        assert (done, total, text) == (0, 15, "estimating missing landmarks")
        raise Cancelled

    x = forms(25, 9, 2)
    x[10:, 4] = np.nan
    with pytest.raises(Cancelled):
        impute(x, method, step=step)


@given(st.integers(0, 2**32 - 1), st.sampled_from([2, 3]), st.floats(0, 0.5))
@settings(max_examples=40)
def test_any_gaps_are_filled_or_explained(seed: int, axes: int, share: float) -> None:
    x = with_gaps(forms(6, 7, axes, seed=seed), share=share, complete=0, seed=seed)
    for method in ("tps", "regression", "mean"):
        try:
            result = impute(x, method)
        except UserError as reason:
            assert "landmark" in str(reason).lower()  # noqa: PT017 - either outcome is right
        else:
            assert np.isfinite(result.coords).all()


def test_many_objects_are_estimated_in_parts() -> None:
    x = with_gaps(forms(4000, 40, 3), share=0.02, complete=100)
    some = np.r_[0:100, 3900:4000]
    for method in ("tps", "mean", "regression"):
        expected = impute(x[some[:100]], method).coords
        assert_array_equal(expected, x[some[:100]])
        assert np.isfinite(impute(x, method).coords).all()


@pytest.mark.parametrize("name", ["plethodon", "boneData"])
def test_splines_agree_with_geomorph(name: str, shared: Path, reference: Reference) -> None:
    figures = reference(name)["estimate_missing"]
    truth = read_landmarks(shared, name)
    x = truth.copy()
    for landmark, specimen in figures["missing"]:
        x[specimen - 1, landmark - 1] = np.nan
    if name == "plethodon":
        assert_array_equal(x, read_landmarks(shared, name, "landmarks_missing.csv"))
    result = impute(x)
    # geomorph's mean stops early: about 1e-6 remains.
    for estimate in figures["TPS"]:
        found = result.coords[estimate["specimen"] - 1, estimate["landmark"] - 1]
        assert_allclose(found, estimate["value"], atol=1e-6)
    if "TPS_gpa_total_SS" in figures:
        total = procrustes(result.coords).total_ss
        assert total == pytest.approx(figures["TPS_gpa_total_SS"], rel=1e-7)


def test_regression_is_nearer_the_truth_than_geomorphs(shared: Path, reference: Reference) -> None:
    # geomorph returns aligned coordinates, so that only what becomes of the whole set compares.
    truth = procrustes(read_landmarks(shared, "plethodon")).total_ss
    gaps = read_landmarks(shared, "plethodon", "landmarks_missing.csv")
    found = procrustes(impute(gaps, "regression").coords).total_ss
    theirs = reference("plethodon")["estimate_missing"]["Reg_gpa_total_SS"]
    assert abs(found - truth) < abs(theirs - truth) / 3
