"""One landmark in a row: dialects of CSV, and specimens that do not match each other."""

import numpy as np
import pytest

from components.errors import UserError
from components.formats.landmark_table import looks_like, parse, write
from components.formats.reading import Reading
from components.shape.specimen import Specimen

TABLE = "specimen,landmark,x,y\na,1,1,2\na,2,3,4\nb,1,5,6\nb,2,7,8\n"
COORDS = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]


def read(text: str) -> Reading:
    return parse(text, "file.csv")


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        "\n" + TABLE.replace("\n", "\n\n"),
        TABLE.replace("specimen,landmark,x,y", "Shape,Landmark,X,Y"),
        TABLE.replace(",", ";"),
        TABLE.replace(",", "\t"),
        TABLE.replace(",", " , "),
        TABLE.replace("a,", '"a",').replace("x", '"X"'),
        TABLE.replace("\n", ",,\n").replace("y,,", "y"),
        TABLE + ",,,\n",
        "landmark,y,x,name\n1,2,1,a\n1,6,5,b\n2,4,3,a\n2,8,7,b\n",
        "specimen,landmark,x,y\na,1,1,2\na,2,3,4\nb,2,7,8\nb,1,5,6",
    ],
)
def test_ways_to_write_the_same_table(text: str) -> None:
    reading = read(text)
    assert [s.name for s in reading.specimens] == ["a", "b"]
    np.testing.assert_array_equal([s.landmarks for s in reading.specimens], COORDS)
    assert reading.landmark_names == ()


def test_labels_become_names_in_the_order_of_the_first_specimen() -> None:
    reading = read("id,landmark,x,y,z\nb,tip,1,2,3\nb,1,4,5,6\na,1,7,8,9\na,tip,0,0,0\n")
    assert reading.landmark_names == ("tip", "1")
    assert [s.name for s in reading.specimens] == ["b", "a"]
    assert [s.line for s in reading.specimens] == [2, 4]
    np.testing.assert_array_equal(reading.specimens[1].landmarks, [[0, 0, 0], [7, 8, 9]])


def test_empty_cells_and_na_are_missing() -> None:
    specimens = read("specimen,landmark,x,y\na,1,,\na,2,NA,nan\na,3,1,2\n").specimens
    assert specimens[0].missing == 2


def test_rows_of_a_stand_in_are_missing() -> None:
    reading = read("specimen,landmark,x,y\na,1,-1,-1\na,2,9999,9999\na,3,9999,2\n")
    assert reading.specimens[0].missing == 2
    assert "1 row of -1 on every axis is read as missing (line 2)" in reading.notes[0].text


def test_decimal_commas_need_another_separator() -> None:
    reading = read("specimen;landmark;x;y\na;1;1,5;2\na;2;3;4,25\n")
    np.testing.assert_array_equal(reading.specimens[0].landmarks, [[1.5, 2], [3, 4.25]])
    assert "decimal points" in reading.notes[0].text
    with pytest.raises(UserError, match="line 2: '1,500' is not a number"):
        read('specimen,landmark,x,y\na,1,"1,500",2\n')


def test_columns_of_no_use_here_are_noted() -> None:
    reading = read("specimen,sex,landmark,x,y\na,M,1,1,2\n")
    assert "columns left out: sex" in reading.notes[0].text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TABLE + "b,3,1,1\n", r"file.csv, line 6: b has the landmark '3' unlike a"),
        (TABLE + "a,1,1,1\n", r"line 6: a has the landmark '1' twice"),
        (TABLE + "c,1,1,1\n", r"line 6: c has no landmark '2'"),
        (TABLE + "c,1,1\n", r"line 6: 3 cells where 4 are expected"),
        (TABLE + "c,1,1,2,3\n", r"line 6: 5 cells where 4 are expected"),
        (TABLE + "c,1,1,two\n", r"line 6: 'two' is not a number"),
        (TABLE + "c,1,1,inf\n", r"line 6: 'inf' is not a number"),
        (TABLE + "c,1,1,1_0\n", r"line 6: '1_0' is not a number"),
        ("specimen,landmark,x,y\n", r"no rows below the header"),
        ("specimen,x,y\na,1,2\n", r"the first line lacks"),
        (TABLE + '"' + "x" * 200_000, r"line 6: a cell that begins with a quote"),
    ],
)
def test_what_cannot_be_read_names_file_and_line(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(text)


def test_a_table_cannot_hold_two_specimens_of_one_name() -> None:
    twins = Reading("", (Specimen("a", np.ones((2, 2))), Specimen("a", np.zeros((2, 2)))))
    with pytest.raises(UserError, match="a: several objects of this name"):
        write(twins)


def test_looks_like() -> None:
    assert looks_like("Specimen;LM;X;Y\n")
    assert not looks_like("specimen,sex,x,y\n")


@pytest.mark.performance
def test_a_hundred_thousand_rows_are_read_at_once() -> None:
    from time import perf_counter

    rows = "".join(f"{i},{j},1.5,2.5\n" for i in range(2000) for j in range(50))
    start = perf_counter()
    reading = read("specimen,landmark,x,y\n" + rows)
    assert perf_counter() - start < 2  # 0.1 s on an idle machine
    assert len(reading.specimens) == 2000


def test_a_wrong_cell_far_down_is_named_with_its_line() -> None:
    rows = [f"s{i},1,{i},2" for i in range(25_000)]
    rows[20_000] = "s20000,1,wrong,2"
    with pytest.raises(UserError, match="line 20002: 'wrong' is not a number"):
        parse("\n".join(["specimen,landmark,x,y", *rows]), "a.csv")
