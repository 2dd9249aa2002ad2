"""What the pages and the tree want changed becomes an edit of the library."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtSignal

from components.errors import Step
from components.store import objects
from components.store.datasets import Dataset
from components.ui.calibrating import Calibrating
from components.ui.checking import Checking
from components.ui.dataset_editing import DatasetEditing
from components.ui.dataset_tree import DatasetTree
from components.ui.edit_tasks import AT_ONCE, EditTasks
from components.ui.finding import Finding
from components.ui.jobs import Jobs
from components.ui.object_table import CellEdit
from components.ui.pages import Pages
from components.ui.table_tasks import TableTasks
from components.ui.tasks import Tasks
from components.ui.variable_editing import VariableEditing
from components.workflow import edits
from components.workflow.history import Editor


class Editing(QObject):
    """Carries out what a user wants of the objects on show, and of the data sets in the tree.

    ``said`` is a sentence about what was done, ``refused`` about what was not.
    """

    said = pyqtSignal(str)
    refused = pyqtSignal(str)

    def __init__(self, jobs: Jobs, tasks: Tasks, tree: DatasetTree, pages: Pages) -> None:
        super().__init__(pages)
        self._jobs = jobs
        self.tasks = EditTasks(tasks, lambda: jobs.session.history, self)
        self.tasks.refused.connect(self.refused)
        self._page = pages.objects
        self._tree = tree
        table, bar = self._page.table, self._page.filter
        table.refused.connect(self.refused)
        table.edited.connect(self.set_cells)
        table.edited_later.connect(self.set_many_cells)
        table.why_not = self.tasks.why_not
        table.rows_unwanted.connect(self.delete_objects)
        bar.view_wanted.connect(self.save_view)
        bar.view_unwanted.connect(self.remove_view)
        VariableEditing(self._page, self._edit)
        TableTasks(self._page, tasks)
        self._finding = Finding(self._page, tasks)
        self._datasets = DatasetEditing(jobs, self.tasks, tree)
        self._datasets.said.connect(self.said)
        self._datasets.refused.connect(self.refused)
        self._calibrating = Calibrating(jobs, self.tasks, self._page)
        self._calibrating.said.connect(self.said)
        self.checking = Checking(jobs, self.tasks, self._page)
        self.checking.said.connect(self.said)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return (
            self._calibrating.handlers()
            | self.checking.handlers()
            | {
                "filter": self._page.filter.line.setFocus,
                "find": self._finding.open,
                "replace": lambda: self._finding.open(replacing=True),
                "find_next": self._finding.go,
                "find_previous": lambda: self._finding.go(backwards=True),
                "undo": self.tasks.undo,
                "redo": self.tasks.redo,
            }
            | self._datasets.handlers()
        )

    def show_updated(self) -> bool:
        """Show the latest edit if it has updated a few objects on show, and tell whether it has."""
        history, dataset = self._jobs.session.history, self._page.dataset
        numbers = history.latest.updated_objects(AT_ONCE)
        # the data set on show is another one than that in the tree while it is being read
        reading = not self._page.whole or self._tree.current() is not dataset
        if dataset is None or reading or not numbers:
            return False
        part = objects.load_columns(history.library, dataset.id, numbers)
        if len(part.ids) < len(numbers):  # some have come or gone
            return False
        self._page.update_objects(part)
        return True

    def set_cells(self, edit: CellEdit) -> None:
        """Change cells of the object table."""
        self._set(len(edit.cells) + len(edit.names) + len(edit.sequences), lambda: edit)

    def set_many_cells(self, cells: int, make: Callable[[], CellEdit]) -> None:
        """Change about so many cells of the object table, the edit being made on a worker."""
        self._set(cells, make)

    def _set(self, cells: int, make: Callable[[], CellEdit]) -> None:
        number = self._shown()

        def act(editor: Editor, step: Step) -> None:
            edit = make()
            edits.set_cells(
                editor,
                number,
                edit.cells,
                names=edit.names,
                sequences=edit.sequences,
                step=step,
            )

        self._edit(self.tr("Changing cells"), cells, act)

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
            lambda editor, step: edits.delete_objects(editor, numbers, step),
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
        """Edit, then say what was done."""
        self.tasks.run(title, size, act, lambda _result: self.said.emit(done) if done else None)
