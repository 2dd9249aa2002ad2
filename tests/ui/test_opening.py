"""Two windows on one library: the second one chooses, and never meets a lock error."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.errors import UserError
from components.store import datasets
from components.store.datasets import Scheme
from components.store.faults import LibraryInUse, LibraryReadOnly
from components.store.library import Library
from components.ui.main_window import MainWindow
from components.ui.opening import AGAIN, LEAVE, READ, open_session

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


def test_the_second_reads_what_the_first_writes(tmp_path: Path, other: Other) -> None:
    asked: list[UserError] = []

    def read(error: UserError, _parent: object) -> str:
        asked.append(error)
        return READ

    session = open_session(tmp_path / "library", lambda: None, ask=read)
    assert [d.name for d in session.datasets()] == ["Wings"]
    with pytest.raises(LibraryReadOnly):
        session.rename_dataset(1, "other")
    session.close()
    assert isinstance(asked[0], LibraryInUse)
    assert "open in another Modan2" in str(asked[0])


def test_waiting_for_the_first_to_end(tmp_path: Path, other: Other) -> None:
    def wait(_error: UserError, _parent: object) -> str:
        other.leave()
        return AGAIN

    session = open_session(tmp_path / "library", lambda: None, ask=wait)
    session.rename_dataset(1, "other")
    session.close()


def test_leaving_it_is_the_sentence(tmp_path: Path, other: Other) -> None:
    with pytest.raises(LibraryInUse):
        open_session(tmp_path / "library", lambda: None, ask=lambda _error, _parent: LEAVE)


def press(text: str) -> None:
    """Press a button of the question as soon as it is on the screen."""

    def when_shown() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            next(b for b in box.buttons() if b.text().replace("&", "") == text).click()
        else:
            QTimer.singleShot(5, when_shown)

    QTimer.singleShot(0, when_shown)


def test_the_window_asks_and_shows_that_it_only_reads(
    qtbot: QtBot, closing: Closing, tmp_path: Path, other: Other
) -> None:
    press("Open to read")
    window = MainWindow(tmp_path / "library")
    closing(window)
    window.show()
    assert "library (read only) - Modan2" in window.windowTitle()
    qtbot.waitUntil(lambda: not window.tasks.running)
    window.close()


def test_the_window_stays_on_its_library_when_the_other_is_left(
    qtbot: QtBot, closing: Closing, tmp_path: Path, other: Other
) -> None:
    window = MainWindow(tmp_path / "mine")
    closing(window)
    press("Cancel")
    with pytest.raises(LibraryInUse):
        window.use_library(tmp_path / "library")
    assert window.jobs.session.library.folder.name == "mine"
    window.close()
