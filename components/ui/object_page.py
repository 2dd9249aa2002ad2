"""The page of the objects of a data set: a filter above their table."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from components.errors import Step, UserError
from components.shape.filter import Column, matches
from components.store.datasets import Dataset
from components.store.objects import ObjectColumns
from components.ui.filter_bar import FilterBar
from components.ui.find_bar import FindBar
from components.ui.object_table import ObjectTable
from components.ui.variable_menu import VariableMenu
from components.workflow import subsets


class ObjectPage(QWidget):
    """Shows what the filter chooses; with a filter that is wrong, what was shown before.

    ``opening`` carries the id of another data set, before its objects are shown; ``shown`` is
    emitted after objects were, ``updated`` after some have become others.
    """

    opening = pyqtSignal(int)
    shown = pyqtSignal()
    updated = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ObjectTable()
        self.filter = FilterBar()
        self.find = FindBar()
        self.variables = VariableMenu(self.table)
        self.dataset: Dataset | None = None
        self.columns: ObjectColumns | None = None
        self.whole = True
        self._filterable: dict[str, Column] = {}
        self._found: NDArray[np.bool_] = np.ones(0, np.bool_)
        self.filter.changed.connect(self._follow_filter)
        self.filter.left.connect(self.table.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.find)
        self.setFocusProxy(self.table)

    def shows(self, dataset: Dataset) -> bool:
        """Tell whether objects of a data set are on show."""
        return self.dataset is not None and self.dataset.id == dataset.id

    def show_objects(self, dataset: Dataset, columns: ObjectColumns, *, whole: bool = True) -> None:
        """Show the objects of a data set; a filter stays while the data set does.

        If they are not the ``whole``, they can be read but not changed until the others come.
        """
        if not self.shows(dataset):
            self.filter.clear()
            self.table.clear()  # or these would be arranged as the others
            self.opening.emit(dataset.id)
        self.dataset, self.columns, self.whole = dataset, columns, whole
        self._filterable = subsets.filterable(columns, dataset.scheme, self._filterable)
        self.filter.offer(dataset.views)
        self.table.show_columns(columns, dataset.scheme if whole else None)
        self._follow_filter()
        if whole:
            self.shown.emit()

    def preparation(self) -> Callable[[Step], None]:
        """Return what prepares filters, and sorting by text, on a worker: the first would wait."""
        filterable = list(self._filterable.values())
        texts = [c for c in self.table.model().columns if not c.numeric]

        def prepare(step: Step) -> None:
            for i, column in enumerate(filterable):
                step(i, len(filterable) + len(texts), "")
                column.prepare()
            for i, shown in enumerate(texts, len(filterable)):
                step(i, len(filterable) + len(texts), "")
                assert len(shown.sort_keys) == len(shown.values)

        return prepare

    def update_objects(self, part: ObjectColumns) -> None:
        """Show newer values of some of the objects; the others are not looked at again."""
        assert self.dataset is not None, "no data set is on show"
        assert self.columns is not None, "no objects are on show"
        scheme = self.dataset.scheme
        self.columns = self.columns.updated(part)
        self._filterable = subsets.filterable(self.columns, scheme, self._filterable)
        self.table.show_columns(self.columns, scheme)
        self.updated.emit()
        try:
            fitting = matches(self.filter_text(), subsets.filterable(part, scheme))
        except UserError:
            return  # the filter is wrong, and so what was shown before stays
        found, sorting = self._found.copy(), np.argsort(part.ids)
        rows = np.flatnonzero(np.isin(self.columns.ids, part.ids))
        places = np.searchsorted(part.ids, self.columns.ids[rows], sorter=sorting)
        found[rows] = fitting[sorting[places]]
        self._show_found(found)

    def filter_text(self) -> str:
        """Return the filter in the language that views are saved in."""
        return subsets.as_filter(self.filter.text(), self.dataset.scheme) if self.dataset else ""

    def _follow_filter(self) -> None:
        if self.dataset is None or self.columns is None:
            return
        problem = ""
        try:
            found = matches(self.filter_text(), self._filterable)
        except UserError as error:
            problem = str(error)
        else:
            self._show_found(found)
        count = len(self.columns.ids) if self.whole else self.dataset.objects
        self.filter.say(self.table.model().rowCount(), count, problem)

    def _show_found(self, found: NDArray[np.bool_]) -> None:
        self._found = found
        self.table.show_only(found)
        self.filter.say(self.table.model().rowCount(), len(found))
