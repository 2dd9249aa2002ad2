"""One law for all dialogs: left by any way out they change nothing; OK does what it says, once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from library_state import content
from PyQt5 import sip
from PyQt5.QtCore import QSettings, Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QInputDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import imported, trigger

import MdDialogs
from components.store.backup import back_up
from components.store.datasets import Dataset
from components.ui.main_window import MainWindow
from scripts.screens import Tour

pytestmark = QUIET
WAYS_OUT = ("cancel", "escape", "close")
FORMS = 8


def files(folder: Path) -> dict[Path, bytes]:
    """Read every file below a folder that is no database at work."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in found if "modan2.db" not in path.name}


def settings() -> dict[str, object]:
    """Return what is remembered of the user's choices."""
    kept = QSettings()
    return {key: kept.value(key) for key in kept.allKeys()}


def scribble(dialog: QDialog) -> None:
    """Type into every field of a dialog that takes words."""
    for field in dialog.findChildren(QWidget):
        takes = isinstance(field, QLineEdit | QPlainTextEdit) and not field.isReadOnly()
        if takes and field.isVisible() and field.isEnabled():
            QTest.keyClicks(field, "7x")


def go_out(dialog: QDialog, way: str) -> None:
    """Leave a dialog as a user would."""
    buttons = dialog.findChild(QDialogButtonBox)
    found = buttons and (
        buttons.button(QDialogButtonBox.Cancel) or buttons.button(QDialogButtonBox.Close)
    )
    if way == "cancel" and found:
        QTest.mouseClick(found, Qt.LeftButton)
    elif way == "close":
        dialog.close()
    else:
        QTest.keyClick(dialog, Qt.Key_Escape)


class Leaver(Tour):
    """Opens each dialog of the window, scribbles in it, and leaves it by each way out."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window, lambda _name, _shown: None, 0)
        self.folder = folder
        self.left: set[str] = set()
        self.wrong: list[str] = []

    def dialog(self, name: str, act: Callable[[], object], **_tabs: bool) -> None:
        for way in WAYS_OUT:
            made = self.opened(act)
            self.left.add(type(made).__name__)
            before = self.state()
            scribble(made)
            go_out(made, way)
            self.settle()
            if not sip.isdeleted(made) and made.isVisible():
                self.wrong.append(f"{name} stays open after {way}")
                made.reject()
            kinds = ("rows", "steps of undo", "files", "choices", "tasks")
            for kind, was, now in zip(kinds, before, self.state(), strict=True):
                if was != now:
                    self.wrong.append(f"{name} left by {way} changes {kind}")
            if sip.isdeleted(made) and name in ("variable", "import_notes", "fault"):
                return  # made by hand, and gone

    def state(self) -> tuple[object, ...]:
        session = self._window.jobs.session
        return (
            content(session.library),
            session.history.labels,
            files(self.folder),
            settings(),
            list(self._window.tasks.running),
        )


def test_leaving_any_dialog_changes_nothing(
    open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    leaver = Leaver(open_window(tmp_path / "library"), tmp_path)
    leaver.go()
    assert not leaver.wrong, "\n".join(leaver.wrong)
    elsewhere = {"DatasetAnswer", "ProgressDialog"}  # no dialog; has one way out, which stops it
    assert set(MdDialogs.__all__) - leaver.left == elsewhere


@pytest.fixture
def library(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """Have two data sets that fit each other in the window, the first one selected; a backup."""
    for name in ("first", "second"):
        imported(qtbot, window, forms_of(tmp_path / f"{name}.tps"))
    first = window.jobs.session.datasets()[0]
    back_up(window.jobs.session.library, tmp_path / "safe")
    window.tree.select(Dataset, first.id)
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    return window


def forms_of(path: Path) -> Path:
    """Write squares of two kinds as a TPS file."""
    blocks = [
        f"LM=4\n0 0\n{i + 1} 0\n{i + 1} {i + 2}\n0 {i + 2}\nID={i}\nVARIABLES=kind=k{i % 2}\n"
        for i in range(FORMS)
    ]
    path.write_text("".join(blocks))
    return path


def new_dataset(dialog: Any) -> None:
    QTest.keyClicks(dialog.name, "third")


def properties(dialog: Any) -> None:
    QTest.keyClicks(dialog.description, "of a tree")


def calibrate(dialog: Any) -> None:
    QTest.mouseClick(dialog.by_scale, Qt.LeftButton)
    line = next(f for f in dialog.findChildren(QLineEdit) if f.isEnabled() and f.isVisible())
    line.selectAll()
    QTest.keyClicks(line, "0.5")


def merge(dialog: Any) -> None:
    dialog.list.topLevelItem(0).setCheckState(0, Qt.Checked)


def restore(dialog: Any) -> None:
    (made,) = (dialog.parent().jobs.session.library.folder.parent / "safe").iterdir()
    QTest.keyClicks(dialog.folder.line, str(made))


def as_it_is(_dialog: QDialog) -> None:
    """Take what is proposed."""


EDITS: dict[str, Callable[[Any], None]] = {
    "new_dataset": new_dataset,
    "new_child": new_dataset,
    "properties": properties,
    "calibrate": calibrate,
    "merge": merge,
    "split": as_it_is,
    "analyse": as_it_is,
    "restore": restore,
}
"""The actions whose dialog becomes one edit, and what is typed before OK."""


def ok_of(dialog: QDialog) -> QAbstractButton:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.Ok)


def opened(qtbot: QtBot, window: MainWindow, key: str) -> QDialog:
    """Do an action by its name and wait for its dialog."""
    trigger(window, key)

    def shown() -> list[QDialog]:
        return [d for d in window.findChildren(QDialog) if d.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()) and window.tasks.at_rest)
    (dialog,) = shown()
    return dialog


@pytest.mark.parametrize("by_key", [False, True], ids=["click", "return"])
@pytest.mark.parametrize("key", EDITS)
def test_ok_is_one_edit_that_undo_takes_back(
    qtbot: QtBot, library: MainWindow, key: str, by_key: bool
) -> None:
    session = library.jobs.session
    before, steps = content(session.library), len(session.history.labels)
    dialog = opened(qtbot, library, key)
    EDITS[key](dialog)
    ok = ok_of(dialog)
    assert ok.isEnabled()
    if by_key:
        assert ok.isDefault() or isinstance(dialog, QInputDialog)
        qtbot.keyClick(dialog, Qt.Key_Return)
    else:
        qtbot.mouseClick(ok, Qt.LeftButton)
    qtbot.waitUntil(lambda: len(session.history.labels) == steps + 1)
    qtbot.waitUntil(lambda: library.tasks.at_rest)
    assert sip.isdeleted(dialog) or not dialog.isVisible()
    after = content(session.library)
    assert after != before
    trigger(library, "undo")
    qtbot.waitUntil(lambda: library.tasks.at_rest)
    assert content(session.library) == before
    trigger(library, "redo")
    qtbot.waitUntil(lambda: library.tasks.at_rest)
    assert content(session.library) == after


def test_properties_left_as_they_are_are_no_edit(qtbot: QtBot, library: MainWindow) -> None:
    session = library.jobs.session
    before, labels = content(session.library), session.history.labels
    dialog = opened(qtbot, library, "properties")
    qtbot.mouseClick(ok_of(dialog), Qt.LeftButton)
    qtbot.waitUntil(lambda: library.tasks.at_rest)
    assert (content(session.library), session.history.labels) == (before, labels)
