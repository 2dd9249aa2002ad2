"""A small picture of one object: its photograph, or its landmarks alone, with their numbers."""

from math import isnan

import numpy as np
from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt5.QtWidgets import QSizePolicy, QWidget

from components.scene.configuration import (
    Configuration,
    Frame,
    extent,
    fitted,
    label_places,
    outward,
)
from components.shape.specimen import FloatArray
from components.ui.palette import is_dark, mixed, quiet

_MARGIN = 22  # pixels around the landmarks, for their numbers
_DOT = 3.0  # radius in pixels
_NUMBERED = 300  # landmarks up to which numbers are tried: beyond, none could be read
_HALO = QColor(0, 0, 0, 170)
_ON_PHOTOGRAPH = QColor("#56d4ff")


class ConfigurationView(QWidget):
    """Draws a `Configuration`, whole and undistorted, on a photograph where there is one.

    ``image`` is the photograph on show, ``text`` is what it says in place of a drawing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Picture of the object"))
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Expanding)
        self.setMinimumSize(120, 100)
        self.image: QImage | None = None
        self.text = ""
        self._drawing: Configuration | None = None
        self._image_size = QSize()

    def show_configuration(
        self, drawing: Configuration, image: QImage | None = None, image_size: QSize | None = None
    ) -> None:
        """Draw an object. ``image`` may be reduced; ``image_size`` is that of the photograph."""
        self._drawing, self.image, self.text = drawing, image, ""
        self._image_size = image_size or (QSize() if image is None else image.size())
        self.update()

    def say(self, text: str) -> None:
        """Draw nothing, and say why."""
        self._drawing, self.image, self.text = None, None, text
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which numbers can be read."""
        return QSize(280, 220)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint everything; it is little."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setRenderHint(QPainter.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self.palette().base())
        frame = self._frame()
        if frame is None or self._drawing is None:
            painter.setPen(quiet(self.palette()))
            room = self.rect().adjusted(12, 12, -12, -12)
            text = self.text or self.tr("No landmarks")
            painter.drawText(room, int(Qt.AlignCenter | Qt.TextWordWrap), text)
            return
        if self.image is not None:
            corner = frame.place(np.zeros((1, 2)))[0]
            size = np.array([self._image_size.width(), self._image_size.height()]) * frame.scale
            painter.drawImage(QRectF(*corner.tolist(), *size.tolist()), self.image)
        self._paint_lines(painter, frame, self._drawing)
        self._paint_landmarks(painter, frame, self._drawing)
        if self._drawing.plane:
            painter.setPen(quiet(self.palette()))
            painter.drawText(self.rect().adjusted(8, 4, -8, -4), Qt.AlignLeft, self._drawing.plane)

    def _frame(self) -> Frame | None:
        if self._drawing is None:
            return None
        if self.image is not None:
            whole = np.array([self._image_size.width(), self._image_size.height()], dtype=float)
            return fitted(np.zeros(2), whole, self.width(), self.height(), 0)
        corners = extent(self._drawing)
        return corners and fitted(*corners, self.width(), self.height(), _MARGIN)

    def _paint_lines(self, painter: QPainter, frame: Frame, drawing: Configuration) -> None:
        points = _points(frame, drawing.points)
        ink = self._ink()
        painter.setPen(Qt.NoPen)
        painter.setBrush(QColor(ink.red(), ink.green(), ink.blue(), 36))
        for polygon in drawing.polygons:
            painter.drawPolygon(QPolygonF([points[i] for i in polygon]))
        painter.setBrush(Qt.NoBrush)
        for pen in self._pens():
            painter.setPen(pen)
            for first, second in drawing.links:
                painter.drawLine(points[first], points[second])
            for curve in drawing.curves:
                painter.drawPolyline(QPolygonF(_points(frame, curve)))

    def _paint_landmarks(self, painter: QPainter, frame: Frame, drawing: Configuration) -> None:
        points = _points(frame, drawing.points)
        ink, base = self._ink(), self.palette().base().color()
        depth = np.ones(len(points)) if drawing.depth is None else drawing.depth
        painter.setPen(QPen(_HALO if self.image is not None else base, 1))
        for i in np.argsort(depth, kind="stable").tolist():  # the nearest last
            if not isnan(points[i].x()):
                painter.setBrush(mixed(ink, base, 0.6 * (1 - depth[i])))
                painter.drawEllipse(points[i], _DOT, _DOT)
        if len(points) <= _NUMBERED:
            self._paint_numbers(painter, frame.place(drawing.points), outward(drawing))

    def _paint_numbers(self, painter: QPainter, points: FloatArray, directions: FloatArray) -> None:
        """Write the numbers, those left out for which there is no room."""
        font = self.font()
        font.setPointSizeF(max(font.pointSizeF() * 0.85, 6.0))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        texts = [str(i + 1) for i in range(len(points))]
        sizes = [(metrics.horizontalAdvance(text), metrics.ascent() - 1) for text in texts]
        places = label_places(points, directions, np.array(sizes, dtype=float), _DOT)
        for text, place, (width, height) in zip(texts, places.tolist(), sizes, strict=True):
            if isnan(place[0]):
                continue
            corner = QPointF(place[0] - width / 2, place[1] + height / 2 - 1)
            if self.image is not None:
                painter.setPen(_HALO)
                painter.drawText(corner + QPointF(1, 1), text)
                painter.setPen(Qt.white)
            else:
                painter.setPen(self.palette().text().color())
            painter.drawText(corner, text)

    def _ink(self) -> QColor:
        """Return the colour of landmarks: the first of the plots, lighter on dark."""
        if self.image is not None:
            return _ON_PHOTOGRAPH
        return QColor("#56b4e9" if is_dark(self.palette()) else "#0072b2")

    def _pens(self) -> list[QPen]:
        """Return the pens of lines: on a photograph, a dark one below the bright one."""
        if self.image is None:
            return [QPen(quiet(self.palette()), 1.2)]
        return [QPen(_HALO, 3), QPen(_ON_PHOTOGRAPH, 1.2)]


def _points(frame: Frame, points: FloatArray) -> list[QPointF]:
    return [QPointF(x, y) for x, y in frame.place(points).tolist()]
