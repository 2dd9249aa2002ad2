"""Work off the GUI thread: the only place where threads are made.

A task's work is an ordinary function that takes a `Step`. It gets values and returns values; it
never sees a widget. Its result, or its error, comes back on the GUI thread.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, QThread, pyqtSignal

from components.errors import Cancelled, Step

Work = Callable[[Step], Any]

_REPORT_EVERY = 0.04  # seconds: more reports than frames would only load the event loop


class Task(QThread):
    """One piece of work on a thread of its own; made and started by `Tasks.start`.

    One that only ``reads`` may be stopped without asking: nothing is lost.
    """

    progressed = pyqtSignal(int, int, str)
    succeeded = pyqtSignal(object)
    failed = pyqtSignal(object)
    cancelled = pyqtSignal()

    def __init__(self, title: str, work: Work, parent: QObject, *, reads: bool = False) -> None:
        super().__init__(parent)
        self.title = title
        self.reads = reads
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

    def start(
        self, title: str, work: Work, done: Callable[[Any], None], *, reads: bool = False
    ) -> Task:
        """Run ``work(step)`` off the GUI thread, then ``done(result)`` on it."""
        task = Task(title, work, self, reads=reads)
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


class Lookout(QThread):
    """Calls ``look`` again and again off the GUI thread, until it is stopped.

    For what has to go on while the GUI thread is busy; ``interval`` is in seconds.
    """

    def __init__(self, look: Callable[[], None], interval: float, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._interval = interval
        self._done = threading.Event()

    def run(self) -> None:
        """Look until `stop`; called by Qt on the new thread."""
        while not self._done.wait(self._interval):
            self._look()

    def stop(self) -> None:
        """End, and wait until it has."""
        self._done.set()
        self.wait()
