"""Packages and libraries as the input of a conversion; they stay as they are."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from components.errors import Step, UserError, listing, no_step
from components.store import datasets
from components.store.datasets import Dataset
from components.store.library import Library
from components.store.library_copy import opened_copy, own_database
from components.workflow import packaging
from components.workflow.history import Pending
from components.workflow.import_choices import dataset_named

_NAMED = 12  # data sets in a sentence


@contextmanager
def opened_whole(
    path: Path, *, media: bool = False, step: Step = no_step
) -> Iterator[tuple[Library, tuple[str, ...]]]:
    """Open what a package or a library holds, and say what of it is not understood.

    ``media`` tells that images and meshes are needed. Raises `UserError` where it cannot be read.
    """
    database = own_database(path)
    if database is not None:
        with opened_copy(database, media=media) as library:
            yield library, ()
        return
    with (
        tempfile.TemporaryDirectory(prefix="modan2-") as name,
        Library(Path(name) / "library") as library,
    ):
        taken = packaging.import_whole(Pending(library, step), [path], step)
        yield library, taken.sentences[1:]  # the first one counts what was imported


def dataset_to_convert(library: Library, name: str, *, below: bool = False) -> Dataset:
    """Return the data set with a name, or the only one; with ``below`` the only one at the top.

    Raises `UserError` that names them where there are several.
    """
    if name:
        return dataset_named(library, name)
    there = datasets.tree(library)
    fits = [one for one in there if (one.parent is None if below else one.objects)]
    if len(fits) == 1:
        return fits[0]
    names = listing([one.name for one in fits], _NAMED)
    if not fits:
        raise UserError("There are no objects in it; choose another package or library.")
    raise UserError(f"There are {len(fits)} data sets in it; name one with --dataset: {names}.")
