"""What the middle of the window shows: objects, an analysis, or what to do next."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QStackedWidget, QWidget

from components.store.datasets import AnalysisEntry, Dataset
from components.store.objects import ObjectColumns
from components.ui.dataset_tree import Entry
from components.ui.object_page import ObjectPage
from components.ui.slices import in_slices
from components.ui.welcome import EmptyPage
from components.workflow.analysing import Analysis

if TYPE_CHECKING:
    from components.ui.analysis_page import AnalysisPage


class Pages(QStackedWidget):
    """One page at a time.

    ``import_wanted``, ``sample_wanted``, ``library_wanted`` (a folder), ``open_wanted``,
    ``new_wanted``, ``run_again`` and ``save_report`` are the wishes that a user has on the pages.
    """

    import_wanted = pyqtSignal()
    sample_wanted = pyqtSignal()
    library_wanted = pyqtSignal(object)
    open_wanted = pyqtSignal()
    new_wanted = pyqtSignal()
    run_again = pyqtSignal()
    save_report = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = EmptyPage()
        self.empty.recent_chosen.connect(self.library_wanted)
        self.objects = ObjectPage()
        self.table = self.objects.table
        self.addWidget(self.empty)
        self.addWidget(self.objects)
        self.shown_analysis: Analysis | None = None
        self._point_size = 0

    @cached_property
    def analysis(self) -> "AnalysisPage":
        """The page of an analysis, made when the first one is shown: charts are slow to load."""
        from components.ui.analysis_page import AnalysisPage

        page = AnalysisPage()
        page.set_point_size(self._point_size)
        page.run_again.connect(self.run_again)
        page.save_report.connect(self.save_report)
        self.addWidget(page)
        return page

    def set_point_size(self, pixels: int) -> None:
        """Draw the points of plots as large as this."""
        self._point_size = pixels
        if "analysis" in self.__dict__:  # else the page takes it when it is made
            self.analysis.set_point_size(pixels)

    def show_objects(self, dataset: Dataset, columns: ObjectColumns, *, whole: bool = True) -> None:
        """Show the objects of a data set, or the first of them."""
        self.objects.show_objects(dataset, columns, whole=whole)
        self.setCurrentWidget(self.objects)

    def show_analysis(self, entry: AnalysisEntry, analysis: Analysis, *, stale: bool) -> None:
        """Show a stored analysis; ``stale`` says that its objects have changed since."""
        self.shown_analysis = analysis

        def steps() -> Iterator[None]:
            page = self.analysis
            yield
            page.show_analysis(entry.name, analysis, stale)
            yield
            yield from page.draw()
            self.setCurrentWidget(page)

        # else something else was chosen in the meantime
        in_slices(self, steps(), lambda: self.shown_analysis is analysis)

    def show_stopped(self, entry: Entry, again: Callable[[], object]) -> None:
        """Say that what is selected was not opened, and offer to open it ``again``."""
        self._say(
            self.tr("{name} was not opened").format(name=entry.name),
            self.tr("Opening it was stopped."),
            {self.tr("Open it"): again},
        )

    def show_nothing(self) -> None:
        """Show an empty page, while a library is being opened."""
        self._say("", "", {})

    def show_no_library(self, recent: Sequence[Path]) -> None:
        """Say what can be done where no library is open."""
        self._say(
            self.tr("No library is open"),
            self.tr("Open one, or make a new one."),
            {
                self.tr("Open library…"): self.open_wanted.emit,
                self.tr("New library…"): self.new_wanted.emit,
            },
            recent,
        )

    def show_next_steps(
        self, entry: Entry | None, *, datasets: bool, recent: Sequence[Path]
    ) -> None:
        """Say what can be done where there is nothing to show.

        ``datasets`` says whether the library has any, ``recent`` lists other libraries.
        """
        tr = self.tr
        buttons: dict[str, Callable[[], object]] = {tr("Import files…"): self.import_wanted.emit}
        if entry is not None:
            title = tr("{name} has no objects yet").format(name=entry.name)
            text = tr("Import a landmark file, or drop one on this window.")
        elif datasets:
            title = tr("Nothing is selected")
            text = tr("Choose a data set on the left, or import another one.")
        else:
            title = tr("This library is empty")
            text = tr(
                "Drop landmark files here (TPS, NTS, Morphologika, CSV and others), or start with:"
            )
            buttons[tr("Add sample data")] = self.sample_wanted.emit
        self._say(title, text, buttons, () if datasets else recent, keep=entry is not None)

    def _say(
        self,
        title: str,
        text: str,
        buttons: dict[str, Callable[[], object]],
        recent: Sequence[Path] = (),
        *,
        keep: bool = False,
    ) -> None:
        if not keep:
            self.objects.dataset = None  # its id may be that of another one, in another library
        self.empty.say(title, text, buttons, recent)
        self.setCurrentWidget(self.empty)
