"""The parts of the analysis page: one pane for each kind of result."""

import numpy as np
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from components.shape.specimen import FloatArray
from components.stats.cva import CVA
from components.stats.manova import Manova
from components.stats.pca import PCA
from components.ui.charts.ordination import Ordination
from components.ui.column_table import ColumnTable, SmallTable
from components.ui.columns import Column, columns_of, decimals
from components.workflow.analysing import Analysis
from components.workflow.report_page import distance_rows, manova_rows
from components.workflow.reporting import manova_facts


class ComponentsPane(QSplitter):
    """Principal components: the plot, and the variance of each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Horizontal, parent)
        self.plot = Ordination(self.tr("Principal components"), "PC")
        self.table = ColumnTable(sortable=False)
        self.table.setAccessibleName(self.tr("Variance of the principal components"))
        _fill(self, self.plot, self.table)

    def show_analysis(self, analysis: Analysis) -> None:
        """Show the components of an analysis."""
        found: PCA = analysis.pca
        self.plot.show_scores(found.scores, found.explained, analysis.names, analysis.groups)
        share = self.tr("Share of the total variance of shape")
        self.table.set_columns(
            [
                Column("PC", np.arange(1, len(found.eigenvalues) + 1)),
                Column(self.tr("Explained"), found.explained, share, ".1%"),
                Column(self.tr("Cumulative"), np.cumsum(found.explained), share, ".1%"),
                Column(
                    self.tr("Eigenvalue"),
                    found.eigenvalues,
                    self.tr("Variance of the scores (divisor: objects - 1)"),
                    decimals(found.eigenvalues),
                ),
            ]
        )


class VariatesPane(QWidget):
    """Canonical variates: the plot, and how well the groups are told apart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = Ordination(self.tr("Canonical variates"), "CV")
        self.sentence = _text()
        titles = (
            self.tr("Cross-validated classification"),
            self.tr("Mahalanobis distances"),
            self.tr("Procrustes distances"),
        )
        self.tables = tuple(SmallTable() for _ in titles)
        side, splitter = QWidget(), QSplitter(Qt.Horizontal)
        below = QVBoxLayout(side)
        below.setContentsMargins(0, 0, 0, 0)
        for title, table in zip(titles, self.tables, strict=True):
            table.setAccessibleName(title)
            below.addWidget(_heading(title))
            below.addWidget(table)
            below.addSpacing(12)
        below.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(self.tr("Classification and distances"))
        _scroll(area, side)
        _fill(splitter, self.plot, area, side_width=65)  # a matrix of three groups is whole
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.sentence)
        column.addWidget(splitter, stretch=1)

    def show_analysis(self, analysis: Analysis, found: CVA) -> None:
        """Show the canonical variates of an analysis."""
        self.plot.show_scores(found.scores, found.explained, analysis.names, analysis.groups)
        self.sentence.setText(self._how_well(analysis, found))
        groups = [str(name) for name in found.group_names]
        counts, *distances = self.tables
        wrong = (found.cv_confusion > 0) & ~np.eye(len(groups), dtype=bool)
        counts.set_columns(
            [
                Column(self.tr("True group"), groups),
                *(
                    Column(
                        group,
                        found.cv_confusion[:, i],
                        self.tr("Objects that were taken for {group}").format(group=group),
                        marked=wrong[:, i],
                    )
                    for i, group in enumerate(groups)
                ),
            ]
        )
        found_distances = (
            (found.mahalanobis, found.mahalanobis_p),
            (found.procrustes_distances, found.procrustes_p),
        )
        for table, (matrix, p) in zip(distances, found_distances, strict=True):
            table.set_columns(
                _square(groups, matrix)
                if p is None
                else columns_of(distance_rows(groups, matrix.tolist(), p.tolist()))
            )

    def _how_well(self, analysis: Analysis, found: CVA) -> str:
        said: str = self.tr(
            "{cv:.1%} of the objects are classified rightly when each is left out in turn "
            "(cross-validation), {all:.1%} when it is not (resubstitution); by chance it "
            "would be {chance:.1%}. {components} principal components were used."
        ).format(
            cv=found.cv_accuracy,
            all=found.accuracy,
            chance=found.chance,
            components=found.components,
        )
        if analysis.request.permutations:
            said += " " + self.tr(
                "Of distances between groups, p stands above the diagonal ({n} permutations)."
            ).format(n=analysis.request.permutations)
        return said


class TestsPane(QScrollArea):
    """Multivariate analysis of variance: the four tests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Tests"))
        inside = QWidget()
        self.sentence, self.note = _text(), _text()
        self.table = SmallTable()
        self.table.setAccessibleName(self.tr("Multivariate tests"))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self.sentence, self.table, self.note):
            column.addWidget(widget)
        column.addStretch(1)
        _scroll(self, inside)

    def show_analysis(self, analysis: Analysis, found: Manova) -> None:
        """Show the tests of an analysis."""
        self.sentence.setText(
            self.tr(
                "Do the groups of “{group}” differ in mean shape? Tested on "
                "{components} principal components."
            ).format(group=analysis.request.group, components=found.components)
        )
        self.table.set_columns(columns_of(manova_rows(manova_facts(found))))
        self.note.setText(found.note)
        self.note.setVisible(bool(found.note))


class ScoresPane(ColumnTable):
    """One row an object: group, centroid size and all scores."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Scores"))

    def show_analysis(self, analysis: Analysis) -> None:
        """Show the scores of an analysis."""
        sizes = analysis.superimposition.centroid_sizes
        unit = f" ({analysis.unit})" if analysis.unit else ""
        columns = [Column(self.tr("Name"), analysis.names)]
        if analysis.groups is not None:
            columns.append(Column(analysis.request.group or "", analysis.groups))
        title = self.tr("Centroid size") + unit
        columns.append(Column(title, sizes, spec=decimals(sizes)))
        columns += _scores("PC", analysis.pca.scores)
        if analysis.cva is not None:
            columns += _scores("CV", analysis.cva.scores)
            columns.append(
                Column(
                    self.tr("Classified as"),
                    [str(group) for group in analysis.cva.cv_classified],
                    self.tr("Group that the object falls into when it is left out"),
                )
            )
        self.set_columns(columns)


class ResultOrReason(QStackedWidget):
    """A pane, or one sentence that says why there is no result to show in it."""

    def __init__(self, pane: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason = _text()
        self.reason.setAlignment(Qt.AlignCenter)
        self.reason.setMargin(48)
        self.addWidget(pane)
        self.addWidget(self.reason)

    def give_reason(self, sentence: str) -> None:
        """Show the sentence, or the pane where the sentence is empty."""
        self.reason.setText(sentence)
        self.setCurrentIndex(1 if sentence else 0)


def _fill(splitter: QSplitter, plot: QWidget, side: QWidget, *, side_width: int = 50) -> None:
    """Put a plot beside a widget that has this width, in letters."""
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(12)
    splitter.addWidget(plot)
    splitter.addWidget(side)
    splitter.setStretchFactor(0, 1)
    letter = splitter.fontMetrics().averageCharWidth()
    splitter.setSizes([100 * letter, side_width * letter])


def _text() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextSelectableByMouse)
    return label


def _heading(title: str) -> QLabel:
    label = QLabel(title)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _scroll(area: QScrollArea, inside: QWidget) -> None:
    area.setFrameShape(QFrame.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    # the background of the tab, which some styles paint in another colour than a window
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)


def _scores(prefix: str, scores: FloatArray) -> list[Column]:
    spec = decimals(scores)
    return [Column(f"{prefix}{i + 1}", values, spec=spec) for i, values in enumerate(scores.T)]


def _square(groups: list[str], matrix: FloatArray) -> list[Column]:
    """Columns of a matrix between groups."""
    spec = decimals(matrix, 4)
    return [
        Column("", groups),
        *(Column(group, matrix[:, i], spec=spec) for i, group in enumerate(groups)),
    ]
