"""Decimals converted many at once: the same numbers as one by one, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.formats.decimals import read_rows, write_lines
from components.formats.points import write_all, write_rows

SHORT = st.from_regex(r"[-+]?([0-9]{1,8}\.?[0-9]{0,7}|\.[0-9]{1,15})", fullmatch=True)
ROUND = st.integers(-(10**12), 10**12).flatmap(
    lambda whole: st.integers(0, 8).map(lambda decimals: whole / 10**decimals)
)
ANY = st.floats(allow_nan=True, allow_infinity=False)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.tuples(*[SHORT] * n), min_size=1)))
def test_words_are_the_numbers_that_python_reads(rows: list[tuple[str, ...]]) -> None:
    values = read_rows("\n".join("\t ".join(row) for row in rows))
    assert values is not None
    expected = np.array([[float(word) for word in row] for row in rows])
    assert values.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n", "1 2\n\n3 4", "1 2\n3", "1\n2 3", "1 2 3\n4", "1 2\n3 4\n"),
        *("1 2e5", "nan 1", "1,5 2", "1 -", "1 .", "1 --2", "1 2-", "1 1.2.3", "1.\u0663 2"),
        *("1 1_0", "1 0x1", "1234567890123456 1", "inf 1", "1 +-2", "1 2\x00", "LM=2"),
    ],
)
def test_all_else_is_left_to_the_slow_way(text: str) -> None:
    assert read_rows(text) is None


@settings(max_examples=300, deadline=None)
@given(st.integers(2, 3).flatmap(lambda n: st.lists(st.tuples(*[ROUND] * n), min_size=1)))
def test_numbers_are_written_as_python_writes_them(rows: list[tuple[float, ...]]) -> None:
    lines = write_lines(np.array(rows))
    if lines is not None:
        assert lines.text == "".join(" ".join(map(repr, row)) + "\n" for row in rows)
        assert lines.ends.tolist() == [i + 1 for i, c in enumerate(lines.text) if c == "\n"]


def test_what_can_be_written_at_once() -> None:
    assert write_lines(np.array([[0.0, -0.0], [1e7, -99999999.5], [0.001001, -123.45]])) is not None
    for odd in (np.nan, np.inf, 1e8, 1e-7, 1e-5, 1 / 3, 12345678.123456789):
        assert write_lines(np.array([[1.0, odd]])) is None
    assert write_lines(np.empty((0, 2))) is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(2, 3)).flatmap(
            lambda shape: st.lists(
                ROUND | ANY, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
            ).map(lambda values: np.array(values, dtype=np.float64).reshape(shape))
        )
    )
)
def test_many_arrays_are_written_like_each(arrays: list[np.ndarray]) -> None:
    assert list(write_all(arrays)) == [write_rows(array) for array in arrays]


def test_many_points_are_cut_where_arrays_end() -> None:
    rng = np.random.default_rng(3)
    arrays = [rng.normal(0, 500, (n, 2)).round(n % 7) for n in rng.integers(0, 60, 700).tolist()]
    arrays[350] = np.array([[np.nan, 1 / 3]])
    written = list(write_all(arrays))
    assert written == [write_rows(array) for array in arrays]
    assert write_rows(arrays[350]) == "NA 0.3333333333333333\n"
