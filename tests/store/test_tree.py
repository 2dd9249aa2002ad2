"""Data sets in the tree: described, moved without cycles, reordered; and their saved filters."""

from collections.abc import Callable

import pytest
from library_state import content
from made import SCHEME, made

from components.errors import UserError
from components.store import analyses, datasets, views
from components.store.analyses import StoredAnalysis
from components.store.datasets import Scheme, View
from components.store.library import Library

PLANE = Scheme(2)


def names(library: Library) -> list[str]:
    """Names in the order of the tree, a dot for each level."""
    depth = {None: 0}
    found = []
    for entry in datasets.tree(library):
        depth[entry.id] = depth[entry.parent] + 1
        found.append("." * depth[entry.parent] + entry.name)
    return found


def test_a_scheme_comes_back(library: Library) -> None:
    number = datasets.create(library, "Set", SCHEME)
    assert datasets.dataset(library, number).scheme == SCHEME
    datasets.describe(library, number, "from 1970")
    views.save(library, number, View("old", "age > 3"))
    like = datasets.create_like(library, number, "Set")
    found = datasets.dataset(library, like)
    assert (found.name, found.scheme, found.description) == ("Set (2)", SCHEME, "from 1970")
    assert found.views == (View("old", "age > 3"),)


def test_data_sets_are_moved_and_ordered(library: Library) -> None:
    a, b, c = (datasets.create(library, name, PLANE) for name in "abc")
    d = datasets.create(library, "d", PLANE, a)
    assert names(library) == ["a", ".d", "b", "c"]
    datasets.move(library, c, None, 0)
    assert names(library) == ["c", "a", ".d", "b"]
    datasets.move(library, b, a, 0)
    assert names(library) == ["c", "a", ".b", ".d"]
    datasets.move(library, a, c)
    assert names(library) == ["c", ".a", "..b", "..d"]
    datasets.move(library, d, None)
    assert names(library) == ["c", ".a", "..b", "d"]


def test_a_moved_data_set_gets_a_free_name(library: Library) -> None:
    top = datasets.create(library, "top", PLANE)
    datasets.create(library, "set", PLANE, top)
    other = datasets.create(library, "set", PLANE)
    datasets.move(library, other, top)
    assert names(library) == ["top", ".set", ".set (2)"]


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda k, a, _b: datasets.move(k, a, a), "'a' cannot be moved into itself"),
        (datasets.move, "into 'b', which lies below it; choose"),
        (lambda k, a, _b: datasets.move(k, a, 99), "data set is no longer"),
        (lambda k, _a, _b: datasets.describe(k, 99, "text"), "data set is no longer"),
        (lambda k, a, _b: views.save(k, a, View(" ", "age > 3")), "needs a name"),
        (lambda k, a, _b: views.save(k, a, View("v", "age >")), "Filter, character 6"),
        (lambda k, a, _b: views.rename(k, a, "first", "second"), "'second' already"),
        (lambda k, a, _b: views.rename(k, a, "third", "fourth"), "'third' is no longer"),
        (lambda k, a, _b: views.remove(k, a, "third"), "'third' is no longer"),
        (lambda k, _a, _b: analyses.rename(k, 1, " "), "needs a name"),
    ],
)
def test_bad_input_changes_nothing(
    library: Library, act: Callable[[Library, int, int], object], problem: str
) -> None:
    above = datasets.create(library, "a", PLANE)
    below = datasets.create(library, "b", PLANE, datasets.create(library, "m", PLANE, above))
    for name in ("first", "second"):
        views.save(library, above, View(name, "name = a"))
    before = content(library)
    with pytest.raises(UserError, match=problem):
        act(library, above, below)
    assert content(library) == before


def test_views_are_saved_renamed_replaced_and_removed(library: Library) -> None:
    number, _ = made(library)
    views.save(library, number, View(" old ", "age > 3"))
    views.save(library, number, View("alba", "species = alba"))
    views.save(library, number, View("old", "age > 4"))
    views.rename(library, number, "alba", "white")
    found = datasets.dataset(library, number).views
    assert found == (View("old", "age > 4"), View("white", "species = alba"))
    views.remove(library, number, "old")
    assert [view.name for view in datasets.dataset(library, number).views] == ["white"]


def test_an_analysis_is_renamed(library: Library) -> None:
    number, _ = made(library)
    entry = analyses.save(library, StoredAnalysis(number, "first", "mark", {}, {}))
    analyses.rename(library, entry, " second ")
    assert analyses.load(library, entry).name == "second"
