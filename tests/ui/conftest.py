"""A window for each test that asks for one, and a watch over the event loop in all of them."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5 import sip
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from components.ui.main_window import MainWindow
from components.ui.stall import StallWatch

FROZEN = 8.0  # seconds; far from the goals, which scripts/benchmark_ui.py measures


@pytest.fixture(autouse=True)
def stall_watch(qapp: QApplication) -> Iterator[StallWatch]:
    """Fail a test that keeps the event loop from answering, and say what held it."""
    watch = StallWatch(limit=FROZEN, parent=qapp)
    watch.start()
    yield watch
    watch.stop()
    watch.deleteLater()
    assert not watch.stalls, watch.stalls[0].stacks


@pytest.fixture(autouse=True)
def searched_between_tests() -> Iterator[None]:
    """Have no search for garbage in a test: a worker's would destroy Qt objects off its thread."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def closing(qtbot: QtBot) -> Iterator[Callable[[MainWindow], None]]:
    """End the tasks of the windows given to it, close and delete them.

    ``qtbot.addWidget`` would delete them before the fixtures end, and tasks that run with them.
    """
    windows: list[MainWindow] = []
    yield windows.append
    for window in windows:
        window.tasks.cancel_all()
        qtbot.waitUntil(lambda window=window: window.tasks.at_rest, timeout=20_000)
        assert window.close()
        sip.delete(window)  # at once, or a pause that ends now would start another task


@pytest.fixture
def open_window(
    qtbot: QtBot, closing: Callable[[MainWindow], None]
) -> Callable[[Path], MainWindow]:
    """Open windows on libraries, one after the other, and close what is still open."""

    def opened(folder: Path) -> MainWindow:
        window = MainWindow(folder)
        closing(window)
        (opening,) = window.tasks.running
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: opening not in window.tasks.running)
        return window

    return opened


@pytest.fixture
def window(open_window: Callable[[Path], MainWindow], tmp_path: Path) -> MainWindow:
    """Open a window on an empty library."""
    return open_window(tmp_path / "library")
