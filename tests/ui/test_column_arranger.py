"""Hiding, showing and dragging columns of the object table, remembered by data set."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QContextMenuEvent, QMouseEvent
from PyQt5.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import forms, imported

from components.store.datasets import Dataset
from components.ui.main_window import MainWindow
from components.workflow import edits

pytestmark = QUIET


@pytest.fixture
def dataset(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Dataset:
    made = imported(qtbot, window, forms(tmp_path / "forms.tps"))
    window.activateWindow()
    window.table.setFocus()
    qtbot.waitUntil(window.table.hasFocus)
    return made


def shown(window: MainWindow) -> list[str]:
    table = window.table
    return [table.model().columns[place].key for place in table.shown_columns()]


def place(window: MainWindow, key: str) -> int:
    return [column.key for column in window.table.model().columns].index(key)


def header_menu(window: MainWindow, key: str) -> QMenu:
    header = window.table.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(place(window, key)) + 9, 9)
    before = set(header.findChildren(QMenu))
    event = QContextMenuEvent(QContextMenuEvent.Mouse, where, header.mapToGlobal(where))
    QApplication.sendEvent(header.viewport(), event)
    (menu,) = set(header.findChildren(QMenu)) - before
    return menu


def choose(menu: QMenu, text: str) -> None:
    next(a for a in menu.actions() if a.text().replace("&", "") == text).trigger()
    menu.close()


def drag(qtbot: QtBot, window: MainWindow, key: str, to: str) -> None:
    """Drag the header of a column to the left edge of another one, with the mouse."""
    header = window.table.horizontalHeader()
    port, middle = header.viewport(), header.height() // 2
    start = QPoint(header.sectionViewportPosition(place(window, key)) + 15, middle)
    end = QPoint(header.sectionViewportPosition(place(window, to)) + 3, middle)
    qtbot.mousePress(port, Qt.LeftButton, pos=start)
    for step in range(1, 6):  # not qtbot's, which moves the mouse without its button
        where = QPointF(start + (end - start) * (step / 5))
        event = QMouseEvent(QEvent.MouseMove, where, Qt.NoButton, Qt.LeftButton, Qt.NoModifier)
        QApplication.sendEvent(port, event)
    qtbot.mouseRelease(port, Qt.LeftButton, pos=end)


@pytest.mark.usefixtures("dataset")
def test_a_column_is_hidden_and_shown_again(window: MainWindow) -> None:
    choose(header_menu(window, "missing"), "Hide Missing")
    assert shown(window) == ["number", "name", "landmarks", "size", "variable kind"]
    menu = window.table.arranger.menu
    menu.aboutToShow.emit()
    ticked = {a.text(): a.isChecked() for a in menu.actions() if a.isCheckable()}
    assert ticked["Missing"] is False
    assert ticked["Name"] is True
    choose(menu, "Missing")
    assert "missing" in shown(window)


@pytest.mark.usefixtures("dataset")
def test_the_last_column_stays(window: MainWindow) -> None:
    arranger = window.table.arranger
    for key in ("number", "landmarks", "missing", "size", "variable kind"):
        arranger.set_hidden(place(window, key), hidden=True)
    assert shown(window) == ["name"]
    menu = header_menu(window, "name")
    hide = next(a for a in menu.actions() if a.text() == "&Hide Name")
    assert not hide.isEnabled()
    menu.close()
    arranger.reset()
    assert len(shown(window)) == 6


@pytest.mark.usefixtures("dataset")
def test_a_column_is_dragged_elsewhere_and_copied_there(qtbot: QtBot, window: MainWindow) -> None:
    drag(qtbot, window, "variable kind", "number")
    assert shown(window)[:2] == ["variable kind", "number"]
    choose(header_menu(window, "landmarks"), "Hide Landmarks")
    window.table.selectRow(0)
    window.table.setFocus()
    qtbot.keyClick(window.table, Qt.Key_C, Qt.ControlModifier)
    titles = QApplication.clipboard().text().splitlines()[0].split("\t")
    assert titles == ["kind", "No.", "Name", "Missing", "Centroid size"]
    keys = Qt.KeyboardModifiers(Qt.ControlModifier | Qt.ShiftModifier)
    qtbot.keyClick(window.table, Qt.Key_C, keys)
    titles = QApplication.clipboard().text().splitlines()[0].split("\t")
    assert titles == ["kind", "No.", "Name", "Landmarks", "Missing", "Centroid size"]


def test_columns_stay_as_they_are_through_filters_and_new_variables(
    qtbot: QtBot, window: MainWindow, dataset: Dataset
) -> None:
    drag(qtbot, window, "variable kind", "number")
    choose(header_menu(window, "missing"), "Hide Missing")
    before = shown(window)
    line = window.pages.objects.filter.line
    line.setText("form 1")
    qtbot.keyClick(line, Qt.Key_Return)
    assert shown(window) == before
    edits.add_variable(window.jobs.session.history, dataset.id, "age", "number")
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    assert shown(window) == [*before, "variable age"]


def test_each_data_set_is_found_as_it_was_left(
    qtbot: QtBot,
    window: MainWindow,
    dataset: Dataset,
    tmp_path: Path,
    open_window: Callable[[Path], MainWindow],
) -> None:
    choose(header_menu(window, "missing"), "Hide Missing")
    drag(qtbot, window, "variable kind", "number")
    left = shown(window)
    imported(qtbot, window, forms(tmp_path / "others.tps"))
    assert shown(window)[:4] == ["number", "name", "landmarks", "missing"]
    window.tree.select(Dataset, dataset.id)
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    assert shown(window) == left
    folder = window.jobs.session.library.folder
    window.close()
    again = open_window(folder)
    qtbot.waitUntil(lambda: again.tasks.at_rest)
    again.tree.select(Dataset, dataset.id)
    qtbot.waitUntil(lambda: again.table.model().rowCount() > 0)
    assert shown(again) == left
    again.table.arranger.menu.aboutToShow.emit()
    choose(again.table.arranger.menu, "Reset columns")
    assert shown(again) == ["number", "name", "landmarks", "missing", "size", "variable kind"]
