"""Undo and redo: a step of the history is recorded only after it worked."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from components.errors import Step, UserError, no_step
from components.store.changes import Changes, recorded, reverse
from components.store.library import Library

Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Done:
    """An edit that has been carried out: what it is called, and what `reverse` takes back."""

    label: str
    changes: Changes

    def reverse(self, library: Library, step: Step = no_step) -> Changes:
        """Take it back, on any thread; returns what that made."""
        return reverse(library, self.changes, step)


class Editor(ABC):
    """Carries out edits of a library, all of each or nothing.

    The functions of `components.workflow.edits` take any of them: a `History`, a `Pending` on a
    worker thread, or what `together` gives.
    """

    def __init__(self, library: Library) -> None:
        self.library = library

    @abstractmethod
    def record(self, label: str, changes: Changes) -> None:
        """Take note of an edit that has been carried out."""

    def do(self, label: str, act: Callable[[], Result]) -> Result:
        """Carry out an edit; where it fails, the library and the history stay as they were."""
        with self._recorded() as changes:
            result = act()
        self.record(label, changes)
        return result

    @contextmanager
    def together(self, label: str) -> Iterator["Editor"]:
        """Make one step of all edits of the block, which are done through what this gives."""
        with self._recorded() as changes:
            yield _Part(self.library)
        self.record(label, changes)

    def _recorded(self) -> AbstractContextManager[Changes]:
        """Run an edit as one transaction."""
        return recorded(self.library)


class History(Editor):
    """The edits of one session. ``changed`` is called after each; ``latest`` is what it touched.

    It belongs to the thread that made it. While ``busy`` names an edit that a worker carries out,
    every other one is refused.
    """

    def __init__(self, library: Library, changed: Callable[[], None] = lambda: None) -> None:
        super().__init__(library)
        self.changed = changed
        self.latest = Changes()
        self.busy = ""
        self._done: list[Done] = []
        self._undone: list[Done] = []

    @property
    def undo_label(self) -> str:
        """What undo would take back now; "" where there is nothing."""
        return self._done[-1].label if self._done and not self.busy else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again now; "" where there is nothing."""
        return self._undone[-1].label if self._undone and not self.busy else ""

    @property
    def labels(self) -> tuple[str, ...]:
        """What can be undone, the latest first."""
        return tuple(step.label for step in reversed(self._done))

    def record(self, label: str, changes: Changes) -> None:
        """Remember an edit that has been carried out; one that changed nothing is no step."""
        if changes.rows:
            self._done.append(Done(label, changes))
            self._undone.clear()
            self._tell(changes)

    def take(self, pending: "Pending") -> None:
        """Remember the edits that a worker has carried out."""
        for edit in pending.done:
            self.record(edit.label, edit.changes)

    def undo(self) -> None:
        """Take back the last edit, if there is one."""
        self._turn(redo=False)

    def redo(self) -> None:
        """Do again what was taken back last, if there is something."""
        self._turn(redo=True)

    def next(self, *, redo: bool = False) -> Done | None:
        """Return the edit that undo, or redo, would reverse now."""
        steps = self._undone if redo else self._done
        return steps[-1] if steps and not self.busy else None

    def take_reversed(self, step: Done, changes: Changes, *, redo: bool = False) -> None:
        """Remember that a worker has undone, or redone, a step; ``changes`` is what that made."""
        source, target = (self._undone, self._done) if redo else (self._done, self._undone)
        if step in source:  # else an import has come between, after which nothing is redone
            source.remove(step)
        target.append(Done(step.label, changes))
        self._tell(changes)

    def demand_rest(self) -> None:
        """Raise `UserError` while a worker carries out an edit."""
        if self.busy:
            raise UserError(f"{self.busy}: wait until that has ended, or cancel it.")

    def _recorded(self) -> AbstractContextManager[Changes]:
        self.demand_rest()
        return super()._recorded()

    def _turn(self, *, redo: bool) -> None:
        self.demand_rest()
        step = self.next(redo=redo)
        if step is not None:
            self.take_reversed(step, step.reverse(self.library), redo=redo)

    def _tell(self, changes: Changes) -> None:
        self.latest = changes
        self.changed()


class Pending(Editor):
    """Edits on a worker thread: carried out at once, and recorded by `History.take` afterwards.

    Where ``step`` raises, also in the middle of a long statement, the edit is not made.
    """

    def __init__(self, library: Library, step: Step = no_step) -> None:
        super().__init__(library)
        self.done: list[Done] = []
        self._step = step

    def _recorded(self) -> AbstractContextManager[Changes]:
        return recorded(self.library, self._step)

    def record(self, label: str, changes: Changes) -> None:
        """Keep an edit for `History.take`."""
        self.done.append(Done(label, changes))


class _Part(Editor):
    """Edits that are parts of a larger one, which alone is recorded."""

    def record(self, label: str, changes: Changes) -> None:
        """Do nothing: the larger edit records all."""

    def do(self, label: str, act: Callable[[], Result]) -> Result:  # noqa: ARG002  # the larger one's
        """Carry out a part of the larger edit."""
        return act()

    @contextmanager
    def together(self, label: str) -> Iterator[Editor]:  # noqa: ARG002  # the larger one's
        """Give itself: the larger edit holds all."""
        yield self
