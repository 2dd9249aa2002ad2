"""The page of an analysis, used with mouse and keyboard."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.shape.table import ShapeTable
from components.stats.simulate import simulate
from components.ui.analysis_page import AnalysisPage
from components.ui.charts.scatter_view import ScatterView
from components.ui.column_table import ColumnTable
from components.workflow.analysing import Analysis, Request, run

pytestmark = QUIET
PCA, CVA, MANOVA, SCORES = range(4)


def analysis(groups: int = 3, request: Request | None = None) -> Analysis:
    n = 20 * groups
    drawn = simulate(n, 8, 2, groups=groups, seed=4)
    labels = tuple(("cave", "river", "hill")[group] for group in drawn.groups)
    table = ShapeTable(
        ids=tuple(range(n)),
        names=tuple(f"wing {i + 1}" for i in range(n)),
        coords=drawn.coords,
        scales=np.full(n, 0.5),
        unit="mm",
        variables={"population": labels, "constant": ("all",) * n},
    )
    return run(request or Request(group="population"), table)


@pytest.fixture
def page(qtbot: QtBot) -> AnalysisPage:
    widget = AnalysisPage()
    qtbot.addWidget(widget)
    widget.resize(1000, 700)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def open_tab(qtbot: QtBot, page: AnalysisPage, tab: int) -> None:
    bar = page.tabs.tabBar()
    qtbot.mouseClick(bar, Qt.LeftButton, pos=bar.tabRect(tab).center())


def plot_in(qtbot: QtBot, pane: QWidget) -> ScatterView:
    """Return the plot of a pane once it is drawn, which the pages do in steps."""

    def drawn() -> bool:
        view = pane.findChild(ScatterView)
        return view is not None and bool(view.findChild(QWidget).accessibleName())

    qtbot.waitUntil(drawn)
    return pane.findChild(ScatterView)


def texts(widget: QWidget) -> str:
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(shown)


def cells(table: ColumnTable) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_header_says_what_was_done(page: AnalysisPage) -> None:
    page.show_analysis("Wings, all", analysis(), False)
    said = texts(page)
    assert "Wings, all" in said
    for part in ("60 objects", "3 groups of “population”", "8 landmarks in 2-D", "mm"):
        assert part in said
    assert not page.stale.isVisible()
    assert not page.warnings.isVisible()


def test_warnings_are_listed(page: AnalysisPage) -> None:
    page.show_analysis("Wings", replace(analysis(), warnings=("One.", "Another.")), False)
    assert page.warnings.isVisible()
    assert page.warnings.text == "One.\nAnother."


def test_a_stale_analysis_can_be_run_again(qtbot: QtBot, page: AnalysisPage) -> None:
    page.show_analysis("Wings", analysis(), True)
    with qtbot.waitSignal(page.run_again):
        qtbot.mouseClick(page.stale.findChild(QPushButton), Qt.LeftButton)
    with qtbot.waitSignal(page.save_report):
        qtbot.mouseClick(page.save, Qt.LeftButton)


def test_plots_are_made_when_their_tab_is_opened(qtbot: QtBot, page: AnalysisPage) -> None:
    page.show_analysis("Wings", analysis(), False)
    assert plot_in(qtbot, page.components).isVisible()
    assert page.variates.findChild(ScatterView) is None
    open_tab(qtbot, page, CVA)
    assert plot_in(qtbot, page.variates).isVisible()


def test_other_axes_are_drawn_when_they_are_chosen(qtbot: QtBot, page: AnalysisPage) -> None:
    found = analysis()
    page.show_analysis("Wings", found, False)
    view = plot_in(qtbot, page.components)
    page.components.plot.axes[1].setFocus()
    qtbot.keyClick(page.components.plot.axes[1], Qt.Key_Down)
    share = found.pca.explained[2]
    assert view.findChild(QWidget).accessibleDescription().endswith(f"PC3 ({share:.1%})")


def test_components_are_tabulated(page: AnalysisPage) -> None:
    found = analysis()
    page.show_analysis("Wings", found, False)
    rows = cells(page.components.table)
    assert len(rows) == len(found.pca.eigenvalues)
    assert [row[0] for row in rows[:2]] == ["1", "2"]
    assert rows[0][1] == f"{found.pca.explained[0]:.1%}"
    assert rows[-1][2] == "100.0%"
    assert float(rows[0][3]) == pytest.approx(found.pca.eigenvalues[0], rel=1e-4)


def test_groups_are_compared(qtbot: QtBot, page: AnalysisPage) -> None:
    found = analysis()
    assert found.cva is not None
    page.show_analysis("Wings", found, False)
    open_tab(qtbot, page, CVA)
    assert f"{found.cva.cv_accuracy:.1%}" in page.variates.sentence.text()
    confusion, mahalanobis, procrustes = (cells(table) for table in page.variates.tables)
    assert [row[0] for row in confusion] == ["cave", "hill", "river"]
    assert sum(int(count) for row in confusion for count in row[1:]) == 60
    assert float(mahalanobis[0][1]) == float(procrustes[0][1]) == 0
    assert float(mahalanobis[0][2]) == pytest.approx(found.cva.mahalanobis[0, 1], rel=1e-3)
    open_tab(qtbot, page, MANOVA)
    assert page.tests.table.isVisible()
    assert [row[0] for row in cells(page.tests.table)][:2] == ["Wilks' lambda", "Pillai's trace"]


def test_two_groups_have_one_variate_and_no_choice_of_axes(
    qtbot: QtBot, page: AnalysisPage
) -> None:
    page.show_analysis("Wings", analysis(groups=2), False)
    open_tab(qtbot, page, CVA)
    assert not any(box.isEnabled() for box in page.variates.plot.axes)
    assert plot_in(qtbot, page.variates).isVisible()


def test_a_tab_without_result_says_why(qtbot: QtBot, page: AnalysisPage) -> None:
    page.show_analysis("Wings", analysis(request=Request()), False)
    for tab in (CVA, MANOVA):
        open_tab(qtbot, page, tab)
        assert "No grouping variable was chosen" in texts(page.tabs.currentWidget())
    page.show_analysis("Wings", analysis(request=Request(group="constant")), False)
    for tab, start in ((CVA, "No canonical variates"), (MANOVA, "No multivariate analysis")):
        open_tab(qtbot, page, tab)
        assert texts(page.tabs.currentWidget()).startswith(start)
    page.show_analysis("Wings", analysis(), False)
    assert page.tests.table.isVisible()


def test_scores_can_be_copied_with_all_digits(qtbot: QtBot, page: AnalysisPage) -> None:
    found = analysis()
    page.show_analysis("Wings", found, False)
    open_tab(qtbot, page, SCORES)
    page.activateWindow()
    page.scores.setFocus()
    qtbot.waitUntil(page.scores.hasFocus)
    qtbot.keyClick(page.scores, Qt.Key_A, Qt.ControlModifier)
    qtbot.keyClick(page.scores, Qt.Key_C, Qt.ControlModifier)
    head, *rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert head[:4] == ["Name", "population", "Centroid size (mm)", "PC1"]
    assert head[-1] == "Classified as"
    assert [float(row[3]) for row in rows] == found.pca.scores[:, 0].tolist()


def test_a_picked_object_is_marked_in_the_scores_and_back(qtbot: QtBot, page: AnalysisPage) -> None:
    found = analysis()
    page.show_analysis("Wings", found, False)
    view = plot_in(qtbot, page.components)
    canvas = view.findChild(QWidget)
    point = canvas.getViewBox().mapViewToScene(QPointF(*found.pca.scores[7, :2]))
    plain = view.grab().toImage()
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.mouseClick(canvas.viewport(), Qt.LeftButton, pos=point.toPoint())
    assert page.scores.selected_rows().tolist() == picked.args
    assert view.grab().toImage() != plain


def test_everything_has_a_name_for_screen_readers(page: AnalysisPage) -> None:
    page.show_analysis("Wings", analysis(), False)
    for table in page.findChildren(ColumnTable):
        assert table.accessibleName()


def test_p_of_distances_stands_above_the_diagonal(qtbot: QtBot, page: AnalysisPage) -> None:
    found = analysis(request=Request(group="population", permutations=99))
    page.show_analysis("Groups", found, stale=False)
    open_tab(qtbot, page, CVA)
    assert "(99 permutations)" in page.variates.sentence.text()
    model = page.variates.tables[1].model()
    assert model.index(0, 2).data() == "0.0100"
    assert found.cva is not None
    assert model.index(1, 1).data() == f"{found.cva.mahalanobis[1, 0]:.4g}"
