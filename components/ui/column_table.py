"""A table over columns, sorted by a click on a header, copied as text."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    Qt,
)
from PyQt5.QtGui import QKeySequence, QPalette
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QAction,
    QApplication,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from components.ui.column_model import PAD, ColumnModel
from components.ui.columns import Column, text_of_rows
from components.ui.palette import attention, mixed

_MEASURED = 100  # rows that decide how wide a column is: all of them would take too long
_WIDEST = 280


class PaddedDelegate(QStyledItemDelegate):
    """Draws cells with room at both sides."""

    def displayText(self, value: object, _locale: QLocale) -> str:
        """Return what is drawn of a value."""
        return f"{PAD}{value}{PAD}"


class ColumnTable(QTableView):
    """A read-only table: click a header to sort, copy the chosen rows as tab-separated text.

    Columns are as wide as their header and the first rows need.
    """

    def __init__(self, parent: QWidget | None = None, *, sortable: bool = True) -> None:
        super().__init__(parent)
        self._model = ColumnModel(self)
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectRows)
        self.setSelectionMode(QAbstractItemView.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # so that Tab leaves the table
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # Painting asks whether whole columns are chosen, cell by cell: 1.5 s at 100,000 rows.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setSortIndicator(-1, Qt.AscendingOrder)  # else Qt sorts by the first column
        self.setSortingEnabled(sortable)
        header.setSectionsClickable(sortable)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.Fixed)
        rows.setMinimumSectionSize(1)
        self.setItemDelegate(PaddedDelegate(self))
        self._add_copy()
        self._follow_style()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, in the order of their rows."""
        self.horizontalHeader().setSortIndicator(-1, Qt.AscendingOrder)
        self._model.set_columns(columns)
        self._measure()

    def show_only(self, shown: NDArray[np.bool_]) -> None:
        """Show some rows of the columns; the table stays sorted, and what is chosen stays so."""
        if np.array_equal(shown, self._model.shown_rows()):
            return
        chosen, header = self.selected_rows(), self.horizontalHeader()
        order = self._model.sorted(header.sortIndicatorSection(), header.sortIndicatorOrder())
        self._model.show_only(shown, order)
        self.select_rows(chosen)

    def clear(self) -> None:
        """Show nothing."""
        self.set_columns(())

    def selected_rows(self) -> NDArray[np.intp]:
        """Rows of the columns that are chosen, in the order of the screen."""
        # by ranges: selectedRows() takes more than a second when all of 100,000 are chosen
        chosen = np.zeros(len(self._model.order), np.bool_)
        for span in self.selectionModel().selection():
            chosen[span.top() : span.bottom() + 1] = True
        return self._model.order[chosen]

    def row_at(self, index: QModelIndex) -> int | None:
        """Row of the columns that a cell belongs to, or None outside the table."""
        return int(self._model.order[index.row()]) if index.isValid() else None

    def select_rows(self, rows: NDArray[np.intp] | Sequence[int]) -> None:
        """Choose rows of the columns, and show the first of them."""
        places = self._model.places(np.asarray(rows, dtype=np.intp))
        places = np.sort(places[places >= 0])
        breaks = np.flatnonzero(np.diff(places) > 1)
        chosen = QItemSelection()
        for span in np.split(places, breaks + 1) if len(places) else ():
            first, last = (self._model.index(int(row), 0) for row in (span[0], span[-1]))
            chosen.select(first, last)
        flags = QItemSelectionModel.ClearAndSelect | QItemSelectionModel.Rows
        self.selectionModel().select(chosen, flags)
        if len(places):
            first = self._model.index(int(places[0]), 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.NoUpdate)
            self.scrollTo(first)

    def copy_selection(self) -> None:
        """Put the titles and the chosen rows of the columns on show on the clipboard."""
        self.copy_rows(self.shown_columns())

    def copy_rows(self, places: Sequence[int]) -> None:
        """Put the chosen rows of some columns on the clipboard, numbers with all their digits."""
        columns, rows = [self._model.columns[place] for place in places], self.selected_rows()
        self.put_text(len(columns) * len(rows), lambda: text_of_rows(columns, rows))

    def put_text(self, _cells: int, make: Callable[[], str]) -> None:
        """Put a text of about so many cells, yet to be made, on the clipboard."""
        QApplication.clipboard().setText(make())

    def shown_columns(self) -> list[int]:
        """Places of the columns that are not hidden, from left to right."""
        header = self.horizontalHeader()
        places = [header.logicalIndex(i) for i in range(header.count())]
        return [place for place in places if not header.isSectionHidden(place)]

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.PaletteChange, QEvent.FontChange, QEvent.StyleChange):
            self._follow_style()

    def _add_copy(self) -> None:
        action = QAction(self.tr("Copy"), self)
        action.setShortcut(QKeySequence.Copy)
        action.setShortcutContext(Qt.WidgetShortcut)
        action.triggered.connect(self.copy_selection)
        self.addAction(action)
        self.setContextMenuPolicy(Qt.ActionsContextMenu)

    def _follow_style(self) -> None:
        self._model.mark_colour = attention(self.palette())
        base = self.palette().color(QPalette.Base)
        self._model.found_colour = mixed(base, self._model.mark_colour, 0.35)
        height = self.fontMetrics().height() + 8
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setMinimumHeight(height)
        self._measure()

    def _measure(self) -> None:
        """Make columns as wide as their header and the first rows need."""
        metrics, header = self.fontMetrics(), self.horizontalHeader()
        around = 8 + 2 * metrics.horizontalAdvance(PAD)
        rows = self._model.order[:_MEASURED].tolist()
        for i, column in enumerate(self._model.columns):
            widest = max((metrics.horizontalAdvance(column.text(row)) for row in rows), default=0)
            self.setColumnWidth(i, min(max(widest + around, header.sectionSizeHint(i)), _WIDEST))


class SmallTable(ColumnTable):
    """A table that is as large as what it holds: a page scrolls, the table does not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, sortable=False)
        self.setAlternatingRowColors(False)
        self.setSizeAdjustPolicy(QAbstractItemView.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Fixed, QSizePolicy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
