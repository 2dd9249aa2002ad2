"""The groups of a plot, above it, where they hide no points and take no width from it."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QPalette, QResizeEvent
from PyQt5.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from components.scene.scatter import Series
from components.ui.charts.markers import ICON, Marker

_WIDEST = 220  # pixels; longer names are shown in full by their tool tip
_ROWS = 3  # of groups at a time; the wheel and the keys bring the others
_SPACE = 2  # pixels around an entry


class Legend(QListWidget):
    """A click, Space or Return on a group hides it or shows it again."""

    toggled = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden: set[str] = set()
        self._series: tuple[Series, ...] = ()
        self.setAccessibleName(self.tr("Groups"))
        self.setFrameShape(QFrame.NoFrame)
        self.setSelectionMode(QAbstractItemView.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.setIconSize(QSize(ICON, ICON))
        self.setTextElideMode(Qt.ElideMiddle)
        self.setSpacing(_SPACE)
        self.setFlow(QListWidget.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListWidget.Adjust)
        self.itemClicked.connect(self._toggle)

    def show_series(self, series: Sequence[Series]) -> None:
        """List the groups; those that stay are hidden as before."""
        self._series = tuple(series)
        self.hidden &= {s.label for s in series}
        self.clear()
        for one in series:
            self.addItem(QListWidgetItem(f"{one.label} ({len(one.rows)})"))
        self.setVisible(len(series) > 1)
        self._paint_items()
        hints = (self.sizeHintForIndex(self.model().index(i, 0)) for i in range(self.count()))
        widths = [hint.width() for hint in hints]
        height = self.sizeHintForRow(0) if series else 0
        for i, width in enumerate(widths):
            self.item(i).setSizeHint(QSize(min(width + 8, _WIDEST), height))
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have as many rows as the groups take in this width."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        rows, left = 1, self.viewport().width()
        for i in range(self.count()):
            width = self.item(i).sizeHint().width() + 2 * _SPACE
            if width > left and left < self.viewport().width():
                rows, left = rows + 1, self.viewport().width()
            left -= width
        row = self.sizeHintForRow(0) + 2 * _SPACE
        self.setFixedHeight(min(rows, _ROWS) * row + 2 * _SPACE)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self._paint_items()

    def _paint_items(self) -> None:
        faint = self.palette().brush(QPalette.Disabled, QPalette.Text)
        for i, one in enumerate(self._series):
            shown, item = one.label not in self.hidden, self.item(i)
            marker = Marker(one, self.palette())
            item.setIcon(marker.icon(self.devicePixelRatioF(), filled=shown))
            item.setData(Qt.ForegroundRole, None if shown else faint)
            state = self.tr("click to hide") if shown else self.tr("hidden; click to show")
            item.setToolTip(f"{item.text()}: {state}")
            item.setData(Qt.AccessibleTextRole, item.toolTip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Toggle the current group."""
        if event.key() in (Qt.Key_Space, Qt.Key_Return, Qt.Key_Enter) and self.currentItem():
            self._toggle(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _toggle(self, item: QListWidgetItem) -> None:
        self.hidden ^= {self._series[self.row(item)].label}
        self._paint_items()
        self.toggled.emit()
