"""Every screen and dialog of the window, one after the other, on the sample data.

`tour` shows them to a function: `make_screenshots.py --all` takes a picture of each, and a test
looks at how each can be reached with the keyboard and read by a screen reader.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QDialog, QDockWidget, QTabWidget, QWidget

from components.errors import Step
from components.store.datasets import AnalysisEntry, Dataset, Scheme
from components.store.rows import object_ids
from components.ui.dialogs.bug_report import BugReport
from components.ui.dialogs.import_notes import ImportNotes
from components.ui.dialogs.progress import ProgressDialog
from components.ui.dialogs.variable import VariableDialog
from components.ui.log_file import log_path
from components.ui.main_window import MainWindow
from components.workflow import edits
from components.workflow.analysing import Request
from components.workflow.sample import GROUP

Show = Callable[[str, QWidget], None]

_LONG, _LOOK = 30_000, 20  # milliseconds
_WINGS = Path(__file__).resolve().parents[1] / "sample_data" / "wings.tps"


class Tour:
    """Goes through one window, which is open on an empty library; each screen is shown once.

    ``pause`` are the milliseconds that a page, or a picture that is loaded, takes to appear.
    """

    def __init__(self, window: MainWindow, show: Show, pause: int) -> None:
        self._window = window
        self._show = show
        self._pause = pause

    def go(self) -> None:
        """Show everything."""
        self._empty_library()
        self.finish(self._window.jobs.add_sample)
        self._say("message", "The sample data were added.")
        self._say("message_problem", "wings.tps, line 12: 'abc' is no number; mend the file.")
        self._window.bar.hide()
        wings, skulls = self._window.jobs.session.datasets()[:2]
        self.select(Dataset, wings.id)
        self._objects()
        self._data_dialogs(wings)
        self._analyses(wings)
        self.select(Dataset, skulls.id)
        self._window.table.selectRow(2)
        self.show("objects_space")
        self._import()
        self._libraries()
        self._program()
        self._running()

    def show(self, name: str, widget: QWidget | None = None) -> None:
        """Wait until all is there, and show one screen."""
        self.settle()
        self._show(name, widget or self._window)

    def finish(self, act: Callable[[], object]) -> None:
        """Act, and wait until the last task has ended."""
        act()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing runs any more, and what was asked for is on show."""
        QTest.qWait(self._pause)
        waited = 0
        while not self._window.tasks.at_rest and waited < _LONG:
            QTest.qWait(_LOOK)
            waited += _LOOK
        QTest.qWait(self._pause // 2)

    def select(self, kind: type, number: int) -> None:
        """Select an entry of the tree, and wait until it is on show."""
        self.finish(lambda: self._window.tree.select(kind, number))

    def dialog(self, name: str, act: Callable[[], object], *, tabs: bool = False) -> None:
        """Open a dialog, show it, each of its tabs where wanted, and leave it with Escape."""
        dialog = self.opened(act)
        pages = dialog.findChild(QTabWidget) if tabs else None
        for i in range(pages.count() if pages else 1):
            if pages:
                pages.setCurrentIndex(i)
                title = pages.tabText(i).replace("&", "").lower().replace(" ", "_")
            self.show(f"{name}_{title}" if pages else name, dialog)
        self.leave(dialog)

    def opened(self, act: Callable[[], object]) -> QDialog:
        """Act, and wait for the dialog that comes of it."""
        self.finish(act)
        found: Any = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        assert isinstance(found, QDialog), found
        return found

    def leave(self, dialog: QDialog) -> None:
        """Close a dialog without doing what it asks."""
        dialog.reject()
        self.settle()

    def _do(self, key: str) -> Callable[[], object]:
        return self._window.handlers()[key]

    def _say(self, name: str, text: str) -> None:
        self._window.bar.show_text(text, problem="problem" in name)
        self.show(name)

    def _empty_library(self) -> None:
        self.show("welcome")
        self.dialog("new_dataset", self._do("new_dataset"), tabs=True)
        session = self._window.jobs.session
        number = edits.create_dataset(session.history, "Bees of 2026", Scheme(2))
        self.select(Dataset, number)
        self.show("empty_dataset")
        session.history.undo()

    def _objects(self) -> None:
        window, page = self._window, self._window.pages.objects
        window.table.clearSelection()
        self.show("objects_none")
        window.table.selectRow(3)
        self.show("objects")
        window.table.select_rows(list(range(2, 9)))
        self.show("objects_several")
        self._do("replace")()
        QTest.keyClicks(window.focusWidget(), "wing")
        self.show("find_replace")
        QTest.keyClick(window.focusWidget(), Qt.Key_Escape)
        page.filter.line.setText("species ~ alba and missing = 0")
        self.show("filter")
        page.filter.line.setText("species = ")
        self.show("filter_problem")
        page.filter.line.setText("species ~ nothing-has-this")
        self.show("filter_nothing")
        page.filter.line.clear()
        self.settle()
        menu = page.table.arranger.menu
        menu.popup(window.mapToGlobal(QPoint(500, 160)))
        self.show("columns_menu", menu)
        menu.hide()
        window.table.select_rows([3])
        self.finish(self._do("check_data"))
        self.show("health")
        window.findChild(QDockWidget, "data_check").close()

    def _data_dialogs(self, wings: Dataset) -> None:
        window = self._window
        self.dialog("properties", self._do("properties"), tabs=True)
        self.dialog("export", self._do("export"))
        self.dialog("calibrate", self._do("calibrate"))
        self.dialog("merge", self._do("merge"))
        self.dialog("split", self._do("split"))
        self.dialog("new_analysis", self._do("analyse"))
        self.dialog("variable", VariableDialog([GROUP], window).open)
        history = window.jobs.session.history
        edits.duplicate_dataset(history, wings.id)
        self.dialog("merge_alike", self._do("merge"))
        history.undo()

    def _analyses(self, wings: Dataset) -> None:
        window = self._window
        for name, group in (("Species", GROUP), ("All", None)):
            request = Request(group=group)
            self.finish(partial(window.jobs.analyse, wings, name, request))
            assert isinstance(window.tree.current(), AnalysisEntry), "the analysis is on show"
            window.bar.hide()
            tabs = window.pages.analysis.tabs
            for i in range(tabs.count()):
                tabs.setCurrentIndex(i)
                title = tabs.tabText(i).replace("&", "").lower().replace(" ", "_")
                self.show(f"analysis_{name.lower()}_{title}")
            tabs.setCurrentIndex(0)
        history = window.jobs.session.history
        edits.set_scale(history, object_ids(window.jobs.session.library, wings.id)[:1], 0.5, "mm")
        self.settle()
        self.show("analysis_stale")
        history.undo()
        window.bar.hide()

    def _import(self) -> None:
        files = [_WINGS, _WINGS.with_name("skulls.txt")]
        for name, chosen in (("import", files[:1]), ("import_several", files)):
            self.dialog(name, partial(self._window.commands.ask_import, chosen))
        said = ["wings.tps: 60 objects with 12 landmarks.", "3 images were not found: a.jpg."]
        self.dialog("import_notes", ImportNotes("Imported", said, self._window).open)

    def _libraries(self) -> None:
        for key in ("new_library", "move_library", "back_up", "restore"):
            self.dialog(key, self._do(key))

    def _program(self) -> None:
        window = self._window
        for key in ("preferences", "about", "shortcuts"):
            self.dialog(key, self._do(key))
        finder = self.opened(self._do("find_action"))
        self.show("palette", finder)
        self.leave(finder)
        for top in window.menuBar().actions():
            menu = top.menu()
            menu.popup(window.mapToGlobal(QPoint(20, 40)))
            self.show(f"menu_{menu.title().replace('&', '').lower()}", menu)
            menu.hide()
        fault = BugReport(ZeroDivisionError("division by zero"), log_path(), window)
        self.dialog("fault", fault.open)

    def _running(self) -> None:
        window = self._window
        tasks = [window.tasks.start(title, _busy, _nothing) for title in ("Importing", "Checking")]
        QTest.qWait(400 + self._pause)
        self._show("tasks", window)
        window.task_bar.more.click()
        self._show("task_list", window.task_bar.list)
        window.task_bar.list.hide()
        progress = ProgressDialog(tasks[0], "The library is closed while it moves.", window)
        progress.open()
        QTest.qWait(self._pause)
        self._show("progress", progress)
        window.close()  # asks, as tasks are running
        QTest.qWait(self._pause)
        question = window.findChild(QDialog, "stop_question")
        self._show("stop_question", question)
        question.reject()
        window.tasks.cancel_all()
        self.settle()


def _busy(step: Step) -> None:
    for i in range(100_000):
        step(i // 100, 100, "object 12 of 400")
        time.sleep(0.005)


def _nothing(_result: object) -> None:
    return
