"""Python's search for garbage: on the GUI thread alone, in moments that it does not hold up."""

import gc
import time

from PyQt5.QtCore import QObject, QTimer

from components.ui.tasks import Tasks

_OFTEN = 20  # milliseconds between two looks while tasks run
_SELDOM = 500
_FEW = 700  # objects made since the last search from which on one is worth while, as in Python
_MUCH = 20_000  # objects whose search would hold the window for more than 8 ms
_TURNS = 10  # searches among new objects, after which old ones are searched, too
_RESTS = 4  # looks during which nothing was done: the window is at rest
_IDLE = 0.05  # share of the time that the GUI thread may compute while nothing is done


class GarbageSearch(QObject):
    """Takes the search for garbage from Python, until the ``owner`` goes.

    Python would search on the thread that happens to make an object, a worker's too, and what it
    finds is destroyed there: a widget or an item of a plot, when it is part of a circle. Qt
    crashes where that is not the GUI thread. So this looks again and again whether there is
    something to do: a search among new objects, and one among all when the window is at rest.
    What a task makes is searched a little at a time. What was made in one go is set aside, with
    all that was there, until the window is at rest.
    """

    def __init__(self, tasks: Tasks, owner: QObject) -> None:
        super().__init__(owner)
        self._tasks = tasks
        self._looked, self._computed = time.perf_counter(), time.thread_time()
        self._rests = 0
        self._aside = False
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
        new, once, turns = gc.get_count()  # made, and searches of the two younger generations
        if self._rests >= _RESTS and (self._aside or turns >= _TURNS):
            self._search_all()
        elif new > _MUCH:
            self._aside = True
            gc.freeze()
        elif new > _FEW:
            # twice before they count as old: a search leaves plain tuples out for good, and the
            # tuples around them only when it comes again
            gc.collect(min(once, 1))

    def _search_all(self) -> None:
        if self._aside:
            gc.unfreeze()
        gc.collect()
        if self._aside:
            gc.freeze()  # what is left stays, as at the start
            self._aside = False

    def _idle(self) -> bool:
        """Whether nothing was done since the last look, neither here nor by tasks."""
        now, computed = time.perf_counter(), time.thread_time()
        passed, own = now - self._looked, computed - self._computed
        self._looked, self._computed = now, computed
        return not self._tasks.running and own < _IDLE * passed
