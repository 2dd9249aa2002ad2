"""The findings of a health check: a table, why each is a fault, and buttons that mend it."""

from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from components.ui.column_table import ColumnTable
from components.ui.columns import Column
from components.workflow.health import Checkup
from components.workflow.health_finding import TITLES, Finding

_OBJECT, _WIDEST = 1, 220  # place of that column, and its pixels


class HealthPage(QWidget):
    """One row a finding, grouped by kind; a click shows its sentence and chooses its objects.

    ``chosen`` carries the ids of the objects of the finding that was clicked, ``repairs_wanted``
    a list of `Repair`, ``check_wanted`` the wish to check again.
    """

    chosen = pyqtSignal(list)
    repairs_wanted = pyqtSignal(list)
    check_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checked: Checkup | None = None
        self.summary = QLabel()
        self.table = ColumnTable()
        self.table.setAccessibleName(self.tr("Findings"))
        self.table.setSelectionMode(ColumnTable.SingleSelection)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show())
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.sentence.setWordWrap(True)
        self.repairs = QHBoxLayout()
        self.all = QPushButton()
        self.all.clicked.connect(lambda: self.repairs_wanted.emit(self._of_kind()))
        self.again = QPushButton(self.tr("&Check again"))
        self.again.clicked.connect(self.check_wanted)
        self._lay_out()

    def show_checkup(self, checked: Checkup) -> None:
        """Show what was found; the kind that was chosen stays so where it is still there."""
        before = self.finding()
        self.checked = checked
        self.summary.setText(checked.summary)
        found = checked.findings
        titles = [self.tr(TITLES[one.kind]) for one in found]
        self.table.set_columns(
            [
                Column(self.tr("Kind"), titles),
                Column(self.tr("Object"), [one.name for one in found]),
                Column(self.tr("What was found"), [one.text for one in found]),
            ]
        )
        self.table.setColumnWidth(_OBJECT, min(self.table.columnWidth(_OBJECT), _WIDEST))
        alike = [i for i, one in enumerate(found) if before and one.kind == before.kind]
        self.table.setVisible(bool(found))
        if found:
            self.table.select_rows(np.array(alike[:1] or [0]))
        self._show()

    def say(self, text: str) -> None:
        """Say what keeps the findings from being shown, such as a check that is running."""
        self.summary.setText(text)

    def finding(self) -> Finding | None:
        """Return the finding that is chosen."""
        rows = self.table.selected_rows()
        return self.checked.findings[int(rows[0])] if self.checked and len(rows) else None

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addLayout(self.repairs)
        foot.addWidget(self.all)
        foot.addStretch()
        foot.addWidget(self.again)
        column = QVBoxLayout(self)
        for widget in (self.summary, self.table, self.sentence):
            column.addWidget(widget, stretch=int(widget is self.table))
        column.addLayout(foot)
        column.addStretch()  # keeps all at the top where no fault was found

    def _show(self) -> None:
        finding = self.finding()
        while self.repairs.count():
            self.repairs.takeAt(0).widget().deleteLater()
        self.sentence.setText(finding.sentence if finding else "")
        same = self._of_kind()
        self.all.setVisible(len(same) > 1)
        if finding is None or self.checked is None:
            return
        for repair in finding.repairs:
            button = QPushButton(self.tr(repair.text))
            button.clicked.connect(lambda _checked, one=repair: self.repairs_wanted.emit([one]))
            self.repairs.addWidget(button)
        text = self.tr("Repair &all {n} of this kind")
        self.all.setText(text.format(n=f"{len(same):,}"))
        self.chosen.emit([self.checked.ids[row] for row in finding.rows])

    def _of_kind(self) -> list[object]:
        """First repairs of all findings of the kind that is chosen, those that have one."""
        finding = self.finding()
        if finding is None or self.checked is None:
            return []
        alike: Sequence[Finding] = [f for f in self.checked.findings if f.kind == finding.kind]
        return [one.repairs[0] for one in alike if one.repairs]
