"""The actions of the program with their keys."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from components.ui.column_table import ColumnTable
from components.ui.columns import Column
from components.ui.dialogs.button_box import button_box


class ShortcutsDialog(QDialog):
    """A table of ``rows``: menu, action, keys, what it does."""

    def __init__(
        self, rows: Sequence[tuple[str, str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        titles = (self.tr("Menu"), self.tr("Action"), self.tr("Keys"), self.tr("What it does"))
        self.table = ColumnTable()
        self.table.setAccessibleName(self.windowTitle())
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.set_columns(
            [Column(title, [row[i] for row in rows]) for i, title in enumerate(titles)]
        )
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(button_box(self, QDialogButtonBox.Close))
        self.resize(860, 500)
