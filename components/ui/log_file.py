"""The log of the program: a file that a report of a bug can name."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs


def log_path() -> Path:
    """Where the log is."""
    return platformdirs.user_log_path("Modan2", appauthor=False) / "modan2.log"


def keep_log(*, debug: bool) -> None:
    """Log warnings and worse to the file; everything, and on the console too, with ``debug``."""
    path = log_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    file = RotatingFileHandler(
        path, maxBytes=1_000_000, backupCount=2, delay=True, encoding="utf-8"
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, handlers=[file])
    if debug:
        logging.getLogger().addHandler(logging.StreamHandler())
