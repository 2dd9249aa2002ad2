"""Tables of variables: types of columns, and joining by name without ever moving a specimen."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.errors import UserError
from components.formats.registry import read
from components.formats.variables import VariableTable, join, parse, read_variables
from components.shape.specimen import Specimen, Value


def table(text: str) -> VariableTable:
    return parse(text, "groups.csv")


def named(*names: str) -> list[Specimen]:
    return [Specimen(name, np.zeros((1, 2)), variables={"old": name}) for name in names]


def test_types_of_columns() -> None:
    columns = table(
        "specimen,mass,code,adult,site,mixed,empty\n"
        "a,1.5,007,TRUE,North Sea,1,\n"
        "b,-2e3,12,false,,x,\n"
        "c,NA,13,,NA,3,\n"
    ).columns
    assert columns == {
        "mass": (1.5, -2000.0, None),
        "code": ("007", "12", "13"),
        "adult": (True, False, None),
        "site": ("North Sea", None, None),
        "mixed": ("1", "x", "3"),
        "empty": (None, None, None),
    }


def test_a_number_too_long_to_keep_is_a_code() -> None:
    assert table("id,n\na,12345678901234567\n").columns["n"] == ("12345678901234567",)


@pytest.mark.parametrize(
    "text",
    [
        "specimen,sex\na,M\nb,F\n",
        "specimen;sex\na;M\nb;F\n",
        "specimen\tsex\na\tM\nb\tF\n",
        '"","sex"\n"a","M"\n"b","F"\n',
        "sex,Name\nM,a\nF,b\n",
        "\n whatever , sex \n a , M \n\n b,F,\n,,\n",
    ],
)
def test_ways_to_write_the_same_table(text: str) -> None:
    found = table(text)
    assert found.names == ("a", "b")
    assert found.columns == {"sex": ("M", "F")}


def test_names_of_rows_as_r_writes_them() -> None:
    found = table('"sex";"mass"\n"a";"M";1,5\n"b";"F";2\n')
    assert found.names == ("a", "b")
    assert found.columns == {"sex": ("M", "F"), "mass": (1.5, 2.0)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("specimen,sex,sex\na,1,2\n", r"groups.csv, line 1: two columns 'sex'"),
        ("specimen,sex,\na,1,2\n", r"line 1: column 3 has no name"),
        ("specimen,sex\na,M\n,F\n", r"line 3: there is no name"),
        ("specimen,sex\na,M\nb\n", r"line 3: 1 cells where 2 are expected"),
        ("specimen,sex\na,M\nb,F,x\n", r"line 3: 3 cells where 2 are expected"),
        ("specimen,sex\n", r"no rows below the header"),
        ("just a line\n", r"the first line is not a header"),
    ],
)
def test_what_cannot_be_read_names_file_and_line(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        table(text)


def test_joining_goes_by_name_and_keeps_the_order() -> None:
    joined = join(named("c", "a", "x"), table("specimen,n\na,1\nb,2\nc,3\n"))
    assert [s.variables.get("n") for s in joined.specimens] == [3, 1, None]
    assert [s.variables["old"] for s in joined.specimens] == ["c", "a", "x"]
    assert joined.without_values == ("x",)
    assert joined.unused == ("b",)


def test_case_and_outer_blanks_count_only_where_they_tell_names_apart() -> None:
    joined = join(named("A", "a", "B ", "Q", "q"), table("id,n\na,1\nb,2\nÄ,3\nq,4\n"))
    assert [s.variables.get("n") for s in joined.specimens] == [None, 1, 2, None, 4]
    joined = join(named("x1", "X1"), table("id,n\nX1 ,1\nx1,2\n"))
    assert [s.variables.get("n") for s in joined.specimens] == [2, 1]
    assert join(named("y1", "Y1"), table("id,n\n y1,1\n")).without_values == ("Y1",)


def test_specimens_of_one_name_share_a_row_or_have_one_each() -> None:
    trio = named("a", "b", "a")
    shared = join(trio, table("id,n\na,1\nb,2\n"))
    assert [s.variables["n"] for s in shared.specimens] == [1, 2, 1]
    own = join(trio, table("id,n\na,1\na,3\nb,2\n"))
    assert [s.variables["n"] for s in own.specimens] == [1, 2, 3]
    with pytest.raises(UserError, match=r"groups.csv, line 4: b stands in 2 rows"):
        join(trio, table("id,n\na,1\nb,2\nb,3\n"))


def test_rows_nobody_has_may_repeat() -> None:
    assert join(named("a"), table("id,n\na,1\nz,2\nz,3\n")).unused == ("z",)


def test_the_column_with_most_of_the_names_counts() -> None:
    joined = join(named("57", "58", "2"), table("specimen,name,n\n1,57,5\n2,58,6\n3,2,7\n"))
    assert [s.variables["n"] for s in joined.specimens] == [5, 6, 7]


def test_a_table_replaces_older_values() -> None:
    [specimen] = join(named("a"), table("id,old\na,new\n")).specimens
    assert specimen.variables == {"old": "new"}


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["a", "A", "b ", "b", "c"]), max_size=6),
    st.lists(st.sampled_from(["a", "B", "c", " C", "d"]), min_size=1, max_size=5, unique=True),
)
def test_joining_never_invents_or_loses(names: list[str], listed: list[str]) -> None:
    column: tuple[Value, ...] = tuple(f"of {name}" for name in listed)
    joined = join(named(*names), VariableTable("t", tuple(listed), {"n": column}, (2,) * 9))
    assert [s.name for s in joined.specimens] == names
    for specimen in joined.specimens:
        value = specimen.variables.get("n")
        if specimen.name in listed:
            assert value == f"of {specimen.name}"
        elif value is not None:
            assert str(value)[3:].strip().casefold() == specimen.name.strip().casefold()
        assert (value is None) == (specimen.name in joined.without_values)


def test_variables_are_refused_as_landmarks(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("specimen,sex\na,M\n")
    assert read_variables(path).names == ("a",)
    with pytest.raises(UserError, match=r"groups\.csv, line 1: .* without .* give it as variables"):
        read(path)
