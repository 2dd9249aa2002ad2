"""The page of an analysis: what was done, and a tab for each kind of result."""

from collections.abc import Iterator

from PyQt5.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from components.ui.analysis_panes import (
    ComponentsPane,
    ResultOrReason,
    ScoresPane,
    TestsPane,
    VariatesPane,
)
from components.ui.notes import Note
from components.workflow.analysing import Analysis

_COMPONENTS, _VARIATES, _TESTS, _SCORES = range(4)  # tabs


class AnalysisPage(QWidget):
    """Shows one `Analysis`; an object that is picked in a plot or in the scores is marked in all.

    ``run_again`` and ``save_report`` are the wishes of the user.
    """

    run_again = pyqtSignal()
    save_report = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._summary = QLabel(), QLabel()
        self.save = QPushButton(self.tr("&Save report…"))
        self.stale = Note(self.tr("&Run again"))
        self.warnings = Note()
        self.components = ComponentsPane()
        self.variates = VariatesPane()
        self.tests = TestsPane()
        self.scores = ScoresPane()
        self.tabs = QTabWidget()
        self._variates_tab = ResultOrReason(self.variates)
        self._tests_tab = ResultOrReason(self.tests)
        self._analysis: Analysis | None = None
        self._empty: set[int] = set()  # tabs that do not show the analysis yet
        self._lay_out()
        self._connect()

    def show_analysis(self, title: str, analysis: Analysis, stale: bool) -> None:  # noqa: FBT001
        """Show an analysis; ``stale`` says that its objects have changed since."""
        self._title.setText(title)
        self._summary.setText(self._what_was_done(analysis))
        self.stale.say(
            self.tr("The objects have changed since this analysis; run it again.") if stale else ""
        )
        self.warnings.say("\n".join(analysis.warnings))
        self._analysis, self._empty = analysis, set(range(self.tabs.count()))
        self._fill(self.tabs.currentIndex())
        self._variates_tab.give_reason(
            "" if analysis.cva else self._why_not(analysis, "No canonical variates")
        )
        self._tests_tab.give_reason(
            "" if analysis.manova else self._why_not(analysis, "No multivariate analysis")
        )

    def draw(self) -> Iterator[None]:
        """Draw the plot that will be on show, in steps between which the window can answer."""
        plots = {_COMPONENTS: self.components.plot, _VARIATES: self.variates.plot}
        plot = plots.get(self.tabs.currentIndex())
        if plot is not None:
            plot.make_view()
            yield
            yield from plot.draw_in_steps()

    def _fill(self, tab: int) -> None:
        """Show the results in a tab that has not shown them yet: all at once would take long."""
        analysis = self._analysis
        if analysis is None or tab not in self._empty:
            return
        self._empty.remove(tab)
        if tab == _COMPONENTS:
            self.components.show_analysis(analysis)
        elif tab == _VARIATES and analysis.cva is not None:
            self.variates.show_analysis(analysis, analysis.cva)
        elif tab == _TESTS and analysis.manova is not None:
            self.tests.show_analysis(analysis, analysis.manova)
        elif tab == _SCORES:
            self.scores.show_analysis(analysis)

    def set_point_size(self, pixels: int) -> None:
        """Draw the points of the plots as large as this."""
        for pane in (self.components, self.variates):
            pane.plot.set_point_size(pixels)

    def _what_was_done(self, analysis: Analysis) -> str:
        aligned, request = analysis.superimposition, analysis.request
        objects, landmarks, axes = aligned.aligned.shape
        parts = [self.tr("{n} objects").format(n=objects)]
        if analysis.groups is not None:
            parts.append(
                self.tr("{n} groups of “{variable}”").format(
                    n=len(set(analysis.groups)), variable=request.group
                )
            )
        parts.append(self.tr("{n} landmarks in {axes}-D").format(n=landmarks, axes=axes))
        if request.method == "procrustes":
            parts.append(
                self.tr("Procrustes superimposition in {n} rounds").format(n=aligned.rounds)
            )
        else:
            parts.append(self.tr("Bookstein's superimposition"))
        sizes, unit = aligned.centroid_sizes, f" {analysis.unit}" if analysis.unit else ""
        parts.append(
            self.tr("centroid sizes {least:.5g} to {most:.5g}{unit}").format(
                least=sizes.min(), most=sizes.max(), unit=unit
            )
        )
        return ", ".join(parts) + "."

    def _why_not(self, analysis: Analysis, start: str) -> str:
        if analysis.groups is None:
            return str(
                self.tr(
                    "No grouping variable was chosen, so there are no groups to compare; "
                    "run a new analysis with one."
                )
            )
        said = [warning for warning in analysis.warnings if warning.startswith(start)]
        return said[0] if said else str(self.tr("The groups cannot bear this analysis."))

    def _connect(self) -> None:
        self.save.clicked.connect(self.save_report)
        self.tabs.currentChanged.connect(self._fill)
        self.stale.asked.connect(self.run_again)
        self.components.plot.picked.connect(self._choose)
        self.variates.plot.picked.connect(self._choose)
        self.scores.selectionModel().currentRowChanged.connect(self._mark_current)

    def _choose(self, row: int) -> None:
        """Make an object the current one of the scores, which marks it in the plots."""
        self._fill(_SCORES)
        self.scores.select_rows([row])

    def _mark_current(self, index: QModelIndex) -> None:
        row = self.scores.row_at(index)
        self.components.plot.mark(row)
        self.variates.plot.mark(row)

    def _lay_out(self) -> None:
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setBold(True)
        self._title.setFont(font)
        for label in (self._title, self._summary):
            label.setTextFormat(Qt.PlainText)
            label.setTextInteractionFlags(Qt.TextSelectableByMouse)
            label.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._title, stretch=1)
        top.addWidget(self.save, alignment=Qt.AlignTop)
        self.tabs.setAccessibleName(self.tr("Results"))
        for title, tip, pane in (
            (self.tr("&PCA"), self.tr("Principal components"), self.components),
            (self.tr("&CVA"), self.tr("Canonical variates"), self._variates_tab),
            (
                self.tr("&MANOVA"),
                self.tr("Multivariate analysis of variance"),
                self._tests_tab,
            ),
            (self.tr("Scores"), self.tr("All numbers of each object"), self.scores),
        ):
            self.tabs.addTab(_with_margin(pane), title)
            self.tabs.setTabToolTip(self.tabs.count() - 1, tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(8)
        column.addLayout(top)
        for widget in (self._summary, self.stale, self.warnings):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self.tabs, stretch=1)


def _with_margin(pane: QWidget) -> QFrame:
    frame = QFrame()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(12, 12, 12, 12)
    layout.addWidget(pane)
    return frame
