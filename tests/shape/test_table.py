"""A table of shapes holds one array, checked once."""

import numpy as np
import pytest

from components.errors import RaggedDataset, UserError
from components.shape.size import centroid_sizes
from components.shape.specimen import Specimen
from components.shape.table import ShapeTable, table_of, text_of


def specimen(name: str, landmarks: int = 3, **more: object) -> Specimen:
    points = np.arange(landmarks * 2, dtype=float).reshape(-1, 2) ** 1.5
    return Specimen(name, points, **more)  # type: ignore[arg-type]


def test_table_keeps_the_order_of_the_specimens() -> None:
    table = table_of([specimen("b"), specimen("a"), specimen("b")])
    assert table.names == ("b", "a", "b")
    assert (table.objects, table.landmarks, table.axes, table.missing) == (3, 3, 2, 0)


def test_arrays_are_read_only() -> None:
    table = table_of([specimen("a")])
    with pytest.raises(ValueError, match="read-only"):
        table.coords[0, 0, 0] = 1


def test_ragged_specimens_are_named_with_their_line() -> None:
    with pytest.raises(RaggedDataset, match=r"odd \(4 landmarks, line 9\).*not 3 landmarks"):
        table_of([specimen("a"), specimen("odd", 4, line=9), specimen("c")])


def test_nothing_to_work_on_is_said() -> None:
    with pytest.raises(UserError, match="import a landmark file"):
        table_of([])
    with pytest.raises(UserError, match="bare: no landmarks"):
        table_of([Specimen("bare", np.empty((0, 2)))])


def test_group_that_does_not_exist_names_those_that_do() -> None:
    table = table_of([specimen("a", variables={"sex": "f", "age": 2.0})])
    with pytest.raises(UserError, match="no variable 'species'.*sex, age"):
        table.groups("species")
    assert table.groups("age") == ("2",)


def test_object_without_a_group_is_named() -> None:
    table = table_of([specimen("a", variables={"sex": "f"}), specimen("b")])
    with pytest.raises(UserError, match="^b: no value in the variable 'sex'"):
        table.groups("sex")


def test_scale_is_applied_to_all_or_none() -> None:
    scaled, warning = table_of([specimen("a", scale=0.5), specimen("b", scale=2.0)]).scaled()
    assert not warning
    np.testing.assert_allclose(scaled.coords[1], 2 * specimen("b").landmarks)
    mixed = table_of([specimen("a", scale=0.5), specimen("b")])
    same, warning = mixed.scaled()
    assert same is mixed
    assert "1 of 2 objects have no scale (b)" in warning


def test_mismatched_parts_are_a_bug() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        ShapeTable((1, 2), ("a", "b"), np.zeros((1, 3, 2)), np.zeros(2))


def test_centroid_size_ignores_position_and_grows_with_scale() -> None:
    coords = np.random.default_rng(1).normal(size=(5, 7, 3))
    sizes = centroid_sizes(coords)
    np.testing.assert_allclose(centroid_sizes(3 * coords + 11), 3 * sizes)
    coords[2, 1, 0] = np.nan
    assert np.isnan(centroid_sizes(coords)).tolist() == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (2.5, "2.5"), (True, "True"), ("x", "x"), (None, "")]
)
def test_labels(value: str | float | bool | None, text: str) -> None:
    assert text_of(value) == text
