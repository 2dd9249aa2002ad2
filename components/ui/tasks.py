"""Work off the GUI thread: the only place where threads are made.

A task's work is an ordinary function that takes a `Step`. It gets values and returns values; it
never sees a widget. Its result, or its error, comes back on the GUI thread.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PyQt5.QtCore import QObject, QThread, pyqtSignal

from components.errors import Cancelled, Step, UserError

Work = Callable[[Step], Any]

_REPORT_EVERY = 0.04  # seconds: more reports than frames would only load the event loop


class Task(QThread):
    """One piece of work on a thread of its own; made and started by `Tasks.start`.

    One that only ``reads`` may be stopped without asking: nothing is lost. One that the window
    ``lets_go`` of is over for it as soon as it is cancelled, whatever its work is in the middle of:
    the work ends unseen at its next step, and what comes of it is dropped. So it must not change
    the library, and must ask `Step` once more before a file of its gets its name.
    """

    progressed = pyqtSignal(int, int, str)
    succeeded = pyqtSignal(object)
    failed = pyqtSignal(object)
    cancelled = pyqtSignal()

    def __init__(
        self, title: str, work: Work, parent: QObject, *, reads: bool = False, lets_go: bool = False
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.reads = reads
        self.lets_go = lets_go
        self.let_go = False
        self._work = work
        self._stop = False
        self._reported = 0.0

    def cancel(self) -> None:
        """Ask the work to stop; it does so at its next step."""
        self._stop = True
        if self.lets_go and not self.let_go:
            self.let_go = True
            self.cancelled.emit()

    def run(self) -> None:
        """Carry out the work; called by Qt on the new thread."""
        try:
            result = self._work(self._step)
        except Cancelled:
            if not self.let_go:
                self.cancelled.emit()
        except Exception as error:  # noqa: BLE001  # whatever it is, the GUI thread has to know
            if not (self.let_go and isinstance(error, UserError)):
                self.failed.emit(error)
        else:
            self.succeeded.emit(result)

    def _step(self, done: int, total: int, text: str) -> None:
        if self._stop:
            raise Cancelled
        now = time.monotonic()
        if not total:
            return
        if now - self._reported >= _REPORT_EVERY or done == total:
            self._reported = now
            self.progressed.emit(done, total, text)


class Tasks(QObject):
    """All tasks of a window.

    ``changed`` is emitted when one starts or ends, ``idle`` when the last thread has ended and
    nothing else was started, ``failed`` with the error of one that did not succeed.
    """

    changed = pyqtSignal()
    idle = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._running: list[Task] = []
        self._leaving: list[Task] = []

    @property
    def running(self) -> tuple[Task, ...]:
        """The tasks that have not ended, oldest first."""
        return tuple(self._running)

    @property
    def at_rest(self) -> bool:
        """Whether no thread works any more, for a task that the window let go of either."""
        return not self._running and not self._leaving

    def start(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], None],
        *,
        reads: bool = False,
        lets_go: bool = False,
    ) -> Task:
        """Run ``work(step)`` off the GUI thread, then ``done(result)`` on it."""
        task = Task(title, work, self, reads=reads, lets_go=lets_go)
        task.succeeded.connect(done)
        task.failed.connect(self.failed)
        task.cancelled.connect(lambda: self._let_go(task))
        task.finished.connect(lambda: self._ended(task))
        self._running.append(task)
        task.start()
        self.changed.emit()
        return task

    def cancel_all(self) -> None:
        """Ask every task to stop; ``idle`` is emitted when the last one has."""
        for task in self.running:
            task.cancel()

    def _let_go(self, task: Task) -> None:
        if task.let_go and task in self._running:
            self._running.remove(task)
            self._leaving.append(task)
            with suppress(TypeError):  # raised where nothing is connected any more
                task.succeeded.disconnect()
            self.changed.emit()

    def _ended(self, task: Task) -> None:
        (self._running if task in self._running else self._leaving).remove(task)
        task.deleteLater()
        self.changed.emit()
        if self.at_rest:
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
