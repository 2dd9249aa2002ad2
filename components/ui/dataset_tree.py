"""The tree of data sets with their analyses."""

from collections.abc import Callable, Collection, Sequence

from PyQt5.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QStandardItem,
    QStandardItemModel,
)
from PyQt5.QtWidgets import QAbstractItemView, QTreeView, QWidget

from components.store.datasets import AnalysisEntry, Dataset
from components.ui import dragging
from components.ui.dragging import ABOVE, BELOW, ON
from components.workflow.visits import Key

Entry = Dataset | AnalysisEntry

_ENTRY = Qt.UserRole + 1


class DatasetTree(QTreeView):
    """Data sets, nested, with counts; analyses are their leaves.

    ``chosen`` carries the selected `Entry` or None, ``renamed`` an entry and its new name,
    ``opened`` the `Entry` of a double click. ``moved`` carries the id of a data set, that of its
    new parent, None being the top, and its place among the other children, None being the last;
    ``objects_dropped`` ids of objects, that of a data set, and whether they should be copied.
    """

    chosen = pyqtSignal(object)
    renamed = pyqtSignal(object, str)
    opened = pyqtSignal(object)
    moved = pyqtSignal(int, object, object)
    objects_dropped = pyqtSignal(list, int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Data sets"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditKeyPressed)
        self.setExpandsOnDoubleClick(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(_ENTRY)))
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self._below: QPersistentModelIndex | None = None  # what is dragged over
        self._zone = ON
        self._datasets: tuple[Dataset, ...] = ()
        self._filling = False
        self._items: dict[Key, QStandardItem] = {}
        self._model = QStandardItemModel(self)
        self._model.itemChanged.connect(self._edited)
        self.setModel(self._model)
        self.selectionModel().currentChanged.connect(self._chose)

    def show_entries(self, datasets: Sequence[Dataset]) -> None:
        """Show the data sets (parents before children), keeping what is selected and folded."""
        folded, chosen = self.folded(), self.current()
        self._datasets = tuple(datasets)
        self._filling = True
        self._model.clear()
        self._items.clear()
        for dataset in datasets:
            item = self._add(dataset, self._parent_item(dataset))
            for analysis in dataset.analyses:
                self._add(analysis, item)
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
        """Let the user type another name for what is selected."""
        self.edit(self.currentIndex())

    def startDrag(self, _actions: Qt.DropActions) -> None:
        """Let the user drag the selected data set."""
        entry = self.current()
        if isinstance(entry, Dataset):
            dragging.drag_dataset(self, entry.id, entry.name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what is dragged within the window; files are for the window."""
        data = event.mimeData()
        mine = dragging.dragged_dataset(data) is not None or bool(dragging.dragged_objects(data))
        event.setAccepted(mine)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Mark what the drop would be on."""
        self._mark(self.indexAt(event.pos()), self._zone_at(event))
        if self._drop(event) is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Mark nothing any more."""
        self._mark(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped on what."""
        self._mark(None)
        tell = self._drop(event)
        if tell is not None:
            event.acceptProposedAction()
            # after the drag has ended: the tree is filled anew when the library has changed
            QTimer.singleShot(0, tell)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a frame around what a drop would be on, or a line where it would go."""
        super().paintEvent(event)
        if self._below is not None and self._below.isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.palette().color(QPalette.Highlight), 2))
            row = self.visualRect(QModelIndex(self._below)).adjusted(1, 1, -1, -1)
            if self._zone == ON:
                painter.drawRect(row)
            else:
                y = row.top() if self._zone == ABOVE else row.bottom()
                painter.drawLine(row.left(), y, row.right(), y)

    def _drop(self, event: QDropEvent) -> Callable[[], None] | None:
        """Return what a drop here would do, or None where it would do nothing."""
        entry: Entry | None = self.indexAt(event.pos()).data(_ENTRY)
        zone = self._zone_at(event)
        dataset = dragging.dragged_dataset(event.mimeData())
        numbers = dragging.dragged_objects(event.mimeData())
        if dataset is not None and entry is None:
            return lambda: self.moved.emit(dataset, None, None)
        if not isinstance(entry, Dataset):
            return None
        target = entry.id
        if dataset is not None:
            if dataset == target:
                return None
            if zone == ON:
                return lambda: self.moved.emit(dataset, target, None)
            place = self._place_beside(entry, dataset, zone)
            return lambda: self.moved.emit(dataset, entry.parent, place)
        copy = event.dropAction() == Qt.CopyAction
        return lambda: self.objects_dropped.emit(numbers, target, copy)

    def _zone_at(self, event: QDropEvent) -> int:
        """Tell whether a data set would be dropped on the row here, or beside it."""
        if dragging.dragged_dataset(event.mimeData()) is None:
            return ON
        row = self.visualRect(self.indexAt(event.pos()))
        return dragging.zone_of(event.pos().y() - row.top(), row.height())

    def _place_beside(self, beside: Dataset, moved: int, zone: int) -> int:
        """Place among the children of the same parent, the one that is moved not counted."""
        siblings = [d.id for d in self._datasets if d.parent == beside.parent and d.id != moved]
        return siblings.index(beside.id) + (zone == BELOW)

    def _mark(self, index: QModelIndex | None, zone: int = ON) -> None:
        self._below, self._zone = QPersistentModelIndex(index) if index is not None else None, zone
        self.viewport().update()

    def _parent_item(self, dataset: Dataset) -> QStandardItem:
        root = self._model.invisibleRootItem()
        return self._items.get((Dataset, dataset.parent or 0), root)

    def _add(self, entry: Entry, parent: QStandardItem) -> QStandardItem:
        item = QStandardItem(_title(entry))
        item.setData(entry, _ENTRY)
        item.setDragEnabled(isinstance(entry, Dataset))
        parent.appendRow(item)
        self._items[type(entry), entry.id] = item
        return item

    def _chose(self) -> None:
        if not self._filling:
            self.chosen.emit(self.current())

    def _edited(self, item: QStandardItem) -> None:
        entry = item.data(_ENTRY)
        if self._filling or item.text() == _title(entry):
            return
        name = item.text().removesuffix(_count(entry))
        self._filling = True
        item.setText(_title(entry))
        self._filling = False
        # after the editor has closed: the tree is filled anew when the library has the name
        QTimer.singleShot(0, lambda: self.renamed.emit(entry, name))


def _title(entry: Entry) -> str:
    return entry.name + _count(entry)


def _count(entry: Entry) -> str:
    if not isinstance(entry, Dataset):
        return ""
    return f"  ({entry.objects:,}, {entry.scheme.dimension}-D)"
