"""Ask how many units a pixel measures."""

from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from components.errors import UserError
from components.shape.table import ShapeTable
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.hints import hint
from components.ui.notes import Note
from components.workflow import calibrating
from components.workflow.calibrating import Calibration


class CalibrationDialog(QDialog):
    """A known distance of two landmarks, or units per pixel, for all objects or those chosen.

    ``table`` holds all objects of the data set, ``chosen`` the ids of those that are selected.
    """

    def __init__(
        self, table: ShapeTable, chosen: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Calibrate"))
        self._table = table
        rows = np.flatnonzero(np.isin(table.ids, chosen))
        self._some = table.take(rows) if 0 < len(rows) < table.objects else None
        self._answer: Calibration | None = None
        self.by_distance = QRadioButton(self.tr("A &distance that is known"))
        self.by_scale = QRadioButton(self.tr("&Units per pixel"))
        self.first, self.second = QComboBox(), QComboBox()
        self.first.setAccessibleName(self.tr("From landmark"))
        self.second.setAccessibleName(self.tr("To landmark"))
        self.length, self.scale = QLineEdit("10"), QLineEdit()
        self.unit = QComboBox()
        self.unit.addItems(calibrating.UNITS)
        self.only_chosen = QRadioButton(self._count(len(rows), chosen=True))
        self.all = QRadioButton(self._count(table.objects, chosen=False))
        self.becomes = QLabel()
        self.problem = Note()
        self.buttons = button_box(
            self, QDialogButtonBox.Ok | QDialogButtonBox.Cancel, accept=self.tr("&Calibrate")
        )
        self._fill()
        self._lay_out()
        self._connect()
        self._check()

    def answer(self) -> Calibration:
        """Return the scales; the dialog is accepted only where there are some."""
        assert self._answer is not None, "the dialog is accepted only with an answer"
        return self._answer

    def _count(self, number: int, *, chosen: bool) -> str:
        if chosen:
            text = self.tr("{n} selected &objects")
            if number < 2:
                text = self.tr("The selected &object") if number else self.tr("Selected &objects")
        else:
            text = self.tr("&All {n} objects of the data set")
        return str(text.format(n=f"{number:,}"))

    def _fill(self) -> None:
        table = self._table
        names = table.landmark_names or ("",) * table.landmarks
        for box in (self.first, self.second):
            for i, name in enumerate(names):
                box.addItem(f"{i + 1}  {name}".rstrip())
        self.second.setCurrentIndex(min(1, table.landmarks - 1))
        self.by_distance.setEnabled(table.landmarks > 1)
        (self.by_distance if table.landmarks > 1 else self.by_scale).setChecked(True)
        (self.only_chosen if self._some else self.all).setChecked(True)
        self.only_chosen.setEnabled(self._some is not None)
        known = table.scales[np.isfinite(table.scales)]
        if len(known):
            self.scale.setText(f"{np.median(known):.6g}")
        self.unit.setCurrentIndex(max(self.unit.findText(table.unit), 0))

    def _check(self) -> None:
        distance = self.by_distance.isChecked()
        for widget in (self.first, self.second, self.length):
            widget.setEnabled(distance)
        self.scale.setEnabled(not distance)
        self._answer, problem, left = None, "", ""
        try:
            self._answer, left = self._read()
        except UserError as error:
            problem = str(error)
        self.becomes.setText(calibrating.described(self._answer) if self._answer else "")
        self.problem.say(problem or left)
        self.buttons.button(QDialogButtonBox.Ok).setEnabled(self._answer is not None)

    def _read(self) -> tuple[Calibration, str]:
        table = self._some if self._some and self.only_chosen.isChecked() else self._table
        unit = self.unit.currentText()
        if self.by_scale.isChecked():
            return calibrating.typed(table, _number(self.scale), unit), ""
        landmarks = self.first.currentIndex(), self.second.currentIndex()
        return calibrating.measured(table, *landmarks, _number(self.length), unit)

    def _connect(self) -> None:
        for line in (self.length, self.scale):
            line.textChanged.connect(self._check)
        for box in (self.first, self.second, self.unit):
            box.currentIndexChanged.connect(self._check)
        for radio in (self.by_distance, self.only_chosen):
            radio.toggled.connect(self._check)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self._groups = [QButtonGroup(self) for _ in range(2)]
        ways, which = self._groups
        for radio in (self.by_distance, self.by_scale):
            ways.addButton(radio)
        for radio in (self.only_chosen, self.all):
            which.addButton(radio)
        pair = QHBoxLayout()
        pair.addWidget(self.first, stretch=1)
        pair.addWidget(QLabel(self.tr("to")))
        pair.addWidget(self.second, stretch=1)
        column.addWidget(self.by_distance)
        form = _indented(column)
        form.addRow(self.tr("From landmark"), pair)
        form.addRow(self.tr("Di&stance"), self.length)
        column.addWidget(self.by_scale)
        _indented(column).addRow(self.tr("&Value"), self.scale)
        rest = QFormLayout()
        rest.setContentsMargins(0, 8, 0, 8)
        rest.addRow(self.tr("Unit o&f length"), self.unit)
        objects = QVBoxLayout()
        objects.addWidget(self.only_chosen)
        objects.addWidget(self.all)
        rest.addRow(self.tr("For"), objects)
        rest.addRow(self.tr("Scale"), self.becomes)
        self.becomes.setTextInteractionFlags(Qt.TextSelectableByMouse)
        column.addLayout(rest)
        column.addWidget(hint(self._now()))
        column.addWidget(self.problem)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(480)

    def _now(self) -> str:
        known = np.isfinite(self._table.scales)
        if not known.any():
            return str(self.tr("No object has a scale yet: sizes are in pixels."))
        text = self.tr("{n} of {all} objects have a scale now. Coordinates stay as they are.")
        return str(text.format(n=f"{known.sum():,}", all=f"{self._table.objects:,}"))


def _indented(column: QVBoxLayout) -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(24, 0, 0, 4)
    column.addLayout(form)
    return form


def _number(line: QLineEdit) -> float:
    try:
        return float(line.text().strip().replace(",", "."))
    except ValueError:
        raise UserError(line.tr("Type a number above 0.")) from None
