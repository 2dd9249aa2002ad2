"""NTSYS matrices: labels in three places, missing codes, wrapped rows, and what is no landmark."""

import numpy as np
import pytest
from drawn_forms import again, assert_same, readings
from hypothesis import assume, given, settings

from components.errors import UserError
from components.formats.nts import looks_like, parse, write
from components.formats.reading import Reading
from components.shape.specimen import Specimen

COORDS = [[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]
NUMBERS = "1 2 3 4 5 6\n7 8 9 10 11 12\n"


def read(text: str) -> Reading:
    return parse(text, "file.nts")


def notes(text: str) -> str:
    return " ".join(note.text for note in read(text).notes)


@pytest.mark.parametrize(
    "text",
    [
        "1 2L 6 0 DIM=3\na b\n" + NUMBERS,
        "1 2L 6 1 9999 dim=3\na\nb\n" + NUMBERS,
        "1 2l 6 0 9999 Dim = 3\n\na\n b\n\n1\n2\t3 4 5\n6 7 8 9 10\n11 12",
        "\n\"one comment\n'and another\n  1  2L  6  0   DIM=3\na b " + NUMBERS,
        "1 2B 6 0 DIM=3\na 1 2 3 4 5 6\nb 7 8 9 10 11 12\n",
        "1 2B 6 0 DIM=3\na\n1 2 3\n4 5 6 b 7 8 9\n10 11 12\n",
        "1 2E 6 0 DIM=3\n1 2 3 4 5 6 a\n7 8 9\n10 11 12 b\n",
        "1 2L 6L 0 DIM=3\na b\nx1 y1 z1 x2 y2 z2\n" + NUMBERS,
        "1 2L 6 0 DIM=3\na b\n1.0D0 ".replace("D0", "e0") + NUMBERS[2:],
    ],
)
def test_ways_to_write_the_same_matrix(text: str) -> None:
    reading = read(text)
    assert [s.name for s in reading.specimens] == ["a", "b"]
    np.testing.assert_array_equal([s.landmarks for s in reading.specimens], COORDS)


def test_labels_with_blanks_stand_one_a_line() -> None:
    reading = read("1 2L 6 0 DIM=3\nPan troglodytes 1\n2 Homo\n" + NUMBERS)
    assert [s.name for s in reading.specimens] == ["Pan troglodytes 1", "2 Homo"]
    [one] = read("1 1L 4 0 DIM=2\nPan troglodytes\n1 2 3 4\n").specimens
    assert one.name == "Pan troglodytes"


def test_labels_that_are_numbers() -> None:
    reading = read("1 2L 4 0 DIM=2\n0 1\n1 2 3 4\n5 6 7 8\n")
    assert [s.name for s in reading.specimens] == ["0", "1"]
    assert reading.specimens[0].landmarks.tolist() == [[1, 2], [3, 4]]


def test_specimens_without_labels_are_numbered() -> None:
    assert [s.name for s in read("1 2 4 0 DIM=2\n1 2 3 4 5 6 7 8").specimens] == [
        "file_1",
        "file_2",
    ]


def test_a_row_for_each_landmark_is_one_specimen() -> None:
    reading = read("1 3L 2 0 DIM=2\ntip base eye\n1 2\n3 4\n5 6\n")
    assert [s.name for s in reading.specimens] == ["file"]
    assert reading.specimens[0].landmarks.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert reading.landmark_names == ("tip", "base", "eye")
    assert read("1 3L 2 0 DIM=2\n1 2 3\n1 2\n3 4\n5 6\n").landmark_names == ()
    assert read("1 1L 2 0 DIM=2\na\n1 2\n").specimens[0].name == "a"


def test_the_missing_code_is_compared_as_a_number() -> None:
    text = "1 2L 4 1 9999 DIM=2\na b\n19999 99991 9999 1\n9.999e3 -9999 9999.5 NA\n"
    one, two = (s.landmarks for s in read(text).specimens)
    np.testing.assert_array_equal(one, [[19999, 99991], [np.nan, 1]])
    np.testing.assert_array_equal(two, [[np.nan, -9999], [9999.5, np.nan]])
    assert "2 coordinates of 9999, the code of the header" in notes(text)


def test_a_code_without_the_flag_is_none() -> None:
    text = "1 2L 4 0 9999 DIM=2\na b\n9999 1 2 3\n4 5\n\n9999 9999\n"
    one, two = (s.landmarks for s in read(text).specimens)
    np.testing.assert_array_equal(one, [[9999, 1], [2, 3]])
    np.testing.assert_array_equal(two, [[4, 5], [np.nan, np.nan]])
    assert "1 row of 9999 on every axis is read as missing (line 6)" in notes(text)


def test_what_is_not_used_is_noted_with_its_line() -> None:
    reading = read('"ears\n1 1L 4L 0 DIM=2 what\na\nx y\nu v\n1 2 3 4\n')
    assert [note.line for note in reading.notes] == [1, 2, 2]
    assert "comment: ears" in reading.notes[0].text
    assert "'what' in the header" in reading.notes[1].text
    assert "labels of the columns" in reading.notes[2].text
    assert "used more than once: a" in notes("1 2L 4 0 DIM=2\na a\n1 2 3 4 5 6 7 8")
    assert "decimal points" in notes("1 1L 4 0 DIM=2\na\n1,5 2 3 4")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n1 214L 1 0\n", r"file.nts, line 2: without DIM= this is a matrix of 1 variables"),
        ('"c\n1 706 4 0\n1 2 3 4\n', r"line 2: without DIM= this is a matrix of 4 variables"),
        ("2 5L 5 0 DIM=2\n", r"line 1: a matrix of type 2"),
        ("1 5L 5 0 DIM=2\n", r"line 1: 5 columns are not landmarks of 2"),
        ("1 5L 0 0 DIM=2\n", r"line 1: 0 columns"),
        ("1 5L 4 0 DIM=4\n", r"line 1: DIM=4 should be 2 or 3"),
        (
            "1 2L 4 0 DIM=2\na b\n1 2 3 4 5 6 7\n",
            r"line 1: .* 2 rows of 4 numbers and 2 labels, but 9 words",
        ),
        (
            "1 2L 4 0 DIM=2\na b\n1 2 3 4 5 6 7 8 9\n",
            r"line 1: .* 2 rows of 4 numbers and 2 labels, but 11 words",
        ),
        ("1 2L 4 0 DIM=2\na b\n1 2 3\nx4 5 6 7 8\n", r"line 4: 'x4' is not a number"),
        ("1 2L 4 0 DIM=2\na b\n1 2 3\ninf 5 6 7 8\n", r"line 4: 'inf' is not a number"),
        ("1 2L 4 0 DIM=2\na b\n1 2 3\n1_0 5 6 7 8\n", r"line 4: '1_0' is not a number"),
        ("1 9L 4 0 DIM=2\na b\n", r"line 1: .* 9 rows of 4 numbers and 9 labels, but 2 words"),
        (
            "1 999999999 999999998 0 DIM=2\n1\n",
            r"line 1: .* 999999999 rows of 999999998 numbers, but 1 words",
        ),
        ("1 2E 4 0 DIM=2\n1 2 3 4 a 5 6 7\n", r"line 1: .* and 2 labels, but 8 words"),
        ("hello", r"file.nts: there is no header"),
    ],
)
def test_what_cannot_be_read_names_file_and_line(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(text)


def test_written_lines_are_those_of_the_format() -> None:
    specimens = (
        Specimen("Pan 1", np.array([[1.5, 2], [19999, np.nan]])),
        Specimen("", np.array([[0, 1], [2, 3.0]])),
    )
    assert write(Reading("", specimens)) == (
        "1 2L 4 1 99999 DIM=2\nPan_1\nunnamed\n1.5 2.0\n19999.0 99999\n0.0 1.0\n2.0 3.0\n"
    )


def test_objects_of_one_landmark_would_pass_for_one_object() -> None:
    twins = (Specimen("a", np.ones((1, 2))), Specimen("b", np.ones((1, 2))))
    with pytest.raises(UserError, match="several objects of one landmark"):
        write(Reading("", twins))


@settings(max_examples=60)
@given(readings())
def test_what_is_written_is_read_back(reading: Reading) -> None:
    specimens = reading.specimens
    assume(len(specimens) == 1 or len(specimens[0].landmarks) > 1)
    back = again(reading, write, parse)
    names = ["_".join(s.name.split()) for s in specimens]
    assert [s.name for s in back.specimens] == names
    kept = tuple(Specimen(name, s.landmarks) for name, s in zip(names, specimens, strict=True))
    assert_same(back, Reading("", kept))


def test_looks_like() -> None:
    assert looks_like("1 2 4 0")
    assert looks_like('"x\n1 2B 4 1 -999 dim=2\n')
    assert not looks_like("1 2 4 0 5 6\n")
    assert not looks_like("1 2 4 0.5\n")
    assert not looks_like("LM=1\n")


@pytest.mark.performance
def test_a_million_numbers_are_read_at_once() -> None:
    from time import perf_counter

    text = "1 1000 1000 0 DIM=2\n" + "123.456789 " * 1_000_000
    start = perf_counter()
    assert len(read(text).specimens) == 1000
    assert perf_counter() - start < 3  # 0.3 s on an idle machine
