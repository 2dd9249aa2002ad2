"""Another coordinate system shows the same specimen, and never its mirror image."""

from dataclasses import replace

import numpy as np
import pytest

from components.shape.specimen import FloatArray, Specimen
from components.shape.systems import LPS, RAS, SYSTEMS, Y_DOWN, Y_UP, in_system

PLANE = np.array([[1.0, 2], [3, 5], [np.nan, np.nan]])
SPACE = np.array([[1.0, 2, 3], [4, -5, 6], [7, 8, 10], [0, 1, 0]])


def test_lps_and_ras_are_half_a_turn_apart() -> None:
    specimen = Specimen("s", SPACE, (SPACE[:2],), (SPACE[2:],), system=RAS)
    turned = in_system(specimen, LPS)
    assert turned.system == LPS
    np.testing.assert_array_equal(turned.landmarks, SPACE * [-1, -1, 1])
    np.testing.assert_array_equal(turned.curves[0], SPACE[:2] * [-1, -1, 1])
    np.testing.assert_array_equal(turned.outlines[0], SPACE[2:] * [-1, -1, 1])
    assert np.sign(volume(turned.landmarks)) == np.sign(volume(SPACE))
    np.testing.assert_array_equal(in_system(turned, RAS).landmarks, SPACE)


def volume(corners: FloatArray) -> float:
    return float(np.linalg.det(corners[1:] - corners[0]))


def test_y_counts_from_the_other_edge_of_an_image() -> None:
    specimen = Specimen("s", PLANE, (PLANE[:2],), system=Y_DOWN, image_height=10.0)
    turned = in_system(specimen, Y_UP)
    np.testing.assert_array_equal(turned.landmarks, [[1, 8], [3, 5], [np.nan, np.nan]])
    np.testing.assert_array_equal(turned.curves[0], [[1, 8], [3, 5]])
    unsized = in_system(replace(specimen, image_height=None), Y_UP)
    np.testing.assert_array_equal(unsized.landmarks[:2], [[1, -2], [3, -5]])
    for one, height in ((turned, 10.0), (unsized, None)):
        np.testing.assert_array_equal(in_system(one, Y_DOWN).landmarks, PLANE)
        assert one.image_height == height


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_lies_nowhere_known_keeps_its_numbers(system: str) -> None:
    for points in (PLANE, SPACE):
        fits = SYSTEMS[system] == points.shape[1]
        for before in ("", *(name for name, axes in SYSTEMS.items() if axes != points.shape[1])):
            there = in_system(Specimen("s", points, system=before), system)
            np.testing.assert_array_equal(there.landmarks, points)
            assert there.system == (system if fits else before)
        assert in_system(Specimen("s", points, system=system), "").system == system
