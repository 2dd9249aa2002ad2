"""A scatter says everything that a chart has to draw."""

import numpy as np

from components.scene.scatter import scatter

SCORES = np.arange(12.0).reshape(4, 3)
SHARES = np.array([0.5, 0.3, 0.2])


def test_axes_and_labels() -> None:
    drawing = scatter("T", SCORES, SHARES, prefix="PC", names="abcd", axes=(2, 0))
    assert (drawing.x_label, drawing.y_label) == ("PC3 (20.0%)", "PC1 (50.0%)")
    np.testing.assert_array_equal(drawing.x, SCORES[:, 2])
    assert [s.rows.tolist() for s in drawing.series] == [[0, 1, 2, 3]]


def test_a_group_keeps_its_colour_whatever_the_order_of_objects() -> None:
    colours = []
    for groups in ("xyxy", "yxyx"):
        drawing = scatter("T", SCORES, SHARES, prefix="PC", names="abcd", groups=tuple(groups))
        colours.append({s.label: (s.colour, s.symbol) for s in drawing.series})
    assert colours[0] == colours[1]


def test_every_object_is_drawn_once() -> None:
    groups = tuple("abacadaefghij"[:4])
    drawing = scatter("T", SCORES, SHARES, prefix="PC", names="abcd", groups=groups)
    rows = np.concatenate([s.rows for s in drawing.series])
    assert sorted(rows.tolist()) == [0, 1, 2, 3]


def test_one_component_is_drawn_on_a_line() -> None:
    drawing = scatter("T", SCORES[:, :1], SHARES[:1], prefix="CV", names="abcd")
    assert drawing.y_label == "CV2 (no variance)"
    assert drawing.y.tolist() == [0, 0, 0, 0]
