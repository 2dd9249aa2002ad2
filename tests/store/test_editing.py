"""Objects are named, scaled, ordered and deleted, many at once; bad input changes nothing."""

from collections.abc import Callable

import numpy as np
import pytest
from library_state import content, counted
from made import SCHEME, forms, made, modified

from components.errors import UserError
from components.store import datasets, digitising, editing, objects
from components.store.datasets import Scheme
from components.store.library import Library
from MdModel import MdImage, MdObject, MdThreeDModel


def test_names_descriptions_and_scales(library: Library) -> None:
    _, (first, second, third) = made(library)
    editing.rename(library, {first: " wing, 1 ", third: "wing 3"})
    editing.describe(library, {first: "seen by me"})
    editing.set_scale(library, [first, second], 0.25, "mm")
    one, two, three = (digitising.load(library, i) for i in (first, second, third))
    assert (one.name, two.name, three.name) == ("wing, 1", "form 1", "wing 3")
    assert (one.comment, two.comment) == ("seen by me", "")
    assert (one.scale, two.scale, three.scale) == (0.25, 0.25, None)
    assert (one.unit, three.unit) == ("mm", "")
    editing.set_scale(library, [first], None)
    assert digitising.load(library, first).scale is None


def test_an_edit_says_when_and_only_of_what_it_changes(library: Library) -> None:
    _, ids = made(library)
    editing.rename(library, {ids[0]: "form 0", ids[1]: "other"})
    assert [modified(i) for i in ids] == [False, True, False]
    editing.set_scale(library, ids[2:], 2.0)
    assert modified(ids[2])


def test_sequence_and_order(library: Library) -> None:
    number, ids = made(library, 5)
    editing.set_sequences(library, dict(zip(ids, (5, 4, 3, 2, 1), strict=True)))
    assert objects.load_columns(library, number).ids.tolist() == ids[::-1]
    editing.reorder(library, number, ids)
    columns = objects.load_columns(library, number)
    assert columns.ids.tolist() == ids
    assert columns.sequences.tolist() == [1, 2, 3, 4, 5]
    a, b, c, d, e = ids
    editing.reorder(library, number, [e, c, a])  # b and d keep their places
    assert objects.load_columns(library, number).ids.tolist() == [e, b, c, d, a]


def test_deleting_takes_the_rows_of_media_along(library: Library) -> None:
    number, ids = made(library)
    editing.delete(library, ids[:2])
    assert objects.load_columns(library, number).ids.tolist() == ids[2:]
    assert [row.object_id for row in MdImage.select()] == ids[2:]
    assert [row.object_id for row in MdThreeDModel.select()] == ids[2:]


def test_an_empty_object_has_the_landmarks_of_the_others_as_missing(library: Library) -> None:
    number, _ = made(library)
    new = editing.add_empty(library, number)
    table = objects.load_table(library, number)
    assert table.names[-1] == "Object 4"
    assert np.isnan(table.coords[-1]).all()
    assert digitising.load(library, new).variables == dict.fromkeys(("species", "age", "adult"))
    named = datasets.create(library, "named", SCHEME)
    assert len(digitising.load(library, editing.add_empty(library, named, "a")).landmarks) == 4
    bare = datasets.create(library, "bare", Scheme(3))
    assert digitising.load(library, editing.add_empty(library, bare, "b")).landmarks.shape == (0, 3)


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda k, _d, i: editing.rename(k, {i[0]: "new", i[1]: " "}), "needs a name"),
        (lambda k, _d, i: editing.rename(k, {i[0]: "new", 99: "b"}), "no longer in the library"),
        (lambda k, _d, i: editing.set_scale(k, i, 0.0), "a number above 0, not 0"),
        (lambda k, _d, i: editing.set_scale(k, i, float("nan")), "above 0, not nan"),
        (lambda k, _d, i: editing.set_scale(k, [*i, 99], 1.0), "no longer in the library"),
        (lambda k, d, i: editing.reorder(k, d, [i[0], i[0]]), "choose them again"),
        (lambda k, d, i: editing.reorder(k, d, [i[0], 99]), "objects of one data set"),
        (lambda k, _d, _i: editing.add_empty(k, 99), "data set is no longer in the library"),
    ],
)
def test_bad_input_changes_nothing(
    library: Library, act: Callable[[Library, int, list[int]], object], problem: str
) -> None:
    number, ids = made(library)
    before = content(library)
    with pytest.raises(UserError, match=problem):
        act(library, number, ids)
    assert content(library) == before


@pytest.mark.parametrize(
    "act",
    [
        lambda k, _d, i: editing.rename(k, {n: f"new {n}" for n in i}),
        lambda k, _d, i: editing.set_scale(k, i, 2.0, "mm"),
        lambda k, _d, i: editing.set_sequences(k, {n: -n for n in i}),
        lambda k, d, i: editing.reorder(k, d, i[::-1]),
        lambda k, _d, i: editing.delete(k, i),
    ],
)
def test_many_objects_take_no_more_statements(
    library: Library, act: Callable[[Library, int, list[int]], object]
) -> None:
    few, many = made(library, 2), made(library, 200, "Large")
    with counted(library) as statements:
        act(library, *few)
    with counted(library) as more:
        act(library, *many)
    assert len(more) == len(statements) < 20


def test_more_objects_than_a_statement_has_parameters(library: Library) -> None:
    number = datasets.create(library, "Large", SCHEME)
    ids = objects.add(library, number, forms(1500))
    editing.reorder(library, number, ids[::-1])
    assert objects.load_columns(library, number).ids.tolist() == ids[::-1]
    editing.delete(library, ids)
    assert MdObject.select().count() == 0
