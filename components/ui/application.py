"""Opens the window: the application, its log and its one handler of errors."""

import gc
import logging
import os
import sys
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PyQt5.QtWidgets import QApplication

from components.errors import UserError
from components.ui.garbage import GarbageSearch
from components.ui.log_file import keep_log
from components.ui.main_window import MainWindow
from components.ui.memory import Memory, own_library
from components.ui.messages import catch_errors
from components.ui.stall import StallWatch, log_stall
from components.workflow.options import REOPEN
from components.workflow.version import VERSION

log = logging.getLogger(__name__)

_TURN = 0.0001  # seconds after which a worker lets the window have its turn; Python's are 5 ms
_STALL = 0.05  # seconds without an answer that are worth a line in the log


def run_window(folder: Path | None, *, debug: bool = False) -> int:
    """Open the window on a library and return the exit code when it is closed.

    Raises `UserError` where there is no display, or where the library that was named cannot be
    opened.
    """
    if not has_display():
        raise UserError(
            "There is no display for a window; use the command line (Modan2.py --help) "
            "or set DISPLAY."
        )
    keep_log(debug=debug)
    application = make_application()
    window = first_window(folder)
    catch_errors(window.reporter)
    if debug:
        watch_stalls(window)
        FirstPaint(window)
    failures = named_failures(window) if folder is not None else []
    window.show()
    code = int(application.exec())
    if failures:
        raise failures[0]
    return code


def named_failures(window: MainWindow) -> list[UserError]:
    """Close a window that cannot open its first library; the list gets why."""
    opened: list[Path] = []
    failures: list[UserError] = []

    def fail(error: UserError) -> None:
        if not opened:
            failures.append(error)
            window.close()

    window.opening.opened.connect(lambda: opened.append(window.jobs.session.library.folder))
    window.opening.failed.connect(fail)
    return failures


def has_display() -> bool:
    """Whether a window can be shown, or Qt was told to do without a screen."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def make_application() -> QApplication:
    """Make the one QApplication, with sharp pixels on dense screens.

    Python is told to change threads often: while a worker computes, the window waits that long
    for each of the many calls that drawing makes. With 1 ms it did not answer for 0.5 s when an
    import began, with 0.1 ms for 0.05 s; two threads that compute get no slower. On X11, Qt would
    load OpenGL for windows that draw with it, which takes 55 MB and a tenth of a second; ours do
    not, and VTK brings its own.
    """
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
    sys.setswitchinterval(_TURN)
    QCoreApplication.setAttribute(Qt.AA_EnableHighDpiScaling)
    QCoreApplication.setAttribute(Qt.AA_UseHighDpiPixmaps)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Modan2")
    application.setApplicationVersion(VERSION)
    return application


def first_window(folder: Path | None) -> MainWindow:
    """Make the window, on a library or on the one that was open last.

    Where that one cannot be opened any more, the user's own library is, and the window says why.
    """
    memory = Memory()
    last = memory.last_library() if memory.options[REOPEN] else None
    if folder is not None or last is None or last == own_library():
        window = MainWindow(folder or own_library(), memory)
    else:
        window = MainWindow(last, memory, instead=own_library())
    # What is here now stays; each search for garbage among it would hold the window for 40 ms.
    gc.freeze()
    GarbageSearch(window.tasks, window)
    return window


def watch_stalls(window: MainWindow) -> None:
    """Log whatever holds the event loop."""
    watch = StallWatch(_STALL, window)
    watch.stalled.connect(log_stall)
    window.destroyed.connect(watch.stop)
    watch.start()


class FirstPaint(QObject):
    """Logs when a window has been painted for the first time; ``scripts`` measure by that line."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait until the first drawing is over."""
        if event.type() == QEvent.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: log.debug("window painted"))
        return False
