"""Typing, pasting, clearing and filling cells of the object table, with mouse and keyboard."""

import re
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.errors import UserError
from components.store.datasets import Scheme
from components.store.objects import ObjectColumns
from components.ui.cell_text import cells_of, series, text_of_cells
from components.ui.object_table import CellEdit, ObjectTable

pytestmark = QUIET
SCHEME = Scheme(2, variables=(("site", "text"), ("age", "number"), ("adult", "flag")))
COLUMNS = ("number", "name", "landmarks", "missing", "size", "site", "age", "adult")


def columns(n: int = 8, **changed: object) -> ObjectColumns:
    values: dict[str, object] = {
        "ids": np.arange(101, 101 + n),
        "sequences": np.arange(1, n + 1),
        "names": tuple(f"wing {n - i}" for i in range(n)),
        "landmarks": np.full(n, 30),
        "missing": np.zeros(n, dtype=int),
        "centroid_sizes": np.linspace(40, 60, n),
        "units": ("",) * n,
        "variables": {
            "site": tuple("river" if i % 2 else "cave" for i in range(n)),
            "age": tuple(float(i) for i in range(n)),
            "adult": tuple(i > 2 for i in range(n)),
        },
    }
    return ObjectColumns(**(values | changed))  # type: ignore[arg-type]


class Told:
    """What a table has said."""

    def __init__(self, table: ObjectTable) -> None:
        self.edits: list[CellEdit] = []
        self.refusals: list[str] = []
        self.later: list[Callable[[], CellEdit]] = []
        self.deletions = 0
        table.edited_later.connect(lambda _cells, make: self.later.append(make))
        table.edited.connect(self.edits.append)
        table.refused.connect(self.refusals.append)
        table.rows_unwanted.connect(self._count)

    def _count(self) -> None:
        self.deletions += 1


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[ObjectTable]:
    widget = ObjectTable()
    qtbot.addWidget(widget)
    widget.resize(1000, 400)
    widget.show_columns(columns(), SCHEME)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    yield widget
    QApplication.clipboard().clear()


@pytest.fixture
def told(table: ObjectTable) -> Told:
    return Told(table)


def click(qtbot: QtBot, table: ObjectTable, row: int, column: str, *, shift: bool = False) -> None:
    place = table.visualRect(table.model().index(row, COLUMNS.index(column))).center()
    keys = Qt.KeyboardModifiers(Qt.ShiftModifier if shift else Qt.NoModifier)
    qtbot.mouseClick(table.viewport(), Qt.LeftButton, keys, place)


def open_editor(qtbot: QtBot, table: ObjectTable, row: int, column: str) -> QLineEdit:
    click(qtbot, table, row, column)
    qtbot.keyClick(table, Qt.Key_F2)
    return table.viewport().findChildren(QLineEdit)[-1]  # an earlier one may still be closing


def paste(qtbot: QtBot, table: ObjectTable, text: str) -> None:
    QApplication.clipboard().setText(text)
    qtbot.keyClick(table, Qt.Key_V, Qt.ControlModifier)


@pytest.mark.parametrize(
    ("column", "text", "edit"),
    [
        ("name", "left wing", CellEdit({}, {102: "left wing"}, {})),
        ("number", "40", CellEdit({}, {}, {102: 40})),
        ("site", "Leeds, UK", CellEdit({(102, "site"): "Leeds, UK"}, {}, {})),
        ("site", "007", CellEdit({(102, "site"): "007"}, {}, {})),
        ("age", "1.5e1", CellEdit({(102, "age"): 15.0}, {}, {})),
        ("age", "", CellEdit({(102, "age"): None}, {}, {})),
    ],
)
def test_what_is_typed_is_told_as_a_value(
    qtbot: QtBot, table: ObjectTable, told: Told, column: str, text: str, edit: CellEdit
) -> None:
    editor = open_editor(qtbot, table, 1, column)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key_Delete)
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key_Return)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 2)  # Enter goes to the cell below
    assert told.edits == [edit]


def test_a_letter_starts_typing_and_escape_ends_it(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    click(qtbot, table, 1, "site")
    qtbot.keyClick(table, Qt.Key_L)
    editor = table.viewport().findChild(QLineEdit)
    assert editor.text() == "l"
    qtbot.keyClick(editor, Qt.Key_Escape)
    assert told.edits == []


def test_a_number_takes_no_letters_and_a_name_is_not_empty(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    editor = open_editor(qtbot, table, 1, "age")
    editor.selectAll()
    qtbot.keyClicks(editor, "x-y7")
    assert editor.text() == "-7"
    qtbot.keyClick(editor, Qt.Key_Escape)
    editor = open_editor(qtbot, table, 3, "name")
    editor.clear()
    assert not editor.hasAcceptableInput()  # so that Qt leaves the editor open
    assert told.edits == []


def test_the_same_value_is_no_edit(qtbot: QtBot, table: ObjectTable, told: Told) -> None:
    qtbot.keyClick(open_editor(qtbot, table, 1, "age"), Qt.Key_Return)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 2)
    assert (told.edits, told.refusals) == ([], [])


def test_a_flag_is_chosen(qtbot: QtBot, table: ObjectTable, told: Told) -> None:
    click(qtbot, table, 0, "adult")
    qtbot.keyClick(table, Qt.Key_F2)
    box = table.viewport().findChild(QComboBox)
    assert [box.itemText(i) for i in range(box.count())] == ["", "true", "false"]
    assert box.currentText() == "false"
    qtbot.waitUntil(lambda: box.view().isVisible())
    qtbot.keyClick(box.view(), Qt.Key_Up)
    qtbot.keyClick(box.view(), Qt.Key_Return)
    assert told.edits == [CellEdit({(101, "adult"): True}, {}, {})]


def test_computed_cells_say_why_they_cannot_be_typed(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    place = table.visualRect(table.model().index(1, COLUMNS.index("size"))).center()
    qtbot.mouseClick(table.viewport(), Qt.LeftButton, pos=place)
    qtbot.mouseDClick(table.viewport(), Qt.LeftButton, pos=place)
    assert told.refusals == ["wing 7, Centroid size: computed, not typed; nothing was changed."]
    assert told.edits == []


def test_cells_of_a_spreadsheet_are_pasted_from_the_current_cell_on(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    click(qtbot, table, 6, "site")
    paste(qtbot, table, '"a ""b""\tc"\t7\tyes\r\n\tNA\t0\r\n')
    (edit,) = told.edits
    assert edit == CellEdit(
        {
            (107, "site"): 'a "b"\tc', (107, "age"): 7.0,
            (108, "site"): None, (108, "age"): None, (108, "adult"): False,
        },
        {},
        {},
    )  # fmt: skip  # 107 is an adult already


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        ((7, "site"), "a\nb\nc\n", "3 rows and 1 columns, but from this cell on there are 1 rows"),
        (
            (0, "age"),
            "1\ttrue\tx\n",
            "1 rows and 3 columns, but from this cell on there are 8 rows",
        ),
        ((0, "name"), "a\t5\n", "wing 8, Landmarks: computed"),
        ((0, "age"), "1\nold\n", "wing 7, age ('old' is not a number): nothing was changed"),
    ],
)
def test_what_cannot_be_pasted_changes_nothing(
    qtbot: QtBot, table: ObjectTable, told: Told, cell: tuple[int, str], text: str, said: str
) -> None:
    click(qtbot, table, *cell)
    paste(qtbot, table, text)
    assert told.edits == []
    assert said in told.refusals[0]


def test_rows_are_filled_down_and_numbered_in_the_order_of_the_screen(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    table.sortByColumn(COLUMNS.index("name"), Qt.AscendingOrder)
    click(qtbot, table, 0, "site")
    click(qtbot, table, 2, "site", shift=True)
    qtbot.keyClick(table, Qt.Key_D, Qt.ControlModifier)
    assert told.edits == [CellEdit({(107, "site"): "river"}, {}, {})]  # the others have it
    click(qtbot, table, 0, "age")
    click(qtbot, table, 3, "age", shift=True)
    qtbot.keyClick(table, Qt.Key_D, Qt.ControlModifier | Qt.ShiftModifier)
    assert told.edits[1:] == []  # 7, 6, 5, 4 is the series already
    click(qtbot, table, 0, "number")
    click(qtbot, table, 2, "number", shift=True)
    paste(qtbot, table, "3")
    assert told.edits[1:] == [CellEdit({}, {}, {108: 3, 107: 3, 106: 3})]


def test_single_cells_are_copied_cut_and_cleared(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    qtbot.keyClick(table, Qt.Key_F8)
    click(qtbot, table, 1, "site")
    click(qtbot, table, 2, "age", shift=True)
    qtbot.keyClick(table, Qt.Key_C, Qt.ControlModifier)
    assert QApplication.clipboard().text() == "river\t1\ncave\t2\n"
    cleared = {(102, "site"): None, (102, "age"): None, (103, "site"): None, (103, "age"): None}
    qtbot.keyClick(table, Qt.Key_X, Qt.ControlModifier)
    qtbot.keyClick(table, Qt.Key_Delete)
    assert told.edits == [CellEdit(cleared, {}, {})] * 2
    assert told.deletions == 0


def test_delete_on_rows_asks_for_their_deletion(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    click(qtbot, table, 1, "site")
    qtbot.keyClick(table, Qt.Key_Delete)
    assert (told.deletions, told.edits) == (1, [])


def test_an_edited_row_stays_where_it_is(qtbot: QtBot, table: ObjectTable) -> None:
    table.sortByColumn(COLUMNS.index("name"), Qt.AscendingOrder)
    click(qtbot, table, 2, "name")
    names = tuple("zebra" if name == "wing 3" else name for name in columns().names)
    backwards = columns(names=names, sequences=np.arange(8, 0, -1))
    turned = np.arange(7, -1, -1)  # a new number moves an object within what is read
    table.show_columns(
        columns(
            ids=backwards.ids[turned],
            names=tuple(reversed(names)),
            sequences=backwards.sequences[turned],
        ),
        SCHEME,
    )
    shown = [table.model().index(row, 1).data() for row in range(4)]
    assert shown == ["wing 1", "wing 2", "zebra", "wing 4"]
    assert table.currentIndex().row() == 2
    table.sortByColumn(COLUMNS.index("name"), Qt.AscendingOrder)
    assert table.model().index(7, 1).data() == "zebra"


def test_new_values_do_not_disturb_what_is_being_typed(qtbot: QtBot, table: ObjectTable) -> None:
    editor = open_editor(qtbot, table, 1, "site")
    qtbot.keyClick(editor, Qt.Key_End)
    qtbot.keyClicks(editor, "!")
    table.show_columns(columns(), SCHEME)
    assert editor.text() == "river!"


def test_a_table_without_a_scheme_cannot_be_changed(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    table.show_columns(columns())
    click(qtbot, table, 1, "name")
    qtbot.keyClick(table, Qt.Key_F2)
    paste(qtbot, table, "x")
    assert (told.edits, len(told.refusals)) == ([], 2)


CELLS = st.lists(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('"\t\n'),
                     max_size=6), min_size=2, max_size=2),
    min_size=1, max_size=5,
)  # fmt: skip


@given(CELLS)
def test_copied_cells_come_back_as_they_were(cells: list[list[str]]) -> None:
    assert cells_of(text_of_cells(cells)) == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", [[""]]),
        ("a\n\nb\n", [["a"], [""], ["b"]]),
        ('5" disc\tx', [['5" disc', "x"]]),
        ('"open\tx\ny', [['"open', "x"], ["y"]]),
    ],
)
def test_text_that_no_spreadsheet_wrote(text: str, cells: list[list[str]]) -> None:
    assert cells_of(text) == cells


def test_a_series_goes_on_by_its_first_step() -> None:
    assert series("", "", 3) == ["1", "2", "3"]
    assert series("0.1", "0.2", 4) == ["0.1", "0.2", "0.3", "0.4"]
    assert series("5", "", 3) == ["5", "6", "7"]
    assert series("wing 08", "", 3) == ["wing 08", "wing 09", "wing 10"]
    assert series("3rd of 9", "3rd of 7", 3) == ["3rd of 9", "3rd of 7", "3rd of 5"]


@pytest.mark.parametrize(
    ("first", "second"), [("wing", ""), ("wing 1", "form 2"), ("1", "x"), ("a 1", "a 0")]
)
def test_what_begins_no_series_is_refused(first: str, second: str) -> None:
    with pytest.raises(UserError, match=re.escape(first)):
        series(first, second, 3)


def test_a_series_is_filled_in_several_columns_at_once(
    qtbot: QtBot, table: ObjectTable, told: Told
) -> None:
    table.show_columns(columns(names=("w 1", "w 3", *"abcdef")), SCHEME)
    qtbot.keyClick(table, Qt.Key_F8)
    click(qtbot, table, 0, "number")
    place = table.visualRect(table.model().index(2, COLUMNS.index("name"))).center()
    qtbot.mouseClick(table.viewport(), Qt.LeftButton, Qt.ShiftModifier, place)
    qtbot.keyClick(table, Qt.Key_D, Qt.ControlModifier | Qt.ShiftModifier)
    assert told.edits == [CellEdit({}, {103: "w 5"}, {})]  # 1, 2, 3 are there already
    click(qtbot, table, 0, "site")
    click(qtbot, table, 3, "age", shift=True)
    qtbot.keyClick(table, Qt.Key_D, Qt.ControlModifier | Qt.ShiftModifier)
    assert told.edits[1:] == []
    assert told.refusals[0].startswith("site: 'cave' and 'river' begin no series")


@pytest.mark.performance
def test_a_hundred_thousand_rows_are_sorted_and_filled_while_editing(table: ObjectTable) -> None:
    table.show_columns(columns(100_000), SCHEME)
    told = Told(table)
    start = time.perf_counter()
    table.sortByColumn(COLUMNS.index("site"), Qt.AscendingOrder)
    table.show_columns(columns(100_000), SCHEME)
    table.grab()
    assert time.perf_counter() - start < 1.0
    table.setCurrentIndex(table.model().index(0, COLUMNS.index("site")))
    table.selectAll()
    start = time.perf_counter()
    table.fill_down()
    assert time.perf_counter() - start < 0.5  # the edit is made on a worker
    (make,) = told.later
    assert len(make().cells) == 50_000
