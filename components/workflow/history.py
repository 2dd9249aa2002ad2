"""Undo and redo: a step of the history is recorded only after it worked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from components.store.changes import Changes, recorded, reverse
from components.store.library import Library

Result = TypeVar("Result")


@dataclass(frozen=True)
class _Step:
    label: str
    changes: Changes  # what `reverse` takes back


class History:
    """The edits of one session. ``changed`` is called after each of them."""

    def __init__(self, library: Library, changed: Callable[[], None] = lambda: None) -> None:
        self._library = library
        self.changed = changed
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    @property
    def undo_label(self) -> str:
        """What undo would take back; "" where there is nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again; "" where there is nothing."""
        return self._undone[-1].label if self._undone else ""

    def do(self, label: str, act: Callable[[], Result]) -> Result:
        """Carry out an edit, all of it or nothing; where it fails, the history stays as it was."""
        with recorded(self._library) as changes:
            result = act()
        self.record(label, changes)
        return result

    def record(self, label: str, changes: Changes) -> None:
        """Remember an edit that has been carried out, by a worker for instance."""
        if changes.rows:
            self._done.append(_Step(label, changes))
            self._undone.clear()
            self.changed()

    def undo(self) -> None:
        """Take back the last edit, if there is one."""
        self._reverse(self._done, self._undone)

    def redo(self) -> None:
        """Do again what was taken back last, if there is something."""
        self._reverse(self._undone, self._done)

    def _reverse(self, source: list[_Step], target: list[_Step]) -> None:
        if source:
            step = source[-1]
            target.append(_Step(step.label, reverse(self._library, step.changes)))
            source.pop()
            self.changed()
