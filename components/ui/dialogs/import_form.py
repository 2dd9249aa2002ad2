"""The choices of an import as a form."""

from collections.abc import Sequence

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from components.errors import UserError
from components.shape.systems import SYSTEMS
from components.store.datasets import Dataset
from components.workflow.files_read import FilesRead
from components.workflow.import_choices import ImportChoices, Target

_ONE, _EACH, _INTO = "one", "each", "into"


class ImportForm(QWidget):
    """Every choice that matters for the files that were read.

    ``changed`` is emitted after each change; ``table_wanted`` when a table of variables is to be
    chosen.
    """

    changed = pyqtSignal()
    table_wanted = pyqtSignal()

    def __init__(
        self,
        read: FilesRead,
        targets: Sequence[Target],
        current: Dataset | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._targets = {target.dataset.id: target for target in targets}
        self._make_places(read, targets, current)
        self._make_variables()
        self._make_landmarks(read)
        self._lay_out()
        self.show_files(read)
        self._connect()
        self._follow()

    def choices(self) -> ImportChoices:
        """Return what is chosen; raises `UserError` where a field cannot be understood."""
        where = self.where.currentData()
        return ImportChoices(
            name=self.name.text(),
            parent=self.below.currentData() if where != _INTO else None,
            into=self.into.currentData() if where == _INTO else None,
            separate=where == _EACH,
            names=self.pattern.text(),
            unequal=self.unequal.currentData(),
            missing=self._codes(),
            negative_missing=self.negative.isChecked(),
            apply_scale=self.scale.currentData() == "apply",
            system=self.system.currentData(),
            skip_unreadable=self.skip.isChecked(),
        )

    def target(self) -> Target | None:
        """Return the data set that the objects are added to, or None."""
        if self.where.currentData() != _INTO:
            return None
        return self._targets[self.into.currentData()]

    def show_files(self, read: FilesRead) -> None:
        """Offer what makes sense for these files."""
        self.table.setText(read.table.name if read.table else self.tr("none"))
        several = bool((read.landmarks != read.landmarks[:1]).any())
        self._show_row(self.unequal, several or bool(self._targets))
        self._show_row(self.scale, bool(read.scaled.any()))
        self._show_row(self.skip, len(read.good) < len(read.files))

    def _make_places(
        self, read: FilesRead, targets: Sequence[Target], current: Dataset | None
    ) -> None:
        self.where = QComboBox()
        self.where.addItem(self.tr("A new data set"), _ONE)
        if len(read.good) > 1:
            self.where.addItem(self.tr("A data set for each file"), _EACH)
        if targets:
            self.where.addItem(self.tr("A data set that is there"), _INTO)
        self.name = QLineEdit(read.good[0].path.stem)
        self.below = self._datasets(self.tr("none: at the top"))
        self.into = self._datasets()
        if current is not None:
            self.into.setCurrentIndex(self.into.findData(current.id))

    def _make_variables(self) -> None:
        self.table = QLabel()
        self.choose = QPushButton(self.tr("&Choose…"))
        self.choose.clicked.connect(self.table_wanted)
        self.pattern = QLineEdit()
        self.pattern.setPlaceholderText("genus_species_sex_01")
        self.parts = _hint()

    def _make_landmarks(self, read: FilesRead) -> None:
        self.unequal = QComboBox()
        self.unequal.addItem(self.tr("Keep them as they are"), "keep")
        self.unequal.addItem(self.tr("Fill up with missing landmarks"), "fill")
        self.unequal.addItem(self.tr("Leave them out"), "leave out")
        self.codes = QLineEdit()
        self.codes.setPlaceholderText(self.tr("for example -999"))
        self.negative = QCheckBox(self.tr("Ne&gative coordinates, too"))
        self.scale = QComboBox()
        self.scale.addItem(self.tr("Keep beside the coordinates"), "keep")
        self.scale.addItem(self.tr("Apply to the coordinates"), "apply")
        self.system = QComboBox()
        self.system.addItem(self.tr("As in the files"), "")
        for system, axes in SYSTEMS.items():
            if (read.axes == axes).all():
                self.system.addItem(self._systems()[system], system)
        self.skip = QCheckBox(self.tr("&Leave out files that cannot be read"))
        self.skip.setChecked(True)  # they are the first findings on show

    def _codes(self) -> tuple[float, ...]:
        words = self.codes.text().replace(",", " ").replace(";", " ").split()
        try:
            return tuple(map(float, words))
        except ValueError:
            raise UserError(
                self.tr("{text!r} is not a list of numbers such as -999.").format(
                    text=self.codes.text()
                )
            ) from None

    def _systems(self) -> dict[str, str]:
        return {
            "y up": self.tr("y axis up"),
            "y down": self.tr("y axis down"),
            "LPS": self.tr("LPS: left, posterior, superior"),
            "RAS": self.tr("RAS: right, anterior, superior"),
        }

    def _datasets(self, none: str = "") -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        if none:
            box.addItem(none, None)
        for target in self._targets.values():
            box.addItem(target.dataset.name, target.dataset.id)
        return box

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.table, stretch=1)
        row.addWidget(self.choose)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.ExpandingFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.WrapAllRows)
        form.addRow(self.skip)
        form.addRow(self.tr("&Store as"), self.where)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Below"), self.below)
        form.addRow(self.tr("&Data set"), self.into)
        form.addRow(self.tr("Table of variables"), row)
        form.addRow(self.tr("&Variables out of names"), self.pattern)
        form.addRow(self.parts)
        form.addRow(self.tr("Objects with &another number of landmarks"), self.unequal)
        form.addRow(self.tr("Numbers that mean &missing"), self.codes)
        form.addRow(self.negative)
        form.addRow(self.tr("Scal&e"), self.scale)
        form.addRow(self.tr("C&oordinates"), self.system)
        self._form = form
        for box in self.findChildren(QComboBox):
            box.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)

    def _connect(self) -> None:
        for line in (self.name, self.pattern, self.codes):
            line.textChanged.connect(self._follow)
        for box in (self.where, self.below, self.into, self.unequal, self.scale, self.system):
            box.currentIndexChanged.connect(self._follow)
        for check in (self.negative, self.skip):
            check.toggled.connect(self._follow)

    def _follow(self) -> None:
        where = self.where.currentData()
        self._show_row(self.name, where == _ONE)
        self._show_row(self.below, where != _INTO and bool(self._targets))
        self._show_row(self.into, where == _INTO)
        self.changed.emit()

    def _show_row(self, field: QWidget, shown: bool) -> None:  # noqa: FBT001  # as setVisible
        field.setVisible(shown)
        label = self._form.labelForField(field)
        if label is not None:
            label.setVisible(shown)


def _hint() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.PlaceholderText)
    return label
