"""Python's search for garbage: on the GUI thread alone, in moments that it does not hold up."""

import gc
import time

from PyQt5.QtCore import QObject, QTimer

from components.ui.tasks import Tasks

_OFTEN = 20  # milliseconds between two looks while tasks run
_SELDOM = 500
_FEW = 700  # objects made since the last search from which on one is worth while, as in Python
_MUCH = 20_000  # objects whose search would hold the window for more than 8 ms
_PATIENCE = 10  # seconds for which much may wait while tasks run
_TURNS = 10  # searches among new objects, after which old ones are searched, too
_RESTS = 4  # looks during which nothing was done: the window is at rest
_IDLE = 0.05  # share of the time that the GUI thread may compute while nothing is done


class GarbageSearch(QObject):
    """Takes the search for garbage from Python, until the ``owner`` goes.

    Python would search on the thread that happens to make an object, a worker's too, and what it
    finds is destroyed there: a widget or an item of a plot, when it is part of a circle. Qt
    crashes where that is not the GUI thread. So this looks again and again whether there is
    something to do: a search among new objects, and one among all when the window is at rest.
    What a task makes is searched a little at a time; where it makes much at once, when it has
    ended or after a while.
    """

    def __init__(self, tasks: Tasks, owner: QObject) -> None:
        super().__init__(owner)
        self._tasks = tasks
        self._looked, self._computed = time.perf_counter(), time.thread_time()
        self._little = self._looked  # when there was last no more than can be searched at once
        self._rests = 0
        self._timer = QTimer(self, interval=_SELDOM)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        tasks.changed.connect(self._hurry)
        owner.destroyed.connect(gc.enable)
        gc.disable()

    def _hurry(self) -> None:
        self._timer.setInterval(_OFTEN if self._tasks.running else _SELDOM)

    def _look(self) -> None:
        self._rests = self._rests + 1 if self._idle() else 0
        new, _, turns = gc.get_count()
        if new <= _MUCH:
            self._little = self._looked
        if self._rests >= _RESTS and (new > _MUCH or turns >= _TURNS):
            gc.collect()
        elif new > _FEW and (new <= _MUCH or self._looked - self._little > _PATIENCE):
            gc.collect(1)

    def _idle(self) -> bool:
        """Whether nothing was done since the last look, neither here nor by tasks."""
        now, computed = time.perf_counter(), time.thread_time()
        passed, own = now - self._looked, computed - self._computed
        self._looked, self._computed = now, computed
        return not self._tasks.running and own < _IDLE * passed
