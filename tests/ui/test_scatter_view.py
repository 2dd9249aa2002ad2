"""The scatter plot, used with mouse and keyboard."""

import time

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.scene.scatter import Scatter, Series, scatter
from components.ui.charts.legend import Legend
from components.ui.charts.name_tag import NameTag
from components.ui.charts.scatter_view import ScatterView

pytestmark = QUIET
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


def drawing(scores: np.ndarray = CORNERS, *, grouped: bool = True) -> Scatter:
    n = len(scores)
    return scatter(
        "Principal components",
        scores,
        np.array([0.7, 0.3]),
        prefix="PC",
        names=[f"wing {i}" for i in range(n)],
        groups=[("cave", "river")[i % 2] for i in range(n)] if grouped else None,
    )


@pytest.fixture
def view(qtbot: QtBot) -> ScatterView:
    widget = ScatterView()
    qtbot.addWidget(widget)
    widget.resize(700, 500)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.show_scatter(drawing())
    QApplication.processEvents()
    return widget


def plot_of(view: ScatterView) -> pg.PlotWidget:
    return view.findChild(pg.PlotWidget)


def place_of(view: ScatterView, row: int) -> QPoint:
    point = plot_of(view).getViewBox().mapViewToScene(QPointF(*CORNERS[row]))
    return point.toPoint()


def hover(qtbot: QtBot, view: ScatterView, place: QPoint) -> NameTag:
    qtbot.mouseMove(plot_of(view).viewport(), place)
    return view.findChild(NameTag)


def test_the_name_of_the_point_under_the_cursor_is_shown(qtbot: QtBot, view: ScatterView) -> None:
    tag = hover(qtbot, view, place_of(view, 1) + QPoint(6, 6))
    assert tag.isVisible()
    assert tag.text() == "wing 1\nriver"
    assert plot_of(view).rect().contains(tag.geometry())
    assert not hover(qtbot, view, place_of(view, 1) + QPoint(-40, -40)).isVisible()


def test_a_click_picks_the_point_and_a_drag_does_not(qtbot: QtBot, view: ScatterView) -> None:
    canvas = plot_of(view).viewport()
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.mouseClick(canvas, Qt.LeftButton, pos=place_of(view, 2) + QPoint(5, -5))
    assert picked.args == [2]
    with qtbot.assertNotEmitted(view.picked):
        qtbot.mouseClick(canvas, Qt.LeftButton, pos=place_of(view, 2) + QPoint(30, 30))
        qtbot.mousePress(canvas, Qt.LeftButton, pos=place_of(view, 2) + QPoint(60, 0))
        qtbot.mouseRelease(canvas, Qt.LeftButton, pos=place_of(view, 2))


def test_a_group_is_hidden_and_shown_again_by_its_entry(qtbot: QtBot, view: ScatterView) -> None:
    legend = view.findChild(Legend)
    entry = legend.visualItemRect(legend.item(1)).center()
    qtbot.mouseClick(legend.viewport(), Qt.LeftButton, pos=entry)
    assert legend.hidden == {"river"}
    assert not hover(qtbot, view, place_of(view, 1)).isVisible()
    assert hover(qtbot, view, place_of(view, 0)).isVisible()
    legend.setCurrentRow(1)
    qtbot.keyClick(legend, Qt.Key_Space)
    assert legend.hidden == set()
    assert hover(qtbot, view, place_of(view, 1)).isVisible()


def test_hidden_groups_stay_hidden_on_other_axes_only(qtbot: QtBot, view: ScatterView) -> None:
    legend = view.findChild(Legend)
    legend.setCurrentRow(0)
    qtbot.keyClick(legend, Qt.Key_Return)
    view.show_scatter(drawing(CORNERS[:, ::-1]))
    assert legend.hidden == {"cave"}
    view.show_scatter(drawing(CORNERS[:3]))
    assert legend.hidden == set()


def test_one_group_needs_no_legend(view: ScatterView) -> None:
    assert view.findChild(Legend).isVisible()
    view.show_scatter(drawing(grouped=False))
    assert not view.findChild(Legend).isVisible()


def test_many_groups_leave_the_plot_its_room(qtbot: QtBot, view: ScatterView) -> None:
    legend, names = view.findChild(Legend), [f"population {i} of the lake" for i in range(24)]
    assert legend.height() < 2 * legend.visualItemRect(legend.item(0)).height(), "one row"
    legend.show_series([Series(name, np.arange(2), "#0072b2", "circle") for name in names])
    qtbot.waitUntil(lambda: legend.height() > 40)
    rows = {legend.visualItemRect(legend.item(i)).top() for i in range(24)}
    assert len(rows) > 3
    assert legend.height() < 4 * legend.visualItemRect(legend.item(0)).height()
    assert legend.verticalScrollBar().maximum() > 0, "the others are to be scrolled to"
    assert plot_of(view).height() > view.height() // 2


def test_keys_zoom_and_all_points_come_back(qtbot: QtBot, view: ScatterView) -> None:
    box, canvas = plot_of(view).getViewBox(), plot_of(view)
    whole = box.viewRange()
    view.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    qtbot.keyClick(canvas, Qt.Key_Plus)
    assert np.ptp(box.viewRange()[0]) < np.ptp(whole[0])
    qtbot.keyClick(canvas, Qt.Key_Home)
    np.testing.assert_allclose(box.viewRange(), whole)
    qtbot.keyClick(canvas, Qt.Key_Minus)
    qtbot.mouseDClick(canvas.viewport(), Qt.LeftButton, pos=canvas.rect().center())
    np.testing.assert_allclose(box.viewRange(), whole)


@pytest.mark.parametrize(
    "scores",
    [CORNERS, CORNERS * [1, 0], CORNERS * [0, 1e-9], CORNERS[:1], CORNERS * [5, 0.01] + 1e3],
)
def test_all_points_are_in_sight_at_one_scale(view: ScatterView, scores: np.ndarray) -> None:
    view.show_scatter(drawing(scores))
    QApplication.processEvents()
    box = plot_of(view).getViewBox()
    (left, right), (bottom, top) = box.viewRange()
    assert (scores >= (left, bottom)).all()
    assert (scores <= (right, top)).all()
    width, height = box.viewPixelSize()
    assert width == pytest.approx(height)
    extent = np.ptp(scores, axis=0).max()
    if extent:
        assert min(right - left, top - bottom) < 1.5 * extent


@pytest.mark.parametrize(("base", "text"), [("#ffffff", "#000000"), ("#1e1f22", "#eeeeee")])
def test_it_follows_the_palette(view: ScatterView, base: str, text: str) -> None:
    palette = QPalette()
    palette.setColor(QPalette.Base, QColor(base))
    palette.setColor(QPalette.Text, QColor(text))
    view.setPalette(palette)
    plot = plot_of(view)
    assert plot.backgroundBrush().color().name() == base
    assert plot.getAxis("left").textPen().color().name() == text
    assert view.grab().toImage().pixelColor(3, 3).name() == base


def test_a_marked_object_has_a_ring_on_all_axes(view: ScatterView) -> None:
    without = view.grab().toImage()
    view.mark(3)
    assert view.grab().toImage() != without
    view.mark(None)
    assert view.grab().toImage() == without


@pytest.mark.performance
def test_a_hundred_thousand_points_stay_usable(qtbot: QtBot, view: ScatterView) -> None:
    scores = np.random.default_rng(3).normal(size=(100_000, 2))
    start = time.perf_counter()
    view.show_scatter(drawing(scores))
    view.grab()
    assert time.perf_counter() - start < 3  # 0.3 s on an idle machine
    start = time.perf_counter()
    for _ in range(5):
        qtbot.mouseMove(plot_of(view).viewport(), plot_of(view).rect().center())
        qtbot.mouseMove(plot_of(view).viewport(), QPoint(200, 200))
    assert time.perf_counter() - start < 2  # 0.03 s
