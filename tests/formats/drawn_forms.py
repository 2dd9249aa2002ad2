"""Specimens that hypothesis draws, and what it means that two of them are the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from components.formats.reading import Reading
from components.formats.text import decode
from components.shape.specimen import FloatArray, Specimen, Value

STAND_INS = (-1.0, -999.0, 9999.0)
LETTERS = st.characters(codec="utf-8", exclude_characters="\r\n\0")
ODD = st.sampled_from(
    ['O\'Brien "x"', "a,b;c", "tab\there", "= 5", "\N{FOX FACE} Ø", "[names]", "'"]
)
NAMES = (ODD | st.text(LETTERS, max_size=12)).map(str.strip).filter(bool)
WORDS = st.text(LETTERS, max_size=8).map(lambda text: f"v:{text}".strip())
COORDINATES = st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda value: value not in STAND_INS
) | st.just(np.nan)
COLUMNS: tuple[st.SearchStrategy[Value], ...] = (
    st.floats(allow_nan=False, allow_infinity=False) | st.none(),
    st.booleans() | st.none(),
    WORDS | st.none(),
)


def points(count: int, axes: int) -> st.SearchStrategy[FloatArray]:
    rows = st.lists(COORDINATES, min_size=count * axes, max_size=count * axes)
    return rows.map(lambda values: np.array(values, dtype=np.float64).reshape(count, axes))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Draw specimens of one number of landmarks, without anything only one format can hold."""
    axes, count = draw(st.sampled_from([2, 3])), draw(st.integers(1, 4))
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    return Reading("", tuple(Specimen(name, draw(points(count, axes))) for name in names))


@st.composite
def with_variables(draw: st.DrawFn, reading: Reading) -> Reading:
    # A "=" within the name of a variable is the one thing that TPS cannot hold.
    keys = draw(
        st.lists(NAMES.filter(lambda name: "=" not in name and "ID" not in name), max_size=3)
    )
    columns = {key: draw(st.sampled_from(COLUMNS)) for key in keys}
    return replace(
        reading,
        specimens=tuple(
            replace(s, variables={key: draw(column) for key, column in columns.items()})
            for s in reading.specimens
        ),
    )


def same_bits(one: FloatArray, other: FloatArray) -> bool:
    canonical = [np.where(np.isnan(array), np.nan, array) for array in (one, other)]
    return one.shape == other.shape and canonical[0].tobytes() == canonical[1].tobytes()


def assert_same(one: Reading, other: Reading) -> None:
    assert [s.name for s in one.specimens] == [s.name for s in other.specimens]
    for a, b in zip(one.specimens, other.specimens, strict=True):
        assert same_bits(a.landmarks, b.landmarks)
        for mine, yours in ((a.curves, b.curves), (a.outlines, b.outlines)):
            assert len(mine) == len(yours)
            assert all(same_bits(x, y) for x, y in zip(mine, yours, strict=True))
        assert (a.scale or 0) == pytest.approx(b.scale or 0, rel=1e-15)
        assert (a.image, a.comment, a.variables) == (b.image, b.comment, b.variables)
    assert one.landmark_names == other.landmark_names
    assert (one.wireframe, one.polygons) == (other.wireframe, other.polygons)


def again(
    reading: Reading, write: Callable[[Reading], str], parse: Callable[[str, str], Reading]
) -> Reading:
    return parse(decode(write(reading).encode(), "made").text, "made")


def nameable(names: Sequence[str]) -> bool:
    """Whether names are not a mere count, which a TPS reader takes for the program's own."""
    return not all(name in ("0", "1", "2", "3", "4") for name in names)
