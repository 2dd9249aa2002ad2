"""A field for a folder: typed, pasted, or chosen from the disk."""

from pathlib import Path

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget


class FolderField(QWidget):
    """``title`` is that of the dialog that chooses; ``changed`` tells of every letter."""

    changed = pyqtSignal()

    def __init__(self, title: str, folder: Path | None = None) -> None:
        super().__init__()
        self._title = title
        self.line = QLineEdit(str(folder) if folder else "")
        self.line.setAccessibleName(title)
        self.line.textChanged.connect(self.changed)
        self.choose = QPushButton(self.tr("C&hoose…"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.line)

    def folder(self) -> Path | None:
        """Return the folder, or None where nothing, or no whole path, was typed."""
        text = self.line.text().strip()
        path = Path(text).expanduser() if text else None
        return path if path is not None and path.is_absolute() else None

    def _choose(self) -> None:
        dialog = QFileDialog(self, self._title, self.line.text())
        dialog.setFileMode(QFileDialog.Directory)
        dialog.setOption(QFileDialog.ShowDirsOnly)
        dialog.fileSelected.connect(self.line.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
