"""What each declared action does: it asks what has to be asked, then has the jobs do it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QDialog, QFileDialog, QMainWindow

from components.store.datasets import AnalysisEntry, Dataset
from components.ui.dataset_tree import DatasetTree, Entry
from components.ui.dialogs.about import AboutDialog
from components.ui.dialogs.new_analysis import NewAnalysisDialog
from components.ui.file_commands import FileCommands
from components.ui.jobs import Jobs
from components.ui.pages import Pages


class Commands(QObject):
    """The acts of a user on what is selected in the tree.

    ``said`` carries a sentence about what was done.
    """

    said = pyqtSignal(str)

    def __init__(self, window: QMainWindow, jobs: Jobs, tree: DatasetTree, pages: Pages) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._tree = tree
        self._pages = pages
        self.files = FileCommands(window, jobs, tree, pages)
        jobs.stopped.connect(self._say_stopped)
        pages.import_wanted.connect(self.files.choose_files)
        pages.sample_wanted.connect(jobs.add_sample)
        pages.run_again.connect(self.run_again)
        pages.save_report.connect(self.choose_report_folder)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return self.files.handlers() | {
            "add_sample": self._jobs.add_sample,
            "save_report": self.choose_report_folder,
            "quit": self._window.close,
            "rename": self._tree.edit_name,
            "analyse": self.ask_analysis,
            "about": lambda: AboutDialog(self._window).open(),
        }

    def ask_import(self, files: Sequence[Path]) -> None:
        """Ask how to import these files, then import them."""
        self.files.ask_import(files)

    def ask_analysis(self) -> None:
        """Ask how to analyse the selected data set, then do it."""
        dataset = self._tree.current()
        if isinstance(dataset, Dataset):
            dialog = NewAnalysisDialog(dataset, self._window)
            self.open(dialog, lambda: self._jobs.analyse(dataset, *dialog.answer()))

    def run_again(self) -> None:
        """Repeat the selected analysis with the objects as they are now."""
        entry, analysis = self._tree.current(), self._pages.shown_analysis
        if isinstance(entry, AnalysisEntry) and analysis is not None:
            dataset = next(d for d in self._jobs.session.datasets() if d.id == entry.dataset)
            self._jobs.analyse(dataset, entry.name, analysis.request)

    def choose_report_folder(self) -> None:
        """Choose a folder, and write the analysis on show into it."""
        analysis = self._pages.shown_analysis
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Folder for the report"))
        if folder and analysis is not None:
            self._jobs.save_report(analysis, Path(folder))

    def _say_stopped(self, entry: Entry) -> None:
        if entry == self._tree.current():  # else something else was chosen in the meantime
            self._pages.show_stopped(entry, lambda: self._tree.chosen.emit(entry))

    def open(self, dialog: QDialog, accepted: Callable[[], object]) -> None:
        """Show a dialog, and act when it is accepted."""
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.accepted.connect(accepted)
        dialog.open()
