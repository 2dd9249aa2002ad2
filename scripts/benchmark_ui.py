"""Times, stalls and memory of the window, each measured in a process of its own.

Run ``python scripts/benchmark_ui.py`` (``--quick`` leaves out the largest data), on the display of
``--platform``: ``offscreen`` needs none, ``xcb`` is a real one or Xvfb. The figures go to
``benchmarks/ui.json``. The start is that of ``python Modan2.py``, interpreter included;
``docs/performance.md`` discusses the goals, which are for 2 cores.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.measure import ROOT, show, write

Figures = dict[str, float]

SMALL, LARGE = 1000, 10_000
HUGE = 100_000
ROUNDS = 5  # within a run

# figure -> goal; times in milliseconds, memory in megabytes
GOALS = {
    "start": 1000.0,
    "start, memory": 130.0,
    "plot of 1000, memory": 220.0,
    "show 1000": 50.0,
    "show 100000": 300.0,
    "select a row of 1000": 10.0,
    "select a row of 100000": 10.0,
    "scroll 100000, worst frame": 33.0,
    "stall of import, 1000": 33.0,
    "stall of analysis, 1000": 33.0,
    "stall of report, 1000": 33.0,
    "stall of JSON, 1000": 33.0,
    "stall of TPS, 1000": 33.0,
    "stall of package, 1000": 33.0,
    "stall of import, 10000": 50.0,
    "stall of analysis, 10000": 50.0,
    "stall of report, 10000": 50.0,
    "stall of JSON, 10000": 50.0,
    "stall of TPS, 10000": 50.0,
    "stall of package, 10000": 50.0,
    "stall of filters, 100000": 33.0,
    "stall of one cell, 100000": 50.0,
    "stall of finding, 100000": 50.0,
    "stall of replacing, 100000": 50.0,
    "stall of filling, 100000": 50.0,
    "stall of undo, 100000": 50.0,
    "stall of redo, 100000": 50.0,
    "stall of copying, 100000": 50.0,
    "stall of deleting, 100000": 50.0,
    "50 dialogs of each kind, Qt objects": 0.0,
    "50 dialogs of each kind, memory": 2.0,
    "50 data sets, Qt objects": 0.0,
    "50 data sets, memory": 2.0,
}


def start(library: Path) -> Figures:
    """Start the program as a user does, until its window is painted; the first time is no count."""
    times, memory = [], []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        command = [sys.executable, str(ROOT / "Modan2.py"), "--debug", "--library", str(library)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
            for line in program.stderr or ():
                if "window painted" in line:
                    times.append(time.perf_counter() - began)
                    memory.append(psutil.Process(program.pid).memory_info().rss)
                    break
            program.kill()
    return {
        "start": 1000 * statistics.median(times[1:]),
        "start, memory": statistics.median(memory) / 2**20,
    }


def plot(library: Path) -> Figures:
    """Analyse 1000 objects and show the plot of their principal components."""
    from components.store.datasets import Dataset
    from components.workflow.analysing import Request
    from scripts.window_measures import finish

    window = opened(library)
    dataset = next(d for d in window.jobs.session.datasets() if d.objects == SMALL)
    window.tree.select(Dataset, dataset.id)
    request = Request(group="species")
    finish(window, lambda: window.jobs.analyse(dataset, "Plot", request))
    window.grab()
    memory = psutil.Process().memory_info().rss / 2**20
    window.close()
    return {"plot of 1000, memory": memory}


def table(library: Path) -> Figures:
    """Switch between data sets, select rows, scroll."""
    from scripts.window_measures import frames, seconds_to_select, seconds_to_show

    window = opened(library)
    figures: Figures = {}
    for size in (SMALL, HUGE):
        if not any(d.objects == size for d in window.jobs.session.datasets()):
            continue
        times = []
        for _ in range(ROUNDS):
            times.append(seconds_to_show(window, str(size)))
            seconds_to_show(window, "2")
        seconds_to_show(window, str(size))
        selecting = [seconds_to_select(window, 3 + i % 10) for i in range(5 * ROUNDS)]
        figures[f"show {size}"] = 1000 * statistics.median(times)
        figures[f"select a row of {size}"] = 1000 * max(selecting[1:])
        if size == HUGE:
            figures["scroll 100000, worst frame"] = 1000 * max(frames(window, 500))
        else:
            seconds_to_show(window, "2")
    window.close()
    return figures


def stalls(library: Path) -> Figures:
    """Import, export, analyse, report, and see how long the window does not answer meanwhile."""
    from components.workflow.analysing import Request
    from scripts.window_measures import exports, finish, import_file, make_file, stalls_while

    window = opened(library)
    finish(window, window.jobs.add_sample)
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in (SMALL, LARGE):
            file = make_file(Path(folder) / "imported.tps", size)
            report = Path(folder) / "report"
            acts: dict[str, Callable[[], object]] = {
                "import": partial(import_file, window, file),
                **exports(window, Path(folder) / str(size)),
                "analysis": lambda: window.jobs.analyse(
                    window.tree.current(), "Analysis", Request(group="species")
                ),
                "report": partial(
                    lambda to: window.jobs.save_report(window.pages.shown_analysis, to), report
                ),
            }
            for name, act in acts.items():
                longest, noted = stalls_while(window, act)
                figures[f"stall of {name}, {size}"] = 1000 * longest
                for stall in sorted(noted, key=lambda one: -one.seconds)[:3]:
                    text = f"{name} of {size}: {stall.seconds * 1000:.0f} ms\n{stall.stacks}"
                    print(text, file=sys.stderr)
    window.close()
    return figures


def editing(library: Path) -> Figures:
    """Filter, search and edit many objects."""
    from scripts.editing_measures import editing

    window = opened(library)
    there = any(d.objects == HUGE for d in window.jobs.session.datasets())
    figures = editing(window, HUGE) if there else {}
    window.close()
    return figures


def leaks(library: Path) -> Figures:
    """Open and close every dialog and two data sets again and again."""
    from scripts.window_measures import dialogs, growth, open_and_close, seconds_to_show

    window = opened(library)
    seconds_to_show(window, str(SMALL))
    figures: Figures = {}
    shows = dialogs(window).values()

    def each_dialog() -> None:
        for opened_by in shows:
            open_and_close(opened_by)

    grown = growth(window, each_dialog)
    figures["50 dialogs of each kind, Qt objects"] = grown.qt_objects
    figures["50 dialogs of each kind, memory"] = grown.memory / 2**20
    grown = growth(window, lambda: [seconds_to_show(window, str(n)) for n in (2, SMALL)])
    figures["50 data sets, Qt objects"] = grown.qt_objects
    figures["50 data sets, memory"] = grown.memory / 2**20
    window.close()
    return figures


def opened(library: Path) -> Any:  # noqa: ANN401  # a MainWindow, which this file must not import
    """Open a window on a library; the application lives as long as the process."""
    from PyQt5.QtCore import QEventLoop

    from components.ui.application import first_window, make_application
    from scripts.window_measures import wait_for

    application = make_application()
    window = first_window(library)
    window.application = application

    def settle(loop: QEventLoop) -> None:
        window.tasks.idle.connect(loop.quit)
        if window.tasks.at_rest:
            loop.quit()

    window.show()
    wait_for(settle)
    return window


CASES: dict[str, Callable[[Path], Figures]] = {
    "start": start,
    "plot": plot,
    "table": table,
    "stalls": stalls,
    "editing": editing,
    "leaks": leaks,
}


def measured(sizes: tuple[int, ...], names: list[str], runs: int) -> dict[str, list[float]]:
    """Measure the cases, each time in a process of its own on a library of its own."""
    from scripts.window_measures import make_library

    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="modan2-") as folder:
        for kind in ("CONFIG", "DATA", "STATE"):  # no settings of the user
            os.environ[f"XDG_{kind}_HOME"] = f"{folder}/{kind.lower()}"
        made = Path(folder) / "made"
        make_library(made, sizes)
        for name in names:
            for run in range(runs):
                print(f"measuring {name}, run {run + 1}", file=sys.stderr)
                library = shutil.copytree(made, Path(folder) / f"{name} {run}")
                for figure, value in _in_child(name, library).items():
                    figures.setdefault(figure, []).append(value)
                shutil.rmtree(library)
    return figures


def _in_child(name: str, library: Path) -> Figures:
    command = [sys.executable, __file__, "--case", name, str(library)]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(run.stdout.splitlines()[-1])
    return figures


def row(name: str, values: list[float]) -> list[str]:
    """Write one figure as a row of the table: median, least and most of the runs, and its goal."""
    goal, median = GOALS[name], statistics.median(values)
    unit = "" if "objects" in name else " MB" if "memory" in name else " ms"
    return [
        name,
        f"{median:.3g}{unit}",
        f"{min(values):.3g} to {max(values):.3g}",
        f"{goal:g}{unit}",
        "met" if median <= goal else "MISSED",
    ]


def main() -> int:
    """Measure everything, print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the largest data")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each case")
    parser.add_argument("--platform", choices=("offscreen", "xcb"), default="offscreen")
    parser.add_argument("--only", choices=CASES, action="append", help="measure this case")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "ui.json")
    parser.add_argument("--case", nargs=2, metavar=("NAME", "LIBRARY"))
    arguments = parser.parse_args()
    if arguments.case:
        name, library = arguments.case
        print(json.dumps(CASES[name](Path(library))))
        return 0
    os.environ["QT_QPA_PLATFORM"] = arguments.platform
    sizes = (2, SMALL) if arguments.quick else (2, SMALL, HUGE)
    figures = measured(sizes, arguments.only or list(CASES), arguments.runs)
    show([["", "median", "of the runs", "goal", ""], *(row(*one) for one in figures.items())])
    results = {name: {"runs": runs, "goal": GOALS[name]} for name, runs in figures.items()}
    write(arguments.out, {"platform": arguments.platform, "results": results})
    return 0


if __name__ == "__main__":
    sys.exit(main())
