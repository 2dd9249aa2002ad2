"""Work off the GUI thread: the only place where threads are made.

A task's work is an ordinary function that takes a `Step`. It gets values and returns values; it
never sees a widget. Its result, or its error, comes back on the GUI thread.
"""

import time
from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, QThread, pyqtSignal

from components.errors import Cancelled, Step

Work = Callable[[Step], Any]

_REPORT_EVERY = 0.04  # seconds: more reports than frames would only load the event loop


class Task(QThread):
    """One piece of work on a thread of its own; made and started by `Tasks.start`."""

    progressed = pyqtSignal(int, int, str)
    succeeded = pyqtSignal(object)
    failed = pyqtSignal(object)
    cancelled = pyqtSignal()

    def __init__(self, title: str, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self._work = work
        self._stop = False
        self._reported = 0.0

    def cancel(self) -> None:
        """Ask the work to stop; it does so at its next step."""
        self._stop = True

    def run(self) -> None:
        """Carry out the work; called by Qt on the new thread."""
        try:
            result = self._work(self._step)
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:  # noqa: BLE001  # whatever it is, the GUI thread has to know
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)

    def _step(self, done: int, total: int, text: str) -> None:
        if self._stop:
            raise Cancelled
        now = time.monotonic()
        if now - self._reported >= _REPORT_EVERY or done == total:
            self._reported = now
            self.progressed.emit(done, total, text)


class Tasks(QObject):
    """All tasks of a window.

    ``changed`` is emitted when one starts or ends, ``idle`` when the last one has ended and
    started no other, ``failed`` with the error of one that did not succeed.
    """

    changed = pyqtSignal()
    idle = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._running: list[Task] = []

    @property
    def running(self) -> tuple[Task, ...]:
        """The tasks that have not ended, oldest first."""
        return tuple(self._running)

    def start(self, title: str, work: Work, done: Callable[[Any], None]) -> Task:
        """Run ``work(step)`` off the GUI thread, then ``done(result)`` on it."""
        task = Task(title, work, self)
        task.succeeded.connect(done)
        task.failed.connect(self.failed)
        task.finished.connect(lambda: self._ended(task))
        self._running.append(task)
        task.start()
        self.changed.emit()
        return task

    def cancel_all(self) -> None:
        """Ask every task to stop; ``idle`` is emitted when the last one has."""
        for task in self._running:
            task.cancel()

    def _ended(self, task: Task) -> None:
        self._running.remove(task)
        task.deleteLater()
        self.changed.emit()
        if not self._running:
            self.idle.emit()
