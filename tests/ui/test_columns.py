"""Columns of tables: how values are written, and the order in which they sort."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shape.specimen import Value
from components.ui.columns import Column, Entry, columns_of, decimals

VALUES = st.one_of(
    st.lists(st.one_of(st.none(), st.floats(allow_infinity=False)), max_size=30),
    st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=30),
    st.lists(st.one_of(st.none(), st.booleans(), st.text(max_size=3), st.floats()), max_size=30),
)


def in_order(values: list[Value], *, descending: bool = False) -> list[Value]:
    return [values[i] for i in Column("", values).order(descending=descending)]


@given(VALUES, st.booleans())
def test_sorting_keeps_every_row_and_puts_missing_ones_last(
    values: list[Value], descending: bool
) -> None:
    column = Column("", values)
    order = column.order(descending=descending)
    assert sorted(order) == list(range(len(values)))
    keys = column.sort_keys[order]
    known = keys[~np.isnan(keys)]
    assert not np.isnan(keys[: len(known)]).any()
    before, after = known[:-1], known[1:]  # compared, not subtracted: some are infinite
    assert (before >= after).all() if descending else (before <= after).all()


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=20), st.booleans())
def test_equal_values_stay_in_their_order(values: list[str], descending: bool) -> None:
    order = Column("", values).order(descending=descending)
    for value in set(values):
        rows = [row for row in order if values[row] == value]
        assert rows == sorted(rows)


def test_numbers_inside_text_sort_as_numbers() -> None:
    assert in_order(["wing 10", "Wing 9", "wing 100"]) == ["Wing 9", "wing 10", "wing 100"]


def test_numbers_sort_as_numbers_and_text_as_text() -> None:
    assert in_order([10.0, 9.0, None, -1.0]) == [-1.0, 9.0, 10.0, None]
    assert in_order(["b", "", "a"], descending=True) == ["b", "a", ""]


@pytest.mark.parametrize(
    ("values", "spec", "text", "exact"),
    [
        ([1 / 3], ".3f", "0.333", "0.3333333333333333"),
        (np.array([1 / 3]), ".1%", "33.3%", "0.3333333333333333"),
        (np.array([math.nan]), ".3f", "", ""),
        ([None], ".3f", "", ""),
        ([12.0], "", "12", "12"),
        (np.array([30]), "", "30", "30"),
        (["river"], "", "river", "river"),
        ([True], "", "true", "true"),
    ],
)
def test_how_values_are_written(values: list[Value], spec: str, text: str, exact: str) -> None:
    column = Column("", values, spec=spec)
    assert (column.text(0), column.exact(0)) == (text, exact)


@pytest.mark.parametrize(
    ("largest", "spec"),
    [(1234.5, ".1f"), (0.0834, ".6f"), (123456.0, ".0f"), (0.0, ".0f"), (1e-30, ".12f")],
)
def test_decimals_show_the_largest_with_five_digits(largest: float, spec: str) -> None:
    assert decimals(np.array([largest, math.nan, -largest / 2])) == spec


def test_rows_become_columns_with_numbers_at_the_right() -> None:
    label, value = columns_of([["Test", "F"], ["Wilks", "1.5"], ["Roy", "2.5"]])
    assert (label.title, label.values, label.right) == ("Test", ["Wilks", "Roy"], False)
    assert (value.title, value.values, value.right) == ("F", ["1.5", "2.5"], True)


@pytest.mark.parametrize(
    ("entry", "text", "value"),
    [
        ("name", " wing 1 ", "wing 1"),
        ("place", "12", 12),
        ("number", "1e3", 1000.0),
        ("number", "NA", None),
        ("flag", "yes", True),
        ("text", "007", "007"),
        ("text", " ", None),
    ],
)
def test_typed_text_becomes_a_value(entry: Entry, text: str, value: Value) -> None:
    fitted = Column("", [], entry=entry).fitted(text)
    assert fitted == value
    assert type(fitted) is type(value)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("name", " "),
        ("place", "1.5"),
        ("place", ""),
        ("place", "1e30"),
        ("number", "1,5"),
        ("flag", "2"),
    ],
)
def test_text_that_does_not_fit_is_no_value(entry: Entry, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Column("", [], entry=entry).fitted(text)


@given(st.lists(st.none() | st.booleans() | st.floats(allow_nan=True) | st.text(), max_size=9))
def test_all_texts_at_once_are_those_of_the_rows(values: list[Value]) -> None:
    column = Column("c", values)
    assert column.texts() == [column.exact(row) for row in range(len(values))]
    sizes = Column("s", np.array([1.23456, np.nan, 2.0]), spec=".2f")
    assert sizes.texts(exact=False) == [sizes.text(row) for row in range(3)]


@given(st.lists(st.text("aB1290 ", max_size=6), max_size=12), st.booleans())
def test_long_texts_sort_as_short_ones_do(values: list[str], many: bool) -> None:
    long = [value + "x" * 99 for value in values] if many else values
    order = Column("c", long).order(descending=False).tolist()
    keys = [re.sub(r"\d+", lambda d: d[0].zfill(12), v.casefold()) for v in long]
    there = [i for i in order if long[i]]
    assert [keys[i] for i in there] == sorted(keys[i] for i in there)
