"""The drawing of one object: never mirrored, whole, undistorted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.scene.configuration import configuration, extent, fitted, label_places, outward

SQUARE = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]])


def turn(points: np.ndarray) -> float:
    """Twice the signed area: its sign is the sense of rotation."""
    x, y = points.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))


def test_y_points_up_unless_the_data_set_says_otherwise() -> None:
    assert configuration(SQUARE).points[2].tolist() == [4, -2]
    assert configuration(SQUARE, y_down=True).points[2].tolist() == [4, 2]


def test_on_a_photograph_y_counts_from_its_lower_edge() -> None:
    drawing = configuration(SQUARE, image_height=10)
    assert drawing.points[:2].tolist() == [[0, 10], [4, 10]]
    assert configuration(SQUARE, y_down=True, image_height=10).points.tolist() == SQUARE.tolist()


@pytest.mark.parametrize(("narrow", "plane"), [(2, "x, y"), (1, "x, z"), (0, "y, z")])
def test_in_space_the_two_widest_axes_are_seen_without_mirroring(narrow: int, plane: str) -> None:
    axes = [axis for axis in range(3) if axis != narrow]
    form = np.zeros((4, 3))
    form[:, axes] = SQUARE
    drawing = configuration(form)
    assert drawing.plane == plane
    # a third axis that points at the viewer makes a right-handed system of the three
    near = form.copy()
    near[2, narrow] = 0.5 * (-1.0 if narrow == 1 else 1.0)
    depth = configuration(near).depth
    assert depth is not None
    assert depth.tolist() == [0, 0, 1, 0]
    assert turn(-drawing.points * [-1, 1]) > 0  # y down on the screen


def test_missing_landmarks_take_their_lines_with_them() -> None:
    form = SQUARE.copy()
    form[1, 0] = np.nan
    drawing = configuration(form, wireframe=[(0, 1), (2, 3), (3, 9)], polygons=[(0, 1, 2)])
    assert drawing.links == ((2, 3),)
    assert drawing.polygons == ()
    assert np.isnan(drawing.points[1]).all()
    assert np.isfinite(outward(drawing)[[0, 2, 3]]).all()


@pytest.mark.parametrize("landmarks", [np.empty((0, 2)), np.full((3, 2), np.nan)])
def test_nothing_to_draw_has_no_extent(landmarks: np.ndarray) -> None:
    drawing = configuration(landmarks)
    assert extent(drawing) is None
    assert outward(drawing).shape == landmarks.shape


@given(
    st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=1, max_size=8),
    st.floats(40, 2000),
    st.floats(40, 2000),
)
def test_what_is_fitted_lies_within_the_margins(
    points: list[tuple[float, float]], width: float, height: float
) -> None:
    form = np.array(points)
    frame = fitted(form.min(axis=0), form.max(axis=0), width, height, 10)
    placed = frame.place(form)
    assert (placed >= 10 - 1e-6 * width).all()
    assert (placed[:, 0] <= width - 10 + 1e-6 * width).all()
    assert (placed[:, 1] <= height - 10 + 1e-6 * height).all()


def test_numbers_stand_away_from_the_lines() -> None:
    drawing = configuration(SQUARE, wireframe=[(0, 1), (1, 2), (2, 3), (3, 0)])
    away = outward(drawing)
    middle = drawing.points.mean(axis=0)
    assert ((drawing.points - middle) * away > 0).all()
    np.testing.assert_allclose(np.hypot(*away.T), 1)


def test_labels_lie_neither_on_each_other_nor_on_dots() -> None:
    points = np.random.default_rng(3).uniform(0, 160, (60, 2))
    points[7] = np.nan
    sizes = np.full((60, 2), (14.0, 9.0))
    away = outward(configuration(points * [1, -1]))
    places = label_places(points, away, sizes, 3)
    there = ~np.isnan(places).any(axis=1)
    assert not there[7]
    assert 20 < there.sum() < 59
    for i in np.flatnonzero(there):
        others = there.copy()
        others[i] = False
        assert not (np.abs(places[others] - places[i]) < [14, 9]).all(axis=1).any()
        dots = np.delete(points, [7], axis=0)
        assert not (np.abs(dots - places[i]) < [10, 7.5]).all(axis=1).any()
