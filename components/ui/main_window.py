"""The main window: data sets on the left, what is selected on the right."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QEvent, QSettings, Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import (
    QDialog,
    QDockWidget,
    QFileDialog,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from components.store.datasets import AnalysisEntry, Dataset
from components.store.objects import ObjectColumns
from components.ui.dataset_tree import DatasetTree, Entry
from components.ui.dialogs.import_files import ImportDialog
from components.ui.dialogs.new_analysis import NewAnalysisDialog
from components.ui.jobs import Jobs
from components.ui.messages import MessageBar, Reporter
from components.ui.object_table import ObjectTable
from components.ui.task_bar import TaskBar
from components.ui.tasks import Tasks
from components.ui.welcome import EmptyPage
from components.ui.window_actions import WindowActions
from components.workflow.actions import State
from components.workflow.analysing import Analysis
from components.workflow.session import Session
from components.workflow.version import VERSION

if TYPE_CHECKING:
    from components.ui.analysis_page import AnalysisPage

LANDMARK_FILES = "Landmark files (*.tps *.TPS *.txt *.csv);;All files (*)"


class MainWindow(QMainWindow):
    """Shows one library; `jobs` does what takes long, `tasks` knows what is running."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.bar = MessageBar()
        self.reporter = Reporter(self.bar)
        self.tasks = Tasks(self)
        self.jobs = Jobs(Session(folder, self.refresh), self.tasks, self)
        self.tree = DatasetTree()
        self.table = ObjectTable()
        self.empty = EmptyPage()
        self._analysis: Analysis | None = None
        self._closing = False
        self._lay_out()
        self.declared = WindowActions(self, self.handlers())
        self.declared.fill_context_menu(self.tree, ("analyse", "rename", "delete"))
        self._connect()
        self._restore_layout()
        self.refresh()
        self._select_first()

    def refresh(self) -> None:
        """Show the library as it is now."""
        self.setWindowTitle(f"{self.jobs.session.library.folder.name} - Modan2")
        self.tree.show_entries(self.jobs.session.datasets())

    def _select_first(self) -> None:
        datasets = self.jobs.session.datasets()
        if datasets:
            self.tree.select(Dataset, datasets[0].id)

    def show_entry(self, entry: Entry | None) -> None:
        """Show what is selected in the tree."""
        self._analysis = None
        self._update_actions()
        if isinstance(entry, Dataset) and entry.objects:
            self.jobs.open_dataset(entry, lambda columns: self._show_objects(entry, columns))
        elif isinstance(entry, AnalysisEntry):
            self.jobs.open_analysis(
                entry, lambda analysis, stale: self._show_analysis(entry, analysis, stale=stale)
            )
        else:
            self._show_empty(entry)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each declared action does."""
        return {
            "import_files": self._choose_files,
            "add_sample": self.jobs.add_sample,
            "open_library": self._choose_library,
            "save_report": self._choose_report_folder,
            "quit": self.close,
            "undo": self.jobs.undo,
            "redo": self.jobs.redo,
            "rename": self.tree.edit_name,
            "delete": self._delete,
            "analyse": self._ask_analysis,
            "about": self._about,
        }

    def _lay_out(self) -> None:
        self.resize(1320, 820)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.table)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self._pages, stretch=1)
        self.setCentralWidget(middle)
        dock = QDockWidget(self.tr("Data sets"))
        dock.setObjectName("datasets")
        dock.setFeatures(QDockWidget.DockWidgetMovable)
        dock.setWidget(self.tree)
        self.addDockWidget(Qt.LeftDockWidgetArea, dock)
        self.resizeDocks([dock], [240], Qt.Horizontal)
        self.statusBar().addPermanentWidget(TaskBar(self.tasks))

    def _connect(self) -> None:
        self.tree.chosen.connect(self.show_entry)
        self.tree.renamed.connect(
            lambda dataset, name: self.jobs.session.rename_dataset(dataset.id, name)
        )
        self.jobs.added.connect(self.tree.select)
        self.jobs.said.connect(self.bar.show_text)
        self.tasks.failed.connect(self.reporter.report)
        self.tasks.idle.connect(self._close_if_asked)

    def _update_actions(self) -> None:
        entry, history = self.tree.current(), self.jobs.session.history
        self.declared.update(
            State(
                dataset=isinstance(entry, Dataset),
                objects=entry.objects if isinstance(entry, Dataset) else 0,
                analysis=isinstance(entry, AnalysisEntry),
                undo=history.undo_label,
                redo=history.redo_label,
            )
        )

    def _show_empty(self, entry: Entry | None) -> None:
        tr = self.tr
        buttons: dict[str, Callable[[], object]] = {tr("Import files…"): self._choose_files}
        if entry is not None:
            title = tr("{name} has no objects yet").format(name=entry.name)
            text = tr("Import a landmark file, or drop one on this window.")
        elif self.jobs.session.datasets():
            title = tr("Nothing is selected")
            text = tr("Choose a data set on the left, or import another one.")
        else:
            title = tr("This library is empty")
            text = tr("Drop a landmark file here (TPS, Morphologika or CSV), or start with:")
            buttons[tr("Add sample data")] = self.jobs.add_sample
        self.empty.say(title, text, buttons)
        self._pages.setCurrentWidget(self.empty)

    def _show_objects(self, dataset: Dataset, columns: ObjectColumns) -> None:
        if self.tree.current() == dataset:  # else something else was chosen in the meantime
            self.table.show_columns(columns)
            self._pages.setCurrentWidget(self.table)

    def _show_analysis(self, entry: AnalysisEntry, analysis: Analysis, *, stale: bool) -> None:
        if self.tree.current() == entry:
            self._analysis = analysis
            self.analysis_page.show_analysis(entry.name, analysis, stale)
            self._pages.setCurrentWidget(self.analysis_page)

    @cached_property
    def analysis_page(self) -> "AnalysisPage":
        """The page of an analysis, made when the first one is shown: charts are slow to load."""
        from components.ui.analysis_page import AnalysisPage

        page = AnalysisPage()
        page.run_again.connect(self._run_again)
        page.save_report.connect(self._choose_report_folder)
        self._pages.addWidget(page)
        return page

    def _choose_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Import landmark files"), "", self.tr(LANDMARK_FILES)
        )
        if paths:
            self.ask_import([Path(path) for path in paths])

    def ask_import(self, files: Sequence[Path]) -> None:
        """Ask how to import these files, then import them."""
        dialog = ImportDialog(files, self)
        self._open(dialog, lambda: self.jobs.import_files(dialog.answer()))

    def _ask_analysis(self) -> None:
        dataset = self.tree.current()
        if isinstance(dataset, Dataset):
            dialog = NewAnalysisDialog(dataset, self)
            self._open(dialog, lambda: self.jobs.analyse(dataset, *dialog.answer()))

    def _run_again(self) -> None:
        entry, analysis = self.tree.current(), self._analysis
        if isinstance(entry, AnalysisEntry) and analysis is not None:
            dataset = next(d for d in self.jobs.session.datasets() if d.id == entry.dataset)
            self.jobs.analyse(dataset, entry.name, analysis.request)

    def _open(self, dialog: QDialog, accepted: Callable[[], object]) -> None:
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.accepted.connect(accepted)
        dialog.open()

    def _choose_library(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Open or make a library"))
        if folder:
            self.jobs.use_library(Path(folder))
            self.refresh()
            self._select_first()

    def _choose_report_folder(self) -> None:
        analysis = self._analysis
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the report"))
        if folder and analysis is not None:
            self.jobs.save_report(analysis, Path(folder))

    def _delete(self) -> None:
        entry = self.tree.current()
        if isinstance(entry, Dataset):
            self.jobs.session.delete_dataset(entry)
        elif isinstance(entry, AnalysisEntry):
            self.jobs.session.delete_analysis(entry)
        if entry is not None:
            text = self.tr("{name} was deleted; undo brings it back.").format(name=entry.name)
            self.bar.show_text(text)

    def _about(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("About Modan2"))
        box.setText(f"<b>Modan2 {VERSION}</b>")
        box.setInformativeText(
            self.tr(
                "Geometric morphometrics: a library of landmarks, superimposition and "
                "the analysis of shape.\n\nSource code under the MIT licence; with PyQt5 "
                "the program as a whole is under the GPL, version 3."
            )
        )
        box.setAttribute(Qt.WA_DeleteOnClose)
        box.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask how to import the files that were dropped."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if files:
            # after the drag has ended: a dialog inside it would block the other program
            QTimer.singleShot(0, lambda: self.ask_import(files))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the theme."""
        if event.type() == QEvent.PaletteChange and hasattr(self, "declared"):
            self.declared.colour_icons()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or ask first when tasks are running and stop them."""
        if self.tasks.running:
            event.ignore()
            self._ask_to_stop()
            return
        settings = _settings()
        settings.setValue("geometry", self.saveGeometry())
        settings.setValue("layout", self.saveState())
        self.jobs.session.close()
        event.accept()

    def _ask_to_stop(self) -> None:
        titles = ", ".join(task.title for task in self.tasks.running)
        box = QMessageBox(self)
        box.setObjectName("stop_question")
        box.setIcon(QMessageBox.Question)
        box.setText(self.tr("Still running: {titles}.").format(titles=titles))
        box.setInformativeText(self.tr("Stop and close? Nothing half-done stays behind."))
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.AcceptRole)
        box.addButton(self.tr("Keep working"), QMessageBox.RejectRole)
        stop.clicked.connect(self._stop_and_close)
        box.setAttribute(Qt.WA_DeleteOnClose)
        box.open()

    def _stop_and_close(self) -> None:
        self._closing = True
        self.tasks.cancel_all()
        self._close_if_asked()

    def _close_if_asked(self) -> None:
        if self._closing and not self.tasks.running:
            self.close()

    def _restore_layout(self) -> None:
        settings = _settings()
        for key, restore in (("geometry", self.restoreGeometry), ("layout", self.restoreState)):
            value = settings.value(key)
            if value is not None:
                restore(value)


def _settings() -> QSettings:
    return QSettings(QSettings.IniFormat, QSettings.UserScope, "Modan2", "window")
