"""Ask how to import landmark files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from components.errors import listing


@dataclass(frozen=True)
class ImportRequest:
    """Landmark files for one data set, and a table of covariates or None."""

    files: tuple[Path, ...]
    variables: Path | None
    name: str


class ImportDialog(QDialog):
    """Name of the data set and the file of covariates for files that were chosen or dropped."""

    def __init__(self, files: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import"))
        self._files = tuple(files)
        self.name = QLineEdit(self._files[0].stem)
        self.name.selectAll()
        self.variables = QLineEdit()
        self.variables.setPlaceholderText(self.tr("none"))
        choose = QPushButton(self.tr("&Choose…"))
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.variables)
        row.addWidget(choose)
        form = QFormLayout(self)
        files_label = QLabel(listing([path.name for path in self._files], 4))
        files_label.setWordWrap(True)
        form.addRow(self.tr("Landmark files"), files_label)
        form.addRow(self.tr("&Name of the data set"), self.name)
        form.addRow(self.tr("Table of &variables (CSV)"), row)
        hint = QLabel(self.tr("Its first column holds the names of the specimens."))
        hint.setEnabled(False)
        form.addRow("", hint)
        buttons = QDialogButtonBox(QDialogButtonBox.Ok | QDialogButtonBox.Cancel)
        buttons.button(QDialogButtonBox.Ok).setText(self.tr("Import"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.setMinimumWidth(460)

    def answer(self) -> ImportRequest:
        """Return what was chosen."""
        variables = self.variables.text().strip()
        name = self.name.text().strip() or self._files[0].stem
        return ImportRequest(self._files, Path(variables) if variables else None, name)

    def _choose(self) -> None:
        folder = str(self._files[0].parent)
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Table of variables"), folder, self.tr("Tables (*.csv *.txt *.tsv)")
        )
        if path:
            self.variables.setText(path)
