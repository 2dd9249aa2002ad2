"""What the object table wants done off the GUI thread, without a change of the library."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, QTimer
from PyQt5.QtWidgets import QApplication

from components.ui.object_page import ObjectPage
from components.ui.tasks import Task, Tasks

_MOMENT = 300  # milliseconds for the painting of other objects, and perhaps a click on one
_PAUSE = 2000  # milliseconds without an edit after which columns are prepared again
_MANY = 5000  # objects from which on the first filter or sorting by text would be felt


class TableTasks(QObject):
    """Prepares filters and sorting, and writes long texts for the clipboard."""

    def __init__(self, page: ObjectPage, tasks: Tasks) -> None:
        super().__init__(page)
        self._page = page
        self._tasks = tasks
        self._preparing: Task | None = None
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._prepare)
        page.shown.connect(lambda: self._pause.start(_MOMENT))
        page.updated.connect(lambda: self._pause.start(_PAUSE))
        page.table.copied_later.connect(self._copy)

    def _prepare(self) -> None:
        if self._preparing in self._tasks.running:
            self._preparing.cancel()
        self._preparing = None
        if self._page.columns is not None and len(self._page.columns.ids) > _MANY:
            self._preparing = self._tasks.start(
                self.tr("Preparing filters"),
                self._page.preparation(),
                lambda _nothing: None,
                reads=True,
                lets_go=True,
            )

    def _copy(self, make: Callable[[], str]) -> None:
        self._tasks.start(
            self.tr("Copying cells"),
            lambda _step: make(),
            lambda text: QApplication.clipboard().setText(text),
            reads=True,
            lets_go=True,
        )
