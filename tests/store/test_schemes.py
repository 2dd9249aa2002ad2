"""The landmark scheme speaks of landmarks that exist, in all objects at once."""

from collections.abc import Callable

import numpy as np
import pytest
from library_state import content, counted
from made import SCHEME, forms, made, modified

from components.errors import UserError
from components.shape.curves import Curve
from components.store import datasets, digitising, objects, schemes
from components.store.datasets import Scheme
from components.store.library import Library
from MdModel import MdDataset

EDGE, EYE = Curve("edge", (0, 2)), Curve("eye", (1, 2, 3), closed=True)


def scheme(library: Library, number: int) -> Scheme:
    return datasets.dataset(library, number).scheme


def test_parts_are_set_and_others_stay(library: Library) -> None:
    number, _ = made(library)
    schemes.change(library, number, wireframe=[(3, 0)], baseline=())
    found = scheme(library, number)
    assert (found.wireframe, found.baseline) == (((3, 0),), ())
    assert (found.polygons, found.landmark_names) == (SCHEME.polygons, SCHEME.landmark_names)
    schemes.change(library, number, landmark_names=list("abcd"), polygons=[])
    assert scheme(library, number).landmark_names == ("a", "b", "c", "d")
    assert scheme(library, number).polygons == ()


def test_a_landmark_is_inserted_into_all_objects_and_the_scheme(library: Library) -> None:
    number, ids = made(library)
    before = objects.load_table(library, number).coords
    schemes.insert_landmark(library, number, 2)
    table = objects.load_table(library, number)
    assert np.isnan(table.coords[:, 2]).all()
    assert np.delete(table.coords, 2, axis=1).tobytes() == before.tobytes()
    found = scheme(library, number)
    assert found.landmark_names == ("tip", "notch", "new", "base", "heel")
    assert found.wireframe == ((0, 1), (1, 3), (3, 4))
    assert (found.polygons, found.baseline) == (((0, 1, 3, 4),), (1, 4))
    assert all(map(modified, ids))


def test_a_removed_landmark_takes_its_lines_along(library: Library) -> None:
    number, _ = made(library)
    before = objects.load_table(library, number).coords
    schemes.remove_landmark(library, number, 1)
    assert (
        objects.load_table(library, number).coords.tobytes()
        == np.delete(before, 1, axis=1).tobytes()
    )
    found = scheme(library, number)
    assert found.landmark_names == ("tip", "base", "heel")
    assert (found.wireframe, found.polygons, found.baseline) == (((1, 2),), ((0, 1, 2),), ())


def test_removing_what_was_inserted_restores_all(library: Library) -> None:
    number, _ = made(library)
    before = objects.load_table(library, number).coords
    for index in (0, 2, 4):
        schemes.insert_landmark(library, number, index, "extra")
        schemes.remove_landmark(library, number, index)
        assert objects.load_table(library, number).coords.tobytes() == before.tobytes()
        assert scheme(library, number) == SCHEME


def test_curves_stand_beside_the_coordinate_system(library: Library) -> None:
    kept = {"public Modan2": {"id": "curve1"}}
    number = datasets.create(library, "curved", Scheme(2, system="y down", curves=(EDGE,)))
    row = MdDataset.get_by_id(number)
    assert row.curves == [
        {"system": "y down"},
        {"name": "edge", "landmarks": [0, 2], "closed": False},
    ]
    row.curves = [*row.curves, kept]
    row.save()
    for curves in ((), (EYE, EDGE), (EYE,)):
        schemes.change(library, number, curves=curves)
        found = scheme(library, number)
        assert (found.curves, found.system) == (curves, "y down")
        assert kept in MdDataset.get_by_id(number).curves
    copy = datasets.create_like(library, number, "alike")
    assert scheme(library, copy) == scheme(library, number)
    with pytest.raises(UserError, match="Curve 'edge': the landmarks start at 1"):
        schemes.change(library, number, curves=[Curve("edge", (-1, 2))])
    assert scheme(library, number).curves == (EYE,)


def test_curves_follow_landmarks_that_come_and_go(library: Library) -> None:
    number, _ = made(library)
    schemes.change(library, number, curves=(EDGE, EYE))
    schemes.insert_landmark(library, number, 1)
    assert [c.landmarks for c in scheme(library, number).curves] == [(0, 3), (2, 3, 4)]
    schemes.remove_landmark(library, number, 0)
    assert scheme(library, number).curves == (Curve("edge"), Curve("eye", (1, 2, 3), closed=True))


def test_objects_that_do_not_reach_the_landmark_stay(library: Library) -> None:
    number, _ = made(library)
    bare, short = objects.add(library, number, [*forms(1, 0), *forms(1, 2)])
    schemes.insert_landmark(library, number, 3)
    assert len(digitising.load(library, bare).landmarks) == 0
    assert len(digitising.load(library, short).landmarks) == 2
    schemes.remove_landmark(library, number, 1)
    assert len(digitising.load(library, short).landmarks) == 1


def test_how_many_landmarks_there_are(library: Library) -> None:
    number = datasets.create(library, "Set", Scheme(3))
    assert schemes.landmark_count(library, number) is None
    schemes.change(library, number, landmark_names=["a", "b"], wireframe=[(0, 1)])
    assert schemes.landmark_count(library, number) == 2
    objects.add(library, number, [*forms(2, 5, 3), *forms(1, 7, 3), *forms(3, 0, 3)])
    assert schemes.landmark_count(library, number) == 5


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda k, d: schemes.change(k, d, wireframe=[(0, 4)]), "line 1-5: the landmarks end at 4"),
        (lambda k, d: schemes.change(k, d, landmark_names=["a"]), "1 landmark names for 4"),
        (lambda k, d: schemes.change(k, d, polygons=[(0, 1)]), "three landmarks or more"),
        (
            lambda k, d: schemes.change(k, d, wireframe=[(0, 1)], baseline=(0, 1, 2)),
            "two landmarks in the plane",
        ),
        (lambda k, d: schemes.insert_landmark(k, d, 5), "There are 4 landmarks"),
        (lambda k, d: schemes.insert_landmark(k, d, 0, "heel"), "both named 'heel'"),
        (lambda k, d: schemes.remove_landmark(k, d, 4), "no landmark 5"),
        (lambda k, _d: schemes.remove_landmark(k, 99, 0), "no longer in the library"),
    ],
)
def test_bad_input_changes_nothing(
    library: Library, act: Callable[[Library, int], object], problem: str
) -> None:
    number, _ = made(library)
    before = content(library)
    with pytest.raises(UserError, match=problem):
        act(library, number)
    assert content(library) == before


@pytest.mark.parametrize("act", [schemes.insert_landmark, schemes.remove_landmark])
def test_many_objects_take_no_more_statements(
    library: Library, act: Callable[[Library, int, int], None]
) -> None:
    few, many = made(library, 2)[0], made(library, 200, "Large")[0]
    with counted(library) as statements:
        act(library, few, 1)
    with counted(library) as more:
        act(library, many, 1)
    assert len(more) == len(statements) < 20
