"""The command palette and the table of keys, used with the keyboard."""

from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import finished, forms, imported, trigger

from components.ui.action_finder import ActionFinder, matching
from components.ui.dialogs.about import AboutDialog
from components.ui.dialogs.shortcuts import ShortcutsDialog
from components.ui.main_window import MainWindow
from components.workflow.actions import ACTIONS

pytestmark = QUIET


@pytest.fixture
def finder(qtbot: QtBot, window: MainWindow) -> ActionFinder:
    qtbot.keyClick(window, Qt.Key_P, Qt.ControlModifier | Qt.ShiftModifier)
    found = window.findChild(ActionFinder)
    assert found.isVisible()
    return found


def texts(finder: ActionFinder) -> list[str]:
    model = finder.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_it_lists_every_action(finder: ActionFinder) -> None:
    assert len(texts(finder)) == len(ACTIONS)
    assert finder.focusWidget() is finder.words


def test_typing_filters_and_return_runs(
    qtbot: QtBot, window: MainWindow, finder: ActionFinder
) -> None:
    qtbot.keyClicks(finder.words, "ABOUT mod")
    assert texts(finder) == ["Help: About Modan2"]
    with qtbot.waitSignal(finder.accepted):
        qtbot.keyClick(finder.words, Qt.Key_Return)
    about = window.findChild(AboutDialog)
    assert about.isVisible()
    qtbot.keyClick(about, Qt.Key_Escape)


def test_arrows_choose_and_skip_what_cannot_be_done(
    qtbot: QtBot, window: MainWindow, finder: ActionFinder
) -> None:
    chosen = []
    for _ in ACTIONS:
        chosen.append(finder.list.currentIndex().data())
        qtbot.keyClick(finder.words, Qt.Key_Down)
    assert chosen[0] == "File: Import files"
    assert not any(text.startswith(("Edit: Undo", "Edit: Rename")) for text in chosen)
    qtbot.keyClicks(finder.words, "sample")
    finished(qtbot, window, lambda: qtbot.keyClick(finder.words, Qt.Key_Return))
    assert len(window.jobs.session.datasets()) == 2


def test_what_cannot_be_done_does_not_run(
    qtbot: QtBot, window: MainWindow, finder: ActionFinder
) -> None:
    qtbot.keyClicks(finder.words, "rename")
    assert texts(finder) == ["Edit: Rename"]
    qtbot.keyClick(finder.words, Qt.Key_Return)
    place = finder.list.visualRect(finder.list.model().index(0, 0)).center()
    qtbot.mouseClick(finder.list.viewport(), Qt.LeftButton, pos=place)
    assert finder.isVisible()
    assert not window.tasks.running


def test_a_click_runs_an_action(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, finder: ActionFinder
) -> None:
    qtbot.keyClick(finder, Qt.Key_Escape)
    imported(qtbot, window, forms(tmp_path / "wings.tps"))
    trigger(window, "find_action")
    again = next(f for f in window.findChildren(ActionFinder) if f.isVisible())
    qtbot.keyClicks(again.words, "undo")
    place = again.list.visualRect(again.list.model().index(0, 0)).center()
    qtbot.mouseClick(again.list.viewport(), Qt.LeftButton, pos=place)
    assert window.jobs.session.datasets() == ()


def test_words_that_no_action_has_say_so(qtbot: QtBot, finder: ActionFinder) -> None:
    qtbot.keyClicks(finder.words, "xyzzy")
    assert texts(finder) == []
    qtbot.keyClick(finder.words, Qt.Key_Return)
    qtbot.keyClick(finder.words, Qt.Key_Down)
    assert finder.isVisible()


def test_the_beginning_of_a_text_ranks_first(window: MainWindow) -> None:
    found = [action.objectName() for _, action in matching(window.declared.all(), "re")]
    assert set(found[:3]) == {"redo", "rename", "restore"}
    assert found.index("save_report") < found.index("import_files")  # in its tip only


def test_the_table_of_keys_is_made_of_the_actions(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key_F1, Qt.ControlModifier)
    dialog = window.findChild(ShortcutsDialog)
    model = dialog.table.model()
    keys = [model.index(row, 2).data().strip() for row in range(model.rowCount())]
    assert keys == [action.keys for action in ACTIONS if action.keys]
    assert len(set(keys)) == len(keys)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key_Escape)


def test_no_two_actions_share_their_keys_or_letters(window: MainWindow) -> None:
    for menu in {action.menu for action in ACTIONS}:
        letters = [
            action.text[action.text.index("&") + 1].lower()
            for action in ACTIONS
            if action.menu == menu and "&" in action.text
        ]
        assert len(set(letters)) == len(letters), menu
    assert window.declared.keys()
