"""Landmarks and curves of one object, to the bit."""

from collections.abc import Callable

import numpy as np
import pytest
from library_state import content
from made import SCHEME, forms, made, modified

from components.errors import UserError
from components.shape.specimen import Specimen
from components.store import datasets, digitising, objects
from components.store.library import Library


def landmarks(library: Library, number: int) -> np.ndarray:
    return digitising.load(library, number).landmarks.copy()


def test_an_object_comes_back_whole(library: Library) -> None:
    number = datasets.create(library, "Set", SCHEME)
    given = Specimen(
        "form", np.array([[0.1, np.nan], [1e300, -0.0]]), (np.eye(2),), (np.ones((3, 2)),),
        0.5, "mm", comment="seen", variables={"age": 1 / 3}, curve_names=("back 1", ""),
    )  # fmt: skip
    (new,) = objects.add(library, number, [given])
    found = digitising.load(library, new)
    assert found.landmarks.tobytes() == given.landmarks.tobytes()
    np.testing.assert_array_equal(found.curves[0], given.curves[0])
    np.testing.assert_array_equal(found.outlines[0], given.outlines[0])
    assert (found.name, found.scale, found.unit, found.comment) == ("form", 0.5, "mm", "seen")
    assert found.curve_names == ("back 1", "")
    digitising.set_curves(library, new, [np.ones((2, 2))], [np.eye(2)])
    assert digitising.load(library, new).curve_names == ("back 1", "")
    digitising.set_curves(library, new, [np.ones((2, 2))])
    assert digitising.load(library, new).curve_names == ()
    assert found.variables == {"species": None, "age": 1 / 3, "adult": None}


def test_a_landmark_is_moved_added_inserted_and_removed(library: Library) -> None:
    _, (one, other, _) = made(library)
    expected = landmarks(library, one)
    untouched = landmarks(library, other)

    digitising.move_landmark(library, one, 2, (0.1, 1 / 3))
    expected[2] = 0.1, 1 / 3
    assert landmarks(library, one).tobytes() == expected.tobytes()
    digitising.move_landmark(library, one, 0, None)
    assert np.isnan(landmarks(library, one)[0]).all()
    expected[0] = np.nan

    assert digitising.add_landmark(library, one, (5, 6)) == 4
    digitising.insert_landmark(library, one, 1, None)
    expected = np.array([expected[0], [np.nan] * 2, *expected[1:], [5, 6]])
    np.testing.assert_array_equal(landmarks(library, one), expected)

    digitising.remove_landmark(library, one, 1)
    np.testing.assert_array_equal(landmarks(library, one), np.delete(expected, 1, axis=0))
    assert modified(one)
    assert not modified(other)
    assert landmarks(library, other).tobytes() == untouched.tobytes()


def test_landmarks_from_nothing(library: Library) -> None:
    number = datasets.create(library, "Set", SCHEME)
    (new,) = objects.add(library, number, forms(1, landmarks=0))
    digitising.add_landmark(library, new, (1, 2))
    digitising.insert_landmark(library, new, 0, (3, 4))
    assert landmarks(library, new).tolist() == [[3, 4], [1, 2]]
    digitising.set_landmarks(library, new, np.empty((0, 2)))
    assert landmarks(library, new).shape == (0, 2)


def test_a_landmark_that_stays_is_no_change(library: Library) -> None:
    _, ids = made(library)
    digitising.move_landmark(library, ids[0], 1, landmarks(library, ids[0])[1].tolist())
    assert not modified(ids[0])


def test_curves_are_set_and_taken_away(library: Library) -> None:
    _, (one, *_) = made(library)
    digitising.set_curves(library, one, [np.eye(2)], [np.ones((4, 2))])
    found = digitising.load(library, one)
    assert [len(c) for c in (*found.curves, *found.outlines)] == [2, 4]
    digitising.set_curves(library, one, [])
    assert digitising.load(library, one).curves == ()


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda k, i: digitising.move_landmark(k, i, 4, (0, 0)), "form 0 has 4 .*no landmark 5"),
        (lambda k, i: digitising.move_landmark(k, i, -1, (0, 0)), "no landmark 0"),
        (lambda k, i: digitising.remove_landmark(k, i, 7), "no landmark 8"),
        (lambda k, i: digitising.insert_landmark(k, i, 6, None), "no landmark 7"),
        (lambda k, i: digitising.add_landmark(k, i, (0, np.inf)), "form 0: .*2 finite"),
        (lambda k, i: digitising.set_landmarks(k, i, np.zeros((4, 3))), "2 finite coordinates"),
        (lambda k, i: digitising.set_curves(k, i, [np.zeros((4, 3))]), "trace it again"),
        (lambda k, i: digitising.set_curves(k, i, [np.full((2, 2), np.nan)]), "trace it again"),
        (lambda k, _i: digitising.move_landmark(k, 99, 0, None), "no longer in the library"),
        (lambda k, _i: digitising.set_curves(k, 99, []), "no longer in the library"),
    ],
)
def test_bad_input_changes_nothing(
    library: Library, act: Callable[[Library, int], object], problem: str
) -> None:
    _, ids = made(library)
    before = content(library)
    with pytest.raises(UserError, match=problem):
        act(library, ids[0])
    assert content(library) == before
