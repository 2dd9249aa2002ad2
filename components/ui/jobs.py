"""The long acts of the window, each a task: import, analysis, report, opening."""

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from components.errors import Step, UserError, listing
from components.formats.reading import Reading
from components.store import objects
from components.store.datasets import AnalysisEntry, Dataset
from components.store.library import Library
from components.store.objects import ObjectColumns
from components.store.snapshots import daily_copy
from components.ui.tasks import Task, Tasks, Work
from components.workflow import exporting, reporting
from components.workflow.analysing import Analysis, Request
from components.workflow.export_choices import ExportChoices
from components.workflow.exporting import Written
from components.workflow.files_read import FilesRead
from components.workflow.history import Pending
from components.workflow.import_choices import ImportChoices
from components.workflow.import_health import health_findings
from components.workflow.import_report import Finding, count_of
from components.workflow.session import Imported, Offer, Session

_FIRST = 500  # objects of a large data set that are shown before all have been read
_MANY = 5000
_MOST_SENTENCES = 4  # in the message bar


class Jobs(QObject):
    """Starts tasks on the library that is open and takes their results into its history.

    ``added`` carries the kind (`Dataset` or `AnalysisEntry`) and the id of what a task has made,
    ``said`` a sentence about what it did, ``noted`` a title and all sentences where they are many,
    ``stopped`` what was not opened because its task was cancelled.
    """

    added = pyqtSignal(type, int)
    said = pyqtSignal(str)
    noted = pyqtSignal(str, tuple)
    stopped = pyqtSignal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._tasks = tasks

    @property
    def is_open(self) -> bool:
        """Whether there is a library; none is while one is being opened."""
        return self._session is not None

    @property
    def session(self) -> Session:
        """The library that is open, and its history."""
        if self._session is None:
            raise RuntimeError("no library is open")
        return self._session

    @property
    def folder(self) -> Path:
        """Where the library lies."""
        return self.session.library.folder

    def use(self, session: Session) -> None:
        """Work on this library from now on."""
        self._session = session

    def close(self) -> None:
        """Close the library, if there is one."""
        if self._session is not None:
            self._session.close()

    def leave(self) -> Library | None:
        """Work on no library, and give the one that was open to whoever closes it."""
        if self._session is None:
            return None
        library = self._session.library
        library.disconnect()
        self._session = None
        return library

    def read_files(self, files: Sequence[Path], show: Callable[[Offer], None]) -> None:
        """Read files for an import that the user then decides on."""
        session = self.session
        self._tasks.start(
            self.tr("Reading {name}").format(name=listing([path.name for path in files], 1)),
            lambda step: session.offer(files, step=step),
            show,
            reads=True,
            lets_go=True,
        )

    def check_files(self, read: FilesRead, show: Callable[[tuple[Finding, ...]], None]) -> Task:
        """Look for faults in objects that were read."""
        names = listing([file.path.name for file in read.good], 1)
        return self._tasks.start(
            self.tr("Checking {name}").format(name=names),
            lambda step: health_findings(read, step),
            show,
            reads=True,
            lets_go=True,
        )

    def read_variables(
        self, read: FilesRead, path: Path, show: Callable[[Offer | str], None]
    ) -> None:
        """Join a table of variables to files that were read; ``show`` gets why if that fails."""
        session = self.session

        def work(step: Step) -> Offer | str:
            try:
                return session.offer_with(read, path, step)
            except UserError as error:
                return str(error)

        title = self.tr("Reading {name}").format(name=path.name)
        self._tasks.start(title, work, show, reads=True, lets_go=True)

    def store_files(self, read: FilesRead, choices: ImportChoices) -> None:
        """Store files that were read."""
        session, names = self.session, [file.path.name for file in read.good]
        self._tasks.start(
            self.tr("Importing {name}").format(name=listing(names, 1)),
            lambda step: session.store_files(read, choices, step),
            self._imported,
        )

    def import_whole(self, files: Sequence[Path]) -> None:
        """Add the data sets of packages."""
        session = self.session
        self._tasks.start(
            self.tr("Importing {name}").format(name=listing([path.name for path in files], 1)),
            lambda step: session.import_whole(files, step),
            self._imported_whole,
        )

    def look_at(self, dataset: Dataset, show: Callable[[Reading], None]) -> None:
        """Read a few of the objects that an export is to be decided for."""
        library = self.session.library
        self._tasks.start(
            self.tr("Looking at {name}").format(name=dataset.name),
            lambda _step: exporting.load_some(library, dataset.id),
            show,
            reads=True,
            lets_go=True,
        )

    def export(self, dataset: Dataset, choices: ExportChoices, path: Path) -> None:
        """Write a data set to a file or a folder."""
        library = self.session.library

        def done(written: Written) -> None:
            text = self.tr("{n} written to {path}.")
            said = text.format(n=count_of(written.objects), path=path)
            self.said.emit(" ".join([said, *written.sentences[:_MOST_SENTENCES]]))

        self._tasks.start(
            self.tr("Exporting {name}").format(name=dataset.name),
            lambda step: exporting.export(library, dataset.id, choices, path, step),
            done,
            lets_go=True,
        )

    def add_sample(self) -> None:
        """Import the sample data."""
        self._tasks.start(
            self.tr("Adding the sample data"), self.session.add_sample, self._imported
        )

    def analyse(self, dataset: Dataset, name: str, request: Request) -> None:
        """Analyse a data set and keep the result."""
        session = self.session
        load_qt_of_charts()

        def work(step: Step) -> Analysis:
            load_charts()
            return session.analyse(dataset.id, request, step)

        def keep(analysis: Analysis) -> None:
            def store(step: Step) -> tuple[Pending, int]:
                pending = Pending(session.library, step)
                return pending, session.keep_analysis(pending, dataset.id, name, analysis, step)

            self._tasks.start(self.tr("Keeping {name}").format(name=name), store, done)

        def done(kept: tuple[Pending, int]) -> None:
            pending, number = kept
            session.history.take(pending)
            self.added.emit(AnalysisEntry, number)

        title = self.tr("Analysing {name}").format(name=dataset.name)
        self._tasks.start(title, work, keep, lets_go=True)

    def save_report(self, analysis: Analysis, folder: Path) -> None:
        """Write an analysis into a folder."""

        def work(step: Step) -> None:
            load_figures()
            reporting.write(analysis, (), folder, step=step)

        self._tasks.start(
            self.tr("Writing the report"),
            work,
            lambda _nothing: self.said.emit(
                self.tr("The report is in {path}").format(path=folder / "report.html")
            ),
            lets_go=True,
        )

    def open_dataset(
        self,
        dataset: Dataset,
        show: Callable[[ObjectColumns], None],
        show_first: Callable[[ObjectColumns], None] | None = None,
    ) -> None:
        """Read the columns of a data set; of a large one the first objects before, if wanted."""
        library = self.session.library
        title = self.tr("Opening {name}").format(name=dataset.name)

        def read(then: Callable[[ObjectColumns], None], first: int | None = None) -> None:
            task = self._tasks.start(
                title,
                lambda _step: objects.load_columns(library, dataset.id, first=first),
                then,
                reads=True,
                lets_go=True,
            )
            task.cancelled.connect(lambda: self.stopped.emit(dataset))

        if show_first is None or dataset.objects <= _MANY:
            read(show)
            return

        def show_and_go_on(columns: ObjectColumns) -> None:
            show_first(columns)
            read(show)

        read(show_and_go_on, _FIRST)

    def open_analysis(self, entry: AnalysisEntry, show: Callable[[Analysis, bool], None]) -> None:
        """Read a stored analysis; ``show`` also learns whether it is stale."""
        session = self.session
        load_qt_of_charts()

        def work(_step: Step) -> tuple[Analysis, bool]:
            load_charts()
            return session.load_analysis(entry.id)

        task = self._tasks.start(
            self.tr("Opening {name}").format(name=entry.name),
            work,
            lambda result: show(*result),
            reads=True,
            lets_go=True,
        )
        task.cancelled.connect(lambda: self.stopped.emit(entry))

    def read(self, title: str, work: Work, show: Callable[[Any], None]) -> Task:
        """Read something from the library that a dialog needs."""
        return self._tasks.start(title, work, show, reads=True, lets_go=True)

    def keep_daily_copy(self) -> None:
        """Copy the database into the library's backups, once a day."""
        library = self.session.library
        if not library.read_only:
            self._tasks.start(
                self.tr("Keeping a daily copy"),
                lambda step: daily_copy(library.folder, step=step),
                lambda _copy: None,
                reads=True,
            )

    def _imported(self, imported: Imported) -> None:
        self.session.take(imported)
        for number in imported.datasets:
            self.added.emit(Dataset, number)
        if imported.sentences:
            self.said.emit(" ".join(imported.sentences[:_MOST_SENTENCES]))

    def _imported_whole(self, imported: Imported) -> None:
        self._imported(imported)
        if len(imported.sentences) > _MOST_SENTENCES:
            self.noted.emit(imported.label, imported.sentences)


def load_qt_of_charts() -> None:
    """Import the parts of Qt that charts use, on the GUI thread.

    PyQt crashes where a part of it is imported by one thread while another one uses Qt.
    """
    import PyQt5.QtSvg
    import PyQt5.QtTest  # noqa: F401  # pyqtgraph's


def load_charts() -> None:
    """Import what the first plot needs; on a worker, since the window would stand still for it."""
    if "pyqtgraph" not in sys.modules:
        import components.ui.analysis_page  # noqa: F401

        gc.freeze()  # it stays, and no search for garbage has to go through it


def load_figures() -> None:
    """Import what draws the figures of a report; on a worker, too."""
    if "matplotlib.figure" not in sys.modules:
        import matplotlib.backends.backend_svg
        import matplotlib.figure  # noqa: F401

        gc.freeze()
