"""The window answers at once. The limits are wide; scripts/benchmark_ui.py measures the goals."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from components.store.datasets import Dataset
from components.ui.garbage import GarbageSearch
from components.ui.main_window import MainWindow
from components.workflow.analysing import Request
from scripts.window_measures import (
    dialogs,
    frames,
    growth,
    import_file,
    make_file,
    make_library,
    open_and_close,
    seconds_to_select,
    seconds_to_show,
    stalls_while,
)

pytestmark = [
    pytest.mark.gui,
    pytest.mark.performance,
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support", "XDG_RUNTIME_DIR"),
]
ROOT = Path(__file__).resolve().parents[1]
MANY = 20_000
HEAVY = {"scipy", "pyqtgraph", "matplotlib", "PIL", "vtkmodules", "trimesh", "rich", "xlsxwriter"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("performance") / "library"
    make_library(folder, (2, 1000, MANY))
    return folder


@pytest.fixture
def window(qtbot: QtBot, library: Path) -> Iterator[MainWindow]:
    made = MainWindow(library)
    GarbageSearch(made.tasks, made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.tasks.at_rest, timeout=20_000)
    yield made
    made.tasks.cancel_all()
    qtbot.waitUntil(lambda: made.tasks.at_rest, timeout=20_000)
    assert made.close()
    made.deleteLater()


@pytest.mark.slow
def test_the_program_is_there_soon_and_takes_little(library: Path) -> None:
    command = [sys.executable, str(ROOT / "Modan2.py"), "--debug", "--library", str(library)]
    began = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        said = []
        for line in program.stderr or ():
            said.append(line)
            if "window painted" in line:
                break
        seconds = time.perf_counter() - began
        memory = psutil.Process(program.pid).memory_info().rss / 2**20
        program.kill()
    assert "window painted" in said[-1], "".join(said)
    assert seconds < 10  # 0.5 s on an idle machine
    assert memory < 250  # 104 MB


@pytest.mark.slow
def test_nothing_heavy_is_loaded_for_the_first_window(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from PyQt5.QtCore import QEventLoop\n"
        "from components.ui.application import first_window, make_application\n"
        "application = make_application()\n"
        f"window = first_window(Path({str(tmp_path / 'library')!r}))\n"
        "window.show()\n"
        "loop = QEventLoop()\n"
        "window.opening.opened.connect(loop.quit)\n"
        "loop.exec()\n"
        "window.grab()\n"
        "window.close()\n"
        "print(*{name.split('.')[0] for name in sys.modules})\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert not HEAVY & set(run.stdout.split())


def test_data_sets_are_shown_rows_selected_and_scrolled_at_once(window: MainWindow) -> None:
    assert seconds_to_show(window, "1000") < 1  # 0.03 s on an idle machine
    assert seconds_to_select(window, 5) < 0.3  # 0.003 s
    assert seconds_to_show(window, str(MANY)) < 3  # 0.1 s
    assert seconds_to_select(window, 5) < 0.3
    assert max(frames(window, 100)) < 0.5  # 0.02 s


def test_the_window_answers_while_it_works(window: MainWindow, tmp_path: Path) -> None:
    act = partial(import_file, window, make_file(tmp_path / "forms.tps", 1000))
    longest, noted = stalls_while(window, act)
    assert longest < 1, noted[0].stacks  # 0.03 s on an idle machine, as are all here
    dataset = window.tree.current()
    assert isinstance(dataset, Dataset)
    request = Request(group="species")
    longest, noted = stalls_while(window, lambda: window.jobs.analyse(dataset, "A", request))
    assert longest < 1, noted[0].stacks
    shown = window.pages.shown_analysis
    assert shown is not None
    act = partial(window.jobs.save_report, shown, tmp_path / "report")
    longest, noted = stalls_while(window, act)
    assert longest < 1, noted[0].stacks


def test_dialogs_and_data_sets_leave_nothing_behind(window: MainWindow) -> None:
    seconds_to_show(window, "1000")

    def each_dialog() -> None:
        for show in dialogs(window).values():
            open_and_close(show)

    def two_data_sets() -> None:
        for name in ("2", "1000"):
            seconds_to_show(window, name)

    for act in (each_dialog, two_data_sets):
        grown = growth(window, act, 10)
        assert grown.qt_objects == 0
        assert grown.memory < 20e6  # 0.1 MB
