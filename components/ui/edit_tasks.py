"""Edits of the library: at once where they are small, in a task where they are not."""

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from components.errors import Step, UserError, no_step
from components.ui.tasks import Task, Tasks, Work
from components.workflow.history import Editor, History, Pending

AT_ONCE = 500  # rows or cells that are changed faster than a task starts


class EditTasks(QObject):
    """Carries out one edit at a time; ``history`` gives the history of the library that is open.

    ``refused`` says why an edit was not begun: another one is still running.
    """

    refused = pyqtSignal(str)

    def __init__(self, tasks: Tasks, history: Callable[[], History], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._history = history
        self._task: Task | None = None
        tasks.changed.connect(self._look)

    def run(
        self,
        title: str,
        size: int,
        act: Callable[[Editor, Step], Any],
        done: Callable[[Any], object] = lambda _result: None,
    ) -> None:
        """Carry out an edit of so many objects or cells, record it, then act on its result."""
        history = self._history()

        def work(step: Step) -> tuple[Pending, Any]:
            pending = Pending(history.library, step)
            return pending, act(pending, step)

        def finish(made: tuple[Pending, Any]) -> None:
            pending, result = made
            history.take(pending)
            done(result)

        self._begin(title, work, finish, in_task=size > AT_ONCE)

    def undo(self) -> None:
        """Take back the last edit."""
        self._turn(self.tr("Undo: {label}"), redo=False)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._turn(self.tr("Redo: {label}"), redo=True)

    def why_not(self) -> str:
        """Say why nothing can be edited now; "" where it can."""
        try:
            self._history().demand_rest()
        except UserError as error:
            return str(error)
        return ""

    def _turn(self, title: str, *, redo: bool) -> None:
        history = self._history()
        step = history.next(redo=redo)
        if step is not None:
            self._begin(
                title.format(label=step.label),
                lambda report: step.reverse(history.library, report),
                lambda made: history.take_reversed(step, made, redo=redo),
                in_task=len(step.changes.rows) > AT_ONCE,
            )

    def _begin(
        self, title: str, work: Work, finish: Callable[[Any], object], *, in_task: bool
    ) -> None:
        history = self._history()
        if reason := self.why_not():
            self.refused.emit(reason)
        elif not in_task:
            finish(work(no_step))
        else:

            def end(result: object) -> None:
                history.busy = ""
                finish(result)

            history.busy = title
            self._task = self._tasks.start(title, work, end)

    def _look(self) -> None:
        """Let edits begin again when the one in a task has failed or was cancelled."""
        if self._task is not None and self._task not in self._tasks.running:
            self._task = None
            self._history().busy = ""
