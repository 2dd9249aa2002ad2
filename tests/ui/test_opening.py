"""Opening a library in a task; the second window on one chooses, and never meets a lock error."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import moved_in

from components.errors import Step, no_step
from components.store import datasets
from components.store.datasets import Scheme
from components.store.faults import LibraryReadOnly
from components.store.library import Library
from components.ui.main_window import MainWindow

pytestmark = QUIET

Closing = Callable[[MainWindow], None]

ROOT = Path(__file__).resolve().parents[2]
HOLD = (
    "import sys; from pathlib import Path; from components.store.library import Library\n"
    "library = Library(Path(sys.argv[1])); print('open', flush=True); sys.stdin.readline()\n"
    "library.close(); print('closed', flush=True)\n"
)


class Other:
    """Another program that has the library open."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", HOLD, str(folder)]
        pipe = subprocess.PIPE
        self._run = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self.said() == "open"

    def said(self) -> str:
        assert self._run.stdout is not None
        return self._run.stdout.readline().strip()

    def leave(self) -> None:
        if self._run.poll() is None:
            assert self._run.stdin is not None
            self._run.stdin.write("\n")
            self._run.stdin.flush()
            assert self.said() == "closed"
            self._run.communicate()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    with Library(tmp_path / "library") as library:
        datasets.create(library, "Wings", Scheme(2))
    holder = Other(tmp_path / "library")
    yield holder
    holder.leave()


def asked(qtbot: QtBot, window: MainWindow) -> QMessageBox:
    """Wait for the question how to open a library."""
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "how_to_open") is not None)
    return window.findChild(QMessageBox, "how_to_open")


def press(qtbot: QtBot, box: QMessageBox, text: str) -> None:
    button = next(b for b in box.buttons() if b.text().replace("&", "") == text)
    qtbot.mouseClick(button, Qt.LeftButton)


@pytest.fixture
def second(qtbot: QtBot, closing: Closing, tmp_path: Path, other: Other) -> MainWindow:
    """Show a window on a library that another program has."""
    window = MainWindow(tmp_path / "library")
    closing(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_the_second_reads_what_the_first_writes(qtbot: QtBot, second: MainWindow) -> None:
    box = asked(qtbot, second)
    assert "open in another Modan2" in box.text()
    moved_in(qtbot, second, lambda: press(qtbot, box, "Open to read"))
    assert "library (read only) - Modan2" in second.windowTitle()
    assert [d.name for d in second.jobs.session.datasets()] == ["Wings"]
    with pytest.raises(LibraryReadOnly):
        second.jobs.session.rename_dataset(1, "other")


def test_waiting_for_the_first_to_end(qtbot: QtBot, second: MainWindow, other: Other) -> None:
    box = asked(qtbot, second)
    other.leave()
    moved_in(qtbot, second, lambda: press(qtbot, box, "Try again"))
    second.jobs.session.rename_dataset(1, "other")


def test_leaving_it_is_the_sentence(qtbot: QtBot, second: MainWindow) -> None:
    box = asked(qtbot, second)
    with qtbot.waitSignal(second.opening.given_up):
        press(qtbot, box, "Cancel")
    assert "open in another Modan2" in second.bar.text
    assert not second.jobs.is_open


def test_the_window_comes_back_to_its_library_when_the_other_is_left(
    qtbot: QtBot, open_window: Callable[[Path], MainWindow], tmp_path: Path, other: Other
) -> None:
    window = open_window(tmp_path / "mine")
    window.use_library(tmp_path / "library")
    assert not window.jobs.is_open
    box = asked(qtbot, window)
    assert moved_in(qtbot, window, lambda: press(qtbot, box, "Cancel")) == tmp_path / "mine"
    assert "open in another Modan2" in window.bar.text


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have libraries opened as slowly as on a network, until they are cancelled."""

    def opened(
        library: Library, folder: Path, *, read_only: bool = False, step: Step = no_step
    ) -> None:
        pause = threading.Event()
        while folder.name == "far":
            step(1, 10, "Looking")
            pause.wait(0.001)
        at_once(library, folder, read_only=read_only, step=step)

    at_once = Library.__init__
    monkeypatch.setattr(Library, "__init__", opened)


@pytest.mark.usefixtures("slow")
def test_the_window_is_there_before_the_library_and_opening_is_cancelled(
    qtbot: QtBot, closing: Closing, tmp_path: Path
) -> None:
    window = MainWindow(tmp_path / "far")
    closing(window)
    with qtbot.waitExposed(window):
        window.show()
    assert not window.jobs.is_open
    qtbot.waitUntil(lambda: "Looking" in window.task_bar.newest.text)
    qtbot.waitUntil(window.task_bar.isVisible)
    with qtbot.waitSignal(window.opening.given_up):
        qtbot.mouseClick(window.task_bar.newest.cancel, Qt.LeftButton)
    assert window.pages.empty.title == "No library is open"
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    near = tmp_path / "near"
    assert moved_in(qtbot, window, lambda: window.use_library(near)) == near


@pytest.mark.usefixtures("slow")
def test_cancelling_comes_back_to_the_library_before(
    qtbot: QtBot, open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window(tmp_path / "near")
    window.use_library(tmp_path / "far")
    qtbot.waitUntil(window.task_bar.isVisible)
    cancel = window.task_bar.newest.cancel
    click = partial(qtbot.mouseClick, cancel, Qt.LeftButton)
    assert moved_in(qtbot, window, click) == tmp_path / "near"
    assert not window.bar.isVisible()


@pytest.mark.usefixtures("slow")
def test_closing_while_a_library_is_opened_ends_cleanly(
    qtbot: QtBot, open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window(tmp_path / "near")
    window.use_library(tmp_path / "far")
    with qtbot.waitSignal(window.tasks.idle):
        window.close()
    assert not window.isVisible()
    assert not window.jobs.is_open
    Library(tmp_path / "near").close()  # nobody has it any more


def test_what_was_opened_while_the_window_closes_is_closed(
    qtbot: QtBot, closing: Closing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = MainWindow(tmp_path / "library")
    closing(window)
    window.tasks.running[0].wait()  # its result is on the way to this thread
    with qtbot.waitSignal(window.tasks.idle):
        window.close()
    Library(tmp_path / "library").close()
