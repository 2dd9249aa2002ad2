"""How the points of a series look: one marker for the plot and for the legend."""

import pyqtgraph as pg
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QBrush, QColor, QIcon, QImage, QPalette, QPen, QPixmap
from pyqtgraph.graphicsItems.ScatterPlotItem import renderSymbol

from components.scene.scatter import Series
from components.ui.palette import mixed

_SYMBOLS = {"circle": "o", "square": "s", "triangle": "t1", "diamond": "d", "star": "star"}
# pixels beside a circle of 9; the symbols look equally large, though their outlines are not
_CIRCLE = 9.0
_SIZES = {"circle": _CIRCLE, "square": 8.0, "triangle": 9.5, "diamond": 11.0, "star": 13.0}

ICON = 16  # pixels: the room of any marker in the legend


class Marker:
    """Symbol, size in pixels, pen and brush of a series on the background of a palette.

    ``circle`` is the diameter of a round point in pixels.
    """

    def __init__(self, series: Series, palette: QPalette, circle: float = _CIRCLE) -> None:
        colour = QColor(series.colour)
        self.symbol = _SYMBOLS[series.symbol]
        self.size = _SIZES[series.symbol] * circle / _CIRCLE
        # the rim sets a point off from its neighbours, and dark colours from a dark background
        self.pen: QPen = pg.mkPen(mixed(colour, palette.color(QPalette.Text), 0.45), width=0.8)
        colour.setAlphaF(0.85)
        self.brush: QBrush = pg.mkBrush(colour)

    def icon(self, ratio: float, *, filled: bool) -> QIcon:
        """Draw the marker for a legend, at ``ratio`` device pixels a pixel."""
        side = round(ICON * ratio)
        image = QImage(side, side, QImage.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.transparent)
        brush = self.brush if filled else pg.mkBrush(None)
        renderSymbol(self.symbol, self.size, self.pen, brush, image, ratio)
        return QIcon(QPixmap.fromImage(image))
