"""The running tasks at the foot of the window: what, how far, how long still, and Cancel."""

import time

from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from components.ui.tasks import Task, Tasks

_SURE_AFTER = 1.0  # seconds of work before an estimate of the time left means anything


class TaskBar(QWidget):
    """Shows the newest running task; hidden while there is none."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._since = 0.0
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(160)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._text, self._bar, self.cancel):
            row.addWidget(widget)
        tasks.changed.connect(self._follow)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown beside the bar."""
        return str(self._text.text())

    def _follow(self) -> None:
        running = self._tasks.running
        self.setVisible(bool(running))
        newest = running[-1] if running else None
        if newest is not None and newest is not self._task:
            self._since = time.monotonic()
            self._bar.setRange(0, 0)  # a moving bar until the first report
            self._text.setText(self._head(newest))
            self.cancel.setEnabled(True)
            newest.progressed.connect(self._progress)
        self._task = newest

    def _head(self, task: Task) -> str:
        others = len(self._tasks.running) - 1
        more = self.tr(" (and {n} more)").format(n=others) if others else ""
        return task.title + more

    def _progress(self, done: int, total: int, text: str) -> None:
        if self._task is None or self.sender() is not self._task:
            return
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        spent = time.monotonic() - self._since
        left = ""
        if done and done < total and spent > _SURE_AFTER:
            left = self.tr(", about {s:.0f} s left").format(s=spent * (total - done) / done)
        self._text.setText(f"{self._head(self._task)}: {text}{left}")

    def _cancel(self) -> None:
        if self._task is not None:
            self.cancel.setEnabled(False)
            self._text.setText(self.tr("Stopping…"))
            self._task.cancel()
