"""A scatter plot to look into: zoom, pan, names under the cursor, groups to hide."""

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QObject, QPoint, QPointF, Qt, pyqtSignal
from PyQt5.QtGui import QKeySequence, QMouseEvent, QPalette
from PyQt5.QtWidgets import QApplication, QShortcut, QVBoxLayout, QWidget

from components.scene.scatter import Scatter
from components.shape.specimen import FloatArray
from components.ui.charts.legend import Legend
from components.ui.charts.markers import Marker
from components.ui.charts.name_tag import NameTag
from components.ui.palette import mixed, quiet
from components.workflow.options import POINT_SIZE

_REACH = 12  # pixels between the cursor and a point that it means
_SMOOTH = 5000  # points up to which edges are smoothed
_AT_ONCE = 2000  # points that are drawn in one step: 6 ms
_MOST_STEPS = 8  # each leaves an item, and many of them make the cursor slow
_RING = 8  # pixels by which the ring around a point is wider
_MARGIN = 0.05  # of the plot, around the points


class ScatterView(QWidget):
    """One `Scatter`. ``picked`` gives the row of the object that was clicked.

    Wheel or +/- zoom, dragging pans, a double click or Home shows all points again.
    """

    picked = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Scatter | None = None
        self._points: FloatArray = np.zeros((0, 2))
        self._marked: int | None = None
        self._point_size = POINT_SIZE.default
        self._visible: NDArray[np.intp] = np.arange(0)
        self._items: list[pg.ScatterPlotItem] = []
        self._pressed_at: QPoint | None = None
        self._plot = pg.PlotWidget(self)
        self._box = self._plot.getViewBox()
        self._legend = Legend(self)
        self._tag = NameTag(self._plot)
        self._set_up_plot()
        self._ring = self._make_ring()
        self._halo = self._make_ring()
        self._lay_out()
        self._follow_palette()

    def show_scatter(self, drawing: Scatter) -> None:
        """Draw a scatter plot, with all points in sight; see `show_in_steps`."""
        for _ in self.show_in_steps(drawing):
            pass

    def show_in_steps(self, drawing: Scatter) -> Iterator[None]:
        """Draw a scatter plot in steps between which the window can answer.

        On other axes of the same objects, groups that were hidden stay hidden.
        """
        if self._drawing is None or drawing.names != self._drawing.names:
            self._marked = None
            self._legend.hidden.clear()
        self._drawing = drawing
        self._points = np.column_stack([drawing.x, drawing.y])
        self._plot.setAccessibleName(drawing.title)
        self._plot.setAccessibleDescription(f"{drawing.x_label}, {drawing.y_label}")
        self._legend.show_series(drawing.series)
        yield from self._drawn()
        self.fit()

    def fit(self) -> None:
        """Show all points."""
        shown = self._points[self._visible]
        if not len(shown):
            return
        low, high = shown.min(axis=0), shown.max(axis=0)
        # the shape of the window decides, not the scatter, where all points lie on a line
        least = ((high - low).max() or 1.0) * 1e-3
        (left, bottom), (right, top) = low - least, high + least
        self._box.setRange(xRange=(left, right), yRange=(bottom, top), padding=_MARGIN)

    def set_point_size(self, pixels: int) -> None:
        """Draw round points as large as this, others accordingly."""
        self._point_size = pixels
        for ring in (self._ring, self._halo):
            ring.setSize(pixels + _RING)
        self._draw()

    def mark(self, row: int | None) -> None:
        """Put a ring around the point of one object, or around none."""
        self._marked = row
        self._put_ring(self._ring, row)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.PaletteChange, QEvent.FontChange):
            self._follow_palette()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Name the point under the cursor, and pick it on a click."""
        if isinstance(event, QMouseEvent):
            self._mouse(event)
        elif event.type() == QEvent.Leave:
            self._show_name(None)
        return bool(super().eventFilter(watched, event))

    def _mouse(self, event: QMouseEvent) -> None:
        if event.type() == QEvent.MouseMove:
            self._show_name(None if event.buttons() else self._row_at(event.localPos()))
        elif event.type() == QEvent.MouseButtonPress and event.button() == Qt.LeftButton:
            self._pressed_at = event.pos()
        elif event.type() == QEvent.MouseButtonRelease and self._pressed_at is not None:
            moved = (event.pos() - self._pressed_at).manhattanLength()
            self._pressed_at = None
            row = self._row_at(event.localPos())
            if row is not None and moved < QApplication.startDragDistance():
                self.picked.emit(row)
        elif event.type() == QEvent.MouseButtonDblClick:
            self.fit()

    def _row_at(self, place: QPointF) -> int | None:
        if not self._box.sceneBoundingRect().contains(place):
            return None
        at = self._box.mapSceneToView(place)
        gaps = (self._points[self._visible] - (at.x(), at.y())) / self._box.viewPixelSize()
        # measured: no slower than a search tree at 100,000 points, and nothing to build
        distances = np.einsum("ij,ij->i", gaps, gaps)
        nearest = int(distances.argmin()) if len(distances) else -1
        near = nearest >= 0 and distances[nearest] <= _REACH**2
        return int(self._visible[nearest]) if near else None

    def _show_name(self, row: int | None) -> None:
        self._put_ring(self._halo, row)
        if row is None or self._drawing is None:
            self._tag.hide()
            return
        groups = [s.label for s in self._drawing.series if s.label and row in s.rows]
        point = self._box.mapViewToScene(QPointF(*self._points[row]))
        self._tag.show_at(point, "\n".join([self._drawing.names[row], *groups]), _REACH)

    def _put_ring(self, ring: pg.ScatterPlotItem, row: int | None) -> None:
        rows = [] if row is None or row not in self._visible else [row]
        ring.setData(x=self._points[rows, 0], y=self._points[rows, 1])

    def _draw(self) -> None:
        for _ in self._drawn():
            pass

    def _drawn(self) -> Iterator[None]:
        """Draw all points anew, some thousand in a step."""
        for item in self._items:
            self._plot.removeItem(item)
        self._items = []
        if self._drawing is None:
            return
        shown = [s for s in self._drawing.series if s.label not in self._legend.hidden]
        self._visible = np.concatenate([np.arange(0), *(s.rows for s in shown)])
        smooth = len(self._points) <= _SMOOTH
        at_once = max(_AT_ONCE, len(self._points) // _MOST_STEPS)
        for series in shown:
            marker = Marker(series, self.palette(), self._point_size)
            for start in range(0, len(series.rows), at_once):
                rows = series.rows[start : start + at_once]
                item = pg.ScatterPlotItem(
                    x=self._points[rows, 0],
                    y=self._points[rows, 1],
                    symbol=marker.symbol,
                    size=marker.size,
                    pen=marker.pen,
                    brush=marker.brush,
                    antialias=smooth,
                )
                self._plot.addItem(item)
                self._items.append(item)
                yield
        self._label_axes()
        self.mark(self._marked)
        self._show_name(None)

    def _set_up_plot(self) -> None:
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        # room for the halves of the outermost tick labels
        self._plot.plotItem.layout.setContentsMargins(0, 10, 10, 0)
        self._box.setAspectLocked()
        self._box.disableAutoRange()
        self._box.sigRangeChanged.connect(lambda *_: self._show_name(None))
        self._zero = [pg.InfiniteLine(angle=angle, pen=pg.mkPen(None)) for angle in (0, 90)]
        for line in self._zero:
            line.setZValue(-10)
            self._plot.addItem(line, ignoreBounds=True)
        for side in ("bottom", "left"):
            self._plot.getAxis(side).enableAutoSIPrefix(enable=False)
        self._plot.viewport().setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)

    def _make_ring(self) -> pg.ScatterPlotItem:
        ring = pg.ScatterPlotItem(
            size=self._point_size + _RING, symbol="o", brush=pg.mkBrush(None), antialias=True
        )
        ring.setZValue(10)
        self._plot.addItem(ring, ignoreBounds=True)
        return ring

    def _lay_out(self) -> None:
        self.setBackgroundRole(QPalette.Base)
        self.setAutoFillBackground(True)
        self.setFocusProxy(self._plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 12, 8)
        column.setSpacing(2)
        column.addWidget(self._legend)
        column.addWidget(self._plot, stretch=1)
        self._legend.toggled.connect(self._draw)
        for keys, act in (
            (Qt.Key_Home, self.fit),
            (Qt.Key_Plus, lambda: self._zoom(0.8)),
            (Qt.Key_Minus, lambda: self._zoom(1.25)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _zoom(self, factor: float) -> None:
        self._box.scaleBy((factor, factor))

    def _label_axes(self) -> None:
        if self._drawing is None:
            return
        style = {
            "color": self.palette().color(QPalette.Text).name(),
            "font-size": f"{self.font().pointSizeF():g}pt",
        }
        self._plot.setLabel("bottom", self._drawing.x_label, **style)
        self._plot.setLabel("left", self._drawing.y_label, **style)

    def _follow_palette(self) -> None:
        palette = self.palette()
        text, base = palette.color(QPalette.Text), palette.color(QPalette.Base)
        self._plot.setBackground(base)
        for line in self._zero:
            line.setPen(pg.mkPen(mixed(base, text, 0.2)))
        for side in ("bottom", "left"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(quiet(palette)))
            axis.setTextPen(pg.mkPen(text))
            axis.setTickFont(self.font())
        self._halo.setPen(pg.mkPen(text, width=1.5))
        self._ring.setPen(pg.mkPen(text, width=3))
        self._draw()
