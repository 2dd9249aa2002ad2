"""The running tasks at the foot of the window: the newest one, and a list of all."""

from PyQt5.QtCore import QPoint, Qt, QTimer
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from components.ui.task_rows import TaskRow
from components.ui.tasks import Task, Tasks

_SLOW = 200  # milliseconds: what ends sooner would only flicker


class TaskBar(QWidget):
    """Shows the newest running task, and opens the list of all; hidden while there is none."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._rows: dict[Task, TaskRow] = {}
        self.list = TaskList(self)
        self.more = QToolButton()
        self.more.setArrowType(Qt.UpArrow)
        self.more.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        self.more.setToolTip(self.tr("Show all tasks that are running"))
        self.more.clicked.connect(self._show_list)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self.more)
        # as high as any row: the page above would be laid out anew with every task
        self._line.addStrut(QPushButton(self.tr("Cancel")).sizeHint().height())
        self._slow = QTimer(self, singleShot=True, interval=_SLOW)
        self._slow.timeout.connect(self.show)
        tasks.changed.connect(self._follow)
        self.hide()

    @property
    def newest(self) -> TaskRow | None:
        """The row of the task that was started last."""
        return self._rows[self._tasks.running[-1]] if self._tasks.running else None

    def _follow(self) -> None:
        running = self._tasks.running
        for task in running:
            if task not in self._rows:
                self._rows[task] = TaskRow(task)
                self._line.insertWidget(0, self._rows[task])
        for task in [task for task in self._rows if task not in running]:
            self._rows.pop(task).deleteLater()
        for task, row in self._rows.items():
            row.setVisible(task is running[-1])
        self.list.follow(running)
        self.more.setText(self.tr("{n} tasks").format(n=len(running)))
        self.more.setVisible(len(running) > 1)
        if not running:
            self._slow.stop()
            self.hide()
        elif self.isHidden() and not self._slow.isActive():
            self._slow.start()

    def _show_list(self) -> None:
        self.list.show()
        corner = self.mapToGlobal(QPoint(self.width(), 0))
        self.list.move(corner - QPoint(self.list.width(), self.list.height() + 4))


class TaskList(QFrame):
    """All running tasks, each with its progress and its Cancel; closes with the last of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.Popup)
        self.setAccessibleName(self.tr("Running tasks"))
        self.setFrameShape(QFrame.StyledPanel)
        self.setMinimumWidth(420)
        self.rows: dict[Task, TaskRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)

    def follow(self, running: tuple[Task, ...]) -> None:
        """List these tasks, the newest first."""
        for task in running:
            if task not in self.rows:
                self.rows[task] = TaskRow(task, narrow=True)
                self._column.insertWidget(0, self.rows[task])
        for task in [task for task in self.rows if task not in running]:
            row = self.rows.pop(task)
            self._column.removeWidget(row)
            row.deleteLater()
        if not running:
            self.hide()
        elif self.isVisible():
            bottom = self.geometry().bottom()
            self.adjustSize()
            self.move(self.x(), bottom - self.height())

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the tasks need."""
        self.adjustSize()
        super().showEvent(event)
