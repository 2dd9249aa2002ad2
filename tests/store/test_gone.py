"""A data set that was deleted meanwhile is named in a sentence, whatever a task does with it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from components.errors import UserError
from components.shape.specimen import Specimen
from components.store import analyses, datasets, objects
from components.store.datasets import Scheme
from components.store.library import Library

ACTS: dict[str, Callable[[Library, int], object]] = {
    "load": objects.load_table,
    "list": objects.load_columns,
    "add": lambda library, number: objects.add(library, number, [Specimen("a", np.eye(3, 2))]),
    "keep an analysis": lambda library, number: analyses.save(
        library, analyses.StoredAnalysis(number, "A", "", {}, {})
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_data_set_that_has_gone_is_a_sentence(act: str, tmp_path: Path) -> None:
    with Library(tmp_path / "library") as library:
        number = datasets.create(library, "Set", Scheme(2))
        datasets.delete(library, number)
        with pytest.raises(UserError, match="That data set is no longer in the library"):
            ACTS[act](library, number)
