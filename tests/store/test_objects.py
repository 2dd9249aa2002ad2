"""Objects by the hundred thousand: none is lost, and no query is asked for each."""

import numpy as np
import pytest

from components.shape.specimen import Specimen
from components.store import changes, datasets, objects
from components.store.datasets import Scheme
from components.store.library import Library


@pytest.mark.parametrize("count", [1, 499, 500, 501, 2000, 2001, 4321])
def test_as_many_objects_come_back_as_went_in(library: Library, count: int) -> None:
    number = datasets.create(library, "Set", Scheme(2))
    with changes.recorded(library) as made:
        ids = objects.add(
            library, number, [Specimen(f"{i}", np.eye(3, 2) * i) for i in range(count)]
        )
    table = objects.load_table(library, number)
    assert table.ids == tuple(ids)
    assert table.names == tuple(str(i) for i in range(count))
    np.testing.assert_array_equal(table.coords, np.arange(count)[:, None, None] * np.eye(3, 2))
    assert len(made.rows) == count
