"""How soon each task of the window ends after a click on its Cancel, at several moments.

Run ``python scripts/benchmark_cancel.py`` (``--quick`` takes a tenth of the objects). Each task is
run to its end once; then it is started again for each of some moments, and the button in the status
bar is pressed there. What is measured is the time from the press until the task is gone and the
library can be used again; nothing may have changed in it. Figures go to ``benchmarks/cancel.json``.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.measure import ROOT, show, write

if TYPE_CHECKING:  # Qt and the window are imported when its platform is set
    from components.store.datasets import Dataset
    from components.ui.main_window import MainWindow

GOAL = 0.1  # seconds
OBJECTS = 20_000
MOMENTS = (0.02, 0.2, 0.4, 0.6, 0.8)  # shares of what the whole task takes
LONG = 300_000  # milliseconds


def main() -> int:
    """Cancel every task at every moment, print the slowest answer of each, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="", help="part of the name of a task")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "cancel.json")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    count = OBJECTS // 10 if arguments.quick else OBJECTS
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Path(folder), count, arguments.only)
    rows = [["task", "all of it", "slowest Cancel", "at"]]
    for name, one in results.items():
        slowest = one["slowest"]
        rows.append([name, f"{one['whole']:.2f} s", f"{1000 * slowest:.0f} ms", f"{one['at']:.0%}"])
    show(rows)
    write(arguments.out, {"objects": count, "goal": GOAL, "results": results})
    return 0 if all(one["slowest"] <= GOAL for one in results.values()) else 1


def measure(folder: Path, count: int, only: str) -> dict[str, dict[str, float]]:
    """Cancel the tasks of one window."""
    from components.store.datasets import Dataset
    from components.ui.application import first_window, make_application
    from scripts.window_measures import make_library

    application = make_application()
    make_library(folder / "library", [count])
    window = first_window(folder / "library")
    window.show()
    press = Press(window)
    press.rest()
    window.tree.select(Dataset, window.jobs.session.datasets()[0].id)
    press.rest()
    found = {}
    for name, act in tasks_of(window, folder, count).items():
        if only in name:
            found[name] = press.timed(act)
            print(f"{name}: {found[name]}", flush=True)
    window.tasks.cancel_all()
    press.rest()
    window.close()
    del application
    return found


class Press:
    """Starts a task and presses its Cancel."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def rest(self) -> None:
        """Wait until nothing runs."""
        from PyQt5.QtTest import QTest

        QTest.qWait(20)
        waited = time.monotonic()
        while not self._window.tasks.at_rest and time.monotonic() - waited < LONG:
            QTest.qWait(2)

    def timed(self, act: Callable[[], object]) -> dict[str, float]:
        """Run a task to its end, then cancel it at each moment."""
        history = self._window.jobs.session.history
        began = time.perf_counter()
        steps = len(history.labels)
        act()
        self.rest()
        whole = time.perf_counter() - began
        while len(history.labels) > steps:
            self._window.handlers()["undo"]()
            self.rest()
        answers = {moment: self._cancelled(act, whole * moment) for moment in MOMENTS}
        if len(history.labels) != steps:
            raise RuntimeError("a task that was cancelled has changed the library")
        at = max(answers, key=lambda moment: answers[moment])
        return {"whole": whole, "slowest": answers[at], "at": at}

    def _cancelled(self, act: Callable[[], object], after: float) -> float:
        """Seconds from the press to the end of the task; 0 where it had ended before."""
        from PyQt5.QtCore import Qt
        from PyQt5.QtTest import QTest

        steps = len(self._window.jobs.session.history.labels)
        act()
        tasks = self._window.tasks
        task = tasks.running[-1] if tasks.running else None  # others may join it: pages are read
        until = time.perf_counter() + after
        while time.perf_counter() < until and task in tasks.running:
            QTest.qWait(1)
        began = time.perf_counter()
        row = self._window.task_bar.newest
        if row is not None and task is tasks.running[-1]:
            QTest.mouseClick(row.cancel, Qt.LeftButton)
        elif task in tasks.running:
            task.cancel()
        while task in tasks.running:
            QTest.qWait(1)
        answer = time.perf_counter() - began
        self.rest()  # before it is asked what has changed: a thread may have gone on
        self._undo(steps)
        return answer

    def _undo(self, steps: int) -> None:
        """Take back what a task had done when it could not be cancelled any more."""
        while len(self._window.jobs.session.history.labels) > steps:
            self._window.handlers()["undo"]()
            self.rest()


def tasks_of(window: "MainWindow", folder: Path, count: int) -> dict[str, Callable[[], object]]:
    """Everything that takes long in a window on one data set."""
    from components.formats.reading import Reading
    from components.store.backup import back_up
    from components.workflow.analysing import Request
    from components.workflow.export_choices import PACKAGE, ExportChoices, format_named
    from components.workflow.import_choices import ImportChoices
    from scripts.window_measures import specimens

    (dataset,) = window.jobs.session.datasets()
    jobs, backups = window.jobs, folder / "backups"
    backups.mkdir()
    made = back_up(jobs.session.library, backups).folder
    reading = Reading("", tuple(specimens(count)))
    tasks: dict[str, Callable[[], object]] = {}
    offers: deque[object] = deque(maxlen=1)
    for name in ("TPS", "NTSYS", "Morphologika", "Table of objects", "JSON"):
        form = format_named(name)
        path = folder / f"{form.name}{form.suffixes[0]}"
        assert form.write is not None
        path.write_text(form.write(reading), "utf-8")
        tasks[f"read {name}"] = lambda path=path: jobs.read_files([path], offers.append)  # type: ignore[misc]
        choices = ExportChoices(format=form.name, overwrite=True)
        target = folder / f"out{form.suffixes[0]}"
        tasks[f"write {name}"] = lambda c=choices, t=target: jobs.export(dataset, c, t)  # type: ignore[misc]
    del reading

    jobs.read_files([folder / "TPS.tps"], offers.append)
    Press(window).rest()
    tasks["import"] = lambda: jobs.store_files(offers[0].read, ImportChoices())  # type: ignore[attr-defined]
    package = folder / "out.modan.zip"
    tasks["write package"] = lambda: jobs.export(
        dataset, ExportChoices(format=PACKAGE, overwrite=True), package
    )
    tasks["read package"] = lambda: jobs.import_whole([made_package(window, dataset, folder)])
    request = Request(group="species")
    tasks["analysis"] = lambda: jobs.analyse(dataset, "one", request)
    many = Request(group="species", permutations=2000)
    tasks["analysis, permutations"] = lambda: jobs.analyse(dataset, "two", many)
    tasks["back up"] = lambda: window.libraries._jobs.back_up(folder / "backups")
    tasks["restore"] = lambda: window.libraries._jobs.restore(made)
    for key in ("duplicate", "delete"):
        tasks[key] = lambda key=key: chosen(window, dataset, key)  # type: ignore[misc]

    def delete_objects() -> None:
        select(window, dataset)
        window.table.selectAll()
        window.editing.delete_objects()

    tasks["delete objects"] = delete_objects
    tasks["split"] = lambda: window.editing._datasets._split(dataset, "species")
    # the last one: while its dock is open, it runs again after each edit
    tasks["check"] = lambda: chosen(window, dataset, "check_data")
    return tasks


def chosen(window: "MainWindow", dataset: "Dataset", key: str) -> None:
    """Do an action on the data set, which may not be on show after the task before."""
    select(window, dataset)
    window.handlers()[key]()


def select(window: "MainWindow", dataset: "Dataset") -> None:
    """Have the data set on show."""
    from components.store.datasets import Dataset

    if window.tree.current() != dataset or window.pages.objects.dataset != dataset:
        window.tree.select(Dataset, dataset.id)
        Press(window).rest()


def made_package(window: "MainWindow", dataset: "Dataset", folder: Path) -> Path:
    """Return a package of the data set, made when it is first asked for."""
    from components.workflow.export_choices import PACKAGE, ExportChoices

    path = folder / "whole.modan.zip"
    if not path.exists():
        window.jobs.export(dataset, ExportChoices(format=PACKAGE), path)
        Press(window).rest()
    return path


if __name__ == "__main__":
    raise SystemExit(main())
