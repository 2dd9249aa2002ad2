"""Memory: the customer's limit, proportion to the data, and nothing left behind.

scripts/profile_memory.py measures the figures that docs/memory.md discusses.
"""

import gc
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from laws_of_growth import specimens, store

from components.formats import tps
from components.formats.reading import Reading
from components.store import objects
from components.store.library import Library
from components.workflow.analysing import Request, run
from components.workflow.session import Session
from MdStatistics import cva, pca, procrustes, simulate

pytestmark = pytest.mark.performance

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 500e6  # bytes for 1000 objects: the customer's
CYCLES = 50
REQUEST = Request(group="kind")
SMALL, LARGE = 2000, 8000  # objects


def traced_peak(work: Callable[[], object]) -> int:
    """Bytes that Python and numpy hold at most during a call, its result included."""
    work()  # imports and caches
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def statistics(count: int) -> dict[str, Callable[[], object]]:
    made = simulate(count, 20, 2, groups=5, seed=1)
    labels = [str(group) for group in made.groups]
    aligned = procrustes(made.coords).aligned
    return {
        "procrustes": partial(procrustes, made.coords),
        "pca": partial(pca, aligned),
        "cva": partial(cva, aligned, labels),
    }


@pytest.mark.parametrize(
    ("method", "most"),
    [("procrustes", 2.5), ("pca", 3.0), ("cva", 6.0)],  # times the input, the result included
)
def test_statistics_take_memory_in_proportion_to_the_data(method: str, most: float) -> None:
    few, many = (traced_peak(statistics(count)[method]) for count in (SMALL, LARGE))
    assert many < 1.1 * few * LARGE / SMALL
    assert many < most * LARGE * 20 * 2 * 8


def test_the_library_takes_memory_in_proportion_to_the_data(tmp_path: Path) -> None:
    with Library(tmp_path / "library") as library:
        peaks = []
        for count in (SMALL, LARGE):
            number = store(library, specimens(count, 20, 2))
            peaks.append(traced_peak(partial(objects.load_table, library, number)))
    few, many = peaks
    assert many < 1.1 * few * LARGE / SMALL
    assert many < 4 * LARGE * 20 * 2 * 8  # coordinates, names and variables


@pytest.mark.slow
@pytest.mark.parametrize("case", ["open, analyse, close", "import", "report"])
def test_a_thousand_objects_fit_into_the_limit(case: str) -> None:
    command = [sys.executable, "scripts/profile_memory.py", "--look", "peak", case, "1000", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["process"] < LIMIT  # 120 MB at most


@pytest.mark.slow
def test_the_window_with_a_thousand_objects_and_a_plot_fits_into_the_limit(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.memory.stages", "window", str(tmp_path)]
    make = "from pathlib import Path; from scripts.memory.cases import make_input; "
    made = f"{make}make_input(Path({str(tmp_path)!r}), 1000)"
    subprocess.run([sys.executable, "-c", made], cwd=ROOT, check=True)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stages = json.loads(done.stdout.splitlines()[-1])
    assert max(stage["resident"] for stage in stages.values()) < LIMIT  # 145 MB


def left_behind(cycle: Callable[[], object]) -> tuple[int, int]:
    """Bytes, and objects known to the garbage collector, that remain of fifty cycles."""
    tracemalloc.start()
    try:
        for _ in range(5):
            cycle()
        gc.collect()
        before, known = tracemalloc.get_traced_memory()[0], len(gc.get_objects())
        for _ in range(CYCLES):
            cycle()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before, len(gc.get_objects()) - known
    finally:
        tracemalloc.stop()


def test_fifty_cycles_of_the_whole_work_leave_nothing(tmp_path: Path) -> None:
    folder, forms = tmp_path / "library", specimens(60, 10, 2)
    path = tmp_path / "forms.tps"
    path.write_text(tps.write(Reading("TPS", tuple(forms))), "utf-8")
    with Library(folder) as library:
        number = store(library, forms)

    def cycle() -> None:
        session = Session(folder)
        analysis = session.analyse(number, REQUEST)
        kept = session.keep_analysis(session.history, number, "A", analysis)
        session.load_analysis(kept)
        session.take(session.import_files([path]))
        for act in (session.history.undo, session.history.redo, session.history.undo):
            act()
        session.history.undo()
        session.close()

    left, known = left_behind(cycle)
    assert left < 200_000  # 4 kB a cycle; the library alone is 10 kB, an analysis 60 kB
    assert known < CYCLES / 2  # one object a cycle would be fifty


def test_fifty_analyses_leave_nothing(tmp_path: Path) -> None:
    with Library(tmp_path / "library") as library:
        table = objects.load_table(library, store(library, specimens(60, 10, 2)))
    left, known = left_behind(lambda: run(REQUEST, table))
    assert left < 50_000
    assert known < CYCLES / 2
