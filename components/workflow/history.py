"""Undo and redo: a step of the history is recorded only after it worked."""

from collections.abc import Callable
from typing import Protocol

from components.store.library import Library


class Edit(Protocol):
    """A change of the library that can be taken back and done again."""

    label: str

    def do(self, library: Library) -> None:
        """Make the change, the first time or again."""

    def undo(self, library: Library) -> None:
        """Take the change back; the library has the bytes that it had before."""


class History:
    """The edits of one session. ``changed`` is called after each of them."""

    def __init__(self, library: Library, changed: Callable[[], None] = lambda: None) -> None:
        self._library = library
        self.changed = changed
        self._done: list[Edit] = []
        self._undone: list[Edit] = []

    @property
    def undo_label(self) -> str:
        """What undo would take back; "" where there is nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again; "" where there is nothing."""
        return self._undone[-1].label if self._undone else ""

    def do(self, edit: Edit) -> None:
        """Carry out an edit; where it fails, the history stays as it was."""
        edit.do(self._library)
        self.record(edit)

    def record(self, edit: Edit) -> None:
        """Remember an edit that has just been carried out, by a worker for instance."""
        self._done.append(edit)
        self._undone.clear()
        self.changed()

    def undo(self) -> None:
        """Take back the last edit."""
        self._done[-1].undo(self._library)
        self._undone.append(self._done.pop())
        self.changed()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._undone[-1].do(self._library)
        self._done.append(self._undone.pop())
        self.changed()
