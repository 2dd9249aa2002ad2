"""What the program remembers from one run to the next: options, libraries, the window's layout."""

import base64
import binascii
from pathlib import Path

import platformdirs
from PyQt5.QtWidgets import QMainWindow

from components.store.snapshots import DATABASE
from components.workflow.options import REMEMBER_LAYOUT, Options
from components.workflow.settings import in_user_folder
from components.workflow.visits import Visit, remember, visit_of, visits


class Memory:
    """The user's settings. What is kept is written at once, and may raise `UserError`."""

    def __init__(self) -> None:
        self.options = Options(in_user_folder("options"))
        self.columns = in_user_folder("columns")
        self._window = in_user_folder("window")

    def last_library(self) -> Path | None:
        """Return the library that was open last."""
        return next((visit.folder for visit in visits(self._window)), None)

    def recent(self, current: Path | None) -> list[Path]:
        """Return the other libraries that were open and are still there, the latest first."""
        folders = (visit.folder for visit in visits(self._window))
        return [folder for folder in folders if folder != current and has_library(folder)]

    def visit(self, folder: Path) -> Visit:
        """Return what is remembered of a library."""
        return visit_of(self._window, folder)

    def keep_visit(self, visit: Visit) -> None:
        """Remember a library as the one that was open last."""
        remember(self._window, visit)

    def backup_place(self) -> Path | None:
        """Return the folder that the last backup was put into, if it is there now."""
        place = self._window.read().get("backup_place")
        return Path(place) if isinstance(place, str) and Path(place).is_dir() else None

    def keep_backup_place(self, place: Path) -> None:
        """Remember where backups go."""
        self._window.write({"backup_place": str(place)})

    def keep_layout(self, window: QMainWindow) -> None:
        """Remember size, place and layout of a window."""
        parts = {"geometry": window.saveGeometry(), "layout": window.saveState()}
        self._window.write(
            {name: base64.b64encode(bytes(part)).decode() for name, part in parts.items()}
        )

    def restore_layout(self, window: QMainWindow) -> None:
        """Give a window the size, place and layout that the last one had, if the user likes so."""
        if not self.options[REMEMBER_LAYOUT]:
            return
        kept = self._window.read()
        for name, restore in (
            ("geometry", window.restoreGeometry),
            ("layout", window.restoreState),
        ):
            try:
                restore(base64.b64decode(kept.get(name, ""), validate=True))
            except (TypeError, binascii.Error):  # edited by hand
                continue


def has_library(folder: Path) -> bool:
    """Whether there is a library in a folder."""
    return (folder / DATABASE).is_file()


def own_library() -> Path:
    """Where the library lies when the user has not chosen a place."""
    return platformdirs.user_data_path("Modan2", appauthor=False) / "library"
