"""What a user does with whole libraries: new, open, back up, restore, move."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QDialog, QFileDialog, QMainWindow

from components.errors import UserError
from components.store.pointer import pointed_to
from components.store.snapshots import daily_copies
from components.ui.dialogs.backup import BackupDialog
from components.ui.dialogs.library_place import LibraryPlaceDialog
from components.ui.dialogs.progress import ProgressDialog
from components.ui.dialogs.restore import RestoreDialog
from components.ui.library_jobs import LibraryJobs
from components.ui.memory import Memory, has_library


class LibraryCommands(QObject):
    """Asks, and has the jobs do it.

    ``wanted`` carries the folder of a library to open. A library that moves is ``leaving``, and
    ``moved`` carries the folder where it is then. ``refused`` carries a sentence.
    """

    wanted = pyqtSignal(object)
    leaving = pyqtSignal()
    moved = pyqtSignal(object)
    refused = pyqtSignal(str)

    def __init__(self, window: QMainWindow, jobs: LibraryJobs, memory: Memory) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._memory = memory

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by their keys."""
        return {
            "new_library": self.ask_new,
            "open_library": self.choose,
            "back_up": self.ask_backup,
            "restore": self.ask_restore,
            "move_library": self.ask_move,
        }

    def ask_new(self) -> None:
        """Ask for the place of a new library, and make it."""
        dialog = LibraryPlaceDialog(self._window, self._beside())
        self._open(dialog, lambda: self.wanted.emit(dialog.answer()))

    def choose(self) -> None:
        """Choose the folder of another library, and open it."""
        dialog = QFileDialog(self._window, self.tr("Open a library"), str(self._beside()))
        dialog.setFileMode(QFileDialog.Directory)
        dialog.setOption(QFileDialog.ShowDirsOnly)
        self._open(dialog, lambda: self.open(Path(dialog.selectedFiles()[0])))

    def open(self, folder: Path) -> None:
        """Open the library of a folder, where there is one."""
        if has_library(folder) or pointed_to(folder):
            self.wanted.emit(folder)
        else:
            text = self.tr(
                "There is no library in {folder}; choose the folder that holds the file modan2.db, "
                "or make a new one with Library, New library."
            )
            self.refused.emit(text.format(folder=folder))

    def ask_backup(self) -> None:
        """Ask where a backup shall go, and make it."""
        dialog = BackupDialog(self._window, self._folder(), self._memory.backup_place())

        def begin() -> None:
            place = dialog.answer()
            self._jobs.back_up(place)
            self._memory.keep_backup_place(place)

        self._open(dialog, begin)

    def ask_restore(self) -> None:
        """Ask for a backup, and add what it holds."""
        dialog = RestoreDialog(self._window, daily_copies(self._folder()))
        self._open(dialog, lambda: self._jobs.restore(dialog.answer()))

    def ask_move(self) -> None:
        """Ask for another place of the library, and move it there."""
        if self._jobs.library.read_only:
            self.refused.emit(
                self.tr("This library is open to read only, so it cannot be moved now.")
            )
            return
        folder = self._folder()
        dialog = LibraryPlaceDialog(self._window, folder.parent, folder)
        self._open(dialog, lambda: self.move(dialog.answer()))

    def move(self, target: Path) -> None:
        """Move the library, and go on with it where it is then, as it was left."""
        self.leaving.emit()
        source = self._folder()
        try:
            task = self._jobs.move(target, lambda folder: self._end(source, folder))
        except UserError as error:
            self.refused.emit(str(error))
            return
        text = self.tr("The library is closed while it moves to {folder}.").format(folder=target)
        self._open(ProgressDialog(task, text, self._window), lambda: None)

    def _end(self, source: Path, folder: Path) -> None:
        self._memory.keep_visit(replace(self._memory.visit(source), folder=folder))
        self.moved.emit(folder)

    def _beside(self) -> Path:
        """Where to look for other libraries first."""
        return self._folder().parent if self._jobs.is_open else Path.home()

    def _folder(self) -> Path:
        return self._jobs.library.folder

    def _open(self, dialog: QDialog, accepted: Callable[[], object]) -> None:
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.accepted.connect(accepted)
        dialog.open()
