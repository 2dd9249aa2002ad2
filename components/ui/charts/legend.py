"""The groups of a plot, beside it, where they hide no points."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QPalette
from PyQt5.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from components.scene.scatter import Series
from components.ui.charts.markers import ICON, Marker

_WIDEST = 220  # pixels; longer names are shown in full by their tool tip


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
        self.setSpacing(1)
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
        self.setFixedWidth(min(self.sizeHintForColumn(0) + 24, _WIDEST))

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
