"""What the program is: version, licence, how to cite it, and what it is made with."""

import platform
from importlib.metadata import PackageNotFoundError, version

from PyQt5.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, Qt
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.hints import hint
from components.workflow.version import VERSION

_PACKAGES = ("numpy", "scipy", "peewee", "pyqtgraph", "matplotlib", "Pillow")


class AboutDialog(QDialog):
    """All of its text can be selected, and copied with one button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Modan2"))
        what = self.tr(
            "Geometric morphometrics: a library of landmarks, superimposition and the analysis "
            "of shape."
        )
        self.citation = self.tr(
            "Modan2 {version}: geometric morphometrics. Computer program. Give the version, and "
            "the method and its options as they stand in the report of the analysis."
        ).format(version=VERSION)
        licence = self.tr(
            "The source code is under the MIT licence. With PyQt5, the program as a whole is "
            "under the GNU General Public License, version 3."
        )
        self.versions = QPlainTextEdit(versions())
        self.versions.setReadOnly(True)
        self.versions.setAccessibleName(self.tr("Versions"))
        self.buttons = button_box(self, QDialogButtonBox.Close)
        self.copy = self.buttons.addButton(self.tr("&Copy"), QDialogButtonBox.ActionRole)
        self.copy.setToolTip(self.tr("Copy versions and citation, for a paper or a report"))
        self.copy.clicked.connect(self._copy)
        self._lay_out(what, licence)

    def _lay_out(self, what: str, licence: str) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        title = QLabel(f"Modan2 {VERSION}")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setBold(True)
        title.setFont(font)
        column.addWidget(title)
        column.addWidget(_text(what))
        for heading, text in ((self.tr("Citation"), self.citation), (self.tr("Licence"), licence)):
            column.addSpacing(6)
            column.addWidget(hint(heading))
            column.addWidget(_text(text))
        column.addSpacing(6)
        column.addWidget(hint(self.tr("Made with")))
        column.addWidget(self.versions, stretch=1)
        column.addWidget(self.buttons)
        self.resize(500, 500)

    def _copy(self) -> None:
        QApplication.clipboard().setText(f"{self.citation}\n\n{self.versions.toPlainText()}\n")


def versions() -> str:
    """List the program and what it is made with, one a line."""
    lines = [f"Modan2 {VERSION}", f"Python {platform.python_version()}, {platform.platform()}"]
    lines.append(f"Qt {QT_VERSION_STR}, PyQt {PYQT_VERSION_STR}")
    for package in _PACKAGES:
        try:
            lines.append(f"{package} {version(package)}")
        except PackageNotFoundError:  # a program that was packaged may not know
            continue
    return "\n".join(lines)


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextSelectableByMouse)
    return label
