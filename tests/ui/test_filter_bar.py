"""The filter above the object table, typed into."""

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.store.datasets import Dataset, Scheme, View
from components.store.objects import ObjectColumns
from components.ui.object_page import ObjectPage

pytestmark = QUIET
SCHEME = Scheme(2, variables=(("site", "text"), ("age", "number")))
VIEWS = (View("cave dwellers", "site = cave"), View("old", "age > 6"))


def dataset(number: int = 1) -> Dataset:
    return Dataset(number, None, "wings", 10, SCHEME, views=VIEWS)


def columns(first: str = "cave") -> ObjectColumns:
    sites = tuple(first if i == 0 else ("river" if i % 2 else "cave") for i in range(10))
    return ObjectColumns(
        ids=np.arange(1, 11), sequences=np.arange(1, 11),
        names=tuple(f"Wing {i + 1}" for i in range(10)),
        landmarks=np.full(10, 6), missing=np.zeros(10, dtype=int),
        centroid_sizes=np.linspace(1, 2, 10), units=("",) * 10,
        variables={"site": sites, "age": tuple(float(i) for i in range(10))},
    )  # fmt: skip


@pytest.fixture
def page(qtbot: QtBot) -> ObjectPage:
    widget = ObjectPage()
    qtbot.addWidget(widget)
    widget.resize(900, 400)
    widget.show_objects(dataset(), columns())
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def names(page: ObjectPage) -> list[str]:
    model = page.table.model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def typed(qtbot: QtBot, page: ObjectPage, text: str) -> None:
    """Type, and wait until the table has followed."""
    with qtbot.waitSignal(page.filter.changed):
        page.filter.line.selectAll()
        qtbot.keyClicks(page.filter.line, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wing 1", ["Wing 1", "Wing 10"]),
        ("CAVE wing 5", ["Wing 5"]),
        ("site = river and age > 6", ["Wing 8", "Wing 10"]),
        ("age is missing", []),
    ],
)
def test_words_and_conditions_choose_objects(
    qtbot: QtBot, page: ObjectPage, text: str, found: list[str]
) -> None:
    assert page.filter.count == "10"
    typed(qtbot, page, text)
    assert names(page) == found
    assert page.filter.count == f"{len(found)} of 10"
    assert page.filter.problem.text == ("" if found else "No object fits this filter.")


def test_a_wrong_filter_says_what_is_wrong_and_leaves_the_table(
    qtbot: QtBot, page: ObjectPage
) -> None:
    typed(qtbot, page, "site = river")
    typed(qtbot, page, "sight = river")
    assert len(names(page)) == 5
    assert "there is no column 'sight'" in page.filter.problem.text
    assert page.filter.problem.isVisible()
    typed(qtbot, page, "age = 3")
    assert not page.filter.problem.isVisible()


def test_escape_clears_then_goes_to_the_table(qtbot: QtBot, page: ObjectPage) -> None:
    page.filter.line.setFocus()
    typed(qtbot, page, "wing 1")
    with qtbot.waitSignal(page.filter.changed):
        qtbot.keyClick(page.filter.line, Qt.Key_Escape)
    assert len(names(page)) == 10
    qtbot.keyClick(page.filter.line, Qt.Key_Escape)
    qtbot.waitUntil(page.table.hasFocus)


def test_chosen_objects_and_order_stay_while_filtering(qtbot: QtBot, page: ObjectPage) -> None:
    page.table.sortByColumn(1, Qt.DescendingOrder)
    page.table.select_rows([1, 9])
    typed(qtbot, page, "river")
    assert names(page) == ["Wing 10", "Wing 8", "Wing 6", "Wing 4", "Wing 2"]
    assert page.table.selected_ids() == [10, 2]
    typed(qtbot, page, "wing 2")
    assert page.table.selected_ids() == [2]


def test_the_filter_stays_with_its_data_set(qtbot: QtBot, page: ObjectPage) -> None:
    typed(qtbot, page, "site = cave")
    page.show_objects(dataset(), columns(first="river"))
    assert names(page) == ["Wing 3", "Wing 5", "Wing 7", "Wing 9"]
    page.show_objects(dataset(2), columns())
    assert (page.filter.text(), len(names(page))) == ("", 10)


def test_a_saved_view_is_chosen_saved_and_removed(qtbot: QtBot, page: ObjectPage) -> None:
    actions = {action.text(): action for action in page.filter.menu.actions()}
    actions["old"].trigger()
    assert names(page) == ["Wing 8", "Wing 9", "Wing 10"]
    typed(qtbot, page, "river")
    actions["&Save filter as view…"].trigger()
    dialog = page.filter.findChild(QInputDialog)
    dialog.setTextValue("by the river")
    with qtbot.waitSignal(page.filter.view_wanted) as wanted:
        dialog.accept()
    assert wanted.args == ["by the river"]
    assert page.filter_text() == "name ~ river or site ~ river"
    removal = next(a.menu() for a in page.filter.menu.actions() if a.menu())
    with qtbot.waitSignal(page.filter.view_unwanted) as unwanted:
        removal.actions()[0].trigger()
    assert unwanted.args == ["cave dwellers"]
