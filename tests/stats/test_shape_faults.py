"""Faults of digitising: planted ones are found, sound data are silent, and what does not matter."""

import numpy as np
import pytest
from numpy.typing import NDArray

from components.errors import Cancelled
from components.shape.specimen import FloatArray
from components.stats.landmark_count import odd_landmark
from components.stats.shape_faults import shape_faults
from components.stats.shape_search import ShapeFault
from components.stats.simulate import simulate
from components.stats.size_faults import size_faults

AXES = pytest.mark.parametrize("axes", [2, 3])


def forms(axes: int = 2, objects: int = 40, **more: float) -> FloatArray:
    coords: FloatArray = simulate(objects, 14, axes, seed=5, **more).coords.copy()  # type: ignore[arg-type]  # numbers of any kind
    return coords


def facts(faults: tuple[ShapeFault, ...]) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(fault.kind, fault.row, fault.landmarks) for fault in faults]


def turn(axes: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(2)
    q, _ = np.linalg.qr(rng.standard_normal((axes, axes)))
    q[:, 0] *= np.sign(np.linalg.det(q))
    return np.asarray(q)


def faulty(axes: int) -> FloatArray:
    """Six faults of six kinds in 40 objects."""
    coords = forms(axes)
    coords[3, :, axes - 1] *= -1
    coords[7, [2, 9]] = coords[7, [9, 2]]
    coords[11, 5] += 40 * np.linalg.norm(coords[11] - coords[11].mean(axis=0)) / 14
    coords[17] = np.roll(coords[17], 1, axis=0)
    coords[23, 4] = coords[23, 11]
    coords[29, [1, 6]] = -999
    return coords


EXPECTED = {
    ("mirrored", 3), ("order", 7), ("displaced", 11), ("order", 17), ("coincident", 23),
    ("missing code", 29),
}  # fmt: skip


@AXES
@pytest.mark.parametrize("groups", [1, 3])
def test_sound_data_are_silent(axes: int, groups: int) -> None:
    assert shape_faults(forms(axes, groups=groups, missing=0.03)) == ()


@pytest.mark.parametrize("seed", range(6))
def test_small_sets_are_not_accused(seed: int) -> None:
    assert shape_faults(simulate(10, 12, 2, groups=2, seed=seed).coords) == ()


@AXES
def test_each_planted_fault_is_found_among_the_others(axes: int) -> None:
    found = shape_faults(faulty(axes))
    assert {(fault.kind, fault.row) for fault in found} == EXPECTED
    by_row = {fault.row: fault for fault in found}
    assert by_row[7].landmarks == (2, 9)
    assert by_row[11].landmarks == (5,)
    assert set(by_row[23].landmarks) == {4, 11}
    assert by_row[29].landmarks == (1, 6)
    assert by_row[29].code == -999


@AXES
def test_the_order_that_is_found_mends(axes: int) -> None:
    coords, sound = faulty(axes), forms(axes)
    orders = {fault.row: fault.order for fault in shape_faults(coords) if fault.kind == "order"}
    for row, order in orders.items():
        np.testing.assert_array_equal(coords[row][list(order)], sound[row])


@AXES
def test_a_mirror_image_comes_near_when_it_is_mirrored(axes: int) -> None:
    coords = forms(axes)
    coords[3, :, 0] *= -1
    (fault,) = shape_faults(coords)
    assert fault.kind == "mirrored"
    assert fault.after < fault.before / 2
    coords[3, :, fault.axis] *= -1
    assert shape_faults(coords) == ()


def test_a_minority_of_two_fifths_is_mirrored_back() -> None:
    coords = forms(objects=50)
    coords[:20, :, 1] *= -1
    found = shape_faults(coords)
    assert {fault.kind for fault in found} == {"mirrored"}
    assert [fault.row for fault in found] == list(range(20))


@AXES
def test_position_rotation_and_scale_of_the_objects_do_not_matter(axes: int) -> None:
    coords = faulty(axes)
    codes = coords == -999
    moved = np.where(codes, -999, 0.01 * coords @ turn(axes) - 3)
    assert facts(shape_faults(moved)) == facts(shape_faults(coords))


def test_the_order_of_the_objects_does_not_matter() -> None:
    coords = faulty(2)
    order = np.random.default_rng(4).permutation(len(coords))
    found = {
        (kind, int(order[row]), places) for kind, row, places in facts(shape_faults(coords[order]))
    }
    assert found == set(facts(shape_faults(coords)))


def test_the_input_is_left_alone() -> None:
    coords = faulty(3)
    before = coords.copy()
    shape_faults(coords)
    np.testing.assert_array_equal(coords, before)


@pytest.mark.parametrize("code", [-1.0, 0.0, -999.0, 9999.0])
def test_codes_are_found_without_a_mean_shape(code: float) -> None:
    coords = simulate(3, 12, 2, seed=1).coords + 2000
    coords[1, 4] = code
    (fault,) = shape_faults(coords)
    assert (fault.kind, fault.row, fault.landmarks, fault.code) == ("missing code", 1, (4,), code)


def test_an_object_of_nothing_but_codes_is_named_with_all_its_landmarks() -> None:
    coords = forms() + 500
    coords[6] = 0.0
    assert facts(shape_faults(coords)) == [("missing code", 6, tuple(range(14)))]


def test_a_baseline_at_zero_is_no_code() -> None:
    coords = forms()
    coords -= coords[:, :1]
    assert shape_faults(coords) == ()


def test_the_ends_of_a_closed_curve_may_coincide_everywhere() -> None:
    coords = forms()
    coords[:, 13] = coords[:, 0]
    assert shape_faults(coords) == ()


@AXES
def test_an_object_that_lost_an_axis_is_flat(axes: int) -> None:
    coords = forms(axes)
    coords[8, :, axes - 1] = 12.0
    assert facts(shape_faults(coords)) == [("flat", 8, ())]


def test_an_object_turned_as_ras_against_lps_is_named() -> None:
    made = simulate(30, 14, 3, seed=6)
    coords = np.stack([made.population.consensus * 50 + 3] * 30)
    coords += np.random.default_rng(1).normal(0, 0.3, coords.shape)
    coords[4, :, :2] *= -1
    assert facts(shape_faults(coords)) == [("turned", 4, ())]


def test_a_species_of_its_own_is_no_fault_but_one_animal_of_it_is() -> None:
    coords = np.concatenate([forms(objects=30), simulate(1, 14, 2, seed=77).coords])
    assert ("outlier", 30, ()) in facts(shape_faults(coords))
    several = np.concatenate([forms(objects=30), simulate(6, 14, 2, seed=77).coords])
    assert not [fault for fault in shape_faults(several) if fault.kind == "outlier"]


def test_a_task_can_be_stopped() -> None:
    def step(_done: int, _total: int, _text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        shape_faults(forms(), step=step)


@pytest.mark.parametrize("place", [0, 6, 13])
def test_the_landmark_that_is_one_too_few_or_too_many_is_found(place: int) -> None:
    coords = forms()
    shorter = np.delete(coords[0], place, axis=0)
    assert odd_landmark(shorter, coords[1:]).place == place
    longer = np.insert(coords[0], place, coords[0].mean(axis=0) + 5, axis=0)
    found = odd_landmark(longer, coords[1:])
    assert found.place == place
    assert found.off < 2.5 * found.usual


@pytest.mark.parametrize("factor", [1000.0, 25.4, 10.0, 0.1, 0.001])
def test_sizes_in_another_unit_are_found(factor: float) -> None:
    sizes = np.exp(np.random.default_rng(3).normal(2, 0.2, 30))
    assert size_faults(sizes) == ()
    sizes[11] *= factor
    (fault,) = size_faults(sizes)
    assert (fault.row, fault.factor) == (11, factor)
    assert size_faults(sizes * 7)[0].factor == factor


def test_sizes_that_vary_tenfold_are_not_accused() -> None:
    assert size_faults(np.exp(np.random.default_rng(3).normal(0, 1.2, 200))) == ()
