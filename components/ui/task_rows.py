"""One running task on the screen: what, how far, how long still, and Cancel."""

import time

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from components.ui.tasks import Task

_SURE_AFTER = 1.0  # seconds of work before an estimate of the time left means anything
_MINUTE = 90  # seconds from which a time is told in minutes


class TaskRow(QWidget):
    """Follows one task, on one line, or on two where the room is ``narrow``."""

    def __init__(self, task: Task, *, narrow: bool = False) -> None:
        super().__init__()
        self._task = task
        self._since = time.monotonic()
        self._title, self._text = QLabel(), QLabel()
        for label in (self._title, self._text):
            label.setTextFormat(Qt.PlainText)
        self._narrow = narrow
        self._say("")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)  # a moving bar until the first report
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress: {title}").format(title=task.title))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel: {title}").format(title=task.title))
        self.cancel.clicked.connect(self._cancel)
        task.progressed.connect(self._progress)
        if narrow:
            self._stack()
        else:
            self._line_up()

    @property
    def text(self) -> str:
        """What is shown beside the bar."""
        return str(self._title.text())

    def _say(self, text: str) -> None:
        title = self._task.title
        self._title.setText(title if self._narrow or not text else f"{title}: {text}")
        self._text.setText(text)

    def _line_up(self) -> None:
        self._bar.setFixedWidth(160)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._title, self._bar, self.cancel):
            row.addWidget(widget)

    def _stack(self) -> None:
        self._bar.setMaximumHeight(8)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._bar, 1, 0)
        grid.addWidget(self._text, 2, 0)
        self._text.setForegroundRole(QPalette.PlaceholderText)
        grid.addWidget(self.cancel, 0, 1, 3, 1, Qt.AlignVCenter)
        grid.setColumnStretch(0, 1)

    def _progress(self, done: int, total: int, text: str) -> None:
        if not self.cancel.isEnabled():
            return  # it is stopping
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        spent = time.monotonic() - self._since
        sure = 0 < done < total and spent > _SURE_AFTER
        left = self._left(spent * (total - done) / done) if sure else ""
        self._say(", ".join(part for part in (text, left) if part))

    def _left(self, seconds: float) -> str:
        if seconds < _MINUTE:
            return str(self.tr("about {n:.0f} s left").format(n=seconds))
        return str(self.tr("about {n:.0f} min left").format(n=seconds / 60))

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self._bar.setRange(0, 0)
        self._say(self.tr("Stopping…"))
        self._task.cancel()
