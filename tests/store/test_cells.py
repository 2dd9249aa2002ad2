"""Variables: typed cells, and columns that are added, renamed, retyped, moved and removed."""

from collections.abc import Callable

import pytest
from library_state import content, counted
from made import forms, made, modified

from components.errors import UserError
from components.shape.specimen import Value
from components.store import datasets, objects, variables, views
from components.store.datasets import View
from components.store.library import Library

BEFORE: dict[str, tuple[Value, ...]] = {
    "species": ("alba, é",) * 3,
    "age": (0 / 3, 1 / 3, 2 / 3),
    "adult": (True, False, True),
}


def columns(library: Library, number: int) -> dict[str, tuple[Value, ...]]:
    return objects.load_columns(library, number).variables


def kinds(library: Library, number: int) -> dict[str, str]:
    return dict(datasets.dataset(library, number).scheme.variables)


def test_cells_take_the_type_of_their_variable(library: Library) -> None:
    number, (a, b, c) = made(library)
    cells: variables.Cells = {
        (a, "species"): "007", (a, "age"): "7", (a, "adult"): "no",
        (b, "species"): 7.0, (b, "age"): "", (b, "adult"): None,
        (c, "age"): -0.5,
    }  # fmt: skip
    variables.set_cells(library, number, cells)
    assert columns(library, number) == {
        "species": ("007", "7", "alba, é"),
        "age": (7.0, None, -0.5),
        "adult": (False, None, True),
    }


def test_only_what_changes_is_touched(library: Library) -> None:
    number, ids = made(library)
    variables.set_cells(library, number, {(ids[0], "age"): 0.0, (ids[1], "age"): 5.0})
    assert [modified(i) for i in ids] == [False, True, False]


def test_a_variable_is_added_last_without_touching_objects(library: Library) -> None:
    number, ids = made(library)
    variables.add(library, number, " site ", "text")
    assert columns(library, number) == {**BEFORE, "site": (None,) * 3}
    assert not any(map(modified, ids))
    variables.set_cells(library, number, {(ids[1], "site"): "Leeds, UK"})
    assert columns(library, number)["site"] == (None, "Leeds, UK", None)


def test_a_variable_is_added_between_others(library: Library) -> None:
    number, _ = made(library)
    variables.add(library, number, "site", "flag", place=1)
    assert list(kinds(library, number)) == ["species", "site", "age", "adult"]
    assert columns(library, number) == {**BEFORE, "site": (None,) * 3}


def test_a_variable_is_renamed_in_filters_too(library: Library) -> None:
    number, _ = made(library)
    views.save(library, number, View("old", "age > 2 or species = age"))
    variables.rename(library, number, "age", "years old")
    assert list(columns(library, number)) == ["species", "years old", "adult"]
    (view,) = datasets.dataset(library, number).views
    assert view.filter == "[years old] > 2 or species = age"


def test_values_survive_another_type(library: Library) -> None:
    number, _ = made(library)
    for name, kind in (("age", "text"), ("adult", "text"), ("adult", "flag"), ("age", "number")):
        variables.retype(library, number, name, kind)
        assert kinds(library, number)[name] == kind
    assert columns(library, number) == BEFORE
    variables.retype(library, number, "adult", "number")
    assert columns(library, number)["adult"] == (1.0, 0.0, 1.0)


def test_values_that_cannot_be_converted_are_named_or_emptied(library: Library) -> None:
    number, ids = made(library)
    variables.set_cells(library, number, {(ids[1], "species"): "3"})
    before = content(library)
    with pytest.raises(UserError, match=r"^species: form 0 \('alba, é' is not .*form 2 \("):
        variables.retype(library, number, "species", "number")
    assert content(library) == before
    variables.retype(library, number, "species", "number", empty_unfit=True)
    assert columns(library, number)["species"] == (None, 3.0, None)


def test_variables_are_moved_and_removed(library: Library) -> None:
    number, _ = made(library)
    variables.add(library, number, "late")  # the objects' lists are too short for it
    variables.move(library, number, "late", 0)
    variables.move(library, number, "species", 3)
    assert list(kinds(library, number)) == ["late", "age", "adult", "species"]
    assert columns(library, number) == {"late": (None,) * 3, **BEFORE}
    variables.remove(library, number, "age")
    assert columns(library, number) == {
        "late": (None,) * 3, "adult": BEFORE["adult"], "species": BEFORE["species"]
    }  # fmt: skip
    for name in list(kinds(library, number)):
        variables.remove(library, number, name)
    assert columns(library, number) == {}


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (
            lambda k, d, i: variables.set_cells(k, d, {(i[0], "species"): "x", (i[1], "age"): "b"}),
            r"form 1, age \('b' is not a number\)",
        ),
        (lambda k, d, i: variables.set_cells(k, d, {(i[0], "adult"): 3.0}), "form 0, adult"),
        (lambda k, d, i: variables.set_cells(k, d, {(i[0], "no"): 3.0}), "variable 'no' is no"),
        (lambda k, d, _i: variables.set_cells(k, d, {(99, "age"): 3.0}), "object is no longer"),
        (lambda k, d, _i: variables.add(k, d, " "), "needs a name"),
        (lambda k, d, _i: variables.add(k, d, " age"), "'age' already"),
        (lambda k, d, _i: variables.rename(k, d, "age", "adult"), "'adult' already"),
        (lambda k, d, _i: variables.rename(k, d, "no", "adult"), "'no' is no longer"),
        (lambda k, d, _i: variables.move(k, d, "no", 0), "'no' is no longer"),
        (lambda k, d, _i: variables.remove(k, d, "no"), "'no' is no longer"),
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


def test_cells_of_another_data_set_are_refused(library: Library) -> None:
    number, _ = made(library)
    _, others = made(library, 2, "Other")
    with pytest.raises(UserError, match="object is no longer"):
        variables.set_cells(library, number, {(others[0], "age"): 3.0})


def test_a_data_set_without_objects_or_variables(library: Library) -> None:
    number = datasets.create(library, "Empty", datasets.Scheme(2))
    variables.add(library, number, "a")
    variables.add(library, number, "b", place=0)
    variables.retype(library, number, "a", "number")
    variables.move(library, number, "a", 0)
    assert kinds(library, number) == {"a": "number", "b": "text"}
    objects.add(library, number, forms(1))
    variables.remove(library, number, "a")
    variables.remove(library, number, "b")
    variables.add(library, number, "c", place=0)
    assert columns(library, number) == {"c": (None,)}


@pytest.mark.parametrize(
    "act",
    [
        lambda k, d, i: variables.set_cells(k, d, {(n, "age"): 3.0 for n in i}),
        lambda k, d, _i: variables.add(k, d, "new", place=0),
        lambda k, d, _i: variables.retype(k, d, "age", "text"),
        lambda k, d, _i: variables.move(k, d, "age", 0),
        lambda k, d, _i: variables.remove(k, d, "age"),
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
