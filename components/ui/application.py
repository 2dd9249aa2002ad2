"""Opens the window: the application, its log and its one handler of errors."""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs
from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QApplication

from components.errors import UserError
from components.ui.main_window import MainWindow
from components.workflow.version import VERSION


def run_window(folder: Path | None, *, debug: bool = False) -> int:
    """Open the window on a library and return the exit code when it is closed.

    Raises `UserError` where the library cannot be opened.
    """
    if not has_display():
        raise UserError(
            "There is no display for a window; use the command line (Modan2.py --help) "
            "or set DISPLAY."
        )
    keep_log(debug=debug)
    application = make_application()
    window = MainWindow(folder or default_library())
    sys.excepthook = lambda _kind, error, _trace: window.reporter.report(error)
    window.show()
    return int(application.exec())


def has_display() -> bool:
    """Whether a window can be shown, or Qt was told to do without a screen."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def make_application() -> QApplication:
    """Make the one QApplication, with sharp pixels on dense screens."""
    QCoreApplication.setAttribute(Qt.AA_EnableHighDpiScaling)
    QCoreApplication.setAttribute(Qt.AA_UseHighDpiPixmaps)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Modan2")
    application.setApplicationVersion(VERSION)
    return application


def default_library() -> Path:
    """Where the library lies when the user has not chosen a place."""
    return platformdirs.user_data_path("Modan2", appauthor=False) / "library"


def keep_log(*, debug: bool) -> None:
    """Log warnings and worse to a file that a bug report can quote; everything with ``debug``."""
    folder = platformdirs.user_log_path("Modan2", appauthor=False, ensure_exists=True)
    file = RotatingFileHandler(folder / "modan2.log", maxBytes=1_000_000, backupCount=2, delay=True)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, handlers=[file])
    if debug:
        logging.getLogger().addHandler(logging.StreamHandler())
