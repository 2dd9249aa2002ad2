"""One open library with its history: what the window and its pages work on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from components.errors import Step, UserError, no_step, part_of
from components.store import analyses, datasets, objects
from components.store.changes import Changes, recorded
from components.store.datasets import Dataset
from components.store.library import Library
from components.workflow import (
    analysing,
    archive,
    edits,
    files_read,
    importing,
    packaging,
    sample,
)
from components.workflow.analysing import Analysis, Request
from components.workflow.files_read import FilesRead
from components.workflow.history import Editor, History, Pending
from components.workflow.import_choices import ImportChoices, Target, targets
from components.workflow.import_report import ImportReport, count_of, report_of


@dataclass(frozen=True)
class Imported:
    """What an import has stored: ids of data sets, the step of the history, what to say of it."""

    datasets: tuple[int, ...]
    label: str
    changes: Changes
    sentences: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Offer:
    """Files that were read, what is to be said of them, and the data sets they could go into."""

    read: FilesRead
    report: ImportReport
    targets: tuple[Target, ...]


class Session:
    """An open library, its history, and the acts that need both.

    ``changed`` is called after every edit. Methods that take a ``step`` may run on a worker
    thread; the others belong to the thread that made the session.
    """

    def __init__(self, place: Path | Library, changed: Callable[[], None] = lambda: None) -> None:
        """Open the library of a folder, or go on with one that another thread has opened."""
        self.library = place if isinstance(place, Library) else Library(place)
        self.library.never_wait()
        self.history = History(self.library, changed)

    def datasets(self) -> tuple[Dataset, ...]:
        """All data sets of the library, parents before children."""
        return datasets.tree(self.library)

    def close(self) -> None:
        """Close the library."""
        self.library.close()

    def import_files(
        self,
        files: Sequence[Path],
        variables: Path | None = None,
        name: str = "",
        step: Step = no_step,
    ) -> Imported:
        """Read files and store them as one data set; hand the result to `take` afterwards.

        Packages hold data sets of their own; ``variables`` and ``name`` do not matter then.
        """
        if packaging.are_whole(files):
            return self.import_whole(files, step)
        read = files_read.read_each(files, variables, part_of(step, 0, 2))
        return self.store_files(read, ImportChoices(name=name), part_of(step, 1, 2))

    def offer(
        self, files: Sequence[Path], variables: Path | None = None, step: Step = no_step
    ) -> Offer:
        """Read files for an import that somebody decides on; nothing is stored.

        Raises `UserError` where none of them can be read.
        """
        return self._offer(files_read.read_each(files, variables, step))

    def offer_with(self, read: FilesRead, variables: Path, step: Step = no_step) -> Offer:
        """Join another table of variables to files that were read."""
        return self._offer(files_read.with_variables(read, variables, step))

    def _offer(self, read: FilesRead) -> Offer:
        if not read.good:
            raise UserError(read.files[0].problem)
        return Offer(read, report_of(read), targets(self.library))

    def store_files(
        self, read: FilesRead, choices: ImportChoices, step: Step = no_step
    ) -> Imported:
        """Store files that were read; hand the result to `take` afterwards."""
        with recorded(self.library, step) as changes:
            numbers, stored = importing.store_all(self.library, read, choices, step)
        count = f"{count_of(sum(len(incoming.specimens) for incoming in stored))} imported."
        notes = dict.fromkeys(note for incoming in stored for note in importing.all_notes(incoming))
        name = stored[0].name if len(stored) == 1 else f"{len(stored)} data sets"
        return Imported(numbers, f"Import {name}", changes, (count, *notes))

    def import_whole(self, files: Sequence[Path], step: Step = no_step) -> Imported:
        """Add the data sets of packages; hand the result to `take` afterwards."""
        pending = Pending(self.library, step)
        taken = packaging.import_whole(pending, files, step)
        (done,) = pending.done
        return Imported(taken.datasets, done.label, done.changes, taken.sentences)

    def add_sample(self, step: Step = no_step) -> Imported:
        """Store the sample data; hand the result to `take` afterwards."""
        with recorded(self.library, step) as changes:
            numbers = sample.import_sample(self.library, step)
        said = () if numbers else ("The sample data are in this library already.",)
        return Imported(tuple(numbers), "Add sample data", changes, said)

    def take(self, imported: Imported) -> None:
        """Record an import that a worker has carried out, so that it can be undone."""
        self.history.record(imported.label, imported.changes)

    def analyse(self, dataset: int, request: Request, step: Step = no_step) -> Analysis:
        """Load a data set and analyse it; nothing is stored."""
        return analysing.run(request, objects.load_table(self.library, dataset), step)

    def keep_analysis(
        self, editor: Editor, dataset: int, name: str, analysis: Analysis, step: Step = no_step
    ) -> int:
        """Store the result of `analyse`; on a worker thread, the editor is a `Pending`."""
        result, arrays = archive.freeze(analysis)
        stored = analyses.StoredAnalysis(dataset, name, analysis.fingerprint, result, arrays)
        return editor.do(f"Analysis {name}", lambda: analyses.save(self.library, stored, step))

    def load_analysis(self, number: int) -> tuple[Analysis, bool]:
        """Read a stored analysis, and tell whether its objects have changed since."""
        stored = analyses.load(self.library, number)
        analysis: Analysis = archive.thaw(stored.result, stored.arrays)
        try:
            table = objects.load_table(self.library, stored.dataset)
        except UserError:  # they are deleted, or do not fit together any more
            return analysis, True
        return analysis, analysing.fingerprint(table, analysis.request) != stored.fingerprint

    def rename_dataset(self, number: int, name: str) -> None:
        """Rename a data set."""
        edits.rename_dataset(self.history, number, name)
