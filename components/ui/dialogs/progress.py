"""The progress of a task that the window has to wait for."""

from PyQt5.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from components.ui.dialogs.hints import hint
from components.ui.task_rows import TaskRow
from components.ui.tasks import Task


class ProgressDialog(QDialog):
    """Stays until the task has ended; Cancel and Escape ask the task to stop."""

    def __init__(self, task: Task, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(task.title)
        self.row = TaskRow(task, narrow=True)
        self.text: QLabel = hint(text)
        self.text.setContentsMargins(12, 8, 12, 0)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(self.row)
        self.setMinimumWidth(480)
        task.finished.connect(self.accept)

    def reject(self) -> None:
        """Ask the task to stop; the dialog closes when it has."""
        self.row.cancel.click()
