"""One object in a row, or in a column: headings of many kinds, variables, images, odd rows."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_forms import NAMES, again, assert_same, readings, with_variables
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components.errors import UserError
from components.formats import deeplabcut, transposed_table, wide_table
from components.formats.axis_columns import layout
from components.formats.naming import is_image, only_count
from components.formats.reading import Reading
from components.formats.registry import recognise
from components.shape.specimen import Specimen

WIDE = "id,x1,y1,x2,y2\na,1,2,3,4\nb,5,6,7,8\n"
TRANSPOSED = "name,a,b\nx1,1,5\ny1,2,6\nx2,3,7\ny2,4,8\n"
DLC = "scorer,M,M,M,M\nbodyparts,1,1,2,2\ncoords,x,y,x,y\na,1,2,3,4\nb,5,6,7,8\n"
COORDS = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]


def read(text: str) -> Reading:
    return recognise("file.csv", text).parse(text, "file.csv")


def notes(text: str) -> str:
    return " ".join(note.text for note in read(text).notes)


@pytest.mark.parametrize(
    "text",
    [
        WIDE,
        WIDE.replace("x1,y1,x2,y2", "X1,Y1,X2,Y2"),
        WIDE.replace("x1,y1,x2,y2", "X0,Y0,X1,Y1"),
        WIDE.replace("x1,y1,x2,y2", "1x,1y,2x,2y"),
        WIDE.replace("x1,y1,x2,y2", "1_X,1_Y,2_X,2_Y"),
        WIDE.replace("x1,y1,x2,y2", "x.1,y.1,x.2,y.2"),
        WIDE.replace("x1,y1,x2,y2", '"x 1","y 1","x 2","y 2"'),
        WIDE.replace(",", ";"),
        "\n" + WIDE.replace(",", "\t").replace("\n", "\n\n"),
        WIDE.replace("\n", ",,\n"),
        WIDE.replace(",", ";").replace("1;2", "1,0;2"),
        WIDE.removeprefix("id,"),
        "x1,x2,y1,y2,id\n1,3,2,4,a\n5,7,6,8,b\n",
        TRANSPOSED,
        TRANSPOSED.replace(",", "\t"),
        TRANSPOSED.replace("name,", ","),
        TRANSPOSED.removeprefix("name,").replace("name", ""),
        TRANSPOSED.replace("\n", ",,\n"),
        "name,a,b\nX 1,1,5\nX 2,3,7\nY 1,2,6\nY 2,4,8\n",
        DLC,
        DLC.replace("\n", ",\n"),
    ],
)
def test_ways_to_write_the_same_table(text: str) -> None:
    reading = read(text)
    assert [s.name for s in reading.specimens] == ["a", "b"]
    np.testing.assert_array_equal([s.landmarks for s in reading.specimens], COORDS)
    assert reading.landmark_names == ()
    assert all(s.variables == {} for s in reading.specimens)


@pytest.mark.parametrize(
    ("headings", "labels", "places"),
    [
        ("x1 y1 z1 x2 y2 z2", ("1", "2"), (0, 1, 2, 3, 4, 5)),
        ("x1 x2 y1 y2", ("1", "2"), (0, 2, 1, 3)),
        ("tip_x tip_y base_x base_y", ("tip", "base"), (0, 1, 2, 3)),
        ("x_a_y y_a_y", ("a_y",), (0, 1)),
        ("LM1x LM1y LM2x LM2y", ("LM1", "LM2"), (0, 1, 2, 3)),
        ("year x1 y1 x_only", ("1",), (1, 2)),
        ("x2 y2 x1 y1", ("2", "1"), (0, 1, 2, 3)),
        ("x1 y1 z1 x2 y2", ("1", "2"), (0, 1, 2, 3, 4, None)),
    ],
)
def test_headings(headings: str, labels: tuple[str, ...], places: tuple[int | None, ...]) -> None:
    found = layout(headings.split())
    assert found is not None
    assert (found.labels, found.places) == (labels, places)


@pytest.mark.parametrize("headings", ["", "x y", "xray year zone", "x1 x2", "y1 z1", "ID mass"])
def test_headings_that_are_none(headings: str) -> None:
    assert layout(headings.split()) is None


def test_other_columns_are_variables() -> None:
    reading = read(
        "Id,sex,mass,ID,code,x_tip,y_tip,x_eye,y_eye\na,M,1.5,a,007,1,2,3,4\nb,,NA,b,1,5,6,7,8\n"
    )
    assert reading.landmark_names == ("tip", "eye")
    assert [s.variables for s in reading.specimens] == [
        {"sex": "M", "mass": 1.5, "code": "007"},
        {"sex": None, "mass": None, "code": "1"},
    ]
    turned = read("name,a,b\nsex,M,F\nx1,1,5\ny1,2,6\nmass,1,2\nx2,3,7\ny2,4,8\n")
    assert turned.specimens[1].variables == {"sex": "F", "mass": 2}
    np.testing.assert_array_equal([s.landmarks for s in turned.specimens], COORDS)


def test_images() -> None:
    reading = read(WIDE.replace("a,", "p.jpg,").replace("b,", "Q.TIF,"))
    assert [(s.name, s.image) for s in reading.specimens] == [("p", "p.jpg"), ("Q", "Q.TIF")]
    reading = read("id,image,x1,y1\n1,p.jpg,1,2\n2,q.jpg,3,4\n")
    assert [(s.name, s.image) for s in reading.specimens] == [("1", "p.jpg"), ("2", "q.jpg")]
    reading = read("file,x1,y1\np.jpg,1,2\nother,3,4\n")
    assert [(s.name, s.image) for s in reading.specimens] == [("p.jpg", ""), ("other", "")]


def test_names_of_rows_as_r_writes_them() -> None:
    reading = read('"sex","x1","y1"\n"a","M",1,2\n"b","F",3,4\n')
    assert [(s.name, s.variables) for s in reading.specimens] == [
        ("a", {"sex": "M"}),
        ("b", {"sex": "F"}),
    ]


def test_missing_coordinates_and_stand_ins() -> None:
    text = "id,x1,y1,x2,y2\na,-1,-1,,NA\nb,9999,9999,9999,1\nc,-999,-999,nan,2\n"
    reading = read(text)
    assert [s.missing for s in reading.specimens] == [2, 1, 2]
    assert reading.specimens[1].landmarks[1].tolist() == [9999, 1]
    assert "1 row of 9999 on every axis is read as missing (line 3)" in notes(text)
    kept = text + "d,-1,-1,-5,6\n"
    assert read(kept).specimens[3].missing == 0
    assert "kept as real values" in notes(kept)


def test_specimens_of_one_name_stay_apart() -> None:
    reading = read(WIDE.replace("b,", "a,"))
    assert [s.landmarks[0, 0] for s in reading.specimens] == [1, 5]
    assert "used more than once: a" in reading.notes[0].text


def test_folders_of_deeplabcut() -> None:
    text = DLC.replace("a,1", "d/e/a.png,1").replace("b,5", "d/e/b.png,5")
    parted = text.replace(",M,M,M,M", ",,,M,M,M,M").replace(",1,1,2,2\n", ",,,1,1,2,2\n")
    parted = parted.replace(",x,y", ",,,x,y", 1).replace("d/e/", "d,e,")
    for reading in (read(text), read(parted)):
        assert [(s.name, s.image) for s in reading.specimens] == [
            ("a", "d/e/a.png"),
            ("b", "d/e/b.png"),
        ]
        assert "y axis points down" in reading.notes[0].text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (WIDE + "c,1,2,3\n", r"file.csv, line 4: 4 cells where 5 are expected"),
        (WIDE + "c,1,2,3,4,5\n", r"line 4: 6 cells where 5 are expected"),
        (WIDE + "c,1,2,3,four\n", r"line 4: 'four' is not a number"),
        (WIDE + 'c,1,2,3,"4,5"\n', r"line 4: '4,5' is not a number"),
        (WIDE.replace("x2,y2", "x2,y2,x1").replace("\n", ",9\n"), r"two headings"),
        ("id,x1,y1,z1,x2,y2\na,1,2,3,4,5\n", r"landmark '2' has no heading for z"),
        ("id,a,a,x1,y1\nn,1,2,3,4\n", r"two headings 'a'"),
        ("id,,x1,y1\nn,1,2,3\n", r"a column has values but no heading"),
        ("id,x1,y1\n", r"no rows below the header"),
        (TRANSPOSED + "x3,1\n", r"line 6: 2 cells where 3 are expected"),
        (TRANSPOSED + ",1,2\n", r"line 6: values without a heading"),
        (TRANSPOSED.replace("4", "four"), r"line 5: 'four' is not a number"),
        (TRANSPOSED + "z1,1,2\n", r"landmark '2' has no heading for z"),
        (DLC + "c,1,2,3\n", r"line 6: 4 cells where 5 are expected"),
        (DLC.replace("coords", "other"), r"does not begin with rows for scorer"),
        (DLC.replace("bodyparts", "individuals,M,M,M,M\nbodyparts"), r"several animals"),
        (DLC.replace("x,y,x,y", "a,b,c,d"), r"the row coords has no x and y"),
    ],
)
def test_what_cannot_be_read_names_the_place(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(text)


@pytest.mark.parametrize("form", [wide_table.FORMAT, transposed_table.FORMAT, deeplabcut.FORMAT])
def test_a_text_of_another_kind_is_refused(form: object) -> None:
    with pytest.raises(UserError, match=r"file\.csv"):
        form.parse("hello", "file.csv")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["x1", "image", "Specimen", "x_tip"])
def test_variables_that_would_pass_for_something_else(name: str) -> None:
    specimen = Specimen("a", np.ones((2, 2)), variables={name: 1.0, "y_tip": 2.0})
    for form in (wide_table, transposed_table):
        with pytest.raises(UserError, match="could be taken for something else"):
            form.write(Reading("", (specimen,)))


LABELS = st.lists(NAMES, min_size=4, max_size=4, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> Reading:
    reading = draw(with_variables(draw(readings())))
    # A text that is all digits and axes can make one table of another; see the test above.
    keys = {key for s in reading.specimens for key in s.variables}
    assume(layout([*keys, "x1", "y1"]).labels == ("1",))  # type: ignore[union-attr]
    assume({key.lower() for key in keys}.isdisjoint({"specimen", "image"}))
    assume(len({key.lower() for key in keys}) == len(keys))
    if draw(st.booleans()):
        labels = tuple(draw(LABELS)[: len(reading.specimens[0].landmarks)])
        assume(not only_count(labels))
        reading = replace(reading, landmark_names=labels)
    return reading


@settings(max_examples=60)
@given(tables(), st.booleans())
def test_a_wide_table_is_read_back(reading: Reading, images: bool) -> None:
    if images:
        named = [replace(s, image=f"{i} a.jpg") for i, s in enumerate(reading.specimens)]
        reading = replace(reading, specimens=tuple(named))
    try:
        text = wide_table.write(reading)
    except UserError:
        assume(False)
    assert wide_table.looks_like(text) or len(reading.landmark_names) == 1
    assert_same(again(reading, wide_table.write, wide_table.parse), reading)


@settings(max_examples=60)
@given(tables())
def test_a_transposed_table_is_read_back(reading: Reading) -> None:
    assume(not all(is_image(s.name) for s in reading.specimens))
    try:
        text = transposed_table.write(reading)
    except UserError:
        assume(False)
    assert transposed_table.looks_like(text) or len(reading.landmark_names) == 1
    assert_same(again(reading, transposed_table.write, transposed_table.parse), reading)


@settings(max_examples=60)
@given(readings(), LABELS, st.booleans())
def test_deeplabcut_is_read_back(reading: Reading, labels: list[str], named: bool) -> None:
    count = len(reading.specimens[0].landmarks)
    if named:
        assume(not only_count(labels[:count]))
        reading = replace(reading, landmark_names=tuple(labels[:count]))
    assume(not all(is_image(s.name) for s in reading.specimens))
    assert deeplabcut.looks_like(deeplabcut.write(reading))
    assert_same(again(reading, deeplabcut.write, deeplabcut.parse), reading)


@pytest.mark.performance
def test_a_thousand_objects_are_read_at_once() -> None:
    from time import perf_counter

    head = "id," + ",".join(f"x{i},y{i}" for i in range(1, 101)) + "\n"
    text = head + "".join(f"{i}" + ",123.456" * 200 + "\n" for i in range(1000))
    start = perf_counter()
    assert len(read(text).specimens) == 1000
    assert perf_counter() - start < 2  # 0.06 s on an idle machine
