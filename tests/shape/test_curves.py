"""Curves that objects share: checked, renumbered, and written as people read them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.shape.curve_text import curves_of, text_of_curves
from components.shape.curves import Curve, check_curves, renumbered, traced
from components.shape.specimen import Specimen

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1)
RUNS = st.lists(st.integers(0, 99), max_size=9, unique=True).map(tuple) | st.sampled_from(
    [tuple(range(4, 34)), tuple(range(30, 2, -1)), (0, *range(4, 34), 1), (0, 1, 2, 1, 0)]
)


@given(st.lists(st.builds(Curve, NAMES, RUNS, st.booleans()), max_size=5))
def test_written_curves_are_read_as_they_were(curves: list[Curve]) -> None:
    assert curves_of(text_of_curves(curves)) == tuple(curves)


@pytest.mark.parametrize(
    ("text", "curve"),
    [
        ("ridge", Curve("ridge")),
        ("ridge: 1-5-2", Curve("ridge", (0, 4, 1))),
        (" lower edge : 1, 5, 2 ", Curve("lower edge", (0, 4, 1))),
        ("edge: 3\u20135 .. 8\u20134", Curve("edge", (2, 4, 5, 6, 7, 3))),
        ("edge: 8\u20265", Curve("edge", (7, 6, 5, 4))),
        ("eye: 6-7-8, Closed", Curve("eye", (5, 6, 7), closed=True)),
        ("eye: 6-7-8 closed", Curve("eye", (5, 6, 7), closed=True)),
        ("eye: closed", Curve("eye", (), closed=True)),
    ],
)
def test_curves_are_read_as_people_write_them(text: str, curve: Curve) -> None:
    assert curves_of(text) == (curve,)


@pytest.mark.parametrize("text", ["edge: 1-x", "edge: 1..", "edge: 1.5-2", "edge: 123456"])
def test_what_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(UserError, match="Curve 'edge': .* cannot be read; write landmarks such as"):
        curves_of(text)


@pytest.mark.parametrize(
    ("curve", "reason"),
    [
        (Curve(" "), "A curve has no name"),
        (Curve("ridge"), "The curve 'ridge' is there twice; rename one"),
        (Curve("edge", (0,)), "Curve 'edge' needs at least two landmarks"),
        (Curve("edge", (0, 1), closed=True), "at least three landmarks, being closed"),
        (Curve("edge", (0, 5)), "Curve 'edge': the landmarks end at 5"),
        (Curve("edge", (-1, 3)), "the landmarks start at 1"),
        (Curve("edge", (0, 1, 2, 0)), "the same landmark twice; name it once, and write 'closed'"),
    ],
)
def test_what_does_not_fit_is_said(curve: Curve, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        check_curves([Curve("ridge", (0, 4)), curve], 5)


def test_curves_follow_their_landmarks() -> None:
    curves = (Curve("edge", (0, 2, 1)), Curve("eye", (2, 3, 4), closed=True), Curve("ridge"))
    assert renumbered(curves, lambda run: tuple(place + 1 for place in run)) == (
        Curve("edge", (1, 3, 2)),
        Curve("eye", (3, 4, 5), closed=True),
        Curve("ridge"),
    )
    fewer = renumbered(curves, lambda run: tuple(place for place in run if place != 3))
    assert fewer[1] == Curve("eye", (), closed=True)
    assert curves[0].path == (0, 2, 1)
    assert curves[1].path == (2, 3, 4, 2)
    assert curves[2].path == ()


def test_curves_that_objects_name_are_found_once() -> None:
    chain = np.zeros((3, 2))
    one = Specimen("one", chain, (chain,), (chain,), curve_names=("edge", "eye"))
    two = Specimen("two", chain, (chain, chain), curve_names=("ridge", "edge"))
    assert traced([one, two, Specimen("three", chain, (chain,))]) == (
        Curve("edge"),
        Curve("eye", closed=True),
        Curve("ridge"),
    )
