"""Ask how to import landmark files, with what was read of them on show."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from components.errors import UserError, listing
from components.shape.specimen import Specimen
from components.store.datasets import Dataset
from components.ui.column_table import ColumnTable
from components.ui.columns import Column
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.findings import Findings
from components.ui.dialogs.import_form import ImportForm
from components.ui.notes import Note
from components.workflow.files_read import FilesRead
from components.workflow.import_choices import ImportChoices
from components.workflow.import_plan import Parcel, fit_variables, parcels, prepared, unchosen
from components.workflow.import_report import Finding, ImportReport
from components.workflow.name_pattern import name_pattern
from components.workflow.session import Offer

_SHOWN = 200  # objects in the preview
_TRIED = 2000  # names that the pattern is tried on while one types
_NAMED = 4  # values of a variable in the hint


class ImportDialog(QDialog):
    """Objects, findings and choices of files that were read; `answer` is what to store and how.

    ``table_wanted`` carries the path of a table of variables to read with the same files; whoever
    listens hands the result to `take`. Nothing is stored here.
    """

    table_wanted = pyqtSignal(object)

    def __init__(
        self, offer: Offer, current: Dataset | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import"))
        self.read = offer.read
        self._choices = ImportChoices()
        self._reported: tuple[Finding, ...] = ()
        self._faults: tuple[Finding, ...] = ()
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.PlainText)
        self.summary.setWordWrap(True)
        self.form = ImportForm(offer.read, offer.targets, current)
        self.objects = ColumnTable(sortable=False)
        self.objects.setAccessibleName(self.tr("The first objects"))
        self.files = ColumnTable()
        self.files.setAccessibleName(self.tr("Files"))
        self.findings = Findings()
        self.problem = Note()
        self.buttons = button_box(self, QDialogButtonBox.Ok | QDialogButtonBox.Cancel)
        self._lay_out()
        self.form.changed.connect(self._follow)
        self.form.table_wanted.connect(self._choose_table)
        self._show_report(offer.report)
        self._follow()
        self.form.name.setFocus()
        self.form.name.selectAll()

    def answer(self) -> tuple[FilesRead, ImportChoices]:
        """Return the files and the choices; the dialog is accepted only where they fit."""
        return self.read, self._choices

    def take(self, offer: Offer | str) -> None:
        """Show the same files with another table of variables, or why it cannot be read."""
        if isinstance(offer, str):
            self.problem.say(offer)
            return
        self.read = offer.read
        self.form.show_files(offer.read)
        self._show_report(offer.report)
        self._follow()

    def add_findings(self, found: Sequence[Finding]) -> None:
        """Show faults of the objects, too, which a check has found meanwhile."""
        self._faults = tuple(found)
        self._show_findings()

    def _follow(self) -> None:
        """Show what the choices make of the files."""
        problem, total = "", 0
        try:
            self._choices, target = self.form.choices(), self.form.target()
            made = parcels(self.read, self._choices, target)
            total = sum(len(parcel.rows) for parcel in made)
            shown = self._prepared(made)
            if target is not None:
                fit_variables([one for _, one in shown], target)
            self._show_objects(shown, total)
        except UserError as error:
            problem = str(error)
            self._show_unchosen()
        self.form.parts.setText(self._parts())
        self.problem.say(problem)
        button = self.buttons.button(QDialogButtonBox.Ok)
        button.setDisabled(bool(problem))
        one, many = self.tr("Import 1 object"), self.tr("Import {n} objects")
        text = one if total == 1 else many.format(n=f"{total:,}")
        button.setText(self.tr("Import") if problem else text)

    def _show_unchosen(self) -> None:
        """Show the objects as they are, for whoever has to choose otherwise."""
        parcel = unchosen(self.read)
        plain = prepared(self.read, ImportChoices(), parcel, _SHOWN)
        self._show_objects([(parcel, one) for one in plain], len(parcel.rows))

    def _prepared(self, made: Sequence[Parcel]) -> list[tuple[Parcel, Specimen]]:
        found: list[tuple[Parcel, Specimen]] = []
        for parcel in made:
            room = _SHOWN - len(found)
            found += [(parcel, one) for one in prepared(self.read, self._choices, parcel, room)]
        return found

    def _show_objects(self, shown: Sequence[tuple[Parcel, Specimen]], total: int) -> None:
        specimens = [one for _, one in shown]
        odd = [len(one.landmarks) != parcel.landmarks for parcel, one in shown]
        missing = np.array([one.missing for one in specimens])
        columns = [
            Column(self.tr("Name"), [one.name for one in specimens]),
            Column(
                self.tr("Landmarks"),
                np.array([len(one.landmarks) for one in specimens]),
                marked=np.array(odd, dtype=np.bool_),
            ),
            Column(self.tr("Missing"), missing, marked=missing > 0),
        ]
        if self._choices.separate:
            sets = [parcel.name for parcel, _ in shown]
            columns.insert(0, Column(self.tr("Data set"), sets))
        if any(one.scale is not None for one in specimens):
            columns.append(Column(self.tr("Scale"), [one.scale for one in specimens]))
        names = dict.fromkeys(name for one in specimens for name in one.variables)
        columns += [Column(name, [one.variables.get(name) for one in specimens]) for name in names]
        self.objects.set_columns(columns)
        title = self.tr("Objects")
        if total > len(specimens):
            title = self.tr("First {n} of {total} objects").format(
                n=len(specimens), total=f"{total:,}"
            )
        self.tabs.setTabText(0, title)

    def _show_report(self, report: ImportReport) -> None:
        self._reported = report.findings
        self._show_findings()
        known = [file for file in report.files if file.format]
        facts = [file.facts for file in known]
        titles = dict.fromkeys(title for fact in facts for title in fact)
        if len(known) == 1:
            words = [f"{title}: {value}" for title, value in facts[0].items()]
            words = [word.replace(" ", "\u00a0") for word in words]  # no line ends within a fact
            self.summary.setText(f"{known[0].name}   {'   '.join(words)}")
        else:
            names = listing([file.name for file in known], 3)
            self.summary.setText(
                self.tr("{n} files: {names}").format(n=f"{len(known):,}", names=names)
            )
        columns = [Column(self.tr("File"), [file.name for file in known])]
        for title in titles:
            values = [fact.get(title, "") for fact in facts]
            columns.append(Column(self.tr(title), values, right=all(map(str.isdigit, values))))
        self.files.set_columns(columns)
        self.tabs.setTabVisible(1, len(known) > 1)

    def _show_findings(self) -> None:
        found = sorted((*self._reported, *self._faults), key=lambda one: not one.problem)
        self.findings.show_findings(found)
        self.findings.setVisible(bool(found))

    def _parts(self) -> str:
        """Say what comes out of the first names."""
        text = self.form.pattern.text()
        try:
            pattern = name_pattern(text) if text.strip() else None
        except UserError:
            return ""
        if pattern is None:
            return str(self.tr("Words name the parts; numbers and * are left out."))
        found = [pattern.values(one.name) for one in self.read.specimens[:_TRIED]]
        fit = [values for values in found if values is not None]
        lines = [
            f"{name}: {listing(list(dict.fromkeys(one[name] for one in fit)), _NAMED)}"
            for name in pattern.variables
            if fit
        ]
        if len(fit) < len(found):
            unfit = self.tr("{n} of {total} names do not have these parts.")
            lines.append(unfit.format(n=len(found) - len(fit), total=len(found)))
        return "\n".join(lines)

    def _choose_table(self) -> None:
        folder = str(self.read.files[0].path.parent)
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Table of variables"), folder, self.tr("Tables (*.csv *.txt *.tsv)")
        )
        if path:
            self.table_wanted.emit(Path(path))

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.objects, self.tr("Objects"))
        self.tabs.addTab(self.files, self.tr("Files"))
        left = QSplitter(Qt.Vertical)
        left.addWidget(self.tabs)
        left.addWidget(self.findings)
        left.setChildrenCollapsible(False)
        left.setSizes([300, 220])
        area = QScrollArea()
        area.setFrameShape(QFrame.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        area.setAccessibleName(self.tr("How to import"))
        area.setFixedWidth(300)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(left, stretch=1)
        row.addWidget(area)
        column = QVBoxLayout(self)
        column.addWidget(self.summary)
        column.addLayout(row, stretch=1)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self.resize(1040, 720)
