"""Wireframe, polygons and baseline speak of landmarks that exist, also after renumbering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.shape.links import (
    check_baseline,
    check_names,
    check_polygons,
    check_wireframe,
    with_landmark,
    without_landmark,
)

LINKS = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2, unique=True), max_size=12)


def test_what_is_right_is_returned() -> None:
    assert check_wireframe([[0, 1], [2, 1]], 3) == ((0, 1), (2, 1))
    assert check_wireframe([(0, 40)], None) == ((0, 40),)
    assert check_polygons([[0, 1, 2]], 3) == ((0, 1, 2),)
    assert check_baseline((0, 2), 3, 2) == (0, 2)
    assert check_baseline((), 3, 3) == ()
    assert check_names([" a ", "b"], 2) == ("a", "b")
    assert check_names([], 2) == ()


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([(0, 1), (2, 2)], "Wireframe line 3-3 has the same landmark twice; mend or remove it."),
        ([(0, 5)], "Wireframe line 1-6: the landmarks end at 5; mend or remove it."),
        ([(-1, 2)], "Wireframe line 0-3: the landmarks start at 1; mend or remove it."),
        ([(0, 1), (1, 0)], "Wireframe line 2-1 is there twice; remove one of the two."),
        ([(0, 1, 2)], "Wireframe line 1-2-3 must join two landmarks; mend it."),
    ],
)
def test_lines_that_are_wrong_are_named(lines: list[tuple[int, ...]], problem: str) -> None:
    with pytest.raises(UserError) as raised:
        check_wireframe(lines, 5)
    assert str(raised.value) == problem


def test_polygons_baselines_and_names_that_are_wrong_are_named() -> None:
    with pytest.raises(UserError, match="^Polygon 1-2 needs three landmarks or more"):
        check_polygons([(0, 1)], 5)
    with pytest.raises(UserError, match="^Polygon 1-2-1 has the same landmark twice"):
        check_polygons([(0, 1, 0)], 5)
    with pytest.raises(UserError, match="^Baseline 1-2-3 must have two landmarks in the plane"):
        check_baseline((0, 1, 2), 5, 2)
    with pytest.raises(UserError, match="^Baseline 1-9: the landmarks end at 5"):
        check_baseline((0, 8), 5, 2)
    with pytest.raises(UserError, match="^There are 1 landmark names for 2 landmarks"):
        check_names(["a"], 2)
    with pytest.raises(UserError, match="^Landmark 2 has no name"):
        check_names(["a", " "], 2)
    with pytest.raises(UserError, match="^Landmarks 1 and 3 are both named 'a'"):
        check_names(["a", "b", "a"], 3)


@given(LINKS, st.integers(0, 10))
def test_removing_what_was_inserted_gives_the_same(links: list[list[int]], index: int) -> None:
    inserted = with_landmark(links, index)
    assert not any(index in line for line in inserted)
    unique = {frozenset(line): tuple(line) for line in reversed(links)}
    assert set(without_landmark(inserted, index, 2)) == set(unique.values())


def test_removing_a_landmark_removes_its_lines_and_shrinks_polygons() -> None:
    assert without_landmark([(0, 1), (1, 2), (0, 3)], 1, 2) == ((0, 2),)
    assert without_landmark([(0, 1, 2, 3), (0, 1, 2)], 1, 3) == ((0, 1, 2),)
    assert without_landmark([(0, 1)], 0, 2) == ()
    assert without_landmark([(1, 2)], 0, 2) == ((0, 1),)
