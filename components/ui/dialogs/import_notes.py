"""What an import has to say when that is more than a line in the window can hold."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.hints import hint


class ImportNotes(QDialog):
    """A sentence in each paragraph; all of them can be copied with one button."""

    def __init__(self, title: str, sentences: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.text = QPlainTextEdit("\n\n".join(sentences))
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("What was imported, and what did not fit"))
        buttons = button_box(self, QDialogButtonBox.Close)
        self.copy = buttons.addButton(self.tr("&Copy"), QDialogButtonBox.ActionRole)
        self.copy.setToolTip(self.tr("Copy all of it, to keep it with your notes"))
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text.toPlainText()))
        column = QVBoxLayout(self)
        column.addWidget(hint(self.tr("What was imported, and what did not fit")))
        column.addWidget(self.text, stretch=1)
        column.addWidget(buttons)
        self.resize(620, 380)
