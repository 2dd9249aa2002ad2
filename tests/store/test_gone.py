"""What a task and the user do to the library at the same time ends in a sentence, not in a bug."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from components.errors import UserError
from components.shape.specimen import Specimen
from components.store import analyses, datasets, objects
from components.store.changes import recorded, reverse
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


def test_what_a_task_has_just_stored_is_not_overwritten_by_undo_or_redo(tmp_path: Path) -> None:
    """Rows that were taken away leave their ids free, and the next import takes them."""
    form = Specimen("a", np.eye(3, 2))
    with Library(tmp_path / "library") as library:

        def made(name: str) -> int:
            number = datasets.create(library, name, Scheme(2))
            objects.add(library, number, [form])
            return number

        with recorded(library) as addition:
            first = made("first")
        undone = reverse(library, addition)
        assert made("of a task") == first
        with pytest.raises(UserError, match="A task has just stored something"):
            reverse(library, undone)
        (there,) = datasets.tree(library)
        assert (there.name, there.objects) == ("of a task", 1)
        datasets.delete(library, first)
        reverse(library, undone)
        (there,) = datasets.tree(library)
        assert (there.name, there.objects) == ("first", 1)
