"""The stall watcher: how long the event loop did not answer, and what held it."""

import logging
import sys
import threading
import time
import traceback
from dataclasses import dataclass

from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal

from components.ui.tasks import Lookout

log = logging.getLogger(__name__)

_BEAT = 5  # milliseconds between two beats of an event loop that answers
_KEPT = 100  # the latest stalls
_DEPTH = 12  # innermost calls of each thread

Stacks = list[tuple[str, traceback.StackSummary]]
"""Each thread, the GUI thread first, with its innermost calls."""


@dataclass(frozen=True)
class Stall:
    """Seconds during which the event loop did not answer, and what ran in the midst of them."""

    seconds: float
    running: Stacks

    @property
    def stacks(self) -> str:
        """The innermost calls of all threads, with their source, which is read only now."""
        return "".join(
            f"{thread}, innermost call first:\n{''.join(calls.format())}"
            for thread, calls in self.running
        )


class StallWatch(QObject):
    """A timer beats on the event loop; where a beat is late, a thread notes what is running.

    ``limit`` is in seconds: what is shorter counts in ``longest`` but is no `Stall`. ``stalled``
    carries each stall once it is over. Code that holds Python's lock, as some libraries do for
    all of a call, is noted when it lets go.
    """

    stalled = pyqtSignal(object)

    def __init__(self, limit: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest = 0.0
        self.stalls: list[Stall] = []
        self._limit = limit
        self._gui = threading.get_ident()
        self._last = 0.0
        self._stacks: Stacks = []
        self._timer = QTimer(self, timerType=Qt.PreciseTimer, interval=_BEAT)
        self._timer.timeout.connect(self._beat)
        self._lookout: Lookout | None = None

    def start(self) -> None:
        """Begin to measure; what was measured before is forgotten."""
        self.longest, self._stacks = 0.0, []
        self.stalls.clear()
        self._last = time.perf_counter()
        self._timer.start()
        if self._lookout is None:
            self._lookout = Lookout(self._look, self._limit / 4, self)
            self._lookout.start()

    def stop(self) -> None:
        """End the measurement, with what has passed since the last beat."""
        if self._lookout is not None:
            self._beat()
            self._timer.stop()
            self._lookout.stop()
            self._lookout = None

    def _beat(self) -> None:
        now = time.perf_counter()
        late = now - self._last - _BEAT / 1000
        stacks, self._stacks = self._stacks, []
        self.longest = max(self.longest, late)
        if late > self._limit:
            stall = Stall(late, stacks)
            self.stalls = [*self.stalls, stall][-_KEPT:]
            self.stalled.emit(stall)
        self._last = time.perf_counter()  # what was done with a stall is none itself

    def _look(self) -> None:
        """Note what runs, once in a beat that is late; on the thread of the lookout."""
        if not self._stacks and time.perf_counter() - self._last > self._limit / 2:
            self._stacks = _running(self._gui)


def log_stall(stall: Stall) -> None:
    """Write a stall into the log."""
    log.debug("no answer for %.0f ms; running then:\n%s", stall.seconds * 1000, stall.stacks)


def _running(gui: int) -> Stacks:
    """Note the innermost calls of all threads but this one."""
    frames = sys._current_frames()  # documented, and the only way to see them
    del frames[threading.get_ident()]
    return [
        (
            "GUI thread" if thread == gui else "another thread",
            traceback.StackSummary.extract(
                traceback.walk_stack(frame), limit=_DEPTH, lookup_lines=False
            ),
        )
        for thread, frame in sorted(frames.items(), key=lambda item: item[0] != gui)
    ]
