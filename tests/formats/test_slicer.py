"""3D Slicer: two coordinate systems, columns that come and go, points never placed."""

import json
from dataclasses import replace

import numpy as np
import pytest
from drawn_forms import NAMES, again, assert_same, points
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components.errors import UserError
from components.formats import fcsv, markups
from components.formats.naming import landmark_names
from components.formats.reading import Reading
from components.formats.registry import recognise
from components.formats.slicer import names_of
from components.formats.text import decode
from components.shape.specimen import FloatArray, Specimen

HEAD = (
    "# Markups fiducial file version = 4.11\n# CoordinateSystem = LPS\n"
    "# columns = id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID\n"
)
ROWS = "1,1,2,3,0,0,0,1,1,1,0,F-1,,\n2,4,5.5,-6,0,0,0,1,1,1,0,F-2,,\n"
COORDS = [[1, 2, 3], [4, 5.5, -6]]
RAS = [[-1, -2, 3], [-4, -5.5, -6]]


def read(text: str, name: str = "skull.fcsv") -> Reading:
    return recognise(name, text).parse(text, name)


def notes(text: str) -> str:
    return " ".join(note.text for note in read(text).notes)


def landmarks(text: str) -> list[list[float]]:
    [specimen] = read(text).specimens
    assert specimen.name == "skull"
    return specimen.landmarks.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + ROWS, COORDS),
        (HEAD.replace("LPS", "1") + ROWS, COORDS),
        (HEAD.replace("LPS", "RAS") + ROWS, RAS),
        (HEAD.replace("LPS", "0") + ROWS, RAS),
        (HEAD.replace("# CoordinateSystem = LPS\n", "") + ROWS, RAS),
        (HEAD.replace(" ", "  ").replace(",", " ,") + ROWS, COORDS),
        ("# columns = id,x,y,z,vis,sel\np0,1,2,3,1,1\np1,4,5.5,-6,1,1\n", RAS),
        ("# columns = label,z,y,x\n# CoordinateSystem = 1\na,3,2,1\nb,-6,5.5,4", COORDS),
        (HEAD + ROWS.replace(",,\n", ",,,2,0\n"), COORDS),
        (HEAD + ROWS.replace(",,\n", ",,\n,2,0\n"), COORDS),
        (HEAD + ROWS.replace("1,1,2", '"1",1,2').replace("F-1", '"F,""-1"') + "\n\n", COORDS),
    ],
)
def test_dialects_of_fiducials(text: str, expected: list[list[float]]) -> None:
    assert landmarks(text) == expected
    assert read(text).landmark_names in ((), ("a", "b"), ('F,"-1', "F-2"))


def test_a_carriage_return_in_the_last_cell() -> None:
    data = (HEAD + ROWS.replace(",,\n", ",,\r,2,0\n")).encode()
    assert landmarks(decode(data, "a").text) == COORDS


def test_turning_is_told_and_never_mirrors() -> None:
    text = HEAD.replace("LPS", "RAS") + ROWS
    assert read(text).notes[0].line == 2
    assert "turned from RAS to LPS" in notes(text)
    assert "names no system" in notes(HEAD.replace("# CoordinateSystem = LPS\n", "") + ROWS)
    assert notes(HEAD + ROWS) == ""
    corner = np.vstack([np.eye(3), np.zeros(3)])
    rows = "".join(f"{i},{x},{y},{z},0,0,0,1,1,1,0,,,\n" for i, (x, y, z) in enumerate(corner))
    turned = read(HEAD.replace("LPS", "RAS") + rows).specimens[0].landmarks
    assert np.linalg.det(turned[:3]) == np.linalg.det(corner[:3])


def test_status_tells_what_is_missing() -> None:
    text = HEAD + ROWS.replace(",,\n2", ",,,3,0\n2").replace("F-2,,", "F-2,told,,2,0")
    specimen = read(text).specimens[0]
    np.testing.assert_array_equal(specimen.landmarks, [[np.nan] * 3, COORDS[1]])
    assert "1 landmarks are marked as not placed and read as missing (line 4)" in notes(text)
    assert "have a description" in notes(text)
    assert "are not selected in Slicer, and kept (line 4)" in notes(
        HEAD + ROWS.replace("1,1,1,0,F-1", "1,1,0,0,F-1")
    )
    assert read(HEAD + ROWS.replace("4,5.5,-6", "9999,9999,9999")).specimens[0].missing == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "1,1,2\n", r"skull.fcsv, line 4: 3 values where 4"),
        (HEAD + ROWS + "1,1,2,x,0\n", r"line 6: 'x' is not a number"),
        (HEAD, r"there are no fiducials"),
        (HEAD.replace("LPS", "IJK") + ROWS, r"coordinate system 'IJK' is not known"),
        ("# columns = id,x,y\n1,2,3\n", r"lacks x, y and z"),
    ],
)
def test_what_cannot_be_read_names_the_place(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(text)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["F-1", "F-2"], ()),
        (["a_LM1-1", "a_LM1-2"], ()),
        (["1", "2"], ()),
        (["", ""], ()),
        (["F-1", "G-2"], ("F-1", "G-2")),
        (["M-1", "M-3"], ("M-1", "M-3")),
    ],
)
def test_labels_that_only_count(labels: list[str], expected: tuple[str, ...]) -> None:
    assert names_of(labels) == expected


def point(label: str, position: object, **keys: object) -> dict[str, object]:
    return {"label": label, "position": position, **keys}


def markup(points: list[dict[str, object]], **keys: object) -> dict[str, object]:
    return {"type": "Fiducial", "coordinateSystem": "LPS", "controlPoints": points, **keys}


def read_json(*found: object) -> Reading:
    return read(json.dumps({"markups": found}), "skull.mrk.json")


PLACED = [point("tip", [1, 2, 3]), point("eye", [4, 5.5, -6], positionStatus="defined")]


def test_markups() -> None:
    reading = read_json(
        markup(PLACED, coordinateUnits="mm"),
        markup(PLACED, type="Curve", coordinateUnits="mm"),
        markup(PLACED, type="ClosedCurve", coordinateUnits=["mm", "UCUM", "millimeter"]),
        markup([], type="ROI"),
    )
    [specimen] = reading.specimens
    assert (specimen.name, specimen.unit, specimen.scale) == ("skull", "mm", 1)
    assert specimen.landmarks.tolist() == COORDS
    assert [c.tolist() for c in (*specimen.curves, *specimen.outlines)] == [COORDS, COORDS]
    assert reading.landmark_names == ("tip", "eye")
    assert [note.text for note in reading.notes] == ["markup 4 is of type 'ROI', left out."]


def test_markups_in_ras_or_without_nesting() -> None:
    assert read_json(markup(PLACED, coordinateSystem="RAS")).specimens[0].landmarks.tolist() == RAS
    bare = {"controlPoints": PLACED}
    assert read(json.dumps(bare), "skull.mrk.json").specimens[0].landmarks.tolist() == COORDS
    two = read_json(markup(PLACED[:1]), markup(PLACED[1:]))
    assert two.specimens[0].landmarks.tolist() == COORDS


@pytest.mark.parametrize("status", ["missing", "undefined", "preview"])
@pytest.mark.parametrize("position", ["", None, [1, 2, 3]])
def test_status_goes_before_position(status: str, position: object) -> None:
    reading = read_json(markup([*PLACED, point("x", position, positionStatus=status)]))
    assert np.isnan(reading.specimens[0].landmarks[2]).all()
    assert "1 landmarks are marked as missing or not placed: x" in reading.notes[0].text


def test_a_point_without_position_is_missing() -> None:
    assert read_json(markup([*PLACED, {"label": "x"}])).specimens[0].missing == 1


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([markup([point("a", [1, 2])])], r"markup 1, 'a': a position should be three numbers"),
        ([markup([point("a", "here")])], r"markup 1, position of 'a': point 1"),
        ([markup([point("a", [1, 2, True])])], r"position of 'a'"),
        ([markup([point("a", [1, 2, 10**400])])], r"position of 'a'"),
        ([markup([point("a", [1, 2, "3"])])], r"position of 'a'"),
        ([markup(["a"])], r"markup 1, control point 1 should be an object"),  # type: ignore[list-item]
        (["x"], r"markup 1 should be an object"),
        ([markup([], type="ROI")], r"no points or curves"),
        ([markup([], coordinateSystem="XYZ")], r"'XYZ' is not known"),
        ([markup(PLACED, coordinateUnits=u) for u in ("mm", "cm")], r"several units \(cm, mm\)"),
    ],
)
def test_markups_that_cannot_be_read(found: list[object], message: str) -> None:
    with pytest.raises(UserError, match=r"skull\.mrk\.json: .*" + message):
        read_json(*found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"markups": [\n{]', r"skull.mrk.json, line 2: this is not valid JSON"),
        ('{"markups": [' + "[" * 100_000, r"skull.mrk.json: this is no sensible JSON"),
        ('{"markups": [' + "1" * 5000 + "]}", r"skull.mrk.json: this is no sensible JSON"),
        ('{"markups": []}', r"no points or curves"),
        ("[1]", r"the file should be an object"),
    ],
)
def test_json_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        markups.parse(text, "skull.mrk.json")


def whole(array: FloatArray) -> FloatArray:
    """Return points as the formats of single objects hold them: there or not."""
    return np.where(np.isnan(array).any(axis=1, keepdims=True), np.nan, array)


@st.composite
def solid_objects(draw: st.DrawFn) -> Reading:
    """Draw one object in 3-D, with names of landmarks or without."""
    count = draw(st.integers(1, 4))
    specimen = Specimen("made", whole(draw(points(count, 3))))
    names = tuple(draw(st.lists(NAMES, min_size=count, max_size=count)))
    assume(names_of(names) == names == landmark_names(names))
    return Reading("", (specimen,), names if draw(st.booleans()) else ())


@settings(max_examples=60)
@given(solid_objects())
def test_fiducials_are_read_back(reading: Reading) -> None:
    assert fcsv.looks_like(fcsv.write(reading))
    assert_same(again(reading, fcsv.write, fcsv.parse), reading)


@settings(max_examples=60)
@given(solid_objects(), st.lists(points(3, 3), max_size=4), st.sampled_from(["", "mm", "µm"]))
def test_markups_are_read_back(reading: Reading, chains: list[FloatArray], unit: str) -> None:
    chains = [whole(chain) for chain in chains]
    [one] = reading.specimens
    one = replace(one, curves=tuple(chains[:2]), outlines=tuple(chains[2:]))
    one = replace(one, unit=unit, scale=1.0 if unit else None)
    reading = replace(reading, specimens=(one,))
    back = again(reading, markups.write, markups.parse)
    assert markups.looks_like(markups.write(reading))
    assert_same(back, reading)
    assert back.specimens[0].unit == unit


@pytest.mark.parametrize("form", [fcsv, markups])
def test_what_these_files_cannot_hold(form: object) -> None:
    flat, solid = Specimen("flat", np.ones((1, 2))), Specimen("solid", np.ones((1, 3)))
    with pytest.raises(UserError, match="flat: not in 3-D"):
        form.write(Reading("", (flat,)))  # type: ignore[attr-defined]
    with pytest.raises(UserError, match="holds one object, not 2"):
        form.write(Reading("", (solid, solid)))  # type: ignore[attr-defined]
