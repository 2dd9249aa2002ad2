"""The preferences, used with mouse and keyboard."""

from collections.abc import Iterator

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QCheckBox, QDialogButtonBox, QToolBar
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import trigger

from components.ui.dialogs.preferences import PreferencesDialog
from components.ui.main_window import MainWindow
from components.ui.memory import Memory
from components.ui.palette import is_dark
from components.workflow.options import OPTIONS, POINT_SIZE, REOPEN, THEME, TOOLBAR

pytestmark = QUIET


@pytest.fixture
def dialog(window: MainWindow) -> Iterator[PreferencesDialog]:
    trigger(window, "preferences")
    yield window.findChild(PreferencesDialog)
    window.theme.use("system")


def press(qtbot: QtBot, dialog: PreferencesDialog, button: QDialogButtonBox.StandardButton) -> None:
    qtbot.mouseClick(dialog.findChild(QDialogButtonBox).button(button), Qt.LeftButton)


def choose(qtbot: QtBot, dialog: PreferencesDialog, key: str, moves: int) -> None:
    """Go down in a list with the keyboard."""
    box = dialog.rows[key].editor
    for _ in range(moves):
        qtbot.keyClick(box, Qt.Key_Down)


def test_there_is_an_editor_for_every_option(dialog: PreferencesDialog) -> None:
    assert dialog.answer() == {option.key: option.default for option in OPTIONS}
    assert all(row.isVisible() for row in dialog.rows.values())
    for row in dialog.rows.values():
        named = row.editor.text() if isinstance(row.editor, QCheckBox) else row.words
        assert named
        assert row.editor.accessibleDescription()


def test_ok_keeps_and_follows_what_was_chosen(
    qtbot: QtBot, window: MainWindow, dialog: PreferencesDialog, qapp: QApplication
) -> None:
    choose(qtbot, dialog, "theme", 2)
    choose(qtbot, dialog, "toolbar", 2)
    qtbot.keyClick(dialog.rows["reopen"].editor, Qt.Key_Space)
    spin = dialog.rows["point_size"].editor
    spin.selectAll()
    qtbot.keyClicks(spin, "14")
    assert not is_dark(qapp.palette())
    with qtbot.waitSignal(dialog.accepted):
        press(qtbot, dialog, QDialogButtonBox.Ok)
    assert is_dark(qapp.palette())
    assert window.findChild(QToolBar).toolButtonStyle() == Qt.ToolButtonIconOnly
    for options in (window.memory.options, Memory().options):
        assert options[THEME] == "dark"
        assert options[TOOLBAR] == "icons"
        assert options[REOPEN] is False
        assert options[POINT_SIZE] == 14


def test_cancel_and_escape_change_nothing(
    qtbot: QtBot, window: MainWindow, dialog: PreferencesDialog, qapp: QApplication
) -> None:
    choose(qtbot, dialog, "theme", 2)
    with qtbot.waitSignal(dialog.rejected):
        press(qtbot, dialog, QDialogButtonBox.Cancel)
    assert not is_dark(qapp.palette())
    assert window.memory.options[THEME] == "system"
    trigger(window, "preferences")
    again = next(d for d in window.findChildren(PreferencesDialog) if d.isVisible())
    assert again.answer()["theme"] == "system"
    with qtbot.waitSignal(again.rejected):
        qtbot.keyClick(again, Qt.Key_Escape)


def test_defaults_come_back_and_can_still_be_cancelled(
    qtbot: QtBot, window: MainWindow, dialog: PreferencesDialog
) -> None:
    window.memory.options.change({"point_size": 20})
    dialog.rows["point_size"].set_value(20)
    press(qtbot, dialog, QDialogButtonBox.RestoreDefaults)
    assert dialog.answer() == {option.key: option.default for option in OPTIONS}
    with qtbot.waitSignal(dialog.rejected):
        press(qtbot, dialog, QDialogButtonBox.Cancel)
    assert window.memory.options[POINT_SIZE] == 20


def test_options_are_found_by_any_of_their_words(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    qtbot.keyClicks(dialog.words, "dark")
    assert [key for key, row in dialog.rows.items() if row.isVisible()] == ["theme"]
    dialog.words.clear()
    qtbot.keyClicks(dialog.words, "plot size")
    assert [key for key, row in dialog.rows.items() if row.isVisible()] == ["point_size"]
    qtbot.keyClicks(dialog.words, "zzz")
    assert not any(row.isVisible() for row in dialog.rows.values())


def test_a_number_outside_its_span_cannot_be_typed(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    spin = dialog.rows["point_size"].editor
    spin.selectAll()
    qtbot.keyClicks(spin, "999")
    assert POINT_SIZE.allows(dialog.answer()["point_size"])
