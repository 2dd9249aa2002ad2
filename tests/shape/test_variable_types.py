"""Values take the type of their variable, or are refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shape.specimen import Value
from components.shape.variables import KINDS, Kind, fitted


@pytest.mark.parametrize(
    ("value", "kind", "result"),
    [
        ("007", "text", "007"),
        ("007", "number", 7.0),
        (" 2.5 ", "number", 2.5),
        ("-1e3", "number", -1000.0),
        (True, "number", 1.0),
        (3.0, "text", "3"),
        (0.1, "text", "0.1"),
        (1e20, "text", "1e+20"),
        (True, "text", "true"),
        ("Yes", "flag", True),
        (0.0, "flag", False),
        ("NA", "number", None),
        ("NA", "text", "NA"),
        ("", "text", None),
        (math.nan, "number", None),
        (None, "flag", None),
    ],
)
def test_values_are_fitted(value: Value, kind: Kind, result: Value) -> None:
    found = fitted(value, kind)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("abc", "number"),
        ("2,5", "number"),
        ("1_000", "number"),
        ("inf", "number"),
        ("1e999", "number"),
        (math.inf, "number"),
        ("maybe", "flag"),
        (2.0, "flag"),
        (0.5, "flag"),
    ],
)
def test_values_that_do_not_fit_are_refused(value: Value, kind: Kind) -> None:
    with pytest.raises(ValueError, match="is not a|neither"):
        fitted(value, kind)


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.booleans()))
def test_numbers_and_flags_survive_being_text(value: float) -> None:
    kind: Kind = "flag" if isinstance(value, bool) else "number"
    assert fitted(fitted(value, "text"), kind) == value


@given(st.one_of(st.text(), st.floats(), st.booleans()), st.sampled_from(KINDS))
def test_fitting_again_changes_nothing(value: Value, kind: Kind) -> None:
    try:
        once = fitted(value, kind)
    except ValueError:
        return
    assert fitted(once, kind) == once
