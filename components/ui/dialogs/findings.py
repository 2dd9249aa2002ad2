"""The findings of an import as a table, with all of the chosen one below it."""

from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFontDatabase
from PyQt5.QtWidgets import QLabel, QVBoxLayout, QWidget

from components.ui.column_table import ColumnTable
from components.ui.columns import Column
from components.workflow.import_report import Finding

_FILE, _WIDEST = 2, 170  # place of that column, and its pixels


class Findings(QWidget):
    """One row a finding, problems first; a click shows its sentence and the line of the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings: tuple[Finding, ...] = ()
        self.table = ColumnTable()
        self.table.setAccessibleName(self.tr("What was found in the files"))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setSelectionMode(ColumnTable.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.sentence = QLabel()
        self.quote = QLabel()
        self.quote.setFont(QFontDatabase.systemFont(QFontDatabase.FixedFont))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, stretch=1)
        for label in (self.sentence, self.quote):
            label.setTextFormat(Qt.PlainText)
            label.setTextInteractionFlags(Qt.TextSelectableByMouse)
            label.setWordWrap(True)
            column.addWidget(label)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings: in full the one that was shown before, or the first."""
        before = self._shown()
        self.findings = tuple(findings)
        kinds = {True: self.tr("Problem"), False: self.tr("Note")}
        self.table.set_columns(
            [
                Column(
                    self.tr("Kind"),
                    [kinds[one.problem] for one in findings],
                    marked=np.array([one.problem for one in findings], dtype=np.bool_),
                ),
                Column(self.tr("Line"), [one.line for one in findings]),
                Column(self.tr("File"), [one.file for one in findings]),
                Column(self.tr("What was found"), [one.text for one in findings]),
            ]
        )
        files = {one.file for one in findings if one.file}
        self.table.setColumnHidden(_FILE, len(files) < 2)
        self.table.setColumnWidth(_FILE, min(self.table.columnWidth(_FILE), _WIDEST))
        if findings:
            self.table.select_rows([self.findings.index(before) if before in findings else 0])
        self._show()

    def _shown(self) -> Finding | None:
        row = self.table.row_at(self.table.currentIndex())
        return self.findings[row] if row is not None and row < len(self.findings) else None

    def _show(self) -> None:
        finding = self._shown()
        self.sentence.setText(finding.sentence if finding else "")
        self.quote.setText(finding.quote if finding else "")
        self.quote.setVisible(bool(self.quote.text()))
