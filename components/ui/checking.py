"""The health check of the data set on show: run as a task, shown in a dock, repaired as edits."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QDockWidget, QMainWindow

from components.errors import Step
from components.ui.edit_tasks import EditTasks
from components.ui.health_page import HealthPage
from components.ui.jobs import Jobs
from components.ui.object_page import ObjectPage
from components.ui.tasks import Task
from components.workflow import health
from components.workflow.health import Checkup
from components.workflow.history import Editor
from components.workflow.repairs import Repair

_PAUSE = 150  # milliseconds after the last edit before the data are checked again


class Checking(QObject):
    """``said`` is a sentence about what was done.

    While its dock is open, the data are checked again after each edit, undo and redo.
    """

    said = pyqtSignal(str)

    def __init__(self, jobs: Jobs, tasks: EditTasks, page: ObjectPage) -> None:
        super().__init__(page)
        self._jobs = jobs
        self._tasks = tasks
        self._page = page
        self._dock: QDockWidget | None = None
        self._dataset: int | None = None
        self._asked = 0
        self._task: Task | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._follow)
        for told in (page.shown, page.table.model().dataChanged):
            told.connect(lambda *_: self._pause.start())

    @cached_property
    def health(self) -> HealthPage:
        """The page of the findings, made when the first check is asked for."""
        page = HealthPage()
        page.chosen.connect(self._choose)
        page.repairs_wanted.connect(self.repair)
        page.check_wanted.connect(self.check)
        return page

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return {"check_data": self.check}

    def check(self) -> None:
        """Check the data set on show, and show the findings in the dock."""
        dataset, library = self._page.dataset, self._jobs.session.library
        if dataset is None:
            return
        self._open_dock()
        self._pause.stop()
        self._asked += 1
        if self._task is not None:  # of objects as they were
            self._task.cancel()
        number, asked = dataset.id, self._asked

        def show(checked: Checkup) -> None:
            if asked == self._asked:  # else it was asked again in the meantime
                self._dataset = number
                self.health.show_checkup(checked)

        self.health.say(self.tr("Checking {name}…").format(name=dataset.name))
        task = self._task = self._jobs.read(
            self.tr("Checking {name}").format(name=dataset.name),
            lambda step: health.check_dataset(library, number, step),
            show,
        )
        text = self.tr("The check of {name} was stopped.").format(name=dataset.name)
        task.cancelled.connect(lambda: self.health.say(text) if asked == self._asked else None)
        task.finished.connect(lambda: self._forget(task))

    def _forget(self, task: Task) -> None:
        if self._task is task:
            self._task = None

    def repair(self, repairs: list[Repair]) -> None:
        """Carry out repairs as one edit."""
        checked = self.health.checked
        if checked is None:
            return
        count = len({row for repair in repairs for row, _ in repair.changes})

        def act(editor: Editor, step: Step) -> None:
            health.repair(editor, checked, repairs, step)

        text = self.tr("1 object was repaired; undo takes it back.")
        if count > 1:
            text = self.tr("{n} objects were repaired; undo takes it back.")
        said = text.format(n=f"{count:,}")
        self._tasks.run(self.tr("Repairing"), count, act, lambda _nothing: self.said.emit(said))

    def _choose(self, numbers: list[int]) -> None:
        """Choose the objects of a finding in the table of objects."""
        dataset, columns = self._page.dataset, self._page.columns
        if dataset is not None and columns is not None and dataset.id == self._dataset:
            self._page.table.select_rows(np.flatnonzero(np.isin(columns.ids, numbers)))

    def _open_dock(self) -> None:
        window = self._page.window()
        if self._dock is None and isinstance(window, QMainWindow):
            self._dock = QDockWidget(self.tr("Check of the data"), window)
            self._dock.setObjectName("data_check")
            self._dock.setWidget(self.health)
            window.addDockWidget(Qt.BottomDockWidgetArea, self._dock)
            window.resizeDocks([self._dock], [260], Qt.Vertical)
        if self._dock is not None:
            self._dock.show()
            self._dock.raise_()

    def _follow(self) -> None:
        """Check again after an edit, or when another data set is on show."""
        if self._dock is not None and not self._dock.isHidden():
            self.check()
