"""Files in and out: what is asked of the user, and the jobs that follow."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import QObject, Qt
from PyQt5.QtWidgets import QFileDialog, QMainWindow

from components.formats.reading import Reading
from components.formats.registry import SUFFIXES
from components.store.datasets import Dataset
from components.ui.dataset_tree import DatasetTree
from components.ui.dialogs.export_data import ExportDialog
from components.ui.dialogs.import_files import ImportDialog
from components.ui.jobs import Jobs
from components.ui.pages import Pages
from components.workflow import packaging
from components.workflow.session import Offer

_PATTERNS = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in (*SUFFIXES, *packaging.ENDINGS))


class FileCommands(QObject):
    """Asks which files to import or to write, and how, then has the jobs do it."""

    def __init__(self, window: QMainWindow, jobs: Jobs, tree: DatasetTree, pages: Pages) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._tree = tree
        self._pages = pages
        self.folder = Path.home()  # where the last export went

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return {"import_files": self.choose_files, "export": self.ask_export}

    def choose_files(self) -> None:
        """Choose landmark files and import them."""
        paths, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Import landmark files"),
            "",
            self.tr("Landmark files ({patterns});;All files (*)").format(patterns=_PATTERNS),
        )
        if paths:
            self.ask_import([Path(path) for path in paths])

    def ask_import(self, files: Sequence[Path]) -> None:
        """Read these files, ask how to import them, then import them.

        Packages say themselves what becomes of them, so nothing is asked.
        """
        if packaging.are_whole(files):
            self._jobs.import_whole(files)
        else:
            self._jobs.read_files(files, self.show_import)

    def show_import(self, offer: Offer) -> None:
        """Ask how to import files that were read, then store them."""
        entry = self._tree.current()
        current = entry if isinstance(entry, Dataset) else None
        dialog = ImportDialog(offer, current, self._window)
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.table_wanted.connect(
            lambda path: self._jobs.read_variables(dialog.read, path, dialog.take)
        )
        dialog.accepted.connect(lambda: self._jobs.store_files(*dialog.answer()))
        dialog.open()
        check = self._jobs.check_files(offer.read, dialog.add_findings)
        dialog.finished.connect(check.cancel)

    def ask_export(self) -> None:
        """Look at the selected data set, ask what to write of it, then write it."""
        dataset = self._tree.current()
        if isinstance(dataset, Dataset) and dataset.objects:
            chosen = self._pages.table.selected_ids()
            self._jobs.look_at(dataset, lambda some: self.show_export(dataset, some, chosen))

    def show_export(self, dataset: Dataset, some: Reading, chosen: Sequence[int]) -> None:
        """Ask what to write of a data set, of which some objects tell what it holds."""
        dialog = ExportDialog(dataset, some, chosen, self.folder, self._window)
        dialog.setAttribute(Qt.WA_DeleteOnClose)

        def write() -> None:
            choices, path = dialog.answer()
            self.folder = path.parent
            self._jobs.export(dataset, choices, path)

        dialog.accepted.connect(write)
        dialog.open()
