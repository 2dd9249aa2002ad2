"""The bar below the object table that finds and replaces text in its cells."""

from collections.abc import Sequence
from itertools import pairwise

from PyQt5.QtCore import QEvent, QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QPalette
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from components.ui.find_text import Wanted
from components.ui.icons import icon

_PAUSE = 200  # milliseconds without a key after which the search follows


class FindBar(QFrame):
    """What to find, where, and what to put in its place; hidden until it is asked for.

    ``changed`` is emitted shortly after something else is wanted; ``left`` is Escape or the closing
    cross, the others are what the buttons say.
    """

    changed = pyqtSignal()
    next_asked = pyqtSignal()
    previous_asked = pyqtSignal()
    replace_asked = pyqtSignal()
    replace_all_asked = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.StyledPanel)
        self.setAccessibleName(self.tr("Find and replace"))
        self.line, self.by = QLineEdit(), QLineEdit()
        for line, text in ((self.line, self.tr("Find")), (self.by, self.tr("Replace with"))):
            line.setPlaceholderText(text)
            line.setAccessibleName(text)
            line.setClearButtonEnabled(True)
            line.setMinimumWidth(120)
        self.where = QComboBox()
        self.where.setAccessibleName(self.tr("Columns to search"))
        self.where.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        self.where.setMinimumContentsLength(14)
        self.same_case = QCheckBox(self.tr("&Match case"))
        self.whole = QCheckBox(self.tr("&Whole cell"))
        self.previous, self.next = QToolButton(), QToolButton()
        self._name(self.previous, self.tr("Previous"), self.tr("Go to the one before (Shift+F3)"))
        self._name(self.next, self.tr("Next"), self.tr("Go to the next one (F3)"))
        self.replace = QPushButton(self.tr("Re&place"))
        self.replace_all = QPushButton(self.tr("Replace &all"))
        self.close_button = QToolButton()
        self.close_button.setText("×")  # noqa: RUF001  # the sign that people know for closing
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(self.tr("Close (Esc)"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self.count = QLabel()
        self.count.setForegroundRole(QPalette.PlaceholderText)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._connect()
        self._lay_out()
        self._follow_style()
        self.hide()

    def open(self, *, replacing: bool, text: str = "") -> None:
        """Show the bar, perhaps with a text to find, and with what replaces it or without."""
        for widget in (self.by, self.replace, self.replace_all):
            widget.setVisible(replacing)
        if text:
            self.line.setText(text)
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def offer(self, columns: Sequence[tuple[int, str]]) -> None:
        """Offer columns, by their places and titles, to search in."""
        chosen = self.where.currentData()
        with QSignalBlocker(self.where):
            self.where.clear()
            self.where.addItem(self.tr("All shown columns"), -1)
            for place, title in columns:
                self.where.addItem(title, place)
            self.where.setCurrentIndex(max(self.where.findData(chosen), 0))

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        return Wanted(self.line.text(), self.same_case.isChecked(), self.whole.isChecked())

    def column(self) -> int | None:
        """Return the column that is searched, or None for all."""
        place = self.where.currentData()
        return None if place is None or place < 0 else int(place)

    def settle(self) -> None:
        """Tell of a change at once, if one has not been told yet."""
        if self._pause.isActive():
            self._pause.stop()
            self.changed.emit()

    def say(self, text: str, *, cells: bool) -> None:
        """Say what was found, and whether these are any ``cells``."""
        self.count.setText(text)
        for button in (self.previous, self.next, self.replace, self.replace_all):
            button.setEnabled(cells)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next cell, to the one before, or away."""
        if event.key() == Qt.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key_Return, Qt.Key_Enter):
            if self.by.hasFocus():
                self.replace_asked.emit()
            elif event.modifiers() & Qt.ShiftModifier:
                self.previous_asked.emit()
            else:
                self.next_asked.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self._follow_style()

    def _follow_style(self) -> None:
        self.previous.setIcon(icon("mdi.chevron-up", self.palette()))
        self.next.setIcon(icon("mdi.chevron-down", self.palette()))

    def _name(self, button: QToolButton, name: str, tip: str) -> None:
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.TabFocus)
        button.setAccessibleName(name)
        button.setToolTip(tip)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.changed)
        self.line.textChanged.connect(self._pause.start)
        self.where.currentIndexChanged.connect(self.changed)
        for box in (self.same_case, self.whole):
            box.toggled.connect(self.changed)
        self.previous.clicked.connect(self.previous_asked)
        self.next.clicked.connect(self.next_asked)
        self.replace.clicked.connect(self.replace_asked)
        self.replace_all.clicked.connect(self.replace_all_asked)
        self.close_button.clicked.connect(self.left)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 6, 6)
        grid.setColumnStretch(0, 1)
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (self.previous, self.next, self.where, self.same_case, self.whole):
            first.addWidget(widget)
        first.addWidget(self.count, stretch=1)
        first.addWidget(self.close_button, alignment=Qt.AlignTop)
        for widget in (self.replace, self.replace_all):
            second.addWidget(widget)
        second.addStretch(1)
        grid.addWidget(self.line, 0, 0)
        grid.addLayout(first, 0, 1)
        grid.addWidget(self.by, 1, 0)
        grid.addLayout(second, 1, 1)
        order = (self.line, self.by, self.previous, self.next, self.where, self.same_case,
                 self.whole, self.replace, self.replace_all, self.close_button)  # fmt: skip
        for one, other in pairwise(order):
            self.setTabOrder(one, other)
