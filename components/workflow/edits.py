"""Edits of a library: each can be undone and done again (see `history`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from components.store import datasets, snapshot
from components.store.library import Library
from components.store.snapshot import Snapshot
from components.workflow.history import Edit


@dataclass
class _Presence:
    """Rows that an edit makes appear (``adds``) or disappear.

    What is taken out is kept here until it is put back, so that ids and bytes stay the same.
    """

    label: str
    take: Callable[[Library], Snapshot]
    adds: bool
    _rows: Snapshot | None = field(default=None, repr=False)

    def do(self, library: Library) -> None:
        self._put_back(library) if self.adds else self._take_out(library)

    def undo(self, library: Library) -> None:
        self._take_out(library) if self.adds else self._put_back(library)

    def _take_out(self, library: Library) -> None:
        self._rows = self.take(library)

    def _put_back(self, library: Library) -> None:
        if self._rows is not None:  # None: the rows that were added are still there
            snapshot.put_back(library, self._rows)
            self._rows = None


def added_dataset(number: int, label: str) -> Edit:
    """Return the edit for a data set that an import has just made."""
    return _Presence(label, partial(snapshot.take_dataset, number=number), adds=True)


def added_analysis(number: int, label: str) -> Edit:
    """Return the edit for an analysis that has just been stored."""
    return _Presence(label, partial(snapshot.take_analysis, number=number), adds=True)


def delete_dataset(number: int, name: str) -> Edit:
    """Return the edit that deletes a data set, those below it, their objects and analyses."""
    take = partial(snapshot.take_dataset, number=number)
    return _Presence(f"Delete data set {name}", take, adds=False)


def delete_analysis(number: int, name: str) -> Edit:
    """Return the edit that deletes a stored analysis."""
    take = partial(snapshot.take_analysis, number=number)
    return _Presence(f"Delete analysis {name}", take, adds=False)


@dataclass
class RenameDataset:
    """Give a data set another name."""

    number: int
    name: str
    label: str = "Rename data set"
    _before: Snapshot | None = field(default=None, repr=False)

    def do(self, library: Library) -> None:
        """Set the new name."""
        before = snapshot.read_rows(library, "mddataset", self.number)
        datasets.rename(library, self.number, self.name)
        self._before = before

    def undo(self, library: Library) -> None:
        """Set everything as it was before."""
        if self._before is not None:
            snapshot.overwrite(library, self._before)
