"""A filter chooses what its words say, and says where it cannot be understood."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.shape.filter import (
    Column,
    check,
    matches,
    with_renamed_column,
    written_name,
    written_text,
)
from components.shape.specimen import Value

COLUMNS = {
    "species": Column("text", ("alba", "alba", "brevis", None, "clara rossa")),
    "sex": Column("text", ("f", "m", "f", "f", "")),
    "age": Column("number", (2.0, 3.0, 4.5, None, 1.0)),
    "body length": Column("number", np.array([10.0, np.nan, 12.5, 13.0, 9.0])),
    "adult": Column("flag", (True, False, None, True, False)),
    "locality": Column("text", ("West Coast", "Inland", "COAST", "Leeds, UK", "is missing")),
    "missing": Column("number", np.array([0, 1, 0, 0, 2])),
}


def chosen(text: str) -> list[int]:
    return [int(i) for i in np.flatnonzero(matches(text, COLUMNS))]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("  ", [0, 1, 2, 3, 4]),
        ("species = alba", [0, 1]),
        ("species == 'alba'", [0, 1]),
        ("species = Alba", []),
        ("Species=alba", [0, 1]),
        ('species = "clara rossa"', [4]),
        ("species != alba", [2, 4]),
        ("not species = alba", [2, 4]),
        ("age >= 3", [1, 2]),
        ("age < 3.0", [0, 4]),
        ("age > -1e2", [0, 1, 2, 4]),
        ("[body length] > 12", [2, 3]),
        ("`body length`<=10", [0, 4]),
        ("body_length <= 10", [0, 4]),
        ("body_length is missing", [1]),
        ("age is not missing", [0, 1, 2, 4]),
        ("not sex is missing", [0, 1, 2, 3]),
        ("missing > 0", [1, 4]),
        ("missing is missing", []),
        ("locality ~ coast", [0, 2]),
        ("not locality ~ coast", [1, 3, 4]),
        ("locality ~ 'LEEDS, uk'", [3]),
        ("locality = 'is missing'", [4]),
        ("adult = true", [0, 3]),
        ("adult = no", [1, 4]),
        ("adult != yes", [1, 4]),
        ("species = alba or age = 4.5 and sex = m", [0, 1]),
        ("(species = alba or age = 4.5) and sex = m", [1]),
        ("species = 'alba' and (sex = f or age >= 3) and not locality ~ coast", [1]),
        ("NOT (sex = f AND age > 2)", [0, 1, 4]),
        ("species > b", [2, 4]),
    ],
)
def test_what_a_filter_chooses(text: str, rows: list[int]) -> None:
    assert chosen(text) == rows


@pytest.mark.parametrize(
    ("text", "at", "problem"),
    [
        ("spcies = alba", 1, "no column 'spcies' among species, sex, age, \\[body length\\]"),
        ("species alba", 9, "a comparison .* expected, but there is 'alba'"),
        ("species =", 10, "a value after = is expected, but the filter ends"),
        ("species = and", 11, "a value after = is expected"),
        ("species = Leeds UK", 17, "'and', 'or' or the end is expected, but there is 'UK'"),
        ("(species = alba", 16, "a closing parenthesis is expected"),
        ("species = alba)", 15, "there is '\\)'"),
        ("(species = ')'", 15, "a closing parenthesis is expected, but the filter ends"),
        ("species = 'alba", 11, "the ' has no closing '"),
        ("[body length > 3", 1, "the \\[ has no closing \\]"),
        ("age > 2,5", 7, "'2,5' is not a number, but the column 'age' holds a number"),
        ("age ~ 2", 1, "'age' is a number, which ~ cannot be asked of"),
        ("adult > no", 1, "use =, !="),
        ("adult = maybe", 9, "neither true nor false"),
        ("age is 3", 8, "'missing' is expected"),
        ("age = ''", 7, "write age is missing"),
        ("age ! 3", 5, "'!' means nothing here"),
        ("and", 1, "the name of a column is expected"),
        ("or age = 3", 1, "the name of a column is expected"),
        ("not", 4, "the name of a column is expected, but the filter ends"),
        ("age = missing", 7, "a value after = is expected, but there is 'missing'"),
        ("age = 3 and", 12, "the name of a column is expected"),
        ("3 = age", 1, "no column '3'"),
        ("(" * 2000, 51, "nested too deep"),
        ("not " * 2000, 201, "nested too deep"),
    ],
)
def test_where_a_filter_is_wrong(text: str, at: int, problem: str) -> None:
    with pytest.raises(UserError, match=f"^Filter, character {at}: .*{problem}") as raised:
        matches(text, COLUMNS)
    assert str(raised.value).count(". ") == 0


def test_many_conditions_are_no_depth() -> None:
    assert chosen(" or ".join(["age = 3"] * 5000)) == [1]


def test_names_are_looked_up_to_the_letter_first() -> None:
    columns = {"Age": Column("number", (1.0,)), "age": Column("number", (2.0,))}
    assert matches("age = 2 and Age = 1", columns).tolist() == [True]
    with pytest.raises(UserError, match="'AGE' may mean Age, age"):
        matches("AGE = 2", columns)


def test_a_filter_is_checked_without_objects() -> None:
    check("species = alba and age > 3", {"species": "text", "age": "number"})
    with pytest.raises(UserError, match="is not a number"):
        check("age > old", {"age": "number"})
    with pytest.raises(UserError, match="no column"):
        check("sex = f", {"age": "number"})


def test_a_renamed_column_is_renamed_in_a_filter() -> None:
    text = "species = species and not (Species is missing or [a]]b] ~ 'species')"
    renamed = with_renamed_column(text, "species", "new name")
    assert renamed == ("[new name] = species and not ([new name] is missing or [a]]b] ~ 'species')")
    assert with_renamed_column(renamed, "a]b", "c") == renamed.replace("[a]]b]", "c")
    assert with_renamed_column("species = (", "species", "x") == "species = ("


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused_with_a_place(text: str) -> None:
    problem = ""
    try:
        assert matches(text, COLUMNS).shape == (5,)
    except UserError as error:
        problem = str(error)
    assert problem.startswith("Filter, character ") or not problem


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_any_name_and_text_can_be_written(name: str, value: str) -> None:
    columns = {name: Column("text", (value, value + "x", None))}
    found = matches(f"{written_name(name)} = {written_text(value)}", columns)
    assert found.tolist() == [True, False, False]


Truth = Callable[[int], bool | None]
Case = tuple[str, Truth]


def plainly(name: str, sign: str, value: Value) -> Truth:
    """Return a comparison of one row, None where its value is missing: the definition."""

    def truth(row: int) -> bool | None:
        own = COLUMNS[name].values[row]
        if own is None or str(own) in ("", "nan"):
            return None
        found = {"=": own == value, "!=": own != value}
        return found[sign] if sign in found else bool(own > value if sign == ">" else own <= value)  # type: ignore[operator]

    return truth


def comparisons() -> st.SearchStrategy[Case]:
    values = {"species": ("alba", "brevis"), "age": (3.0, 2.0), "body length": (12.5,)}
    cases = [
        (f"[{name}] {sign} {value}", plainly(name, sign, value))
        for name, choices in values.items()
        for value in choices
        for sign in ("=", "!=", ">", "<=")
    ]
    return st.sampled_from(cases)


def both(left: Case, right: Case) -> Case:
    def truth(row: int) -> bool | None:
        found = (left[1](row), right[1](row))
        return False if False in found else None if None in found else True

    return f"({left[0]} and {right[0]})", truth


def either(left: Case, right: Case) -> Case:
    def truth(row: int) -> bool | None:
        found = (left[1](row), right[1](row))
        return True if True in found else None if None in found else False

    return f"({left[0]} or {right[0]})", truth


def negated(case: Case) -> Case:
    def truth(row: int) -> bool | None:
        found = case[1](row)
        return None if found is None else not found

    return f"not {case[0]}", truth


@given(
    st.recursive(
        comparisons(),
        lambda part: st.one_of(
            st.builds(both, part, part), st.builds(either, part, part), st.builds(negated, part)
        ),
        max_leaves=12,
    )
)
def test_columns_and_rows_agree(case: Case) -> None:
    text, truth = case
    assert chosen(text) == [row for row in range(5) if truth(row)]


def test_letters_that_a_text_may_hold_do_not_shift_others() -> None:
    column = Column("text", ("a\0b", "ẞ", " ", "İ", None))
    assert column.containing("SS").tolist() == [False, True, False, False, False]
    assert column.containing("B").tolist() == [True, False, False, False, False]
    assert column.known.tolist() == [True, True, False, True, False]


@given(st.lists(st.sampled_from(["river", "Cave", "", None, "hill"]), max_size=40))
def test_texts_that_are_often_equal_are_found_like_others(values: list[str | None]) -> None:
    column = Column("text", tuple(values))
    column.prepare()
    for part in ("RI", "cave", "", "x"):
        expected = [part.casefold() in (value or "").casefold() for value in values]
        assert column.containing(part).tolist() == expected
    assert column.known.tolist() == [bool(value) for value in values]
