"""The line above the object table that filters it, with the saved views of the data set."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QPalette
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from components.store.datasets import View
from components.ui.icons import icon
from components.ui.notes import Note

_PAUSE = 150  # milliseconds without a key after which the table follows


class FilterBar(QWidget):
    """A filter as text; the page says what it has found.

    ``changed`` carries the text, shortly after the last key. ``view_wanted`` carries a name under
    which the text should be saved, ``view_unwanted`` the name of a view to remove, and ``left`` is
    Escape where there is no text.
    """

    changed = pyqtSignal(str)
    view_wanted = pyqtSignal(str)
    view_unwanted = pyqtSignal(str)
    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = FilterLine()
        self.line.setPlaceholderText(self.tr("Filter: words, or: species = alba and age > 3"))
        self.line.setToolTip(
            self.tr(
                "Words are looked for in the names and text variables.\n"
                "Conditions: = != < <= > >= ~ (contains), is missing, and, or, not, parentheses.\n"
                "Columns with blanks in brackets: [body length] > 12.5"
            )
        )
        self.line.setAccessibleName(self.tr("Filter of the objects"))
        self.line.setClearButtonEnabled(True)
        self.line.left.connect(self.left)
        self._count = QLabel()
        self._count.setForegroundRole(QPalette.PlaceholderText)
        self.problem = Note()
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self._removal = QMenu(self.tr("&Remove view"), self)
        self._views = QToolButton()
        self._views.setText(self.tr("&Views"))
        self._views.setToolTip(self.tr("Saved filters of this data set"))
        self._views.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        self._views.setPopupMode(QToolButton.InstantPopup)
        self._views.setAutoRaise(True)
        self._views.setMenu(self.menu)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._tell)
        self.line.textChanged.connect(self._pause.start)
        self.line.returnPressed.connect(self._tell)
        self._lay_out()
        self._follow_style()

    def text(self) -> str:
        """Return the filter."""
        return str(self.line.text())

    def clear(self) -> None:
        """Empty the filter; the page knows."""
        with QSignalBlocker(self.line):
            self.line.clear()
        self._pause.stop()

    def offer(self, views: Sequence[View]) -> None:
        """Offer the saved views of a data set."""
        self.menu.clear()
        for view in views:
            action = self.menu.addAction(view.name.replace("&", "&&"))
            action.setToolTip(view.filter)
            action.triggered.connect(lambda _checked, text=view.filter: self._choose(text))
        self.menu.addSeparator()
        self._save = self.menu.addAction(self.tr("&Save filter as view…"))
        self._save.triggered.connect(self.ask_name)
        self.menu.addMenu(self._removal)
        self._removal.clear()
        self._removal.setEnabled(bool(views))
        for view in views:
            action = self._removal.addAction(view.name.replace("&", "&&"))
            action.triggered.connect(lambda _checked, name=view.name: self.view_unwanted.emit(name))
        self._save.setEnabled(bool(self.text().strip()))

    def say(self, shown: int, objects: int, problem: str = "") -> None:
        """Say how many of the objects are shown, and why the filter cannot be understood."""
        count = self.tr("{shown} of {objects}") if self.text().strip() else self.tr("{objects}")
        self._count.setText(count.format(shown=f"{shown:,}", objects=f"{objects:,}"))
        nothing = self.tr("No object fits this filter.") if objects and not shown else ""
        self.problem.say(problem or nothing)
        self._save.setEnabled(bool(self.text().strip()) and not problem)

    @property
    def count(self) -> str:
        """How many objects it says are shown."""
        return str(self._count.text())

    def ask_name(self) -> None:
        """Ask under which name the filter should be saved."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Save view"))
        dialog.setLabelText(self.tr("Name of the view: {text}").format(text=self.text()))
        dialog.textValueSelected.connect(self.view_wanted)
        dialog.open()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self._follow_style()

    def _choose(self, text: str) -> None:
        self.line.setText(text)
        self._tell()

    def _tell(self) -> None:
        self._pause.stop()
        self.changed.emit(self.text())

    def _follow_style(self) -> None:
        self._views.setIcon(icon("mdi.filter-variant", self.palette()))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.line, stretch=1)
        row.addWidget(self._count)
        row.addWidget(self._views)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.offer(())


class FilterLine(QLineEdit):
    """A line that Escape empties; ``left`` is Escape in an empty one."""

    left = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the line with Escape, or leave it."""
        if event.key() != Qt.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.left.emit()
