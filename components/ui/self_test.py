"""``Modan2.py --self-test``: the main job in a real window, on a library of its own."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QEventLoop, QTimer, pyqtBoundSignal

from components.store.datasets import AnalysisEntry, Dataset
from components.ui.application import first_window, has_display, make_application
from components.ui.main_window import MainWindow
from components.workflow.analysing import Request
from components.workflow.sample import GROUP

_PATIENCE = 120_000  # milliseconds that one step may take before it counts as failed


class _Failed(Exception):
    """A step of the test did not do what it should."""


def run_self_test(say: Callable[[str], object] = print) -> int:
    """Open, import, analyse, show, close; say each step's time. Returns 0 or 1.

    Without a display the window is drawn into memory.
    """
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        try:
            _run(Path(folder) / "library", say)
        except _Failed as failure:
            say(f"self-test FAILED: {failure}")
            return 1
    say(_memory())
    say("self-test passed")
    return 0


def _run(folder: Path, say: Callable[[str], object]) -> None:
    started = time.perf_counter()

    def done(text: str) -> None:
        nonlocal started
        say(f"{text:<36}{time.perf_counter() - started:7.3f} s")
        started = time.perf_counter()

    _application = make_application()
    window = first_window(folder)
    _after(window, window.show, window.opening.opened)
    window.repaint()
    done("window opened")
    _after(window, window.jobs.add_sample)
    dataset = window.tree.current()
    if not isinstance(dataset, Dataset) or window.table.model().rowCount() != dataset.objects:
        raise _Failed("the sample is not on show")
    done("sample data imported and shown")
    wings = window.jobs.session.datasets()[0]
    request = Request(group=GROUP)
    shown = window.pages.currentChanged
    _after(window, lambda: window.jobs.analyse(wings, "Self-test", request), shown)
    if not isinstance(window.tree.current(), AnalysisEntry):
        raise _Failed("the analysis is not on show")
    done("analysed on a worker and shown")
    if window.grab().isNull():
        raise _Failed("the window cannot be drawn")
    done("plot drawn")
    window.close()
    done("window closed")


def _after(
    window: MainWindow, act: Callable[[], object], end: pyqtBoundSignal | None = None
) -> None:
    """Start tasks and wait until the last of them has ended, or until ``end`` comes after them."""
    errors: list[BaseException] = []
    window.tasks.failed.connect(errors.append)
    loop = QEventLoop()
    (end or window.tasks.idle).connect(loop.quit)
    window.opening.failed.connect(errors.append)
    window.opening.given_up.connect(loop.quit)
    late = QTimer(singleShot=True, interval=_PATIENCE)
    late.timeout.connect(lambda: loop.exit(1))
    late.start()
    act()
    code = loop.exec()
    window.tasks.failed.disconnect(errors.append)
    if errors:
        raise _Failed(str(errors[0])) from errors[0]
    if code:
        raise _Failed(f"no answer after {_PATIENCE // 1000} s")


def _memory() -> str:
    """Peak memory of this process; Windows does not tell it without another library."""
    if sys.platform == "win32":
        return "peak memory                          unknown"
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / 2**20 if sys.platform == "darwin" else peak / 2**10  # macOS counts bytes
    return f"{'peak memory':<36}{megabytes:7.0f} MB"
