"""The main window: data sets on the left, what is selected on the right."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QEvent, Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QAction, QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from components.errors import UserError
from components.store.datasets import AnalysisEntry, Dataset
from components.store.objects import ObjectColumns
from components.ui.action_finder import ActionFinder
from components.ui.column_memory import ColumnMemory
from components.ui.commands import Commands
from components.ui.dataset_tree import DatasetTree, Entry
from components.ui.dialogs.boxes import ask_to_stop
from components.ui.dialogs.import_notes import ImportNotes
from components.ui.dialogs.preferences import PreferencesDialog
from components.ui.dialogs.shortcuts import ShortcutsDialog
from components.ui.editing import Editing
from components.ui.jobs import Jobs
from components.ui.library_commands import LibraryCommands
from components.ui.library_jobs import LibraryJobs
from components.ui.memory import Memory
from components.ui.messages import MessageBar, Reporter
from components.ui.object_dock import ObjectDock
from components.ui.opening import Opening
from components.ui.pages import Pages
from components.ui.recent_menu import RecentMenu
from components.ui.task_bar import TaskBar
from components.ui.tasks import Tasks
from components.ui.theme import Theme
from components.ui.window_actions import WindowActions
from components.workflow.actions import State
from components.workflow.analysing import Analysis
from components.workflow.options import POINT_SIZE, REOPEN, THEME, TOOLBAR
from components.workflow.visits import Visit

log = logging.getLogger(__name__)

TREE_ACTIONS = (
    "analyse", "check_data", "calibrate", "save_report", "export", "new_child", "properties",
    "rename", "duplicate", "merge", "split", "delete",
)  # fmt: skip


class MainWindow(QMainWindow):
    """Shows one library; `jobs` does what takes long, `tasks` knows what is running.

    ``folder`` is the library to open, in a task; where there is none, one is made, or the one in
    ``instead`` is opened.
    """

    def __init__(
        self, folder: Path, memory: Memory | None = None, instead: Path | None = None
    ) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.memory = memory or Memory()
        self.bar = MessageBar()
        self.reporter = Reporter(self.bar)
        self.tasks = Tasks(self)
        self.jobs = Jobs(self.tasks, self)
        self.opening = Opening(self.jobs, self.tasks, self.follow_edit, self)
        self.theme = Theme(QApplication.instance(), self)
        self.tree = DatasetTree()
        self.pages = Pages()
        self.table = self.pages.table
        self._datasets: tuple[Dataset, ...] = ()
        self._closing = False
        self._lay_out()
        self.commands = Commands(self, self.jobs, self.tree, self.pages)
        self.libraries = LibraryCommands(self, LibraryJobs(self.jobs, self.tasks), self.memory)
        self.editing = Editing(self.jobs, self.tasks, self.tree, self.pages)
        ColumnMemory(self.pages.objects, self.memory.columns, lambda: self.jobs.folder)
        self.declared = WindowActions(self, self.handlers())
        self.declared.fill_context_menu(self.tree, TREE_ACTIONS)
        self.details.tie_to(self.findChild(QAction, "details"))
        self.recent = RecentMenu(self._recent, self)
        self.declared.put_after("open_library", self.recent)
        self._connect()
        self._follow_options()
        self.memory.restore_layout(self)
        self.opening.open(folder, instead)

    def follow_edit(self) -> None:
        """Show what the latest edit has changed: objects alone, or the library as it is now."""
        if self.editing.show_updated():
            self._update_actions()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Show the library as it is now."""
        library = self.jobs.session.library
        state = self.tr(" (read only)") if library.read_only else ""
        self.setWindowTitle(f"{library.folder.name}{state} - Modan2")
        self._datasets = self.jobs.session.datasets()
        self.tree.show_entries(self._datasets)

    def show_entry(self, entry: Entry | None) -> None:
        """Show what is selected in the tree."""
        self.pages.shown_analysis = None
        self._update_actions()
        if not self.jobs.is_open:
            self.pages.show_nothing()
        elif isinstance(entry, Dataset) and entry.objects:
            self.jobs.open_dataset(
                entry,
                lambda columns: self._show_objects(entry, columns),
                None if self.pages.objects.shows(entry) else partial(self._show_first, entry),
            )
        elif isinstance(entry, AnalysisEntry):
            self.jobs.open_analysis(
                entry, lambda analysis, stale: self._show_analysis(entry, analysis, stale=stale)
            )
        else:
            self.pages.show_next_steps(entry, datasets=bool(self._datasets), recent=self._recent())

    def use_library(self, folder: Path) -> None:
        """Leave the library and open another one; the old one comes back where that fails."""
        self._keep_visit()
        self.opening.open(folder)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each declared action does."""
        return (
            self.commands.handlers()
            | self.libraries.handlers()
            | self.editing.handlers()
            | {
                "details": self.details.toggle,
                "preferences": self.ask_preferences,
                "find_action": self.find_action,
                "shortcuts": self.show_shortcuts,
            }
        )

    def ask_preferences(self) -> None:
        """Ask for the options, keep them and follow them."""
        dialog = PreferencesDialog(self.memory.options, self)

        def keep() -> None:
            self.memory.options.change(dialog.answer())
            self._follow_options()

        self.commands.open(dialog, keep)

    def find_action(self) -> None:
        """Open the list of actions that filters as one types."""
        ActionFinder(self.declared.all(), self).show_above(self)

    def show_shortcuts(self) -> None:
        """Show the actions with their keys."""
        ShortcutsDialog(self.declared.keys(), self).open()

    def _lay_out(self) -> None:
        self.resize(1320, 820)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, stretch=1)
        self.setCentralWidget(middle)
        dock = QDockWidget(self.tr("Data sets"))
        dock.setObjectName("datasets")
        dock.setFeatures(QDockWidget.DockWidgetMovable)
        dock.setWidget(self.tree)
        self.addDockWidget(Qt.LeftDockWidgetArea, dock)
        self.details = ObjectDock(self, self.jobs, self.tasks, self.pages)
        self.addDockWidget(Qt.RightDockWidgetArea, self.details)
        self.resizeDocks([dock, self.details], [240, 290], Qt.Horizontal)
        self.task_bar = TaskBar(self.tasks)
        self.statusBar().addPermanentWidget(self.task_bar)

    def _connect(self) -> None:
        self.tree.chosen.connect(self.show_entry)
        self.jobs.added.connect(self.tree.select)
        self.jobs.said.connect(self.bar.show_text)
        self.jobs.noted.connect(lambda title, said: ImportNotes(title, said, self).open())
        self.commands.said.connect(self.bar.show_text)
        self.editing.said.connect(self.bar.show_text)
        for refusing in (self.editing, self.libraries):
            refusing.refused.connect(lambda text: self.bar.show_text(text, problem=True))
        for asking in (self.libraries.wanted, self.pages.library_wanted, self.recent.chosen):
            asking.connect(self.use_library)
        self.libraries.leaving.connect(self._keep_visit)
        self.libraries.moved.connect(self.opening.open)
        self.pages.open_wanted.connect(self.libraries.choose)
        self.pages.new_wanted.connect(self.libraries.ask_new)
        self.opening.left.connect(self._show_no_entries)
        self.opening.opened.connect(self._show_library)
        self.opening.failed.connect(self.reporter.report)
        self.opening.given_up.connect(lambda: self.pages.show_no_library(self._recent()))
        self.tasks.failed.connect(self.reporter.report)
        self.tasks.changed.connect(self._update_actions)  # while an edit runs, there is no undo
        self.tasks.idle.connect(self._close_if_asked)

    def _follow_options(self) -> None:
        options = self.memory.options
        self.theme.use(options[THEME])
        self.declared.style_toolbar(options[TOOLBAR])
        self.pages.set_point_size(options[POINT_SIZE])

    def _update_actions(self) -> None:
        entry = self.tree.current()
        history = self.jobs.session.history if self.jobs.is_open else None
        self.declared.update(
            State(
                library=self.jobs.is_open,
                dataset=isinstance(entry, Dataset),
                objects=entry.objects if isinstance(entry, Dataset) else 0,
                analysis=isinstance(entry, AnalysisEntry),
                undo=history.undo_label if history else "",
                redo=history.redo_label if history else "",
            )
        )

    def _show_first(self, dataset: Dataset, columns: ObjectColumns) -> None:
        if self.tree.current() == dataset:
            self.pages.show_objects(dataset, columns, whole=False)

    def _show_objects(self, dataset: Dataset, columns: ObjectColumns) -> None:
        if self.tree.current() == dataset:  # else something else was chosen in the meantime
            self.pages.show_objects(dataset, columns)

    def _show_analysis(self, entry: AnalysisEntry, analysis: Analysis, *, stale: bool) -> None:
        if self.tree.current() == entry:
            self.pages.show_analysis(entry, analysis, stale=stale)

    def _show_no_entries(self) -> None:
        """Show that no library is open: what was selected would be looked for in the next one."""
        self.setWindowTitle("Modan2")
        self._datasets = ()
        self.tree.show_entries(())

    def _show_library(self) -> None:
        """Show a library that was just opened, as it was when it was left."""
        self.refresh()
        visit = self.memory.visit(self.jobs.folder)
        if self.memory.options[REOPEN]:
            self.tree.fold(visit.folded)
            if visit.selected:
                self.tree.select(*visit.selected)
        if self._datasets:
            self.jobs.keep_daily_copy()
        if self.tree.current() is None and self._datasets:
            self.tree.select(Dataset, self._datasets[0].id)
        self._keep_visit()

    def _keep_visit(self) -> None:
        if not self.jobs.is_open:
            return
        entry = self.tree.current()
        selected = (type(entry), entry.id) if entry else None
        visit = Visit(self.jobs.folder, selected, self.tree.folded())
        self._try_to_keep(lambda: self.memory.keep_visit(visit))

    def _recent(self) -> list[Path]:
        return self.memory.recent(self.jobs.folder if self.jobs.is_open else None)

    def _try_to_keep(self, keep: Callable[[], None]) -> None:
        """Remember something for the next run; that it cannot be written stops no one."""
        try:
            keep()
        except UserError as error:
            log.warning("%s", error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls() and self.jobs.is_open:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask how to import the files that were dropped."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if files:
            # after the drag has ended: a dialog inside it would block the other program
            QTimer.singleShot(0, lambda: self.commands.ask_import(files))

    def event(self, event: QEvent) -> bool:
        """Handle an event, drawing and layout of all widgets in the window among them.

        Being a Python method, it holds Python's lock all the while. Without it, each cell that
        is drawn would ask for the lock anew, and wait for a worker that computes.
        """
        return bool(super().event(event))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the theme."""
        if event.type() == QEvent.PaletteChange and hasattr(self, "declared"):
            self.declared.colour_icons()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or ask first when tasks are running and stop them."""
        if not self.tasks.at_rest:
            event.ignore()
            titles = [task.title for task in self.tasks.running if not task.reads]
            if titles and not self._closing:
                ask_to_stop(titles, self._stop_and_close, self).open()
            else:
                self._stop_and_close()
            return
        self._keep_visit()
        self.details.come_back()
        self._try_to_keep(lambda: self.memory.keep_layout(self))
        self.hide()  # a large library takes a moment to close
        self.jobs.close()
        event.accept()

    def _stop_and_close(self) -> None:
        self._closing = True
        self.opening.end()
        self.tasks.cancel_all()
        self._close_if_asked()  # the last task may have ended while the question was open

    def _close_if_asked(self) -> None:
        if self._closing and self.tasks.at_rest:
            self.close()
