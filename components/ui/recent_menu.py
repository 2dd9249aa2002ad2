"""The menu of the libraries that were open before."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QMenu, QWidget


class RecentMenu(QMenu):
    """Asks ``libraries`` for the folders whenever it opens; ``chosen`` carries one of them."""

    chosen = pyqtSignal(object)

    def __init__(self, libraries: Callable[[], Sequence[Path]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)
        self._libraries = libraries
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        folders = self._libraries()
        for folder in folders:
            entry = self.addAction(str(folder).replace("&", "&&"))
            entry.triggered.connect(lambda _checked, folder=folder: self.chosen.emit(folder))
        if not folders:
            self.addAction(self.tr("No other library yet")).setEnabled(False)
