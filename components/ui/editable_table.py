"""A table whose cells can be typed into, pasted, cleared and filled."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QKeySequence
from PyQt5.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QAction,
    QApplication,
    QWidget,
)

from components.errors import UserError
from components.ui.cell_editors import CellDelegate
from components.ui.cell_text import (
    Cell,
    Rows,
    cells_of,
    checked,
    copied,
    filled_down,
    filled_series,
    pasted,
)
from components.ui.column_table import ColumnTable
from components.ui.columns import Column

_TRIGGERS = (
    QAbstractItemView.DoubleClicked,
    QAbstractItemView.EditKeyPressed,
    QAbstractItemView.AnyKeyPressed,
)

_SHORT = 10_000  # letters of a text that may be a single cell


class EditableTable(ColumnTable):
    """Cells of columns with an ``entry`` can be changed; the table itself changes nothing.

    ``entered`` carries new values by row and column, as the columns count them. ``refused`` is a
    sentence: why nothing was changed. ``rows_unwanted`` asks for the chosen rows to be deleted.

    A user chooses rows, or single cells in the cell mode; where rows are chosen, paste and fill
    work on the column of the current cell.
    """

    entered = pyqtSignal(dict)
    refused = pyqtSignal(str)
    rows_unwanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(CellDelegate(self))
        self.setEditTriggers(_TRIGGERS[0] | _TRIGGERS[1] | _TRIGGERS[2])
        self._model.typed.connect(lambda row, column, text: self.enter({(row, column): text}))
        self.why_not: Callable[[], str] = str  # says why nothing can be edited now, if so
        self.cells_chosen = self._action(self.tr("Choose single &cells"), "F8", self._change_mode)
        self.cells_chosen.setCheckable(True)
        self._cut = self._action(self.tr("Cu&t"), QKeySequence.Cut, self.cut)
        self._action(self.tr("&Paste"), QKeySequence.Paste, self.paste)
        self._clear = self._action(self.tr("C&lear"), None, self.clear_cells)
        self._action(self.tr("Fill &down"), "Ctrl+D", self.fill_down)
        self._action(self.tr("Fill &series"), "Ctrl+Shift+D", self.fill_series)
        self._change_mode()

    def row_name(self, row: int) -> str:
        """Return what a sentence calls a row of the columns."""
        return str(row + 1)

    def enter(self, texts: Mapping[Cell, str]) -> None:
        """Have cells changed to what these texts mean, or refuse them all."""
        self.enter_made(len(texts), lambda: texts)

    def enter_made(self, _cells: int, make: Callable[[], Mapping[Cell, str]]) -> None:
        """Have about so many cells changed to texts that are yet to be made.

        ``make`` touches no widget and may raise `UserError`.
        """
        try:
            values = checked(make(), self._model.columns, self.row_name)
        except UserError as error:
            self.refused.emit(str(error))
        else:
            if values:
                self.entered.emit(values)

    def copy_selection(self) -> None:
        """Copy the chosen rows with their header; of single cells, the cells alone."""
        if not self.cells_chosen.isChecked():
            super().copy_selection()
            return
        chosen, rows, columns = self._chosen_cells(), self.selected_rows(), self._model.columns
        self.put_text(len(chosen) * len(rows), lambda: copied(chosen, rows, columns))

    def paste(self) -> None:
        """Put the text of the clipboard into the cells from the current one on.

        A single value goes into every chosen cell.
        """
        index = self.currentIndex()
        if not index.isValid():
            self.refused.emit(self.tr("Choose the cell that the text should start at first."))
            return
        text, chosen = str(QApplication.clipboard().text()), self._chosen_cells()
        lines = cells_of(text) if len(text) < _SHORT else []
        if len(lines) == 1 == len(lines[0]) and sum(map(len, chosen.values())) > 1:
            self._set_chosen(chosen, lines[0][0])
            return
        columns = self.shown_columns()
        left = columns.index(min(chosen or [index.column()], key=columns.index))
        top = min((int(self._model.places(rows)[0]) for rows in chosen.values()), default=0)
        rows = self._model.order[top if chosen else index.row() :]
        cells = text.count("\t") + text.count("\n") + 1
        self.enter_made(cells, lambda: pasted(text, rows, columns[left:]))

    def cut(self) -> None:
        """Copy the chosen cells, then clear them."""
        self.copy_selection()
        self.clear_cells()

    def clear_cells(self) -> None:
        """Clear the chosen cells."""
        self._set_chosen(self._chosen_cells(), "")

    def fill_down(self) -> None:
        """Give the chosen cells of each column the value of the first of them."""
        self._fill(filled_down)

    def fill_series(self) -> None:
        """Continue what the first two chosen cells of each column begin: 1, 2 or wing 1, wing 2."""
        self._fill(filled_series)

    def edit(
        self,
        index: QModelIndex,
        trigger: QAbstractItemView.EditTrigger = QAbstractItemView.AllEditTriggers,
        event: QEvent | None = None,
    ) -> bool:
        """Open an editor, or say why there is none for this cell."""
        wanted = index.isValid() and trigger in _TRIGGERS
        if wanted and (reason := self.why_not()):
            self.refused.emit(reason)
            return False
        if wanted and not index.flags() & Qt.ItemIsEditable:
            self.enter({(int(self._model.order[index.row()]), index.column()): ""})
            return False
        return bool(super().edit(index, trigger, event))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go to the cell below after Enter, as spreadsheets do."""
        super().closeEditor(editor, hint)
        below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
        if hint == QAbstractItemDelegate.SubmitModelCache and below.isValid():
            self.selectionModel().setCurrentIndex(below, self._choosing())

    def event(self, event: QEvent) -> bool:
        """Keep the keys that the window has other acts for."""
        if event.type() == QEvent.ShortcutOverride and event.key() in (Qt.Key_Delete, Qt.Key_F2):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear cells or delete rows with Delete."""
        if event.key() != Qt.Key_Delete:
            super().keyPressEvent(event)
        elif self.cells_chosen.isChecked():
            self.clear_cells()
        else:
            self.rows_unwanted.emit()

    def _fill(
        self, filled: Callable[[Mapping[int, Rows], Sequence[Column]], Mapping[Cell, str]]
    ) -> None:
        chosen, columns = self._chosen_cells(), self._model.columns
        if any(len(rows) < 2 for rows in chosen.values()):
            self.refused.emit(self.tr("Choose the cells to fill, the first one with a value."))
        else:
            cells = sum(map(len, chosen.values()))
            self.enter_made(cells, lambda: filled(chosen, columns))

    def _set_chosen(self, chosen: Mapping[int, Rows], text: str) -> None:
        self.enter_made(
            sum(map(len, chosen.values())),
            lambda: {(row, place): text for place, rows in chosen.items() for row in rows.tolist()},
        )

    def _chosen_cells(self) -> dict[int, Rows]:
        """Rows of the chosen cells by column, both in the order of the screen."""
        if not self.cells_chosen.isChecked():
            rows, current = self.selected_rows(), self.currentIndex()
            return {current.column(): rows} if len(rows) and current.isValid() else {}
        order = self._model.order
        chosen: dict[int, NDArray[np.bool_]] = {}
        for r in self.selectionModel().selection():
            for column in range(r.left(), r.right() + 1):
                mask = chosen.setdefault(column, np.zeros(len(order), np.bool_))
                mask[r.top() : r.bottom() + 1] = True
        visible = [column for column in self.shown_columns() if column in chosen]
        return {column: order[chosen[column]] for column in visible}

    def _change_mode(self) -> None:
        cells = self.cells_chosen.isChecked()
        choice = QAbstractItemView.SelectItems if cells else QAbstractItemView.SelectRows
        self.setSelectionBehavior(choice)
        self._cut.setEnabled(cells)
        self._clear.setEnabled(cells)
        if self.currentIndex().isValid():
            self.selectionModel().select(self.currentIndex(), self._choosing())

    def _choosing(self) -> QItemSelectionModel.SelectionFlags:
        rows = QItemSelectionModel.NoUpdate if self.cells_chosen.isChecked() else _WHOLE_ROWS
        return QItemSelectionModel.ClearAndSelect | rows

    def _action(
        self, text: str, keys: QKeySequence | str | None, act: Callable[[], None]
    ) -> QAction:
        action = QAction(text, self)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.WidgetShortcut)
        action.triggered.connect(lambda _checked: act())
        self.addAction(action)
        return action


_WHOLE_ROWS = QItemSelectionModel.Rows
