"""The report of a fault of the program: what happened, what is safe, what to send to whom."""

import platform
import traceback
from pathlib import Path

from PyQt5.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, Qt, QUrl
from PyQt5.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QStyle,
    QWidget,
)

from components.ui.dialogs.button_box import button_box
from components.workflow.version import VERSION

_ICON = 48  # pixels


class BugReport(QDialog):
    """Shows one error, and those that follow while it is open."""

    def __init__(self, error: BaseException, log: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Fault in Modan2"))
        self._log = log
        self.details = QPlainTextEdit(versions())
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.FixedFont))
        self.details.setAccessibleName(self.tr("Report"))
        self.buttons = button_box(self, QDialogButtonBox.Close)
        self.copy = self.buttons.addButton(self.tr("Copy report"), QDialogButtonBox.ActionRole)
        self.copy.clicked.connect(self._copy)
        folder = self.buttons.addButton(self.tr("Open log folder"), QDialogButtonBox.ActionRole)
        folder.clicked.connect(self._open_folder)
        self._lay_out()
        self.add(error)

    def add(self, error: BaseException) -> None:
        """Add an error to the report."""
        self.details.appendPlainText("".join(traceback.format_exception(error)))

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Something went wrong that is a fault of this program."))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setBold(True)
        title.setFont(font)
        promise = QLabel(
            self.tr(
                "Your data are not at fault, and the library is safe: every edit is stored whole "
                "or not at all. You can go on working, or close Modan2 and open it again."
            )
        )
        wish = QLabel(
            self.tr(
                "Please copy this report and send it to the makers of Modan2, with a word on what "
                "you did last. The log of the program is in {path}"
            ).format(path=self._log)
        )
        picture = QLabel()
        symbol = self.style().standardIcon(QStyle.SP_MessageBoxCritical, None, self)
        picture.setPixmap(symbol.pixmap(_ICON, _ICON))
        grid = QGridLayout(self)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.addWidget(picture, 0, 0, 3, 1, Qt.AlignTop)
        for row, label in enumerate((title, promise, wish)):
            label.setTextFormat(Qt.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextSelectableByMouse)
            grid.addWidget(label, row, 1)
        grid.addWidget(self.details, 3, 0, 1, 2)
        grid.addWidget(self.buttons, 4, 0, 1, 2)
        grid.setRowStretch(3, 1)
        self.resize(720, 480)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy.setText(self.tr("Copied"))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log.parent)))


def versions() -> str:
    """Say what the program ran on."""
    return (
        f"Modan2 {VERSION}, Python {platform.python_version()}, "
        f"PyQt {PYQT_VERSION_STR}, Qt {QT_VERSION_STR}, {platform.platform()}\n"
    )
