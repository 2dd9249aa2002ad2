"""A space of scores: its plot and the choice of the two axes."""

from collections.abc import Iterator, Sequence

import numpy as np
from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from components.scene.scatter import scatter
from components.shape.specimen import FloatArray
from components.ui.charts.scatter_view import ScatterView
from components.workflow.options import POINT_SIZE


class Ordination(QWidget):
    """The plot is made when it is first on show. ``picked`` gives the row that was clicked."""

    picked = pyqtSignal(int)

    def __init__(self, title: str, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._prefix = title, prefix
        self._scores: FloatArray = np.zeros((0, 0))
        self._explained: FloatArray = np.zeros(0)
        self._names: Sequence[str] = ()
        self._groups: Sequence[str] | None = None
        self._marked: int | None = None
        self._point_size = POINT_SIZE.default
        self._stale = False
        self._view: ScatterView | None = None
        self.axes = (QComboBox(), QComboBox())
        self._fit = QPushButton(self.tr("Show all"))
        self._fit.setToolTip(self.tr("Show all points (Home, or a double click into the plot)"))
        self._frame = QFrame()
        self._lay_out()

    def show_scores(
        self,
        scores: FloatArray,
        explained: FloatArray,
        names: Sequence[str],
        groups: Sequence[str] | None,
    ) -> None:
        """Plot the first two columns of ``scores`` (objects, components)."""
        self._scores, self._explained = scores, explained
        self._names, self._groups = names, groups
        self._marked = None
        titles = [f"{self._prefix}{i + 1} ({share:.1%})" for i, share in enumerate(explained)]
        for place, box in enumerate(self.axes):
            box.blockSignals(True)  # noqa: FBT003 - Qt's
            box.clear()
            box.addItems(titles)
            box.setCurrentIndex(place if place < len(titles) else -1)
            box.setEnabled(len(titles) > 1)
            box.blockSignals(False)  # noqa: FBT003 - Qt's
        self._redraw()

    def set_point_size(self, pixels: int) -> None:
        """Draw round points as large as this, others accordingly."""
        self._point_size = pixels
        if self._view is not None:
            self._view.set_point_size(pixels)

    def mark(self, row: int | None) -> None:
        """Put a ring around one object, or around none."""
        self._marked = row
        if self._view is not None:
            self._view.mark(row)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed while the plot was not on show."""
        super().showEvent(event)
        if self._stale:
            self._draw_soon()

    def _redraw(self) -> None:
        self._stale = True
        if self.isVisible():
            self._draw_soon()

    def _draw_soon(self) -> None:
        """Draw, or first make the plot, and let the window answer before each of both."""
        if self._view is None:
            QTimer.singleShot(0, self.make_view)
        else:
            self.draw()

    def draw(self) -> None:
        """Draw what is not drawn yet; before `make_view` there is nothing to draw on."""
        for _ in self.draw_in_steps():
            pass

    def draw_in_steps(self) -> Iterator[None]:
        """Draw like `draw`, in steps between which the window can answer."""
        if self._view is None or not self._stale:
            return
        self._stale = False
        # a space of one component has no choice: all objects are 0 on the second axis
        single = self._scores.shape[1] < 2
        x, y = (box.currentIndex() for box in self.axes)
        drawing = scatter(
            self._title,
            self._scores,
            self._explained,
            prefix=self._prefix,
            names=self._names,
            groups=self._groups,
            axes=(0, 1) if single else (x, y),
        )
        yield from self._view.show_in_steps(drawing)
        self._view.mark(self._marked)

    def make_view(self) -> None:
        """Make the plot, where there is none yet."""
        if self._view is not None:
            return
        view = self._view = ScatterView()
        view.set_point_size(self._point_size)
        view.picked.connect(self.picked)
        self._fit.clicked.connect(view.fit)
        layout = self._frame.layout()
        layout.addWidget(view)
        QTimer.singleShot(0, self.draw)

    def _lay_out(self) -> None:
        self._frame.setFrameShape(QFrame.StyledPanel)
        QVBoxLayout(self._frame).setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        for text, box in zip((self.tr("&X axis"), self.tr("&Y axis")), self.axes, strict=True):
            label = QLabel(text)
            label.setBuddy(box)
            box.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)  # of wide letters: enough for "CV1 (100.0%)"
            box.currentIndexChanged.connect(self._redraw)
            row.addWidget(label)
            row.addWidget(box)
            row.addSpacing(6)
        row.addStretch(1)
        row.addWidget(self._fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._frame, stretch=1)
