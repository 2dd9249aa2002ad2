"""That nothing is lost in a TPS file is said without reading it only where it is so."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_forms import COLUMNS, NAMES, ODD, STAND_INS
from hypothesis import given, settings
from hypothesis import strategies as st

from components.formats import tps
from components.formats.losses import losses
from components.formats.reading import Reading
from components.formats.tps_exact import keeps_all
from components.shape.curves import Curve
from components.shape.specimen import Specimen, Value

TEXTS = (
    st.sampled_from(
        ["", "a b", "1", "0", "x.jpg", "d/x.jpg", "NA", "007", "1e5", "true", " a", "a "]
    )
    | ODD
    | st.text(max_size=6)
)
VALUES = (
    TEXTS
    | st.sampled_from([1.0, -0.5, np.nan, 1e300, 1e15, 0.1])
    | st.booleans()
    | st.none()
    | st.integers(-5, 5).map(float)
)
NUMBERS = (
    st.sampled_from([*STAND_INS, 0.0, -0.0, np.nan, np.inf, 12.5, 1e-7, 1e22, 1 / 3]) | st.floats()
)
SHAPES = st.sampled_from([(1, 2), (2, 2), (2, 2), (2, 2), (1, 3), (0, 2), (0, 3)])


@st.composite
def specimens(draw: st.DrawFn) -> Specimen:
    shape = draw(SHAPES)
    size = shape[0] * shape[1]
    numbers = draw(st.lists(NUMBERS, min_size=size, max_size=size))
    return Specimen(
        draw(TEXTS | NAMES),
        np.array(numbers, dtype=np.float64).reshape(shape),
        scale=draw(st.none() | st.sampled_from([0.0, -1.0, 0.01, np.inf, np.nan, 1e-300])),
        unit=draw(st.sampled_from(["", "", "", "mm"])),
        image=draw(TEXTS),
        mesh=draw(st.sampled_from(["", "", "", "a.ply"])),
        comment=draw(TEXTS),
        variables=draw(st.dictionaries(st.sampled_from(["sex", "ID", "a b", "a=b", ""]), VALUES)),
        system=draw(st.sampled_from(["", "y up", "y up", "y down"])),
    )


def said(reading: Reading) -> tuple[str, ...]:
    return losses(reading, tps.FORMAT, tps.write(reading))


@settings(max_examples=600, deadline=None)
@given(st.lists(specimens(), max_size=3))
def test_what_is_said_to_be_kept_is_read_back(drawn: list[Specimen]) -> None:
    reading = Reading("", tuple(drawn))
    if keeps_all(reading):
        assert said(reading) == ()


WORDS = st.text("abc öΩ語-.:;'#()12", min_size=1, max_size=8).map(lambda text: f"v{text}".strip())


@st.composite
def usual(draw: st.DrawFn) -> Reading:
    names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    columns = {
        key: draw(st.sampled_from([*COLUMNS[:2], WORDS | st.none()]))
        for key in draw(st.lists(WORDS, max_size=3, unique=True))
    }

    def one(name: str) -> Specimen:
        values: dict[str, Value] = {key: draw(column) for key, column in columns.items()}
        points = np.array(draw(st.lists(COORDINATES, min_size=6, max_size=6))).reshape(3, 2)
        image = draw(st.just("") | WORDS)
        return Specimen(name, points, scale=0.5, image=image, variables=values, system="y up")

    return Reading("", tuple(map(one, names)))


COORDINATES = st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda value: value not in STAND_INS
) | st.just(np.nan)


@settings(max_examples=300, deadline=None)
@given(usual())
def test_usual_objects_need_no_reading(reading: Reading) -> None:
    assert keeps_all(reading)
    assert said(reading) == ()


FORM = np.array([[1.0, 2], [3, 4], [5, 7]])
GOOD = Reading("", (Specimen("a", FORM), Specimen("b", FORM)))


@pytest.mark.parametrize(
    "odd",
    [
        Specimen("", FORM),
        Specimen("b\n", FORM),
        Specimen("b", -np.ones((3, 2))),
        Specimen("b", np.ones((3, 3))),
        Specimen("b", np.empty((0, 2))),
        Specimen("b", FORM, unit="mm"),
        Specimen("b", FORM, curves=(FORM,)),
        Specimen("b", FORM, system="y down"),
        Specimen("b", FORM, scale=-1.0),
        Specimen("b", FORM, variables={"a=b": 1.0}),
        Specimen("b", FORM, variables={"code": "007 "}),
    ],
)
def test_what_is_odd_is_left_to_reading(odd: Specimen) -> None:
    assert keeps_all(GOOD)
    assert not keeps_all(replace(GOOD, specimens=(GOOD.specimens[0], odd)))


def test_what_belongs_to_all_objects_is_left_to_reading() -> None:
    assert not keeps_all(replace(GOOD, landmark_names=("a", "b", "c")))
    assert not keeps_all(replace(GOOD, wireframe=((0, 1),)))
    assert not keeps_all(replace(GOOD, curves=(Curve("edge", (0, 1)),)))
    assert not keeps_all(Reading("", ()))
