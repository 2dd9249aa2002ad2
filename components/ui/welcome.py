"""What the middle of the window says when there is nothing to show yet."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

_MOST = 5  # recent libraries; the menu has them all


class EmptyPage(QWidget):
    """A title, a sentence that says what to do next, and buttons that do it.

    ``recent_chosen`` carries the folder of a library that was open before.
    """

    recent_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setAlignment(Qt.AlignCenter)
        self._title.setTextFormat(Qt.PlainText)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        self._title.setFont(font)
        self._text = QLabel()
        self._text.setAlignment(Qt.AlignCenter)
        self._text.setTextFormat(Qt.PlainText)
        self._text.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._buttons.setAlignment(Qt.AlignCenter)
        block = QWidget()
        block.setSizePolicy(QSizePolicy.Maximum, QSizePolicy.Preferred)
        self._recent = QVBoxLayout(block)
        self._recent.setSpacing(2)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addSpacing(8)
        column.addWidget(self._text)
        column.addSpacing(16)
        column.addLayout(self._buttons)
        column.addSpacing(36)
        column.addWidget(block, alignment=Qt.AlignHCenter)
        column.addStretch(3)

    @property
    def title(self) -> str:
        """The title on show."""
        return str(self._title.text())

    def say(
        self,
        title: str,
        text: str,
        buttons: dict[str, Callable[[], object]],
        recent: Sequence[Path] = (),
    ) -> None:
        """Show a title, a sentence, one button for each entry of ``buttons``, and libraries."""
        self._title.setText(title)
        self._text.setText(text)
        _clear(self._buttons)
        for label, act in buttons.items():
            button = QPushButton(label)
            button.setMinimumWidth(130)
            button.clicked.connect(lambda _checked, act=act: act())
            self._buttons.addWidget(button)
        _clear(self._recent)
        if recent:
            self._recent.addWidget(QLabel(self.tr("Libraries that were open before")))
        for folder in recent[:_MOST]:
            self._recent.addWidget(self._entry(folder))

    def _entry(self, folder: Path) -> QWidget:
        """Name of a library as a button, and quietly where it lies."""
        button = QPushButton(folder.name.replace("&", "&&"))
        button.setFlat(True)
        button.setAccessibleName(self.tr("Open the library {folder}").format(folder=folder))
        button.clicked.connect(lambda: self.recent_chosen.emit(folder))
        place = QLabel(str(folder.parent))
        place.setTextFormat(Qt.PlainText)
        place.setForegroundRole(QPalette.PlaceholderText)
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addWidget(place)
        row.addStretch(1)
        return entry


def _clear(layout: QLayout) -> None:
    while layout.count():
        widget = layout.takeAt(0).widget()
        widget.hide()
        widget.deleteLater()  # later: it may be the button that was clicked
