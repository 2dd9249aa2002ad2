"""The page of the objects of a data set: a filter above their table."""

from PyQt5.QtWidgets import QVBoxLayout, QWidget

from components.errors import UserError
from components.store.datasets import Dataset
from components.store.objects import ObjectColumns
from components.ui.filter_bar import FilterBar
from components.ui.object_table import ObjectTable
from components.ui.variable_menu import VariableMenu
from components.workflow import subsets


class ObjectPage(QWidget):
    """Shows what the filter chooses; with a filter that is wrong, what was shown before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ObjectTable()
        self.filter = FilterBar()
        self.variables = VariableMenu(self.table)
        self.dataset: Dataset | None = None
        self.columns: ObjectColumns | None = None
        self.filter.changed.connect(self._follow_filter)
        self.filter.left.connect(self.table.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter)
        column.addWidget(self.table, stretch=1)
        self.setFocusProxy(self.table)

    def show_objects(self, dataset: Dataset, columns: ObjectColumns) -> None:
        """Show the objects of a data set; a filter stays while the data set does."""
        if self.dataset is None or self.dataset.id != dataset.id:
            self.filter.clear()
        self.dataset, self.columns = dataset, columns
        self.filter.offer(dataset.views)
        self.table.show_columns(columns, dataset.scheme)
        self._follow_filter()

    def filter_text(self) -> str:
        """Return the filter in the language that views are saved in."""
        return subsets.as_filter(self.filter.text(), self.dataset.scheme) if self.dataset else ""

    def _follow_filter(self) -> None:
        if self.dataset is None or self.columns is None:
            return
        problem = ""
        try:
            found = subsets.matching(self.filter_text(), self.columns, self.dataset.scheme)
        except UserError as error:
            problem = str(error)
        else:
            self.table.show_only(found)
        self.filter.say(self.table.model().rowCount(), len(self.columns.ids), problem)
