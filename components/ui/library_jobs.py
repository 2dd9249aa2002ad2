"""The long acts on whole libraries, each a task: backing up, restoring, moving."""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject

from components.errors import Step, UserError, listing
from components.store.backup import Backup, back_up
from components.store.datasets import Dataset
from components.store.library import Library
from components.store.move import move_library
from components.ui.jobs import Jobs
from components.ui.tasks import Task, Tasks
from components.workflow.safekeeping import restore_backup
from components.workflow.session import Imported


class LibraryJobs(QObject):
    """Works on the library of ``jobs``, and says through it what was done."""

    def __init__(self, jobs: Jobs, tasks: Tasks) -> None:
        super().__init__(jobs)
        self._jobs = jobs
        self._tasks = tasks

    @property
    def is_open(self) -> bool:
        """Whether there is a library."""
        return self._jobs.is_open

    @property
    def library(self) -> Library:
        """The library that is open."""
        return self._jobs.session.library

    def back_up(self, place: Path) -> None:
        """Copy the library into a new folder in ``place``."""
        library = self.library
        self._tasks.start(
            self.tr("Backing up {name}").format(name=library.folder.name),
            lambda step: back_up(library, place, step),
            self._backed_up,
            lets_go=True,
        )

    def restore(self, source: Path) -> None:
        """Add what a backup holds to the library."""
        session = self._jobs.session

        def done(restored: Imported) -> None:
            session.take(restored)
            for number in restored.datasets:
                self._jobs.added.emit(Dataset, number)
            self._jobs.said.emit(" ".join(restored.sentences))

        self._tasks.start(
            self.tr("Restoring {name}").format(name=source.name),
            lambda step: restore_backup(session, source, step),
            done,
        )

    def move(self, target: Path, ended: Callable[[Path], None]) -> Task:
        """Close the library and move it; ``ended`` gets its folder then, to open it there.

        Where the move fails or is cancelled, that is the old one. Raises `UserError` while tasks
        are running.
        """
        if not self._tasks.at_rest:
            raise UserError(self.tr("Tasks are running; wait for them or stop them first."))
        library = self._jobs.leave()
        assert library is not None, "one that is not open is not moved"
        source = library.folder
        moved: list[Path] = []

        def end() -> None:
            self._tasks.idle.disconnect(end)
            ended(moved[0] if moved else source)

        def work(step: Step) -> Path:
            library.close()
            return move_library(source, target, step)

        self._tasks.idle.connect(end)
        return self._tasks.start(
            self.tr("Moving {name}").format(name=source.name),
            work,
            moved.append,
        )

    def _backed_up(self, made: Backup) -> None:
        text = self.tr("{objects} objects and {files} files were backed up to {folder}.")
        said = text.format(objects=f"{made.objects:,}", files=f"{made.files:,}", folder=made.folder)
        if made.damaged:
            text = self.tr("Missing or damaged in the library: {names}.")
            said += " " + text.format(names=listing(made.damaged))
        self._jobs.said.emit(said)
