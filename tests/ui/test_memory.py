"""What the window remembers: the library, what was selected and folded, its layout."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAction, QPushButton
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import finished, forms, imported, moved_in

from components.store.datasets import AnalysisEntry, Dataset
from components.ui.application import first_window
from components.ui.main_window import MainWindow
from components.ui.memory import Memory, own_library
from components.workflow.analysing import Request
from components.workflow.settings import in_user_folder

pytestmark = QUIET
Opener = Callable[[Path], MainWindow]
Closing = Callable[[MainWindow], None]
WITHOUT_LIBRARY = {
    "quit", "new_library", "open_library", "preferences", "details", "find_action", "shortcuts",
    "about",
}  # fmt: skip


@pytest.fixture
def left(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Path:
    """Make a library, leave it with an analysis selected and one data set folded."""
    for name in ("wings", "skulls"):
        dataset = imported(qtbot, window, forms(tmp_path / f"{name}.tps"))
        finished(
            qtbot,
            window,
            lambda dataset=dataset: window.jobs.analyse(dataset, "A", Request(group="kind")),
        )
    first, second = window.jobs.session.datasets()
    window.tree.fold({(Dataset, first.id)})
    window.tree.select(AnalysisEntry, second.analyses[0].id)
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    window.close()
    return window.jobs.session.library.folder


def test_what_was_selected_and_folded_comes_back(
    qtbot: QtBot, left: Path, open_window: Opener
) -> None:
    again = open_window(left)
    qtbot.waitUntil(lambda: again.tasks.at_rest)
    entry = again.tree.current()
    assert isinstance(entry, AnalysisEntry)
    qtbot.waitUntil(again.pages.analysis.isVisible)
    first = again.jobs.session.datasets()[0]
    assert again.tree.folded() == {(Dataset, first.id)}


def test_the_last_library_opens_where_none_is_named(
    qtbot: QtBot, closing: Closing, left: Path
) -> None:
    window = first_window(None)
    closing(window)
    assert moved_in(qtbot, window, window.show) == left
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    window.close()


def test_those_who_do_not_like_that_get_their_own_library(
    qtbot: QtBot, closing: Closing, left: Path
) -> None:
    Memory().options.change({"reopen": False})
    window = first_window(None)
    closing(window)
    assert moved_in(qtbot, window, window.show) == own_library()
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    window.close()
    window = first_window(left)
    closing(window)
    moved_in(qtbot, window, window.show)
    entry = window.tree.current()
    assert isinstance(entry, Dataset)
    assert entry.name == "wings"
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    window.close()


@pytest.mark.parametrize("damaged", [False, True])
def test_a_last_library_that_cannot_be_opened_is_replaced_and_named(
    qtbot: QtBot, closing: Closing, left: Path, tmp_path: Path, damaged: bool
) -> None:
    moved = left.rename(tmp_path / "elsewhere")
    if damaged:
        left.mkdir()
        (left / "modan2.db").write_text("no database")
    window = first_window(None)
    closing(window)
    assert moved_in(qtbot, window, window.show) == own_library()
    assert str(left) in window.bar.text
    assert moved not in window.memory.recent(own_library())
    window.close()


def test_a_named_library_that_cannot_be_opened_is_named_and_others_are_offered(
    qtbot: QtBot, closing: Closing, left: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    window = first_window(tmp_path / "file")
    closing(window)
    with qtbot.waitSignals([window.opening.given_up, window.opening.failed]):
        window.show()
    assert "cannot be used" in window.bar.text
    assert window.pages.empty.title == "No library is open"
    enabled = {key for key in window.handlers() if window.findChild(QAction, key).isEnabled()}
    assert enabled == WITHOUT_LIBRARY
    buttons = {b.text(): b for b in window.pages.empty.findChildren(QPushButton)}
    qtbot.waitUntil(buttons[left.name].isVisible)
    assert {"Open library…", "New library…"} <= set(buttons)
    recent = buttons[left.name]
    assert moved_in(qtbot, window, lambda: qtbot.mouseClick(recent, Qt.LeftButton)) == left


def test_recent_libraries_are_offered_on_the_page_and_in_the_menu(
    qtbot: QtBot, left: Path, open_window: Opener, tmp_path: Path
) -> None:
    empty = open_window(tmp_path / "other & new")

    def offered() -> dict[str, QPushButton]:
        found = empty.pages.empty.findChildren(QPushButton)
        return {button.text(): button for button in found if button.isVisible()}

    qtbot.waitUntil(lambda: left.name in offered())
    recent = offered()[left.name]
    assert moved_in(qtbot, empty, lambda: qtbot.mouseClick(recent, Qt.LeftButton)) == left
    assert isinstance(empty.tree.current(), AnalysisEntry)
    qtbot.waitUntil(lambda: empty.tasks.at_rest)
    empty.recent.aboutToShow.emit()
    (entry,) = empty.recent.actions()
    assert entry.text() == str(tmp_path / "other && new")
    assert moved_in(qtbot, empty, entry.trigger) == tmp_path / "other & new"
    assert empty.tree.current() is None


def test_size_and_layout_come_back_if_that_is_liked(
    window: MainWindow, open_window: Opener, tmp_path: Path
) -> None:
    window.resize(901, 623)
    window.close()
    again = open_window(tmp_path / "library")
    assert (again.width(), again.height()) == (901, 623)
    again.close()
    Memory().options.change({"remember_layout": False})
    assert open_window(tmp_path / "library").width() != 901


@pytest.mark.parametrize("value", ["", "no base64!", 7, None, "AAAA"])
def test_a_damaged_layout_does_no_harm(
    window: MainWindow, open_window: Opener, tmp_path: Path, value: object
) -> None:
    window.close()
    in_user_folder("window").write({"geometry": value, "layout": value})
    assert open_window(tmp_path / "library").isVisible()


def test_a_window_closes_where_nothing_can_be_remembered(
    window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    path = in_user_folder("window").path
    path.unlink()
    path.parent.rename(path.parent.with_name("away"))
    path.parent.write_text("a file, not a folder")
    window.close()
    assert not window.isVisible()
    assert "cannot be kept" in caplog.text
    caplog.clear()
