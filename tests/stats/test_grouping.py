"""Labels of groups: order, counts, means, and what is said of bad ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.stats.grouping import grouping_of, natural_order, require_groups


def test_names_stand_in_natural_order() -> None:
    assert natural_order(["site 10", "Site 2", "a", "site 1"]) == (
        "a",
        "site 1",
        "Site 2",
        "site 10",
    )
    assert natural_order(["10", "9", "-1", "2.5", "1e2"]) == ("-1", "2.5", "9", "10", "1e2")
    assert natural_order(["nan", "1", "x2"]) == ("1", "nan", "x2")


@given(st.lists(st.text(max_size=6), min_size=1, max_size=12, unique=True), st.randoms())
def test_order_does_not_depend_on_the_order_of_objects(names: list[str], random: object) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert natural_order(shuffled) == natural_order(names)


def test_numbers_are_read_as_text() -> None:
    grouping = grouping_of([2, 10, 2.0, "10", True], 5)
    assert grouping.names == ("2", "10", "True")
    assert grouping.codes.tolist() == [0, 1, 0, 1, 2]
    assert grouping.counts.tolist() == [2, 2, 1]
    assert grouping.labels(np.array([1, 0])).tolist() == ["10", "2"]


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_means(labels: list[str]) -> None:
    rows = np.random.default_rng(0).normal(size=(len(labels), 3))
    grouping = grouping_of(labels, len(labels))
    for name, mean in zip(grouping.names, grouping.means(rows), strict=True):
        np.testing.assert_allclose(mean, rows[np.array(labels) == name].mean(axis=0))


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(UserError, match="Object 2, 4, 5: no group"):
        grouping_of(["a", None, "b", "", float("nan")], 5)
    with pytest.raises(ValueError, match="3 labels do not fit 4 objects"):
        grouping_of(["a", "b", "c"], 4)
    with pytest.raises(UserError, match="needs at least 2 groups; all 3 objects are in 'a'"):
        require_groups(grouping_of("aaa", 3), "A test", 1)
    with pytest.raises(UserError, match="at least 2 objects in each group; 'b' has 1, 'c' has 1"):
        require_groups(grouping_of("aabc", 4), "A test", 2)
