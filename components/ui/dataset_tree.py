"""The tree of data sets with their analyses."""

from collections.abc import Collection, Sequence

from PyQt5.QtCore import QModelIndex, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QStandardItem, QStandardItemModel
from PyQt5.QtWidgets import QAbstractItemView, QTreeView, QWidget

from components.store.datasets import AnalysisEntry, Dataset
from components.workflow.visits import Key

Entry = Dataset | AnalysisEntry

_ENTRY = Qt.UserRole + 1


class DatasetTree(QTreeView):
    """Data sets, nested, with counts; analyses are their leaves.

    ``chosen`` carries the selected `Entry` or None, ``renamed`` a data set and its new name,
    ``opened`` the `Entry` of a double click.
    """

    chosen = pyqtSignal(object)
    renamed = pyqtSignal(object, str)
    opened = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Data sets"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditKeyPressed)
        self.setExpandsOnDoubleClick(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(_ENTRY)))
        self._filling = False
        self._items: dict[Key, QStandardItem] = {}
        self._model = QStandardItemModel(self)
        self._model.itemChanged.connect(self._edited)
        self.setModel(self._model)
        self.selectionModel().currentChanged.connect(self._chose)

    def show_entries(self, datasets: Sequence[Dataset]) -> None:
        """Show the data sets (parents before children), keeping what is selected and folded."""
        folded, chosen = self.folded(), self.current()
        self._filling = True
        self._model.clear()
        self._items.clear()
        for dataset in datasets:
            item = self._add(dataset, _title(dataset), self._parent_item(dataset))
            for analysis in dataset.analyses:
                self._add(analysis, analysis.name, item)
        self.fold(folded)
        self._filling = False
        self.select(type(chosen), chosen.id if chosen else 0)

    def folded(self) -> frozenset[Key]:
        """Return the entries whose children are hidden."""
        items = self._items.items()
        return frozenset(
            key for key, item in items if item.hasChildren() and not self.isExpanded(item.index())
        )

    def fold(self, folded: Collection[Key]) -> None:
        """Hide the children of these entries and show all others."""
        for key, item in self._items.items():
            self.setExpanded(item.index(), key not in folded)

    def current(self) -> Entry | None:
        """Return what is selected."""
        entry: Entry | None = self.currentIndex().data(_ENTRY)
        return entry

    def select(self, kind: type, number: int) -> None:
        """Select a data set or an analysis by its id; nothing where there is none."""
        item = self._items.get((kind, number))
        self._filling = True
        self.setCurrentIndex(item.index() if item is not None else QModelIndex())
        self._filling = False
        self.chosen.emit(self.current())

    def edit_name(self) -> None:
        """Let the user type another name for the selected data set."""
        self.edit(self.currentIndex())

    def _parent_item(self, dataset: Dataset) -> QStandardItem:
        root = self._model.invisibleRootItem()
        return self._items.get((Dataset, dataset.parent or 0), root)

    def _add(self, entry: Entry, title: str, parent: QStandardItem) -> QStandardItem:
        item = QStandardItem(title)
        item.setData(entry, _ENTRY)
        item.setEditable(isinstance(entry, Dataset))
        parent.appendRow(item)
        self._items[type(entry), entry.id] = item
        return item

    def _chose(self) -> None:
        if not self._filling:
            self.chosen.emit(self.current())

    def _edited(self, item: QStandardItem) -> None:
        dataset = item.data(_ENTRY)
        if self._filling or item.text() == _title(dataset):
            return
        name = item.text().removesuffix(_count(dataset))
        self._filling = True
        item.setText(_title(dataset))
        self._filling = False
        # after the editor has closed: the tree is filled anew when the library has the name
        QTimer.singleShot(0, lambda: self.renamed.emit(dataset, name))


def _title(dataset: Dataset) -> str:
    return dataset.name + _count(dataset)


def _count(dataset: Dataset) -> str:
    return f"  ({dataset.objects}, {dataset.scheme.dimension}-D)"
