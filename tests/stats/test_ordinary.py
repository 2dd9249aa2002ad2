"""Fits to one given form: laws, and the reference implementations."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from landmark_sets import forms, moved, read_landmarks, turns
from numpy.testing import assert_allclose, assert_array_equal

from components.errors import UserError
from components.stats.ordinary import align_to, ordinary_procrustes, riemannian_distance
from components.stats.procrustes import procrustes

AXES = pytest.mark.parametrize("axes", [2, 3])
Reference = Callable[[str], dict[str, Any]]


@AXES
@pytest.mark.parametrize("options", [{}, {"scale": False}, {"tangent": False}], ids=str)
def test_objects_align_to_their_consensus_as_they_did(axes: int, options: dict[str, Any]) -> None:
    x = forms(20, 8, axes)
    together = procrustes(x, **options)
    again = align_to(x, together.consensus, **options)
    assert_allclose(again.aligned, together.aligned, atol=1e-10 * np.abs(together.aligned).max())
    assert_allclose(again.distances, together.distances)
    assert_allclose(again.centroid_sizes, together.centroid_sizes)


@AXES
def test_each_object_is_aligned_on_its_own(axes: int) -> None:
    x = forms(20, 8, axes)
    reference = forms(1, 8, axes, seed=4)[0]
    result = align_to(x, reference)
    assert_allclose(align_to(moved(x), reference).aligned, result.aligned, atol=1e-12)
    assert_allclose(align_to(x[5:7], reference).aligned, result.aligned[5:7], atol=1e-14)
    centred = reference - reference.mean(axis=0)
    assert_allclose(result.consensus, centred / np.linalg.norm(centred))


def test_a_reference_of_another_scheme_is_refused() -> None:
    with pytest.raises(UserError, match="reference has 7 landmarks in 2 axes, the objects have 8"):
        align_to(forms(3, 8, 2), forms(1, 7, 2)[0])


@AXES
@pytest.mark.parametrize("scale", [True, False])
def test_a_moved_form_comes_back(axes: int, scale: bool) -> None:
    target = forms(1, 9, axes)[0]
    turn = turns(1, axes, 3)[0]
    source = target @ turn * (4.0 if scale else 1.0) + 12
    fit = ordinary_procrustes(source, target, scale=scale)
    assert_allclose(fit.fitted, target, atol=1e-11)
    assert_allclose(fit.rotation, turn.T, atol=1e-13)
    assert fit.scale == pytest.approx(0.25 if scale else 1)
    assert fit.residual_ss < 1e-20
    assert_allclose(fit.scale * source @ fit.rotation + fit.translation, fit.fitted)


@AXES
def test_the_fit_is_the_best_there_is(axes: int) -> None:
    source, target = forms(2, 6, axes, spread=0.8, seed=2)
    fit = ordinary_procrustes(source, target)
    assert_allclose(np.sum((fit.fitted - target) ** 2), fit.residual_ss)
    middle = target.mean(axis=0)
    for seed in range(50):
        turn = turns(1, axes, seed)[0]
        worse = (fit.fitted - middle) @ turn + middle
        assert np.sum((worse - target) ** 2) >= fit.residual_ss
    for factor in (0.98, 1.02):
        worse = (fit.fitted - middle) * factor + middle
        assert np.sum((worse - target) ** 2) > fit.residual_ss


@AXES
def test_mirror_images(axes: int) -> None:
    target = forms(1, 9, axes)[0]
    source = target * np.r_[-1, np.ones(axes - 1)]
    assert ordinary_procrustes(source, target).residual_ss > 1
    mirrored = ordinary_procrustes(source, target, reflect=True)
    assert_allclose(mirrored.fitted, target, atol=1e-11)
    assert np.linalg.det(mirrored.rotation) == pytest.approx(-1)
    assert riemannian_distance(source, target) > 0.1
    assert riemannian_distance(source, target, reflect=True) == pytest.approx(0, abs=1e-14)


@AXES
def test_distance_is_a_distance(axes: int) -> None:
    a, b, c = forms(3, 7, axes, spread=0.5)
    assert riemannian_distance(a, b) == pytest.approx(riemannian_distance(b, a))
    assert riemannian_distance(a, moved(a[None])[0]) < 1e-14
    assert 0 < riemannian_distance(a, c) < riemannian_distance(a, b) + riemannian_distance(b, c)
    chords = align_to([a], b).distances
    assert_allclose(chords, 2 * np.sin(riemannian_distance(a, b) / 2))


def test_a_small_distance_keeps_its_digits() -> None:
    a = forms(1, 7, 2)[0]
    b = a.copy()
    b[0, 0] += 1e-9 * np.linalg.norm(a - a.mean(axis=0))
    assert 1e-10 < riemannian_distance(a, b) < 1e-9


def test_the_longest_way_is_a_right_angle() -> None:
    square = np.array([[1.0, 1], [-1, 1], [-1, -1], [1, -1]])
    crossed = square[[0, 2, 1, 3]]
    assert riemannian_distance(square, crossed[[1, 0, 2, 3]]) <= np.pi / 2
    flipped = square * [1, -1]
    assert riemannian_distance(square, flipped) == pytest.approx(np.pi / 2)


def test_forms_of_different_schemes_are_refused() -> None:
    with pytest.raises(UserError, match="9 landmarks in 2 axes and 8 in 2"):
        ordinary_procrustes(forms(1, 9, 2)[0], forms(1, 8, 2)[0])
    with pytest.raises(ValueError, match="one form"):
        riemannian_distance(forms(1, 9, 2), forms(1, 9, 2)[0])


def test_input_is_left_alone() -> None:
    a, b = forms(2, 9, 3)
    before = a.copy(), b.copy()
    ordinary_procrustes(a, b)
    align_to(a[None], b)
    riemannian_distance(a, b)
    assert_array_equal(a, before[0])
    assert_array_equal(b, before[1])


@pytest.mark.parametrize("name", ["boneData", "chimps", "digit3", "gorillas", "macaques", "mice"])
def test_agrees_with_shapes(name: str, shared: Path, reference: Reference) -> None:
    first, second = read_landmarks(shared, name)[:2]
    figures = reference(name)
    expected = figures["procOPA_1_2"]
    fit = ordinary_procrustes(second, first)
    assert fit.residual_ss == pytest.approx(expected["OSS"], rel=1e-12)
    assert np.sqrt(fit.residual_ss / len(first)) == pytest.approx(expected["rmsd"], rel=1e-12)
    assert_allclose(fit.rotation, expected["R"], atol=1e-13)
    assert fit.scale == pytest.approx(expected["s"], rel=1e-12)
    rigid = ordinary_procrustes(second, first, scale=False)
    assert rigid.residual_ss == pytest.approx(expected["OSS_noscale"], rel=1e-12)
    rho = riemannian_distance(first, second)
    assert rho == pytest.approx(figures["riemdist_1_2"], rel=1e-11)
    assert np.sin(rho) == pytest.approx(expected["full_procdist"], rel=1e-11)
    assert 2 * np.sin(rho / 2) == pytest.approx(expected["partial_procdist"], rel=1e-11)


@pytest.mark.parametrize("name", ["chimps", "gorillas", "macaques"])
def test_distance_of_group_means_agrees_with_shapes(
    name: str, shared: Path, reference: Reference
) -> None:
    # Between the full Procrustes means of the groups, which procGPA leaves a little early.
    coords = read_landmarks(shared, name)
    lines = (shared / "oracle" / "data" / name / "groups.csv").read_text("utf-8").splitlines()
    groups = np.array([line.split(",")[1] for line in lines[1:]])
    first, second = (
        procrustes(coords[groups == group], full=True).consensus for group in np.unique(groups)
    )
    expected = reference(name)["group_means_riemdist"]
    assert riemannian_distance(first, second) == pytest.approx(expected, rel=5e-6)
