"""Files of one object: Landmark Editor, iBUG, Avizo, Checkpoint, MeshLab, menpo, StereoMorph."""

import json
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from drawn_forms import NAMES, again, assert_same, points
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import CHECKPOINT, IBUG, LANDMARK_ASCII, LANDMARK_EDITOR, LJSON, MESHLAB, STEREOMORPH

from components.errors import UserError
from components.formats import (
    checkpoint,
    ibug,
    landmark_ascii,
    landmark_editor,
    ljson,
    meshlab,
    stereomorph,
)
from components.formats.reading import Reading
from components.formats.registry import recognise
from components.shape.specimen import FloatArray, Specimen

NAN = float("nan")


def read(text: str, name: str = "skull.txt") -> Reading:
    return recognise(name, text).parse(text, name)


def notes(text: str) -> str:
    return " ".join(note.text for note in read(text).notes)


def same(reading: Reading, expected: list[list[float]]) -> Specimen:
    [specimen] = reading.specimens
    assert specimen.name == "skull"
    np.testing.assert_array_equal(specimen.landmarks, expected)
    return specimen


def test_landmark_editor() -> None:
    reading = read(LANDMARK_EDITOR)
    same(reading, [[1, 2, 3], [NAN] * 3, [-3, 9999, 1.99994], [7, 8, 9]])
    assert reading.landmark_names == ("S000", "S001", "C001-000", "P000-000")
    assert "1 row of 9999 on every axis is read as missing (line 4)" in notes(LANDMARK_EDITOR)
    assert "2 points of curves and patches are landmarks" in notes(LANDMARK_EDITOR)
    assert read("Version 1.0\n1\nS000 1 2 3").landmark_names == ()


def test_ibug() -> None:
    same(read(IBUG), [[1.5, 2], [3, 4]])
    assert "y axis points down" in notes(IBUG)
    same(read("VERSION: 1 N_POINTS: 1 {1 2}"), [[1, 2]])
    assert "text after the brace is left out" in notes(IBUG + "more")


def test_landmark_ascii() -> None:
    one, two = read(LANDMARK_ASCII).specimens
    assert (one.name, two.name) == ("skull_1", "skull_2")
    assert one.landmarks.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert two.landmarks.tolist() == [[-1, -2, -3], [7, 8, 9]]
    assert "MarkerTypes of the markers is left out" in notes(LANDMARK_ASCII)
    assert "2 sets of points become as many objects" in notes(LANDMARK_ASCII)


def test_checkpoint() -> None:
    reading = read(CHECKPOINT)
    specimen = same(reading, [[1.5, 2, 3], [NAN] * 3, [7, 8, 9]])
    assert (specimen.unit, specimen.scale) == ("um", 1)
    assert specimen.variables == {"ID": "x 1", "Sex": "F"}
    assert reading.landmark_names == ("eye tip", "base", "")
    assert "1 landmarks are flagged M" in notes(CHECKPOINT)
    assert "2 curves are left out" in notes(CHECKPOINT)


def test_meshlab() -> None:
    reading = read(MESHLAB)
    specimen = same(reading, [[1, 2.5, 3], [NAN] * 3])
    assert specimen.mesh == "skull.ply"
    assert reading.landmark_names == ("Tip & <base>", "eye")
    assert "1 points are not active and read as missing (line 6)" in notes(MESHLAB)


@pytest.mark.parametrize(
    "top",
    [
        '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE p [<!ENTITY % a "x">]>',
    ],
)
def test_entities_are_refused(top: str) -> None:
    with pytest.raises(UserError, match="declares entities"):
        read(top + '<PickedPoints><point x="1" y="1" z="1" name="&b;"/></PickedPoints>')


def test_ljson_of_three_versions() -> None:
    reading = read(LJSON)
    same(reading, [[1, 2], [3, 4], [NAN, NAN], [7, 8]])
    assert reading.landmark_names == ("face jaw_1", "face jaw_2", "face 3", "pupils left")
    assert reading.wireframe == ((0, 1), (1, 2))
    assert "landmarks of 2 groups in turn: face (3), pupils (1)" in notes(LJSON)
    second = {
        "labels": [{"label": "all", "mask": [0, 1]}],
        "landmarks": {"points": [[2, 1], [4, 3]]},
    }
    reading = read(json.dumps({**second, "version": 2}))
    same(reading, [[1, 2], [3, 4]])
    assert reading.landmark_names == ()
    first = [
        {
            "label": "chin",
            "connectivity": [[0, 1]],
            "landmarks": [{"point": [2, 1]}, {"point": [4, 3]}],
        },
        {"label": "eye", "connectivity": [], "landmarks": [{"point": [None, None]}]},
    ]
    reading = read(json.dumps({"groups": first, "version": 1}))
    same(reading, [[1, 2], [3, 4], [NAN, NAN]])
    assert reading.landmark_names == ("chin_1", "chin_2", "eye")
    assert reading.wireframe == ((0, 1),)


def test_points_of_meshes_keep_their_order_of_axes() -> None:
    group = {"labels": [], "landmarks": {"points": [[1, 2, 3]]}}
    same(read(json.dumps({"groups": {"LJSON": group}})), [[1, 2, 3]])


def test_stereomorph() -> None:
    reading = read(STEREOMORPH)
    specimen = same(reading, [[1, 2], [NAN, NAN]])
    assert (specimen.scale, specimen.unit, specimen.image) == (0.5, "mm", "a b.jpg")
    assert [curve.tolist() for curve in specimen.curves] == [[[1, 2], [1, 3]], [[5, 6], [7, 8]]]
    assert (specimen.curve_names, specimen.system) == (("back", "suture"), "y down")
    assert reading.landmark_names == ("tip", "left eye")
    for said in (
        "only control points, which are the curve: suture",
        "left out: ruler.pixel, curves.control",
        "y axis points down",
    ):
        assert said in notes(STEREOMORPH)


def test_stereomorph_without_pixels() -> None:
    scaled = STEREOMORPH.replace(".pixel", ".scaled")
    specimen = same(read(scaled), [[1, 2], [NAN, NAN]])
    assert (specimen.scale, specimen.unit) == (1, "mm")
    assert [curve.tolist() for curve in specimen.curves] == [[[1, 2], [1, 3]]]
    bare = STEREOMORPH.replace(".pixel", "").replace(
        "rownames=TRUE colnames=FALSE", "rownames=TRUE colnames=TRUE"
    )
    bare = bare.replace("\t\ttip", "\t\t\tx\ty\n\t\ttip")
    specimen = same(read(bare), [[1, 2], [NAN, NAN]])
    assert (specimen.scale, specimen.unit) == (None, "")


@pytest.mark.parametrize(
    ("form", "text", "message"),
    [
        (landmark_editor, "hello", r"does not begin with a version"),
        (
            landmark_editor,
            "Version 1.0\n2\nS000 1 2 3\n",
            r"line 3: the count 2 stands above 1 rows",
        ),
        (landmark_editor, "Version 1.0\n1\nS000 1 x 3\n", r"line 3: 'x' is not a number"),
        (landmark_editor, "Version 1.0\n1\nS000 1 2\n", r"not a label and three numbers"),
        (landmark_editor, "Version 1.0\n1\nS000 1 2 3\nS001  \n", r"not a label and three"),
        (landmark_editor, "Version 1.0\n0\n", r"not a label and three numbers"),
        (ibug, "hello", r"not version, n_points and points"),
        (ibug, "version: 1\nn_points: 2\n{\n1 2\n}", r"line 4: n_points: 2 stands above 1 rows"),
        (ibug, "version: 1\nn_points: 0\n{\n}", r"no points"),
        (ibug, "version: 1\nn_points: 1\n{\n1 2\n", r"not version, n_points and points"),
        (landmark_ascii, "# Avizo BINARY\ndefine Markers 1\n", r"no list of markers in ASCII"),
        (landmark_ascii, LANDMARK_ASCII.replace("float[3]", "int"), r"no coordinates of markers"),
        (landmark_ascii, LANDMARK_ASCII.replace("4 5 6", ""), r"line 14: define Markers 2 stands"),
        (
            landmark_ascii,
            LANDMARK_ASCII.replace(" 3\n", "\n").replace(" 6\n", "\n"),
            r"not in 3-D",
        ),
        (checkpoint, "Version 6\nStratovan Checkpoint\n", r"no section \[Landmarks\]"),
        (checkpoint, CHECKPOINT.replace("Points: 3", "Points: 4"), r"4 landmarks are promised"),
        (checkpoint, CHECKPOINT.replace("1: 0 M", "1: M"), r"line 10: .* is no landmark"),
        (checkpoint, CHECKPOINT.replace("1.5", "1.x"), r"line 9: '1.x' is not a number"),
        (checkpoint, CHECKPOINT.replace("1.5", "1\x855"), r"line 9: .* is not a number"),
        (meshlab, "<PickedPoints>", r"line 1: this is not valid XML \(no element found\)"),
        (meshlab, "<PickedPoints/>", r"no picked points"),
        (meshlab, MESHLAB.replace('"2.5"', '"y"'), r"line 5: 'y' is not a number"),
        (ljson, '{"groups": {"a": 1}}', r"group 'a' should be an object"),
        (ljson, '{"groups": {}}', r"no points"),
        (ljson, LJSON.replace("[8, 7]", "[8]"), r"group 'pupils', points: point 1"),
        (ljson, LJSON.replace("[8, 7]", "[8, 7, 9]"), r"differ in their number of axes"),
        (ljson, LJSON.replace("[1, 2]]", "[1, 3]]"), r"a link should be whole numbers from 0 to 2"),
        (ljson, LJSON.replace("[1, 2]]", "[1]]"), r"a link should be two landmarks"),
        (
            ljson,
            LJSON.replace('"mask": [0, 1]', '"mask": [0, "1"]'),
            r"mask should be whole numbers",
        ),
        (stereomorph, "<shapes type=list>\n</shapes>", r"no landmarks or curves"),
        (stereomorph, STEREOMORPH.replace("</back>", ""), r"line 18: <back> has no end"),
        (
            stereomorph,
            STEREOMORPH.replace("nrow=2 ncol=2", "nrow=3 ncol=2"),
            r"line 7: 3 rows of 2 are promised",
        ),
        (stereomorph, STEREOMORPH.replace("tip\t1", "1"), r"line 8: no name and 2 numbers"),
        (stereomorph, STEREOMORPH.replace("tip\t1", "tip\tx"), r"line 8: 'x' is not a number"),
    ],
)
def test_what_cannot_be_read_names_the_place(form: ModuleType, text: str, message: str) -> None:
    with pytest.raises(UserError, match=r"skull\.txt.*(" + message + ")"):
        form.parse(text, "skull.txt")


def single(count: int, axes: int, data: st.DataObject, *, missing: bool = True) -> Specimen:
    """Draw one object whose landmarks are there or not."""
    array: FloatArray = data.draw(points(count, axes))
    gaps = np.isnan(array)
    array = (
        np.where(gaps.any(axis=1, keepdims=True), np.nan, array)
        if missing
        else np.nan_to_num(array)
    )
    return Specimen("made", array)


COUNTS = st.integers(1, 4)


@settings(max_examples=40)
@given(COUNTS, st.data())
def test_landmark_editor_is_read_back(count: int, data: st.DataObject) -> None:
    labels = st.tuples(st.sampled_from("SCP"), st.integers(1, 999)).map(
        lambda t: f"{t[0]}{t[1]:03d}"
    )
    names = tuple(data.draw(st.lists(labels, min_size=count, max_size=count)))
    reading = Reading("", (single(count, 3, data),), data.draw(st.sampled_from([(), names])))
    assert landmark_editor.looks_like(landmark_editor.write(reading))
    assert_same(again(reading, landmark_editor.write, landmark_editor.parse), reading)


@settings(max_examples=40)
@given(COUNTS, st.data(), st.sampled_from([(ibug, 2), (landmark_ascii, 3)]))
def test_bare_points_are_read_back(
    count: int, data: st.DataObject, form: tuple[ModuleType, int]
) -> None:
    reading = Reading("", (single(count, form[1], data, missing=False),))
    assert form[0].looks_like(form[0].write(reading))
    assert_same(again(reading, form[0].write, form[0].parse), reading)
    gap = replace(reading.specimens[0], landmarks=np.full((1, form[1]), np.nan))
    with pytest.raises(UserError, match="landmarks are missing"):
        form[0].write(Reading("", (gap,)))


def named(count: int, data: st.DataObject) -> tuple[str, ...]:
    names = data.draw(st.lists(NAMES, min_size=count, max_size=count))
    return data.draw(st.sampled_from([(), tuple(f"n {name}".strip() for name in names)]))


@settings(max_examples=40)
@given(COUNTS, st.data())
def test_checkpoint_is_read_back(count: int, data: st.DataObject) -> None:
    names = tuple(name.replace('"', "'") for name in named(count, data))
    one = replace(single(count, 3, data), scale=1.0, unit=data.draw(st.sampled_from(["um", "mm"])))
    reading = Reading("", (one,), names)
    back = again(reading, checkpoint.write, checkpoint.parse)
    assert_same(back, reading)
    assert back.specimens[0].unit == one.unit


@settings(max_examples=40)
@given(COUNTS, st.data())
def test_meshlab_is_read_back(count: int, data: st.DataObject) -> None:
    allowed = {ord(mark): "?" for mark in map(chr, range(32))} | {0xFFFE: "?", 0xFFFF: "?"}
    names = tuple(name.translate(allowed) for name in named(count, data))
    reading = Reading("", (replace(single(count, 3, data), mesh='a "b" & <c>.ply'),), names)
    back = again(reading, meshlab.write, meshlab.parse)
    assert_same(back, reading)
    assert back.specimens[0].mesh == reading.specimens[0].mesh


@settings(max_examples=40)
@given(COUNTS, st.sampled_from([2, 3]), st.data())
def test_ljson_is_read_back(count: int, axes: int, data: st.DataObject) -> None:
    one = Specimen("made", data.draw(points(count, axes)))
    landmark = st.integers(0, count - 1)
    links = tuple(data.draw(st.lists(st.tuples(landmark, landmark), max_size=3)))
    reading = Reading("", (one,), named(count, data), wireframe=links)
    assert ljson.looks_like(ljson.write(reading))
    assert_same(again(reading, ljson.write, ljson.parse), reading)


@settings(max_examples=40)
@given(COUNTS, st.sampled_from([2, 3]), st.data())
def test_stereomorph_is_read_back(count: int, axes: int, data: st.DataObject) -> None:
    chains = data.draw(st.lists(points(3, axes), max_size=2))
    one = replace(Specimen("made", data.draw(points(count, axes))), curves=tuple(chains))
    if axes == 2:
        one = replace(one, scale=0.25, unit="mm", image="a b.jpg")
    names = tuple(" ".join(name.split("\t")).strip() for name in named(count, data))
    reading = Reading("", (one,), names)
    assert stereomorph.looks_like(stereomorph.write(reading))
    assert_same(again(reading, stereomorph.write, stereomorph.parse), reading)


@pytest.mark.parametrize(
    "form", [landmark_editor, ibug, landmark_ascii, checkpoint, meshlab, ljson, stereomorph]
)
def test_such_a_file_holds_one_object(form: ModuleType) -> None:
    assert form.FORMAT.single
    twins = (Specimen("a", np.ones((1, 3))), Specimen("b", np.ones((1, 3))))
    with pytest.raises(UserError, match="holds one object, not 2"):
        form.write(Reading("", twins))
