"""Opens libraries for a window, and asks what to do where another program has one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QMessageBox, QWidget

from components.errors import Step, UserError
from components.store.faults import LibraryInUse, LibraryMoved, LibraryReadOnly
from components.store.library import Library
from components.ui.jobs import Jobs
from components.ui.memory import has_library
from components.ui.tasks import Tasks
from components.workflow.session import Session

READ, AGAIN, LEAVE = "read", "again", "leave"


@dataclass(frozen=True)
class Place:
    """A library to open; one that has to ``exist`` is not made where there is none."""

    folder: Path
    read_only: bool = False
    exist: bool = False


class Opening(QObject):
    """Opens one library after the other, each in a task: a disk or a network may be slow.

    ``left`` tells that no library is open for now, ``opened`` that one is, and ``failed`` carries
    why another one is not. Then the one before is opened again; where there is none, or that
    fails too, ``given_up`` tells that there is no library.
    """

    left = pyqtSignal()
    opened = pyqtSignal()
    failed = pyqtSignal(object)
    given_up = pyqtSignal()

    def __init__(
        self, jobs: Jobs, tasks: Tasks, changed: Callable[[], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._tasks = tasks
        self._changed = changed
        self._window = window
        self._instead: Place | None = None
        self._ended = False

    def open(self, folder: Path, instead: Path | None = None) -> None:
        """Leave the library and open another one.

        ``instead`` is what to open where there is no library in ``folder``; without it, one is
        made. Raises `UserError` while tasks are running.
        """
        if self._ended:
            return
        if not self._tasks.at_rest:
            raise UserError(self.tr("Tasks are running; wait for them or stop them first."))
        old = self._jobs.leave()
        place = Place(folder, exist=instead is not None)
        if old is not None:
            self._begin(place, Place(old.folder, old.read_only), old)
        else:
            self._begin(place, Place(instead) if instead is not None else None)

    def end(self) -> None:
        """Open nothing any more: the window closes."""
        self._ended = True

    def _begin(self, place: Place, instead: Place | None, old: Library | None = None) -> None:
        self._instead = instead
        self.left.emit()
        task = self._tasks.start(
            self.tr("Opening {name}").format(name=place.folder.name),
            partial(_opened, place, old),
            partial(self._take, place),
            reads=True,
        )
        task.failed.connect(self._come_back)
        task.cancelled.connect(self._come_back)

    def _take(self, place: Place, result: Library | UserError) -> None:
        if isinstance(result, Library):
            if self._ended:
                result.close()
                return
            try:
                self._jobs.use(Session(result, self._changed))
            except UserError as error:  # it has gone in between
                result.close()
                self._refuse(error)
            else:
                self.opened.emit()
        elif isinstance(result, LibraryInUse | LibraryReadOnly) and not self._ended:
            ask_how_to_open(result, self._window, partial(self._go_on, place, result))
        else:
            self._refuse(result)

    def _go_on(self, place: Place, error: LibraryInUse | LibraryReadOnly, answer: str) -> None:
        if answer == LEAVE:
            self._refuse(error)
        else:
            again = Place(error.folder, place.read_only or answer == READ, exist=place.exist)
            self._begin(again, self._instead)

    def _refuse(self, error: UserError) -> None:
        self._come_back()
        self.failed.emit(error)

    def _come_back(self) -> None:
        if self._instead is None or self._ended:
            self.given_up.emit()
        else:
            self._begin(self._instead, None)


def _opened(place: Place, old: Library | None, step: Step) -> Library | UserError:
    """Close one library and open another, on a worker; any thread can connect to it then."""
    if old is not None:
        old.close()
    step(0, 1, "")
    try:
        library = _library(place, step)
    except UserError as error:
        return error
    library.disconnect()
    return library


def _library(place: Place, step: Step) -> Library:
    folder = place.folder
    if place.exist and not has_library(folder):
        raise UserError(f"The library {folder} is not there any more; this is your own one.")
    while True:
        try:
            return Library(folder, read_only=place.read_only, step=step)
        except LibraryMoved as moved:
            folder = moved.target


def ask_how_to_open(error: UserError, parent: QWidget, answered: Callable[[str], object]) -> None:
    """Ask by a dialog: read a library only, try again, or leave it, as when it is closed."""
    box = QMessageBox(parent)
    box.setObjectName("how_to_open")
    box.setIcon(QMessageBox.Question)
    box.setWindowTitle("Modan2")
    box.setText(str(error))
    box.setInformativeText(box.tr("Read only: everything is shown, nothing can be changed."))
    answers = {
        box.addButton(box.tr("Open to &read"), QMessageBox.AcceptRole): READ,
        box.addButton(box.tr("&Try again"), QMessageBox.ResetRole): AGAIN,
        box.addButton(QMessageBox.Cancel): LEAVE,
    }
    box.finished.connect(lambda _code: answered(answers.get(box.clickedButton(), LEAVE)))
    box.finished.connect(box.deleteLater)
    box.open()
