"""What the middle of the window says when there is nothing to show yet."""

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class EmptyPage(QWidget):
    """A title, a sentence that says what to do next, and buttons that do it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setAlignment(Qt.AlignCenter)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        self._title.setFont(font)
        self._text = QLabel()
        self._text.setAlignment(Qt.AlignCenter)
        self._text.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._buttons.setAlignment(Qt.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addSpacing(8)
        column.addWidget(self._text)
        column.addSpacing(16)
        column.addLayout(self._buttons)
        column.addStretch(3)

    @property
    def title(self) -> str:
        """The title on show."""
        return str(self._title.text())

    def say(self, title: str, text: str, buttons: dict[str, Callable[[], object]]) -> None:
        """Show a title, a sentence and one button for each entry of ``buttons``."""
        self._title.setText(title)
        self._text.setText(text)
        while self._buttons.count():
            self._buttons.takeAt(0).widget().deleteLater()
        for label, act in buttons.items():
            button = QPushButton(label)
            button.clicked.connect(lambda _checked, act=act: act())
            self._buttons.addWidget(button)
