"""One open library with its history: what the window and its pages work on."""

from collections.abc import Callable, Sequence
from pathlib import Path

from components.errors import Step, no_step
from components.store import analyses, datasets, objects
from components.store.datasets import AnalysisEntry, Dataset
from components.store.library import Library
from components.workflow import analysing, archive, edits, importing
from components.workflow.analysing import Analysis, Request
from components.workflow.history import History


class Session:
    """An open library, its history, and the acts that need both.

    ``changed`` is called after every edit. Methods that take a ``step`` may run on a worker
    thread; the others belong to the thread that made the session.
    """

    def __init__(self, folder: Path, changed: Callable[[], None] = lambda: None) -> None:
        self.library = Library(folder)
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
        parent: int | None = None,
        step: Step = no_step,
    ) -> tuple[int, importing.Incoming]:
        """Read files and store them as one data set; call `imported` with its id afterwards."""
        incoming = importing.read_files(files, variables, step)
        number = importing.store(self.library, incoming, name or files[0].stem, parent, step)
        return number, incoming

    def imported(self, number: int, label: str) -> None:
        """Record an import that has worked, so that it can be undone."""
        self.history.record(edits.added_dataset(number, label))

    def analyse(self, dataset: int, request: Request, step: Step = no_step) -> Analysis:
        """Load a data set and analyse it; nothing is stored."""
        return analysing.run(request, objects.load_table(self.library, dataset), step)

    def keep_analysis(self, dataset: int, name: str, analysis: Analysis) -> int:
        """Store the result of `analyse`, as one step of the history."""
        result, arrays = archive.freeze(analysis)
        stored = analyses.StoredAnalysis(dataset, name, analysis.fingerprint, result, arrays)
        number = analyses.save(self.library, stored)
        self.history.record(edits.added_analysis(number, f"Analysis {name}"))
        return number

    def load_analysis(self, number: int) -> tuple[Analysis, bool]:
        """Read a stored analysis, and tell whether its objects have changed since."""
        stored = analyses.load(self.library, number)
        analysis: Analysis = archive.thaw(stored.result, stored.arrays)
        table = objects.load_table(self.library, stored.dataset)
        return analysis, analysing.fingerprint(table, analysis.request) != stored.fingerprint

    def rename_dataset(self, number: int, name: str) -> None:
        """Rename a data set."""
        self.history.do(edits.RenameDataset(number, name))

    def delete_dataset(self, dataset: Dataset) -> None:
        """Delete a data set with everything in it."""
        self.history.do(edits.delete_dataset(dataset.id, dataset.name))

    def delete_analysis(self, entry: AnalysisEntry) -> None:
        """Delete a stored analysis."""
        self.history.do(edits.delete_analysis(entry.id, entry.name))
