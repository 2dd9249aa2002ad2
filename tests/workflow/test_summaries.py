"""Several objects in a few numbers."""

import numpy as np
import pytest

from components.store.objects import ObjectColumns
from components.workflow.summaries import summary

SIZES = np.array([1.0, 3.0, np.nan, 8.0])


def columns(units: tuple[str, ...]) -> ObjectColumns:
    return ObjectColumns(
        ids=np.arange(4), sequences=np.arange(4), names=tuple("abcd"), landmarks=np.full(4, 5),
        missing=np.array([0, 0, 2, 0]), centroid_sizes=SIZES, units=units, variables={},
    )  # fmt: skip


def test_sizes_that_are_missing_are_left_out() -> None:
    found = summary(columns(("mm",) * 4), np.array([0, 1, 2]))
    assert (found.objects, found.incomplete, found.sized, found.unit) == (3, 1, 2, "mm")
    assert (found.mean, found.least, found.largest) == (2, 1, 3)
    assert found.deviation == pytest.approx(np.std([1, 3], ddof=1))


@pytest.mark.parametrize("rows", [[0, 3], [2]])
def test_sizes_of_different_units_or_none_have_no_mean(rows: list[int]) -> None:
    found = summary(columns(("mm", "mm", "mm", "px")), np.array(rows))
    assert found.unit is None
    assert np.isnan([found.mean, found.deviation, found.least, found.largest]).all()
