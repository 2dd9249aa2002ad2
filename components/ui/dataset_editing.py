"""What is asked and dragged in the tree becomes edits of data sets."""

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QInputDialog

from components.errors import Step, UserError
from components.store import schemes
from components.store.datasets import Dataset
from components.ui.dataset_tree import DatasetTree, Entry
from components.ui.dialogs.button_box import without_pictures
from components.ui.dialogs.dataset import DatasetAnswer, DatasetDialog
from components.ui.dialogs.merge import MergeDialog
from components.ui.edit_tasks import AT_ONCE, EditTasks
from components.ui.jobs import Jobs
from components.workflow import edits, merging
from components.workflow.history import Editor, History
from components.workflow.merging import Candidate


class DatasetEditing(QObject):
    """Makes, changes, copies and moves data sets.

    ``said`` is a sentence about what was done, ``refused`` about what was not.
    """

    said = pyqtSignal(str)
    refused = pyqtSignal(str)

    def __init__(self, jobs: Jobs, tasks: EditTasks, tree: DatasetTree) -> None:
        super().__init__(tree)
        self._jobs = jobs
        self._tasks = tasks
        self._tree = tree
        tree.opened.connect(self._opened)
        tree.moved.connect(self.move)
        tree.renamed.connect(self.rename)
        tree.objects_dropped.connect(self.take_objects)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return {
            "new_dataset": self.ask_new,
            "new_child": lambda: self.ask_new(self._current()),
            "properties": self.ask_properties,
            "duplicate": self.duplicate,
            "merge": self.ask_merge,
            "split": self.ask_split,
            "delete": self.delete,
        }

    def ask_new(self, parent: Dataset | None = None) -> None:
        """Ask for a new data set, at the top or below another one, and make it."""
        dialog = DatasetDialog(
            self._tree.window(),
            others=self._jobs.session.datasets(),
            inside=parent.id if parent else None,
        )
        if parent is not None:  # the forms of one investigation are alike more often than not
            dialog.dimension.setCurrentIndex(dialog.dimension.findData(parent.scheme.dimension))

        def create() -> None:
            answer, label = dialog.answer(), self.tr("New data set {name}")
            with self._jobs.session.history.together(label.format(name=answer.name)) as parts:
                number = edits.create_dataset(parts, answer.name, answer.scheme, answer.parent)
                edits.change_dataset(parts, number, description=answer.description)
            self._jobs.added.emit(Dataset, number)

        self._open(dialog, create)

    def ask_properties(self) -> None:
        """Ask for the properties of the selected data set, and change them."""
        dataset, session = self._current(), self._jobs.session
        if dataset is None:
            return
        landmarks = schemes.landmark_count(session.library, dataset.id)
        dialog = DatasetDialog(
            self._tree.window(),
            dataset,
            landmarks,
            others=session.datasets(),
            inside=dataset.parent,
        )
        self._open(dialog, lambda: self._change(dataset, dialog.answer()))

    def _change(self, dataset: Dataset, answer: DatasetAnswer) -> None:
        if answer == DatasetAnswer(
            dataset.name, dataset.description, dataset.scheme, dataset.parent
        ):
            return  # else its date would change, and undo would have a step that shows nothing
        label = self.tr("Change data set {name}").format(name=dataset.name)
        with self._jobs.session.history.together(label) as parts:
            if answer.parent != dataset.parent:
                edits.move_dataset(parts, dataset.id, answer.parent)
            edits.change_dataset(
                parts,
                dataset.id,
                name=answer.name,
                description=answer.description,
                landmark_names=answer.scheme.landmark_names,
                wireframe=answer.scheme.wireframe,
                polygons=answer.scheme.polygons,
                baseline=answer.scheme.baseline,
            )
            if answer.scheme.curves != dataset.scheme.curves:
                edits.set_curves_of_dataset(parts, dataset.id, answer.scheme.curves)

    def duplicate(self) -> None:
        """Copy the selected data set with its objects."""
        dataset = self._current()
        if dataset is not None:
            self._in_task(
                self.tr("Duplicating {name}").format(name=dataset.name),
                lambda editor, step: edits.duplicate_dataset(editor, dataset.id, step=step),
                lambda copy: self._jobs.added.emit(Dataset, copy),
            )

    def ask_merge(self) -> None:
        """Ask with which others the selected data set shall be merged, and do it."""
        dataset, session = self._current(), self._jobs.session
        if dataset is None:
            return
        all_sets = session.datasets()

        def show(found: tuple[Candidate, list[Candidate]]) -> None:
            dialog = MergeDialog(*found, self._tree.window())
            self._open(dialog, lambda: self._merge(dataset.parent, *dialog.answer()))

        self._jobs.read(
            self.tr("Comparing data sets"),
            lambda _step: merging.candidates(session.library, dataset, all_sets),
            show,
        )

    def _merge(self, parent: int | None, numbers: list[int], name: str) -> None:
        self._in_task(
            self.tr("Merging into {name}").format(name=name),
            lambda editor, step: edits.merge_datasets(editor, numbers, name, parent, step),
            lambda made: self._jobs.added.emit(Dataset, made),
        )

    def ask_split(self) -> None:
        """Ask for a variable, and copy the objects into a data set for each of its values."""
        dataset = self._current()
        variables = [name for name, _ in dataset.scheme.variables] if dataset else []
        if dataset is None or not variables:
            text = self.tr("There is no variable to split by; add one in the header of the table.")
            self.refused.emit(text)
            return
        dialog = QInputDialog(self._tree.window())
        dialog.setWindowTitle(self.tr("Split {name}").format(name=dataset.name))
        dialog.setLabelText(self.tr("One data set for each value of"))
        dialog.setComboBoxItems(variables)
        dialog.setOkButtonText(self.tr("&Split"))
        without_pictures(dialog.findChild(QDialogButtonBox))
        self._open(dialog, lambda: self._split(dataset, dialog.textValue()))

    def _split(self, dataset: Dataset, variable: str) -> None:
        done = self.tr("{n} data sets were made below {name}; undo takes them away.")
        self._in_task(
            self.tr("Splitting {name}").format(name=dataset.name),
            lambda editor, step: edits.split_dataset(editor, dataset.id, variable, step),
            lambda made: self.said.emit(done.format(n=len(made), name=dataset.name)),
        )

    def delete(self) -> None:
        """Delete what is selected in the tree."""
        entry = self._tree.current()
        if entry is None:
            return
        done = self.tr("{name} was deleted; undo brings it back.").format(name=entry.name)

        def act(editor: Editor, _step: Step) -> None:
            if isinstance(entry, Dataset):
                edits.delete_dataset(editor, entry.id)
            else:
                edits.delete_analysis(editor, entry)

        title = self.tr("Deleting {name}").format(name=entry.name)
        self._tasks.run(title, self._size(entry), act, lambda _nothing: self.said.emit(done))

    def _size(self, entry: Entry) -> int:
        """How many objects lie in a data set and below it, or were analysed."""
        inside, size = {entry.id if isinstance(entry, Dataset) else entry.dataset}, 0
        for dataset in self._jobs.session.datasets():  # parents before children
            if dataset.id in inside or dataset.parent in inside:
                inside.add(dataset.id)
                size += dataset.objects
        return size

    def move(self, number: int, parent: int | None, place: int | None = None) -> None:
        """Put a data set below another one, or at the top, at a place or as the last."""
        self._at_once(lambda history: edits.move_dataset(history, number, parent, place))

    def rename(self, entry: Entry, name: str) -> None:
        """Give a data set or an analysis another name."""
        if isinstance(entry, Dataset):
            self._at_once(lambda history: edits.rename_dataset(history, entry.id, name))
        else:
            self._at_once(lambda history: edits.rename_analysis(history, entry, name))

    def _at_once(self, act: Callable[[History], None]) -> None:
        """Make a small edit; where it cannot be, say why."""
        try:
            act(self._jobs.session.history)
        except UserError as error:
            self.refused.emit(str(error))

    def take_objects(self, numbers: list[int], target: int, copy: bool) -> None:  # noqa: FBT001  # of a signal
        """Move objects into another data set, or copy them."""
        here = self._current()
        if not copy and here is not None and here.id == target:
            return
        name = next(d.name for d in self._jobs.session.datasets() if d.id == target)
        moved = self.tr("Moved to {name}: {n}; undo brings them back.")
        copied = self.tr("Copied to {name}: {n}.")
        count = self.tr("1 object") if len(numbers) == 1 else self.tr("{n} objects")
        done = (copied if copy else moved).format(n=count.format(n=f"{len(numbers):,}"), name=name)
        act = edits.copy_objects if copy else edits.move_objects
        title = self.tr("Copying to {name}") if copy else self.tr("Moving to {name}")
        self._in_task(
            title.format(name=name),
            lambda editor, step: act(editor, numbers, target, step),
            lambda _result: self.said.emit(done),
        )

    def _in_task(
        self, title: str, act: Callable[[Editor, Step], Any], done: Callable[[Any], None]
    ) -> None:
        """Edit in a task, whatever the size; then act on the result."""
        self._tasks.run(title, AT_ONCE + 1, act, done)

    def _opened(self, entry: Entry) -> None:
        if isinstance(entry, Dataset):
            self.ask_properties()

    def _current(self) -> Dataset | None:
        entry = self._tree.current()
        return entry if isinstance(entry, Dataset) else None

    def _open(self, dialog: QDialog, accepted: Callable[[], None]) -> None:
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.accepted.connect(accepted)
        dialog.open()
