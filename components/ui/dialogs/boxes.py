"""Short questions and words of the window."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox, QWidget


def ask_to_stop(titles: Sequence[str], stop: Callable[[], object], parent: QWidget) -> QMessageBox:
    """Ask whether running tasks may be stopped; ``stop`` is called where they may."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WA_DeleteOnClose)
    box.setObjectName("stop_question")
    box.setIcon(QMessageBox.Question)
    box.setText(box.tr("Still running: {titles}.").format(titles=", ".join(titles)))
    box.setInformativeText(box.tr("Stop and close? Nothing half-done stays behind."))
    button = box.addButton(box.tr("Stop and close"), QMessageBox.AcceptRole)
    keep = box.addButton(box.tr("Keep working"), QMessageBox.RejectRole)
    box.setDefaultButton(keep)  # Return, pressed without reading, loses nothing
    box.setEscapeButton(keep)
    button.clicked.connect(stop)
    return box
