"""Text that is found and replaced in the cells of columns."""

import numpy as np
import pytest
from quiet_qt import QUIET

from components.ui.columns import Column
from components.ui.find_text import Wanted, found, neighbour, replacements

pytestmark = QUIET

COLUMNS = (
    Column("name", ("Wing 1", "wing 10", "body"), entry="name"),
    Column("age", (1.0, None, 10.5), entry="number"),
    Column("size", np.array([1.23456, np.nan, 10.0]), spec=".2f"),
)


@pytest.mark.parametrize(
    ("wanted", "cells"),
    [
        (Wanted("WING"), [[1, 0, 0], [1, 0, 0], [0, 0, 0]]),
        (Wanted("WING", same_case=True), [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
        (Wanted("1"), [[1, 1, 1], [1, 0, 0], [0, 1, 1]]),
        (Wanted("1", whole=True), [[0, 1, 0], [0, 0, 0], [0, 0, 0]]),
        (Wanted("1.23"), [[0, 0, 1], [0, 0, 0], [0, 0, 0]]),  # as it is shown
        (Wanted("wing 1", whole=True), [[1, 0, 0], [0, 0, 0], [0, 0, 0]]),
        (Wanted(""), [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
    ],
)
def test_what_is_shown_is_found(wanted: Wanted, cells: list[list[int]]) -> None:
    assert found(wanted, COLUMNS, [0, 1, 2]).astype(int).tolist() == cells


def test_only_some_columns_are_searched() -> None:
    assert found(Wanted("1"), COLUMNS, [1]).sum(axis=0).tolist() == [0, 2, 0]
    assert found(Wanted("1"), (), []).shape == (0, 0)


def test_text_is_replaced_as_it_stands() -> None:
    rows = np.array([2, 0, 1])
    assert replacements(Wanted("WING "), r"\1.", COLUMNS, [0], rows) == {
        (0, 0): r"\1.1",
        (1, 0): r"\1.10",
    }
    assert replacements(Wanted("10.5", whole=True), "x", COLUMNS, [0, 1], rows) == {(2, 1): "x"}
    assert replacements(Wanted("1"), "2", COLUMNS, [1], rows[:1]) == {(2, 1): "20.5"}


def test_one_goes_round_in_the_order_of_the_screen() -> None:
    cells = found(Wanted("1"), COLUMNS, [0, 1])
    order, places = np.array([1, 2, 0]), [1, 0]  # hits: (0, 1), (1, 0), (2, 0), (2, 1)
    at, seen = (-1, 0), []
    for _ in range(5):
        hit = neighbour(cells, order, places, at, backwards=False)
        assert hit is not None
        at = hit[:2]
        seen.append(hit)
    assert seen == [(0, 1, 1), (1, 0, 2), (2, 0, 3), (2, 1, 4), (0, 1, 1)]
    assert neighbour(cells, order, places, (0, 1), backwards=True) == (2, 1, 4)
    assert neighbour(cells, order, places, (2, 0), backwards=True) == (1, 0, 2)
    nothing = np.zeros((3, 3), np.bool_)
    assert neighbour(nothing, order, places, (0, 0), backwards=False) is None
