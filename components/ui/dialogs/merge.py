"""Ask which data sets shall be merged, and show which of them do not fit."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.hints import hint
from components.ui.palette import quiet
from components.workflow.merging import Candidate


class MergeDialog(QDialog):
    """Data sets that are merged with ``first`` into a new one; the originals stay."""

    def __init__(
        self, first: Candidate, others: Sequence[Candidate], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Merge {name}").format(name=first.dataset.name))
        self._first = first
        self.name = QLineEdit(self.tr("{name}, merged").format(name=first.dataset.name))
        self.list = QTreeWidget()
        self.becomes = QLabel()
        self.buttons = button_box(
            self, QDialogButtonBox.Ok | QDialogButtonBox.Cancel, accept=self.tr("&Merge")
        )
        self._others = tuple(others)
        self._fill()
        self._lay_out()
        self.name.textChanged.connect(self._check)
        self.list.itemChanged.connect(self._check)
        self._check()

    def answer(self) -> tuple[list[int], str]:
        """Return the ids of the data sets, the first one included, and the name of the new one."""
        chosen = [self._first, *self._chosen()]
        return [one.dataset.id for one in chosen], str(self.name.text()).strip()

    def _chosen(self) -> list[Candidate]:
        items = (self.list.topLevelItem(i) for i in range(len(self._others)))
        pairs = zip(items, self._others, strict=True)
        return [one for item, one in pairs if item.checkState(0) == Qt.Checked]

    def _fill(self) -> None:
        self.list.setAccessibleName(self.tr("Data sets to merge"))
        self.list.setHeaderLabels([self.tr("With"), self.tr("Objects"), self.tr("What fits")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SingleSelection)
        for one in self._others:
            said = one.unfit or one.notes or self.tr("fits")
            item = QTreeWidgetItem([one.dataset.name, f"{one.dataset.objects:,}", said])
            item.setTextAlignment(1, Qt.AlignCenter)
            item.setToolTip(2, said)
            if one.unfit:
                item.setFlags(Qt.NoItemFlags)
                for i in range(item.columnCount()):  # quiet, but to be read: it says why not
                    item.setForeground(i, quiet(self.palette()))
            else:
                item.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable | Qt.ItemIsUserCheckable)
                item.setCheckState(0, Qt.Unchecked)
            self.list.addTopLevelItem(item)
        header = self.list.header()
        header.setSectionResizeMode(1, QHeaderView.ResizeToContents)
        self.list.headerItem().setTextAlignment(1, Qt.AlignCenter)
        self.list.resizeColumnToContents(0)
        self.list.setColumnWidth(0, min(self.list.columnWidth(0) + 16, 260))

    def _check(self) -> None:
        chosen = self._chosen()
        total = sum(one.dataset.objects for one in [self._first, *chosen])
        text = self.tr("Tick at least one data set that fits.")
        if chosen:
            text = self.tr("{n} objects in a new data set; the originals stay as they are.")
        elif all(one.unfit for one in self._others):
            text = self.tr("There is no other data set that fits this one.")
        self.becomes.setText(text.format(n=f"{total:,}"))
        ready = bool(chosen and str(self.name.text()).strip())
        self.buttons.button(QDialogButtonBox.Ok).setEnabled(ready)

    def _lay_out(self) -> None:
        first, form = self._first, QFormLayout()
        form.addRow(self.tr("&Name of the result"), self.name)
        said = self.tr(
            "The result takes landmark names, links and curves from {name} ({n}), and the variables"
            " of all that are merged."
        )
        landmarks = self.tr("{n} landmarks").format(n=first.landmarks or 0)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(hint(said.format(name=first.dataset.name, n=landmarks)))
        column.addLayout(form)
        column.addWidget(self.list, stretch=1)
        column.addWidget(self.becomes)
        column.addWidget(self.buttons)
        self.list.setFocus()
        self.resize(560, 400)
