"""What the pages and the tree want changed becomes an edit of the library."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtSignal

from components.errors import Step, no_step
from components.store.datasets import Dataset
from components.ui.dataset_editing import DatasetEditing
from components.ui.dataset_tree import DatasetTree
from components.ui.jobs import Jobs
from components.ui.object_table import CellEdit
from components.ui.pages import Pages
from components.ui.tasks import Tasks
from components.ui.variable_editing import VariableEditing
from components.workflow import edits
from components.workflow.history import Editor, Pending

_AT_ONCE = 500  # objects that are changed faster than a task starts


class Editing(QObject):
    """Carries out what a user wants of the objects on show, and of the data sets in the tree.

    ``said`` is a sentence about what was done, ``refused`` about what was not.
    """

    said = pyqtSignal(str)
    refused = pyqtSignal(str)

    def __init__(self, jobs: Jobs, tasks: Tasks, tree: DatasetTree, pages: Pages) -> None:
        super().__init__(pages)
        self._jobs = jobs
        self._tasks = tasks
        self._page = pages.objects
        table, bar = self._page.table, self._page.filter
        table.refused.connect(self.refused)
        table.edited.connect(self.set_cells)
        table.rows_unwanted.connect(self.delete_objects)
        bar.view_wanted.connect(self.save_view)
        bar.view_unwanted.connect(self.remove_view)
        VariableEditing(self._page, self._edit)
        self._datasets = DatasetEditing(jobs, tasks, tree)
        self._datasets.said.connect(self.said)
        self._datasets.refused.connect(self.refused)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return {"find": self._page.filter.line.setFocus} | self._datasets.handlers()

    def set_cells(self, edit: CellEdit) -> None:
        """Change cells of the object table."""
        number = self._shown()
        self._edit(
            self.tr("Changing cells"),
            len(edit.cells) + len(edit.names) + len(edit.sequences),
            lambda editor, _step: edits.set_cells(
                editor, number, edit.cells, names=edit.names, sequences=edit.sequences
            ),
        )

    def delete_objects(self) -> None:
        """Delete the chosen objects."""
        numbers = self._page.table.selected_ids()
        if not numbers:
            self.refused.emit(self.tr("Choose the objects to delete first."))
            return
        name = self._page.table.row_name(int(self._page.table.selected_rows()[0]))
        done = self.tr("{n} objects were deleted; undo brings them back.")
        if len(numbers) == 1:
            done = self.tr("{name} was deleted; undo brings it back.")
        self._edit(
            self.tr("Deleting objects"),
            len(numbers),
            lambda editor, _step: edits.delete_objects(editor, numbers),
            done.format(n=f"{len(numbers):,}", name=name),
        )

    def save_view(self, name: str) -> None:
        """Save the filter of the object table under a name."""
        edits.save_view(self._jobs.session.history, self._shown(), name, self._page.filter_text())

    def remove_view(self, name: str) -> None:
        """Remove a saved filter."""
        edits.remove_view(self._jobs.session.history, self._shown(), name)
        text = self.tr("The view {name} was removed; undo brings it back.")
        self.said.emit(text.format(name=name))

    def _shown(self) -> int:
        """Id of the data set on show."""
        dataset = self._page.dataset
        assert isinstance(dataset, Dataset), "nothing is edited before it is shown"
        return dataset.id

    def _edit(
        self, title: str, size: int, act: Callable[[Editor, Step], object], done: str = ""
    ) -> None:
        """Edit at once, or in a task where it takes longer; then say what was done."""
        history = self._jobs.session.history
        pending = Pending(history.library)

        def finish(_result: object) -> None:
            history.take(pending)
            if done:
                self.said.emit(done)

        if size > _AT_ONCE:
            self._tasks.start(title, lambda step: act(pending, step), finish)
        else:
            finish(act(pending, no_step))
