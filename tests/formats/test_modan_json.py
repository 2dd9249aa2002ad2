"""Our own JSON holds everything, and refuses what it does not understand."""

import json
from dataclasses import replace

import numpy as np
import pytest
from drawn_forms import NAMES, again, assert_same, points, readings, with_variables
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import MODAN_JSON

from components.errors import UserError
from components.formats.modan_json import looks_like, parse, write
from components.formats.reading import Reading
from components.shape.curves import Curve
from components.shape.specimen import Specimen


def read(text: str) -> Reading:
    return parse(text, "file.json")


def changed(**keys: object) -> str:
    return json.dumps({**json.loads(MODAN_JSON), **keys})


def test_everything_is_read() -> None:
    reading = read(MODAN_JSON)
    one, two = reading.specimens
    np.testing.assert_array_equal(one.landmarks, [[1.5, 2], [np.nan, np.nan]])
    assert [c.tolist() for c in (*one.curves, *one.outlines)] == [[[1, 2], [3, 4]], [[5, 6]]]
    assert (one.scale, one.unit, one.image, one.mesh) == (0.5, "mm", "a.jpg", "a.ply")
    assert (one.comment, one.variables) == ("x", {"sex": "M", "n": 2, "old": True, "no": None})
    assert (two.name, two.scale, two.landmarks.shape) == ("file_2", None, (0, 2))
    assert (reading.landmark_names, reading.wireframe) == (("tip", "eye"), ((0, 1),))
    assert reading.polygons == ((0, 1, 0),)
    assert [note.text for note in reading.notes] == ["'extra' is not known here, left out."]


def test_a_written_file_has_an_object_a_line_and_nothing_that_is_empty() -> None:
    reading = Reading("", (Specimen("a", np.array([[1, 2.5]])), Specimen("b", np.ones((1, 2)))))
    assert write(reading) == (
        '{\n "format": "modan2 landmarks",\n "version": 1,\n "axes": 2,\n "landmark_names": [],\n'
        ' "wireframe": [],\n "polygons": [],\n "objects": [\n'
        '  {"name": "a", "landmarks": [[1.0, 2.5]]},\n'
        '  {"name": "b", "landmarks": [[1.0, 1.0]]}\n ]\n}\n'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"file.json, line 1: this is not valid JSON"),
        ('{"format": "other"}', r'"format" should be'),
        (changed(version=2), r"version 2 of this format is not known; use a newer version"),
        (changed(axes=4), r'"axes" should be 2 or 3'),
        (changed(axes=3), r"landmarks of 'p \"1\"' should be in 3-D"),
        (changed(objects=[1]), r"object 1 should be an object in braces"),
        (changed(objects={}), r'"objects" should be a list'),
        (changed(wireframe=[[0, 2]]), r"whole numbers from 0 to 1"),
        (changed(wireframe=[[0]]), r"pairs of landmarks"),
        (changed(objects=[{"name": "a", "landmarks": [[1, "2"]]}]), r"landmarks of 'a': point 1"),
        (
            changed(objects=[{"name": "a", "landmarks": [[1, 2], [3]]}]),
            r"landmarks of 'a': point 2",
        ),
        (changed(objects=[{"name": "a", "scale": 0}]), r"object 'a': the scale"),
        (changed(objects=[{"name": "a", "scale": True}]), r"object 'a': the scale"),
        (changed(objects=[{"name": "a", "variables": {"v": [1]}}]), r"variable 'v' should be"),
        (changed(objects=[{"name": "a", "variables": {"v": 10**400}}]), r"variable 'v' should be"),
    ],
)
def test_what_cannot_be_read_names_the_place(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(text)


def test_objects_in_2_d_and_3_d_do_not_fit_one_file() -> None:
    mixed = Reading("", (Specimen("a", np.ones((1, 2))), Specimen("b", np.ones((1, 3)))))
    with pytest.raises(UserError, match="not all are in 2-D or in 3-D"):
        write(mixed)


@settings(max_examples=60)
@given(st.data())
def test_everything_is_read_back(data: st.DataObject) -> None:
    reading = data.draw(with_variables(data.draw(readings())))
    count, axes = reading.specimens[0].landmarks.shape
    chains = st.lists(st.integers(0, 3).flatmap(lambda n: points(n, axes)), max_size=2).map(tuple)
    landmark = st.integers(0, count - 1)
    reading = replace(
        reading,
        specimens=tuple(
            replace(
                s,
                curves=data.draw(chains),
                outlines=data.draw(chains),
                scale=data.draw(st.none() | st.floats(1e-9, 1e9)),
                unit="mm",
                image=data.draw(st.just("") | NAMES),
                mesh=data.draw(st.just("") | NAMES),
                comment=data.draw(st.just("") | NAMES),
            )
            for s in reading.specimens
        ),
        landmark_names=tuple(data.draw(st.lists(NAMES, min_size=count, max_size=count))),
        wireframe=tuple(data.draw(st.lists(st.tuples(landmark, landmark), max_size=3))),
        polygons=tuple(data.draw(st.lists(st.tuples(*[landmark] * 3), max_size=3))),
        curves=tuple(
            data.draw(st.lists(st.builds(Curve, NAMES, st.tuples(landmark), st.booleans())))
        ),
    )
    back = again(reading, write, parse)
    assert looks_like(write(reading))
    assert_same(back, reading)
    assert back.curves == reading.curves
    assert [s.unit for s in back.specimens] == [s.unit for s in reading.specimens]
    assert [s.mesh for s in back.specimens] == [s.mesh for s in reading.specimens]
