"""A quiet remark on a page: lines of text with a coloured edge, and perhaps a button."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QPainter, QPaintEvent
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from components.ui.palette import attention

_EDGE = 3  # pixels


class Note(QFrame):
    """Hidden while it has nothing to say; ``asked`` is its button."""

    asked = pyqtSignal()

    def __init__(self, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel()
        self._label.setTextFormat(Qt.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 0, 3)
        row.addWidget(self._label, stretch=1)
        if button:
            push = QPushButton(button)
            push.clicked.connect(self.asked)
            row.addWidget(push)
        self.hide()

    def say(self, text: str) -> None:
        """Show a text, or hide where there is none."""
        self._label.setText(text)
        self.setVisible(bool(text))

    @property
    def text(self) -> str:
        """What it says."""
        return str(self._label.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge in the colour that the palette in force allows."""
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, _EDGE, self.height(), attention(self.palette()))
