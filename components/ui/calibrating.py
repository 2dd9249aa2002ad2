"""Calibration of the objects on show: read, asked, and made one edit."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, Qt, pyqtSignal

from components.shape.table import ShapeTable
from components.store import objects
from components.ui.dialogs.calibration import CalibrationDialog
from components.ui.edit_tasks import EditTasks
from components.ui.jobs import Jobs
from components.ui.object_page import ObjectPage
from components.workflow import edits
from components.workflow.calibrating import Calibration


class Calibrating(QObject):
    """``said`` is a sentence about what was done."""

    said = pyqtSignal(str)

    def __init__(self, jobs: Jobs, tasks: EditTasks, page: ObjectPage) -> None:
        super().__init__(page)
        self._jobs = jobs
        self._tasks = tasks
        self._page = page

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return {"calibrate": self.ask}

    def ask(self) -> None:
        """Read the landmarks of the data set on show, ask for the scale, and set it."""
        dataset, library = self._page.dataset, self._jobs.session.library
        if dataset is None:
            return
        chosen = self._page.table.selected_ids()
        self._jobs.read(
            self.tr("Reading landmarks"),
            lambda _step: objects.load_table(library, dataset.id),
            lambda table: self._open(table, chosen),
        )

    def _open(self, table: ShapeTable, chosen: list[int]) -> None:
        dialog = CalibrationDialog(table, chosen, self._page.window())
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.calibrate(dialog.answer()))
        dialog.open()

    def calibrate(self, wish: Calibration) -> None:
        """Set the scales as one edit."""
        text = self.tr("The scale of {n} objects was set, in {unit} per pixel; undo takes it back.")
        if len(wish.scales) == 1:
            text = self.tr(
                "The scale of 1 object was set, in {unit} per pixel; undo takes it back."
            )
        said = text.format(n=f"{len(wish.scales):,}", unit=wish.unit)
        self._tasks.run(
            self.tr("Calibrating"),
            len(wish.scales),
            lambda editor, step: edits.set_scales(editor, wish.scales, wish.unit, step),
            lambda _nothing: self.said.emit(said),
        )
