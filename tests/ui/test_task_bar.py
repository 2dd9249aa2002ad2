"""The running tasks at the foot of the window, used with the mouse."""

import threading

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.errors import Step
from components.ui.task_bar import TaskBar
from components.ui.tasks import Tasks

pytestmark = QUIET


def until_stopped(step: Step) -> None:
    pause = threading.Event()
    while True:
        step(1, 10, "working")
        pause.wait(0.001)


@pytest.fixture
def tasks(qapp: QApplication) -> Tasks:
    return Tasks(qapp)


@pytest.fixture
def bar(qtbot: QtBot, tasks: Tasks) -> TaskBar:
    made = TaskBar(tasks)
    qtbot.addWidget(made)
    return made


def said(bar: TaskBar) -> str:
    return bar.newest.text if bar.newest else ""


def test_the_bar_follows_the_newest_task_and_cancels_it(
    qtbot: QtBot, tasks: Tasks, bar: TaskBar
) -> None:
    assert bar.isHidden()
    tasks.start("Counting", until_stopped, lambda _r: None)
    qtbot.waitUntil(bar.isVisible)
    qtbot.waitUntil(lambda: said(bar).startswith("Counting: working"))
    assert not bar.more.isVisible()
    with qtbot.waitSignal(tasks.idle):
        qtbot.mouseClick(bar.newest.cancel, Qt.LeftButton)
        assert said(bar) == "Counting: Stopping…"
    assert bar.isHidden()


def test_what_ends_at_once_is_never_shown(qtbot: QtBot, tasks: Tasks, bar: TaskBar) -> None:
    with qtbot.waitSignal(tasks.idle):
        tasks.start("Opening", lambda _step: None, lambda _r: None)
    assert bar.isHidden()
    tasks.start("Counting", until_stopped, lambda _r: None)
    qtbot.waitUntil(bar.isVisible)
    with qtbot.waitSignal(tasks.idle):
        tasks.cancel_all()


def test_the_list_has_all_tasks_and_cancels_each(qtbot: QtBot, tasks: Tasks, bar: TaskBar) -> None:
    for name in ("first", "second", "third"):
        tasks.start(name, until_stopped, lambda _r: None)
    qtbot.waitUntil(bar.more.isVisible)
    assert bar.more.text() == "3 tasks"
    qtbot.mouseClick(bar.more, Qt.LeftButton)
    assert bar.list.isVisible()
    rows = {row.text: row for row in bar.list.rows.values()}
    assert set(rows) == {"first", "second", "third"}
    (first, *_) = tasks.running
    with qtbot.waitSignal(first.cancelled):
        qtbot.mouseClick(rows["first"].findChild(QPushButton), Qt.LeftButton)
    qtbot.waitUntil(lambda: len(tasks.running) == 2)
    assert {row.text for row in bar.list.rows.values()} == {"second", "third"}
    assert said(bar).startswith("third")
    with qtbot.waitSignal(tasks.idle):
        tasks.cancel_all()
    assert not bar.list.isVisible()


def test_the_time_left_is_told_once_it_is_known(
    qtbot: QtBot, tasks: Tasks, bar: TaskBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 100_000, 50))
    monkeypatch.setattr("components.ui.task_rows.time.monotonic", lambda: next(clock))
    task = tasks.start("Counting", until_stopped, lambda _r: None)
    qtbot.waitUntil(lambda: "min left" in said(bar))
    with qtbot.waitSignal(tasks.idle):
        task.cancel()
