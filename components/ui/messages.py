"""The one place that shows errors: a sentence in the window, or a report of a bug."""

import logging
import sys
import traceback

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from components.errors import UserError
from components.ui.dialogs.bug_report import BugReport
from components.ui.log_file import log_path

log = logging.getLogger(__name__)


class MessageBar(QFrame):
    """A line at the top of the window for one sentence; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setAccessibleName(self.tr("Message"))
        self.setFrameShape(QFrame.StyledPanel)
        self._text = QLabel()
        self._text.setTextFormat(Qt.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Preferred)
        close = QToolButton()
        close.setText("×")  # noqa: RUF001  # the sign that people know for closing
        close.setAutoRaise(True)
        close.setToolTip(self.tr("Close this message"))
        close.setAccessibleName(close.toolTip())
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.addWidget(self._text)
        row.addWidget(close, alignment=Qt.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence on show; "" while the bar is hidden."""
        return "" if self.isHidden() else self._text.text()

    def show_text(self, text: str, *, problem: bool = False) -> None:
        """Show a sentence until it is closed or the next one comes."""
        if text == self.text:
            return
        colour = "#d55e00" if problem else "#0072b2"
        self.setStyleSheet(f"#message_bar {{ border: 0; border-left: 4px solid {colour}; }}")
        self._text.setText(text)
        self.show()


class Reporter:
    """Shows errors: those that the user can put right in the bar, bugs in a report window.

    There is one report at a time, and one for each place in the sources: a fault that comes back
    with every drawing of a window would otherwise open it for ever.
    """

    def __init__(self, bar: MessageBar) -> None:
        self._bar = bar
        self._known: set[str] = set()
        self._window: BugReport | None = None

    def report(self, error: BaseException) -> None:
        """Show one error."""
        if isinstance(error, UserError):
            self._bar.show_text(str(error), problem=True)
        elif isinstance(error, KeyboardInterrupt):  # Ctrl+C on the console
            self._bar.window().close()
        elif (place := _place(error)) in self._known:
            text = self._bar.tr("The fault that was reported has happened again; see {path}")
            self._bar.show_text(text.format(path=log_path()), problem=True)
        else:
            self._known.add(place)
            log.critical("unexpected error", exc_info=error)
            self._offer(error)

    def _offer(self, error: BaseException) -> None:
        if self._window is None:
            above = QApplication.activeModalWidget() or self._bar.window()
            self._window = BugReport(error, log_path(), above)
            self._window.destroyed.connect(self._closed)
            self._window.open()
        else:
            self._window.add(error)

    def _closed(self) -> None:
        self._window = None


def catch_errors(reporter: Reporter) -> None:
    """Have the errors that nothing catches, those of slots too, shown by a reporter."""
    sys.excepthook = lambda _kind, error, _trace: reporter.report(error)


def _place(error: BaseException) -> str:
    """Kind of the error and the line that raised it."""
    calls = traceback.extract_tb(error.__traceback__)
    where = f"{calls[-1].filename}:{calls[-1].lineno}" if calls else ""
    return f"{type(error).__name__} {where}"
