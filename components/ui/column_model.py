"""The model of a table over columns: no item for each cell, sorted and filtered by numpy."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    Qt,
    pyqtSignal,
)
from PyQt5.QtGui import QColor

from components.ui.columns import Column

PAD = "\u2002"  # at each side of a cell: a number would touch the text of the next column
_ROOT = QModelIndex()

Rows = NDArray[np.intp]


class ColumnModel(QAbstractTableModel):
    """Rows are shown in ``order``: which row of the columns stands in each row of the screen.

    ``typed`` carries row and column of a cell, as `columns` count them, and the text that a user
    has typed into it; the model itself changes nothing.
    """

    typed = pyqtSignal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.order: Rows = np.arange(0)
        self.mark_colour = QColor()
        self.found: NDArray[np.bool_] | None = None  # cells (rows, columns) to be seen at once
        self.found_colour = QColor()
        self._shown: NDArray[np.bool_] | None = None

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, unsorted and whole."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._shown = self.found = None
        self.order = np.arange(self._length())
        self.endResetModel()

    def replace(self, columns: Sequence[Column], order: Rows) -> None:
        """Show other values in the same cells: as many columns, and ``order`` as long as it was.

        What is chosen, and where the view stands, stays.
        """
        self.columns = tuple(columns)
        self.order = order
        self._shown = None
        if len(order) < self._length():
            self._shown = np.zeros(self._length(), dtype=np.bool_)
            self._shown[order] = True
        if len(order):
            last = self.index(len(order) - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def show_only(self, shown: NDArray[np.bool_], order: Rows) -> None:
        """Show some of the rows: those that are true, ``order`` being all rows as they sort."""
        self.beginResetModel()
        self._shown = None if shown.all() else shown
        self.order = self._of_shown(order)
        self.endResetModel()

    def shown_rows(self) -> NDArray[np.bool_]:
        """Tell for each row of the columns whether it is shown."""
        return np.ones(self._length(), np.bool_) if self._shown is None else self._shown

    def places(self, rows: Rows) -> Rows:
        """Rows of the screen where rows of the columns stand; -1 for those not shown."""
        places = np.full(self._length(), -1)
        places[self.order] = np.arange(len(self.order))
        found: Rows = places[rows]
        return found

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Return what can be done with one cell."""
        flags = super().flags(index) | Qt.ItemIsDragEnabled
        if index.isValid() and self.columns[index.column()].entry is not None:
            flags |= Qt.ItemIsEditable
        return flags

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:  # noqa: ANN401 - Qt's
        """Return what Qt asks of one cell."""
        column = self.columns[index.column()]
        if role == Qt.DisplayRole:
            return column.text(int(self.order[index.row()]))
        if role == Qt.EditRole:
            return column.exact(int(self.order[index.row()]))
        if role == Qt.TextAlignmentRole:
            return _alignment(column)
        if (
            role == Qt.BackgroundRole
            and self.found is not None
            and self.found[self.order[index.row()], index.column()]
        ):
            return self.found_colour
        if (
            role == Qt.ForegroundRole
            and column.marked is not None
            and column.marked[self.order[index.row()]]
        ):
            return self.mark_colour
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.EditRole) -> bool:  # noqa: ANN401 - Qt's
        """Tell what has been typed; whoever listens changes the columns."""
        if role == Qt.EditRole:
            self.typed.emit(int(self.order[index.row()]), index.column(), str(value))
        return bool(role == Qt.EditRole)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's
        """Return what Qt asks of the header of one column."""
        if orientation != Qt.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.DisplayRole:
            return f"{PAD}{column.title}{PAD}"
        if role == Qt.AccessibleTextRole:
            return column.title
        if role == Qt.ToolTipRole:
            return column.tooltip or None
        if role == Qt.TextAlignmentRole:
            return _alignment(column)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.AscendingOrder) -> None:
        """Sort by a column; by none (-1) the rows stand as they came."""
        if column >= len(self.columns):
            return
        self.layoutAboutToBeChanged.emit([], QAbstractItemModel.VerticalSortHint)
        kept = self.persistentIndexList()
        rows = self.order[[index.row() for index in kept]]
        self.order = self._of_shown(self.sorted(column, order))
        places = self.places(rows).tolist()
        self.changePersistentIndexList(
            kept,
            [self.index(row, old.column()) for row, old in zip(places, kept, strict=True)],
        )
        self.layoutChanged.emit([], QAbstractItemModel.VerticalSortHint)

    def sorted(self, column: int, order: Qt.SortOrder) -> Rows:
        """All rows of the columns as they sort by one of them; by none as they came."""
        if not 0 <= column < len(self.columns):
            return np.arange(self._length())
        return self.columns[column].order(descending=order == Qt.DescendingOrder)

    def _length(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    def _of_shown(self, order: Rows) -> Rows:
        return order if self._shown is None else order[self._shown[order]]


def _alignment(column: Column) -> int:
    side = Qt.AlignRight if column.numeric or column.right else Qt.AlignLeft
    return int(side | Qt.AlignVCenter)
