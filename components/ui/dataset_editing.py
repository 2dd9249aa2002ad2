"""What is asked and dragged in the tree becomes edits of data sets."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, Qt, pyqtSignal

from components.errors import UserError
from components.store import schemes
from components.store.datasets import Dataset
from components.ui.dataset_tree import DatasetTree, Entry
from components.ui.dialogs.dataset import DatasetDialog
from components.ui.jobs import Jobs
from components.ui.tasks import Tasks
from components.workflow import edits
from components.workflow.history import Pending


class DatasetEditing(QObject):
    """Makes, changes, copies and moves data sets.

    ``said`` is a sentence about what was done, ``refused`` about what was not.
    """

    said = pyqtSignal(str)
    refused = pyqtSignal(str)

    def __init__(self, jobs: Jobs, tasks: Tasks, tree: DatasetTree) -> None:
        super().__init__(tree)
        self._jobs = jobs
        self._tasks = tasks
        self._tree = tree
        tree.opened.connect(self._opened)
        tree.moved.connect(self.move)
        tree.objects_dropped.connect(self.take_objects)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return {
            "new_dataset": self.ask_new,
            "new_child": lambda: self.ask_new(self._current()),
            "properties": self.ask_properties,
            "duplicate": self.duplicate,
        }

    def ask_new(self, parent: Dataset | None = None) -> None:
        """Ask for a new data set, at the top or below another one, and make it."""
        dialog = DatasetDialog(self._tree.window())
        if parent is not None:  # the forms of one investigation are alike more often than not
            dialog.dimension.setCurrentIndex(dialog.dimension.findData(parent.scheme.dimension))

        def create() -> None:
            answer, label = dialog.answer(), self.tr("New data set {name}")
            with self._jobs.session.history.together(label.format(name=answer.name)) as parts:
                above = parent.id if parent else None
                number = edits.create_dataset(parts, answer.name, answer.scheme, above)
                edits.change_dataset(parts, number, description=answer.description)
            self._jobs.added.emit(Dataset, number)

        self._open(dialog, create)

    def ask_properties(self) -> None:
        """Ask for the properties of the selected data set, and change them."""
        dataset, session = self._current(), self._jobs.session
        if dataset is None:
            return
        landmarks = schemes.landmark_count(session.library, dataset.id)
        dialog = DatasetDialog(self._tree.window(), dataset, landmarks)

        def change() -> None:
            answer = dialog.answer()
            edits.change_dataset(
                session.history,
                dataset.id,
                name=answer.name,
                description=answer.description,
                landmark_names=answer.scheme.landmark_names,
                wireframe=answer.scheme.wireframe,
                polygons=answer.scheme.polygons,
                baseline=answer.scheme.baseline,
            )

        self._open(dialog, change)

    def duplicate(self) -> None:
        """Copy the selected data set with its objects."""
        dataset, history = self._current(), self._jobs.session.history
        if dataset is None:
            return
        number, pending = dataset.id, Pending(history.library)

        def done(copy: int) -> None:
            history.take(pending)
            self._jobs.added.emit(Dataset, copy)

        self._tasks.start(
            self.tr("Duplicating {name}").format(name=dataset.name),
            lambda step: edits.duplicate_dataset(pending, number, step=step),
            done,
        )

    def move(self, number: int, parent: int | None) -> None:
        """Put a data set below another one, or at the top."""
        try:
            edits.move_dataset(self._jobs.session.history, number, parent)
        except UserError as error:
            self.refused.emit(str(error))

    def take_objects(self, numbers: list[int], target: int, copy: bool) -> None:  # noqa: FBT001  # of a signal
        """Move objects into another data set, or copy them."""
        here = self._current()
        if not copy and here is not None and here.id == target:
            return
        history = self._jobs.session.history
        name = next(d.name for d in self._jobs.session.datasets() if d.id == target)
        pending = Pending(history.library)
        moved = self.tr("Moved to {name}: {n}; undo brings them back.")
        copied = self.tr("Copied to {name}: {n}.")
        count = self.tr("1 object") if len(numbers) == 1 else self.tr("{n} objects")
        count = count.format(n=f"{len(numbers):,}")

        def finish(_result: object) -> None:
            history.take(pending)
            self.said.emit((copied if copy else moved).format(n=count, name=name))

        act = edits.copy_objects if copy else edits.move_objects
        title = self.tr("Copying to {name}") if copy else self.tr("Moving to {name}")
        self._tasks.start(
            title.format(name=name),
            lambda step: act(pending, numbers, target, step),
            finish,
        )

    def _opened(self, entry: Entry) -> None:
        if isinstance(entry, Dataset):
            self.ask_properties()

    def _current(self) -> Dataset | None:
        entry = self._tree.current()
        return entry if isinstance(entry, Dataset) else None

    def _open(self, dialog: DatasetDialog, accepted: Callable[[], None]) -> None:
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.accepted.connect(accepted)
        dialog.open()
