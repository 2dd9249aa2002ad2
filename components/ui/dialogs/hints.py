"""Quiet text in a dialog: what a field means, what will happen."""

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QLabel


def hint(text: str) -> QLabel:
    """Make a label in the colour of a placeholder, whose lines are broken where they must."""
    label = QLabel(text)
    label.setTextFormat(Qt.PlainText)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.PlaceholderText)
    return label
