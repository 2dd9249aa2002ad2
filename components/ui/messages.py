"""The one place that shows errors: a sentence in the window, or a report of a bug."""

import logging
import traceback

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from components.errors import UserError

log = logging.getLogger(__name__)


class MessageBar(QFrame):
    """A line at the top of the window for one sentence; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setAccessibleName(self.tr("Message"))
        self.setFrameShape(QFrame.StyledPanel)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Preferred)
        close = QToolButton()
        close.setText("×")  # noqa: RUF001  # the sign that people know for closing
        close.setAutoRaise(True)
        close.setToolTip(self.tr("Close this message"))
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
        colour = "#d55e00" if problem else "#0072b2"
        self.setStyleSheet(f"#message_bar {{ border: 0; border-left: 4px solid {colour}; }}")
        self._text.setText(text)
        self.show()


class Reporter:
    """Shows errors: those that the user can put right in the bar, bugs in a report window."""

    def __init__(self, bar: MessageBar) -> None:
        self._bar = bar

    def report(self, error: BaseException) -> None:
        """Show one error."""
        if isinstance(error, UserError):
            self._bar.show_text(str(error), problem=True)
            return
        log.critical("unexpected error", exc_info=error)
        window = bug_window(error, self._bar.window())
        window.open()


def bug_window(error: BaseException, parent: QWidget | None) -> QMessageBox:
    """Make the report of a bug, which can be copied."""
    details = "".join(traceback.format_exception(error))
    window = QMessageBox(parent)
    window.setAttribute(Qt.WA_DeleteOnClose)
    window.setIcon(QMessageBox.Critical)
    window.setWindowTitle("Modan2")
    window.setText(
        window.tr("Something went wrong that is a fault of this program, not of your data.")
    )
    window.setInformativeText(
        window.tr(
            "Everything that was saved is safe in the library. Please copy the report "
            "and send it to the makers of Modan2."
        )
    )
    window.setDetailedText(details)
    copy: QPushButton = window.addButton(window.tr("Copy report"), QMessageBox.ActionRole)
    window.addButton(QMessageBox.Close)
    clipboard = QApplication.clipboard()
    copy.clicked.connect(lambda: clipboard.setText(details))
    return window
