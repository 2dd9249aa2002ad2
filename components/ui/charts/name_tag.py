"""The name of the object under the cursor, beside its point."""

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QLabel, QWidget


class NameTag(QLabel):
    """A label over a plot that takes no mouse events and stays within its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ToolTipBase)
        self.setForegroundRole(QPalette.ToolTipText)
        self.setTextFormat(Qt.PlainText)
        self.setMargin(5)
        self.hide()

    def show_at(self, point: QPointF, text: str, distance: int) -> None:
        """Show a text above and to the right of a point, or where there is room."""
        self.setText(text)
        self.adjustSize()
        room = self.parentWidget().rect().adjusted(0, 0, -self.width(), -self.height())
        left = point.x() + distance
        if left > room.right():
            left = point.x() - distance - self.width()
        top = point.y() - distance - self.height()
        self.move(round(max(left, 0)), round(min(max(top, 0), room.bottom())))
        self.show()
