"""Thin-plate splines: laws, and the reference implementations."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from landmark_sets import Array, forms, turns
from numpy.testing import assert_allclose

from components.errors import UserError
from components.stats import warp
from components.stats.warp import bending_energy, bending_energy_matrix, thin_plate_spline

AXES = pytest.mark.parametrize("axes", [2, 3])
Reference = Callable[[str], dict[str, Any]]


def pair(axes: int) -> tuple[Array, Array]:
    source, target = forms(2, 12, axes, spread=0.4, seed=3)
    return source, target


def affine(axes: int) -> Array:
    return np.random.default_rng(5).normal(size=(axes, axes))


@AXES
def test_landmarks_are_carried_exactly(axes: int) -> None:
    source, target = pair(axes)
    assert_allclose(thin_plate_spline(source, target)(source), target, atol=1e-10)


@AXES
def test_affine_changes_do_not_bend(axes: int) -> None:
    source, _ = pair(axes)
    target = source @ affine(axes) + 7
    points = np.random.default_rng(1).normal(size=(50, axes)) * 100
    spline = thin_plate_spline(source, target)
    assert_allclose(spline(points), points @ affine(axes) + 7, atol=1e-9)
    assert bending_energy(source, target) == pytest.approx(0, abs=1e-9)


@AXES
def test_moving_both_forms_moves_the_deformation_along(axes: int) -> None:
    source, target = pair(axes)
    points = source + 1.5
    turn, other = turns(2, axes, 7)
    before = thin_plate_spline(source, target)(points)
    after = thin_plate_spline(source @ turn * 3 - 40, target @ other + 5)(points @ turn * 3 - 40)
    assert_allclose(after, before @ other + 5, atol=1e-9)
    energy = bending_energy(source, target)
    assert bending_energy(source @ turn - 40, target @ other + 5) == pytest.approx(energy)


@AXES
def test_energy_grows_with_the_square_of_the_change_and_is_positive(axes: int) -> None:
    source, target = pair(axes)
    energy = bending_energy(source, target)
    assert energy > 0
    assert bending_energy(source, 3 * target) == pytest.approx(9 * energy)
    assert bending_energy(2 * source, target) == pytest.approx(energy / 2 ** (4 - axes))
    values = np.linalg.eigvalsh(bending_energy_matrix(source))
    assert values.min() > -1e-12 * values.max()
    assert np.sum(values > 1e-9 * values.max()) == len(source) - axes - 1


@AXES
def test_several_targets_cost_one_solution(axes: int) -> None:
    source, target = pair(axes)
    targets = np.stack([target, source, target * 2])
    together = thin_plate_spline(source, targets)(source + 0.5)
    assert together.shape == (3, 12, axes)
    for one, moved in zip(targets, together, strict=True):
        assert_allclose(thin_plate_spline(source, one)(source + 0.5), moved, atol=1e-9)


def test_many_points_are_moved_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    spline = thin_plate_spline(*pair(3))
    points = np.random.default_rng(2).normal(size=(500, 3))
    whole = spline(points)
    monkeypatch.setattr(warp, "BLOCK", 100)
    assert_allclose(spline(points), whole, atol=1e-12)


@AXES
def test_the_smallest_form_is_only_stretched(axes: int) -> None:
    source, target = forms(2, axes + 1, axes, spread=0.5)
    assert_allclose(thin_plate_spline(source, target)(source), target, atol=1e-10)
    assert bending_energy(source, target) == pytest.approx(0, abs=1e-9)


def test_forms_that_carry_no_spline_are_refused() -> None:
    line = np.outer(np.arange(5.0), [1, 2]) + 3
    with pytest.raises(UserError, match="All 5 landmarks lie on one line"):
        thin_plate_spline(line, line)
    sheet = np.c_[forms(1, 6, 2)[0], np.full(6, 4.0)]
    with pytest.raises(UserError, match="All 6 landmarks lie in one plane"):
        thin_plate_spline(sheet, sheet)
    point = np.full((4, 2), 1.5)
    with pytest.raises(UserError, match="All 4 landmarks lie on one line"):
        bending_energy(point, point)
    twice = forms(1, 6, 2)[0]
    twice[4] = twice[1]
    with pytest.raises(UserError, match="Landmarks 2 and 5 lie on one point"):
        thin_plate_spline(twice, twice)
    with pytest.raises(UserError, match="source has 12 landmarks, the target 11"):
        thin_plate_spline(pair(2)[0], pair(2)[1][1:])
    with pytest.raises(ValueError, match="source must be"):
        thin_plate_spline(np.zeros((2, 5, 2)), np.zeros((5, 2)))


def test_figures_of_our_own() -> None:
    # A square of which one corner moves. By hand: v = (1, -1, 1, -1) alone bends; the kernel is
    # 0 along the sides and log 2 across, so that v K v is 4 log 2 and the energy 0.4^2 over it.
    square = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    target = square.copy()
    target[2] += [0.4, 0]
    assert bending_energy(square, target) == pytest.approx(0.16 / (4 * np.log(2)))


def test_warps_in_the_plane_agree_with_geomorph_and_morpho(reference: Reference) -> None:
    figures = reference("plethodon")["tps"]
    source, target = figures["reference"], figures["target"]
    moved = thin_plate_spline(source, target)(figures["grid"])
    assert_allclose(moved, figures["warped_geomorph_tps2d"], atol=1e-13)
    assert_allclose(moved, figures["warped_Morpho_tps3d_lambda0"], atol=1e-13)
    # Morpho's kernel r^2 log r^2 is twice ours, its energies are half.
    matrix = bending_energy_matrix(source)
    assert_allclose(matrix / 2, figures["bending_energy_matrix_Morpho"], atol=1e-10)
    energy = bending_energy(source, target)
    assert energy / 2 == pytest.approx(figures["bending_energy_trace"], rel=1e-11)


def test_warps_in_space_agree_with_geomorph_and_morpho(reference: Reference) -> None:
    figures = reference("boneData")["tps3d"]
    source, target = figures["reference"], figures["target"]
    moved = thin_plate_spline(source, target)(figures["points"])
    assert_allclose(moved, figures["warped_geomorph"], atol=1e-13)
    assert_allclose(moved, figures["warped_Morpho_lambda0"], atol=1e-13)
    assert_allclose(bending_energy_matrix(source), figures["bending_energy_matrix"], atol=1e-12)
    energy = bending_energy(source, target)
    assert energy == pytest.approx(figures["bending_energy_trace"], rel=1e-11)
