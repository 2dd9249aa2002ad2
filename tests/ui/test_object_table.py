"""The table of objects, used with mouse and keyboard."""

import time

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.shape.specimen import Value
from components.store.objects import ObjectColumns
from components.ui.object_table import ObjectTable

pytestmark = QUIET
GROUPS = ("river", "cave", "hill")


def columns(n: int, *, first_id: int = 1, units: tuple[str, ...] = ("mm",)) -> ObjectColumns:
    """Every tenth object misses a landmark."""
    missing = np.where(np.arange(n) % 10 == 3, 2, 0)
    sizes = np.random.default_rng(5).normal(50, 5, n)
    ages: list[Value] = [None if i % 4 == 0 else float(i % 7) for i in range(n)]
    return ObjectColumns(
        ids=np.arange(first_id, first_id + n),
        sequences=np.arange(1, n + 1),
        names=tuple(f"wing {i + 1}" for i in range(n)),
        landmarks=np.full(n, 30),
        missing=missing,
        centroid_sizes=np.where(missing > 0, np.nan, sizes),
        units=tuple(units[i % len(units)] for i in range(n)),
        variables={"population": tuple(GROUPS[i % 3] for i in range(n)), "age": tuple(ages)},
    )


@pytest.fixture
def table(qtbot: QtBot) -> ObjectTable:
    widget = ObjectTable()
    qtbot.addWidget(widget)
    widget.resize(1000, 400)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def titles(table: ObjectTable) -> list[str]:
    model = table.model()
    header = [model.headerData(i, Qt.Horizontal) for i in range(model.columnCount())]
    return [title.strip() for title in header]


def cells(table: ObjectTable, title: str) -> list[str]:
    model, column = table.model(), titles(table).index(title)
    return [model.index(row, column).data() for row in range(model.rowCount())]


def click_header(qtbot: QtBot, table: ObjectTable, title: str) -> None:
    header, column = table.horizontalHeader(), titles(table).index(title)
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.LeftButton, pos=place)


def click_row(qtbot: QtBot, table: ObjectTable, row: int, modifier: int = Qt.NoModifier) -> None:
    place = table.visualRect(table.model().index(row, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.LeftButton, Qt.KeyboardModifiers(modifier), place)


def test_columns_say_what_they_hold(table: ObjectTable) -> None:
    table.show_columns(columns(20))
    assert titles(table) == [
        "No.", "Name", "Landmarks", "Missing", "Centroid size (mm)", "population", "age",
    ]  # fmt: skip
    for i in range(table.model().columnCount()):
        assert table.model().headerData(i, Qt.Horizontal, Qt.ToolTipRole)
    assert cells(table, "Centroid size (mm)")[3] == ""
    assert cells(table, "age")[:3] == ["", "1", "2"]


def test_a_unit_that_differs_has_its_own_column(table: ObjectTable) -> None:
    table.show_columns(columns(4, units=("mm", "")))
    assert "Centroid size" in titles(table)
    assert cells(table, "Unit") == ["mm", "", "mm", ""]


def test_a_click_on_a_header_sorts_and_another_turns_it_around(
    qtbot: QtBot, table: ObjectTable
) -> None:
    table.show_columns(columns(30))
    click_header(qtbot, table, "Name")
    assert cells(table, "Name")[8:11] == ["wing 9", "wing 10", "wing 11"]
    click_header(qtbot, table, "Name")
    assert cells(table, "Name")[0] == "wing 30"
    click_header(qtbot, table, "age")
    ages = cells(table, "age")
    assert ages[:22] == sorted(ages[:22])
    assert ages[22:] == [""] * 8


def test_chosen_objects_stay_chosen_while_the_table_is_sorted(
    qtbot: QtBot, table: ObjectTable
) -> None:
    table.show_columns(columns(30))
    click_row(qtbot, table, 4)
    click_row(qtbot, table, 1, Qt.ControlModifier)
    assert table.selected_ids() == [2, 5]
    click_header(qtbot, table, "population")
    assert sorted(table.selected_ids()) == [2, 5]


def test_the_current_object_is_told_by_its_id(qtbot: QtBot, table: ObjectTable) -> None:
    table.show_columns(columns(30, first_id=100))
    with qtbot.waitSignal(table.object_selected) as told:
        click_row(qtbot, table, 2)
    assert told.args == [102]
    with qtbot.waitSignal(table.object_selected) as told:
        qtbot.keyClick(table, Qt.Key_Down)
    assert told.args == [103]


def test_the_same_objects_keep_order_and_choice(qtbot: QtBot, table: ObjectTable) -> None:
    table.show_columns(columns(30))
    click_header(qtbot, table, "population")
    click_row(qtbot, table, 3)
    chosen, names = table.selected_ids(), cells(table, "Name")
    table.show_columns(columns(30))
    assert (table.selected_ids(), cells(table, "Name")) == (chosen, names)
    table.show_columns(columns(30, first_id=500))
    assert table.selected_ids() == []
    assert cells(table, "Name")[:2] == ["wing 1", "wing 2"]


def test_copied_rows_are_text_with_all_digits(qtbot: QtBot, table: ObjectTable) -> None:
    data = columns(5)
    table.show_columns(data)
    table.activateWindow()
    click_row(qtbot, table, 0)
    click_row(qtbot, table, 3, Qt.ShiftModifier)
    qtbot.waitUntil(table.hasFocus)
    qtbot.keyClick(table, Qt.Key_C, Qt.ControlModifier)
    lines = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert lines[0][:2] == ["No.", "Name"]
    assert [line[1] for line in lines[1:]] == ["wing 1", "wing 2", "wing 3", "wing 4"]
    assert float(lines[1][4]) == data.centroid_sizes[0]
    assert lines[4][3:5] == ["2", ""]


@pytest.mark.parametrize("base", ["#ffffff", "#1e1f22"])
def test_missing_landmarks_can_be_seen_in_any_theme(table: ObjectTable, base: str) -> None:
    palette = QPalette()
    palette.setColor(QPalette.Base, QColor(base))
    palette.setColor(QPalette.Text, QColor("#ffffff" if base != "#ffffff" else "#000000"))
    table.setPalette(palette)
    table.show_columns(columns(5))
    model, column = table.model(), titles(table).index("Missing")
    assert model.index(0, column).data(Qt.ForegroundRole) is None
    marked = model.index(3, column).data(Qt.ForegroundRole)
    assert contrast(marked, QColor(base)) > 4.5


def contrast(first: QColor, second: QColor) -> float:
    """Contrast ratio of WCAG 2."""
    light = sorted(_luminance(colour) + 0.05 for colour in (first, second))
    return light[1] / light[0]


def _luminance(colour: QColor) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def test_cleared_it_is_empty(table: ObjectTable) -> None:
    table.show_columns(columns(5))
    table.clear()
    assert (table.model().rowCount(), table.selected_ids()) == (0, [])


@pytest.mark.performance
def test_a_hundred_thousand_objects_are_shown_at_once(table: ObjectTable) -> None:
    data = columns(100_000)
    start = time.perf_counter()
    table.show_columns(data)
    table.grab()
    assert time.perf_counter() - start < 0.5  # 0.02 s on an idle machine
    start = time.perf_counter()
    for row in range(0, 100_000, 10_000):
        table.scrollTo(table.model().index(row, 0))
        table.grab()
    assert time.perf_counter() - start < 1.0  # 0.08 s
    table.selectAll()
    start = time.perf_counter()
    table.sortByColumn(4, Qt.DescendingOrder)
    assert len(table.selected_ids()) == 100_000
    table.grab()
    assert time.perf_counter() - start < 1.0  # 0.05 s
