"""The search for garbage: circles with Qt objects die on the GUI thread, and nothing is held up."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PyQt5 import sip
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QApplication, QGraphicsRectItem
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.errors import Step
from components.ui import garbage
from components.ui.garbage import GarbageSearch
from components.ui.tasks import Tasks

pytestmark = QUIET


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """Search for garbage as the program does, from an ordinary Python on."""
    gc.collect()
    gc.enable()
    owner = QObject(qapp)
    tasks = Tasks(owner)
    GarbageSearch(tasks, owner)
    yield tasks
    sip.delete(owner)
    assert gc.isenabled()


def circle_of_qt(deaths: list[int]) -> None:
    """Leave a circle with an item of a plot; ``deaths`` gets the thread that destroys it."""
    item = QGraphicsRectItem()
    item.itself = item
    weakref.finalize(item, lambda: deaths.append(threading.get_ident()))


def test_a_circle_made_by_a_task_dies_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    deaths: list[int] = []
    dead = threading.Event()

    def work(_step: Step) -> list[list[int]]:
        circle_of_qt(deaths)
        made: list[list[int]] = [[i] for i in range(5000)]  # Python itself would search here
        assert dead.wait(20)
        return made

    with qtbot.waitSignal(tasks.idle, timeout=30_000):
        tasks.start("work", work, lambda _made: None)
        qtbot.waitUntil(lambda: bool(deaths), timeout=10_000)
        dead.set()
    assert deaths == [threading.get_ident()]


def test_a_circle_of_the_window_does_not_die_in_a_task(qtbot: QtBot, tasks: Tasks) -> None:
    deaths: list[int] = []
    made: list[list[int]] = []
    circle_of_qt(deaths)
    with qtbot.waitSignal(tasks.idle):
        tasks.start("work", lambda _step: [[i] for i in range(5000)], made.extend)
    qtbot.waitUntil(lambda: bool(deaths), timeout=10_000)
    assert deaths == [threading.get_ident()]
    assert made


def test_much_is_searched_when_the_window_is_at_rest(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_SELDOM", 5)
    monkeypatch.setattr(garbage, "_OFTEN", 5)
    monkeypatch.setattr(garbage, "_IDLE", 1.1)
    owner = QObject(qapp)
    tasks, go_on = Tasks(owner), threading.Event()
    deaths: list[int] = []
    GarbageSearch(tasks, owner)
    circle_of_qt(deaths)
    much = [[i] for i in range(30_000)]
    with qtbot.waitSignal(tasks.idle):
        tasks.start("work", lambda _step: go_on.wait(20), lambda _nothing: None)
        qtbot.wait(100)  # many looks
        assert not deaths
        go_on.set()
    qtbot.waitUntil(lambda: bool(deaths), timeout=10_000)
    assert deaths == [threading.get_ident()]
    assert len(much) == 30_000
    sip.delete(owner)
