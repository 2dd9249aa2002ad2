"""Libraries from the menu: new, opened, backed up, restored, moved; each cancelled as well."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import finished, moved_in, trigger

from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.backup import back_up
from components.store.datasets import Scheme
from components.store.library import Library
from components.ui.dialogs.about import AboutDialog, versions
from components.ui.dialogs.backup import BackupDialog
from components.ui.dialogs.library_place import LibraryPlaceDialog
from components.ui.dialogs.progress import ProgressDialog
from components.ui.dialogs.restore import RestoreDialog
from components.ui.main_window import MainWindow
from components.workflow.version import VERSION

pytestmark = QUIET

Kind = TypeVar("Kind", bound=QDialog)


@pytest.fixture
def window(qtbot: QtBot, open_window: Callable[[Path], MainWindow], tmp_path: Path) -> MainWindow:
    """Open a window on a library with one data set of three objects."""
    with Library(tmp_path / "mine") as library:
        number = datasets.create(library, "wings", Scheme(2))
        objects.add(library, number, [Specimen(name, np.eye(3, 2)) for name in "abc"])
    made = open_window(tmp_path / "mine")
    qtbot.waitUntil(lambda: made.tasks.at_rest)
    return made


def opened(window: MainWindow, key: str, kind: type[Kind]) -> Kind:
    """Do an action and return the dialog that it opens."""
    trigger(window, key)
    return next(d for d in window.findChildren(kind) if d.isVisible())


def ok(dialog: QDialog) -> object:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.Ok)


def names(window: MainWindow) -> list[str]:
    return [dataset.name for dataset in window.jobs.session.datasets()]


def folder(window: MainWindow) -> Path:
    return window.jobs.session.library.folder


def test_a_new_library_is_made_where_it_is_wanted(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = opened(window, "new_library", LibraryPlaceDialog)
    dialog.name.clear()
    assert not ok(dialog).isEnabled()
    assert "name" in dialog.problem.text
    qtbot.keyClicks(dialog.name, "mine")
    dialog.place.line.setText(str(tmp_path))
    assert not ok(dialog).isEnabled()  # there is one of that name
    qtbot.keyClicks(dialog.name, " 2")
    assert str(tmp_path / "mine 2") in dialog.path.text()
    made = moved_in(qtbot, window, lambda: qtbot.mouseClick(ok(dialog), Qt.LeftButton))
    assert made == tmp_path / "mine 2"
    assert names(window) == []


def test_a_new_library_that_is_cancelled_changes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = opened(window, "new_library", LibraryPlaceDialog)
    cancel = dialog.buttons.button(QDialogButtonBox.Cancel)
    qtbot.mouseClick(cancel, Qt.LeftButton)
    assert folder(window) == tmp_path / "mine"


def test_a_folder_is_chosen_to_be_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = back_up(window.jobs.session.library, tmp_path).folder
    dialog = opened(window, "open_library", QFileDialog)
    monkeypatch.setattr(dialog, "selectedFiles", lambda: [str(other)])
    assert moved_in(qtbot, window, dialog.accepted.emit) == other
    dialog.reject()


def test_a_folder_without_a_library_is_refused(window: MainWindow, tmp_path: Path) -> None:
    window.libraries.open(tmp_path)
    assert "There is no library" in window.bar.text
    assert folder(window) == tmp_path / "mine"


def test_a_backup_is_a_library_beside(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    place = tmp_path / "safe"
    place.mkdir()
    dialog = opened(window, "back_up", BackupDialog)
    assert not ok(dialog).isEnabled()
    dialog.place.line.setText(str(tmp_path / "mine" / "media"))
    assert "in each other" in dialog.problem.text
    dialog.place.line.setText(str(place))
    finished(qtbot, window, lambda: qtbot.mouseClick(ok(dialog), Qt.LeftButton))
    (made,) = place.iterdir()
    assert "3 objects" in window.bar.text
    assert str(made) in window.bar.text
    again = opened(window, "back_up", BackupDialog)
    assert again.answer() == place  # it is remembered
    qtbot.keyClick(again, Qt.Key_Escape)
    assert len(list(place.iterdir())) == 1


def test_a_backup_comes_back_beside_what_is_there(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    made = back_up(window.jobs.session.library, tmp_path / "safe")
    dialog = opened(window, "restore", RestoreDialog)
    dialog.folder.line.setText(str(tmp_path))
    assert "neither a backup" in dialog.problem.text
    dialog.folder.line.setText(str(made.folder))
    assert dialog.content.text() == "data sets: 1, objects: 3, analyses: 0"
    finished(qtbot, window, lambda: qtbot.mouseClick(ok(dialog), Qt.LeftButton))
    assert names(window) == ["wings", "wings (2)"]
    assert "3 objects" in window.bar.text
    trigger(window, "undo")
    assert names(window) == ["wings"]


def test_a_daily_copy_can_be_restored(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window, "restore", RestoreDialog)
    dialog.source.setCurrentIndex(1)
    assert not dialog.folder.isEnabled()
    finished(qtbot, window, lambda: qtbot.keyClick(dialog, Qt.Key_Return))
    assert names(window) == ["wings", "wings (2)"]


def test_nothing_is_restored_on_escape(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window, "restore", RestoreDialog)
    qtbot.keyClick(dialog, Qt.Key_Escape)
    assert names(window) == ["wings"]
    assert not window.tasks.running


def test_a_library_moves_with_what_was_open(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = opened(window, "move_library", LibraryPlaceDialog)
    assert not ok(dialog).isEnabled()
    dialog.place.line.setText(str(tmp_path / "far"))
    moved = moved_in(qtbot, window, lambda: qtbot.mouseClick(ok(dialog), Qt.LeftButton))
    assert moved == tmp_path / "far" / "mine"
    assert names(window) == ["wings"]
    assert window.tree.current().name == "wings"
    assert (tmp_path / "mine" / "moved-to.txt").is_file()
    window.jobs.session.rename_dataset(window.tree.current().id, "legs")
    assert names(window) == ["legs"]


def test_a_move_that_is_cancelled_leaves_the_library(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.opening.opened):
        window.libraries.move(tmp_path / "far")
        (progress,) = window.findChildren(ProgressDialog)
        window.tasks.running[0]._stop = True  # before its first step
        qtbot.keyClick(progress, Qt.Key_Escape)
    assert folder(window) == tmp_path / "mine"
    assert names(window) == ["wings"]
    assert not (tmp_path / "far").exists()


def test_a_move_that_fails_says_why(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    moved_in(qtbot, window, lambda: window.libraries.move(tmp_path / "full"))
    assert "is not empty" in window.bar.text
    assert names(window) == ["wings"]


def test_a_library_does_not_move_while_tasks_run(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.jobs.keep_daily_copy()
    window.libraries.move(tmp_path / "far")
    assert "Tasks are running" in window.bar.text
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    assert names(window) == ["wings"]


def test_what_the_program_is_can_be_copied(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window, "about", AboutDialog)
    qtbot.mouseClick(dialog.copy, Qt.LeftButton)
    copied = QApplication.clipboard().text()
    assert f"Modan2 {VERSION}" in copied
    assert versions() in copied
    qtbot.keyClick(dialog, Qt.Key_Escape)
