"""What `benchmark_ui.py` and `tests/test_performance_ui.py` measure of a window that is open."""

import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
from PyQt5.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QDialog, QWidget

from components.formats import tps
from components.formats.reading import Reading
from components.shape.specimen import Specimen
from components.stats.simulate import simulate
from components.store import datasets, objects
from components.store.datasets import Dataset, Scheme
from components.store.library import Library
from components.ui.dialogs.bug_report import BugReport
from components.ui.main_window import MainWindow
from components.ui.stall import Stall, StallWatch
from components.workflow.export_choices import PACKAGE, ExportChoices
from components.workflow.import_choices import ImportChoices

LANDMARKS, GROUPS = 50, 5
DIALOGS = (
    "analyse", "preferences", "shortcuts", "find_action", "about", "new_dataset", "properties",
    "split", "merge", "calibrate", "new_library", "back_up", "restore", "move_library",
)  # fmt: skip
"""Actions that open a dialog."""

PATIENCE = 300_000  # milliseconds for one thing that is measured
_MOMENT = 500  # milliseconds
_NOTED = 0.015  # seconds: stalls from here on are noted with what held the loop


def specimens(count: int) -> list[Specimen]:
    """Simulate objects of five groups, with a scale and three variables."""
    made = simulate(count, LANDMARKS, 2, groups=GROUPS, seed=1)
    return [
        Specimen(
            f"specimen {i:06d}",
            form,
            scale=0.0125,
            unit="mm",
            variables={"species": f"species {group}", "sex": "fm"[i % 2], "age": i / 7},
        )
        for i, (form, group) in enumerate(zip(made.coords, made.groups, strict=True))
    ]


def make_library(folder: Path, sizes: Sequence[int]) -> None:
    """Make a library with a data set of each size, which is its name too."""
    variables = (("species", "text"), ("sex", "text"), ("age", "number"))
    with Library(folder) as library:
        for size in sizes:
            number = datasets.create(library, str(size), Scheme(2, variables=variables))
            objects.add(library, number, specimens(size))


def make_file(path: Path, count: int) -> Path:
    """Write objects as a TPS file."""
    path.write_text(tps.write(Reading("TPS", tuple(specimens(count)))), "utf-8")
    return path


def wait_for(act: Callable[[QEventLoop], object]) -> None:
    """Run the event loop until ``act``, which gets the loop, has had it quit."""
    loop = QEventLoop()
    late = QTimer(singleShot=True, interval=PATIENCE)
    late.timeout.connect(lambda: loop.exit(1))
    late.start()
    QTimer.singleShot(0, lambda: act(loop))
    if loop.exec():
        raise TimeoutError(f"no end after {PATIENCE // 1000} s")


def finish(window: MainWindow, act: Callable[[], object]) -> None:
    """Act, and wait until the last task has ended."""

    def begin(loop: QEventLoop) -> None:
        window.tasks.idle.connect(loop.quit)
        act()

    wait_for(begin)


class Painted(QObject):  # type: ignore[misc]  # PyQt5 is untyped here
    """Calls ``done`` after a widget was painted while ``ready``."""

    def __init__(
        self, widget: QWidget, ready: Callable[[], bool], done: Callable[[], object]
    ) -> None:
        super().__init__()
        self._widget, self._ready, self._done = widget, ready, done
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's
        """Look at every painting."""
        if event.type() == QEvent.Paint and self._ready():
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._done)
        return False


def seconds_to_show(window: MainWindow, name: str) -> float:
    """Click a data set in the tree; return the seconds until its first objects can be read.

    It must not be the one that is on show. When this returns, all of its objects are there.
    """
    model = window.tree.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    index = next(index for index in rows if index.data().startswith(f"{name} "))
    table = window.table
    filters = []  # kept until the painting

    def shown() -> bool:
        page = window.pages.objects
        return table.isVisible() and page.dataset is not None and page.dataset.name == name

    def begin(loop: QEventLoop) -> None:
        filters.append(Painted(table.viewport(), shown, loop.quit))
        place = window.tree.visualRect(index).center()
        QTest.mouseClick(window.tree.viewport(), Qt.LeftButton, pos=place)

    began = time.perf_counter()
    wait_for(begin)
    took = time.perf_counter() - began
    if not window.pages.objects.whole:
        finish(window, lambda: None)
    return took


def seconds_to_select(window: MainWindow, row: int) -> float:
    """Click a row of the table; return the seconds until it is painted as selected."""
    table = window.table
    place = table.visualRect(table.model().index(row, 1)).center()
    filters = []  # kept until the painting

    def begin(loop: QEventLoop) -> None:
        filters.append(Painted(table.viewport(), lambda: True, loop.quit))
        QTest.mouseClick(table.viewport(), Qt.LeftButton, pos=place)

    began = time.perf_counter()
    wait_for(begin)
    return time.perf_counter() - began


def frames(window: MainWindow, count: int) -> list[float]:
    """Scroll the table from end to end in so many frames; return the seconds of each."""
    bar, view = window.table.verticalScrollBar(), window.table.viewport()
    times = []
    for i in range(count):
        began = time.perf_counter()
        bar.setValue(round(bar.maximum() * i / (count - 1)))
        view.repaint()
        times.append(time.perf_counter() - began)
    return times


def stalls_while(window: MainWindow, act: Callable[[], object]) -> tuple[float, list[Stall]]:
    """Act until the last task has ended, and for a moment more, in which its result is painted.

    Returns the longest time that the event loop did not answer, and all that are worth a look.
    """
    watch = StallWatch(_NOTED, window)
    watch.start()
    finish(window, act)
    wait_for(lambda loop: QTimer.singleShot(_MOMENT, loop.quit))
    watch.stop()
    watch.deleteLater()
    return watch.longest, watch.stalls


@dataclass(frozen=True)
class Growth:
    """How many Qt objects, and how many bytes, remain of what was done again and again."""

    qt_objects: int
    memory: int


def growth(window: MainWindow, act: Callable[[], object], times: int = 50) -> Growth:
    """Repeat something, after some rounds that fill caches, and look at what remains."""
    for _ in range(max(5, times // 2)):
        act()
    _settle(window)
    count, memory = _qt_objects(window), _memory()
    for _ in range(times):
        act()
    _settle(window)
    return Growth(_qt_objects(window) - count, _memory() - memory)


class Shown(QObject):  # type: ignore[misc]  # PyQt5 is untyped here
    """Waits for the next dialog that is shown, and calls ``done`` then."""

    def __init__(self, done: Callable[[], object]) -> None:
        super().__init__()
        self.dialog: QDialog  # once it is there
        self._done = done
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's
        """Look at every widget that appears."""
        if event.type() == QEvent.Show and isinstance(watched, QDialog):
            QApplication.instance().removeEventFilter(self)
            self.dialog = watched
            QTimer.singleShot(0, self._done)
        return False


def open_and_close(show: Callable[[], object]) -> None:
    """Open a dialog, paint it, leave it by Escape and wait until it has been deleted.

    Some open at once, others when a task has read what they show.
    """
    waiting = []  # kept until the dialog is there

    def begin(loop: QEventLoop) -> None:
        waiting.append(Shown(loop.quit))
        show()

    wait_for(begin)
    dialog = waiting.pop().dialog
    dialog.grab()

    def leave(loop: QEventLoop) -> None:
        dialog.destroyed.connect(loop.quit)
        QTest.keyClick(dialog, Qt.Key_Escape)

    wait_for(leave)


def import_file(window: MainWindow, path: Path) -> None:
    """Have a file read and stored as it is, as the dialog of an import would."""
    window.jobs.read_files(
        [path], lambda offer: window.jobs.store_files(offer.read, ImportChoices())
    )


def exports(window: MainWindow, path: Path) -> dict[str, Callable[[], object]]:
    """Return what writes the selected data set in each format that is measured."""

    def export(form: str, suffix: str) -> None:
        dataset = window.tree.current()
        if not isinstance(dataset, Dataset):
            raise TypeError("no data set is selected")
        window.jobs.export(dataset, ExportChoices(form), path.with_suffix(suffix))

    return {
        "JSON": partial(export, "JSON", ".json"),
        "TPS": partial(export, "TPS", ".tps"),
        "package": partial(export, PACKAGE, ".modan.zip"),
    }


def dialogs(window: MainWindow) -> dict[str, Callable[[], object]]:
    """Return what opens each dialog, in a window where a data set is selected."""
    entry = window.tree.current()
    if not isinstance(entry, Dataset):
        raise TypeError("no data set is selected")
    commands = window.handlers()
    with tempfile.TemporaryDirectory() as folder:
        offer = window.jobs.session.offer([make_file(Path(folder) / "wings.tps", 60)])
    opened: dict[str, Callable[[], object]] = {
        "import": lambda: window.commands.files.show_import(offer)
    }
    opened |= {name: commands[name] for name in DIALOGS}
    opened["bug report"] = lambda: BugReport(RuntimeError("x"), Path("log"), window).open()
    return opened


def _settle(window: MainWindow) -> None:
    """Wait until no task runs, and what it had shown is gone."""
    if not window.tasks.at_rest:
        finish(window, lambda: None)
    wait_for(lambda loop: QTimer.singleShot(_MOMENT, loop.quit))


def _qt_objects(window: MainWindow) -> int:
    gc.unfreeze()  # what the window has set aside may hold circles that nobody uses any more
    gc.collect()
    gc.freeze()
    top = QApplication.topLevelWidgets()
    below = {id(child) for one in [window, *top] for child in one.findChildren(QObject)}
    return len(below) + len(top)


def _memory() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)
