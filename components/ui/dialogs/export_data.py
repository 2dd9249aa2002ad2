"""Ask what to write of a data set, in which format and where."""

from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from components.errors import UserError
from components.formats.reading import Reading
from components.store.datasets import Dataset
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.hints import hint
from components.ui.notes import Note
from components.workflow.export_choices import PACKAGE, WRITABLE, ExportChoices, format_named
from components.workflow.exporting import file_names, foreseen, in_folder
from components.workflow.packaging import SUFFIX

_ROWS = 4  # variables that are seen at once


class ExportDialog(QDialog):
    """Format, objects and place of an export; ``some`` are objects that tell what there is.

    ``chosen`` are ids of the objects that are selected, ``folder`` is where the file is proposed.
    OK is disabled while something is wrong, and the reason is shown. Nothing is written here.
    """

    def __init__(
        self,
        dataset: Dataset,
        some: Reading,
        chosen: Sequence[int],
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export {name}").format(name=dataset.name))
        self._dataset, self._some, self._chosen = dataset, some, tuple(chosen)
        self._folder, self._proposed, self._unfit = folder, "", ""
        self._make_what()
        self._make_how()
        self._make_where()
        self.losses = hint("")
        self.losses.setAlignment(Qt.AlignTop)
        self.losses.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.problem = Note()
        buttons = QDialogButtonBox.Ok | QDialogButtonBox.Cancel
        self.buttons = button_box(self, buttons, accept=self.tr("Export"))
        self._lay_out()
        self._connect()
        self._follow()

    def answer(self) -> tuple[ExportChoices, Path]:
        """Return the choices and the path; the dialog is accepted only where they are right."""
        return self._choices(), self._place()

    def _make_what(self) -> None:
        total = self._dataset.objects
        self.objects = QComboBox()
        self.objects.addItem(self.tr("All {n} objects").format(n=f"{total:,}"), "all")
        count = len(self._chosen)
        if 0 < count < total:
            one, many = self.tr("The chosen object"), self.tr("The {n} chosen objects")
            self.objects.addItem(one if count == 1 else many.format(n=f"{count:,}"), "chosen")
        self.variables = QListWidget()
        for name, _ in self._dataset.scheme.variables:
            item = QListWidgetItem(name)
            item.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable | Qt.ItemIsUserCheckable)
            item.setCheckState(Qt.Checked)
            self.variables.addItem(item)
        height = self.variables.sizeHintForRow(0) * min(self.variables.count(), _ROWS)
        self.variables.setFixedHeight(height + 2 * self.variables.frameWidth() + 4)

    def _make_how(self) -> None:
        self.format = QComboBox()
        self.format.addItem(f"{self.tr('Modan2 package: everything')} ({SUFFIX})", PACKAGE)
        for form in WRITABLE:
            self.format.addItem(f"{form.name} ({form.suffixes[0]})", form.name)
        self.format.setCurrentIndex(self.format.findData(WRITABLE[0].name))
        self.coordinates = QComboBox()
        self.coordinates.addItem(self.tr("As digitised"), "raw")
        self.coordinates.addItem(self.tr("Superimposed (Procrustes)"), "superimposed")
        self.scale = QComboBox()
        self.scale.addItem(self.tr("Keep beside the coordinates"), "keep")
        self.scale.addItem(self.tr("Apply to the coordinates"), "apply")
        self.missing = QLineEdit()
        self.missing.setPlaceholderText(self.tr("as the format writes them"))
        self.separate = QCheckBox(self.tr("A file for &each object, in a folder"))

    def _make_where(self) -> None:
        self.path = QLineEdit()
        self.choose = QPushButton(self.tr("C&hoose…"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        self.overwrite = QCheckBox(self.tr("&Replace what is there"))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.ExpandingFieldsGrow)
        form.addRow(self.tr("&Format"), self.format)
        form.addRow(self.tr("&Objects"), self.objects)
        form.addRow(self.tr("&Coordinates"), self.coordinates)
        form.addRow(self.tr("&Scale"), self.scale)
        form.addRow(self.tr("&Missing landmarks"), self.missing)
        form.addRow(self.tr("&Variables"), self.variables)
        form.addRow("", self.separate)
        row = QHBoxLayout()
        row.addWidget(self.path, stretch=1)
        row.addWidget(self.choose)
        form.addRow(self.tr("&Write to"), row)
        form.labelForField(row).setBuddy(self.path)
        form.addRow("", self.overwrite)
        for box in (self.format, self.objects, self.coordinates, self.scale):
            box.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self._form = form
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addSpacing(10)
        column.addWidget(QLabel(self.tr("What is lost:")))
        column.addWidget(self.losses, stretch=1)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self._show_row(self.variables, bool(self.variables.count()))
        self._show_row(self.scale, any(one.scale is not None for one in self._some.specimens))
        self._show_row(self.missing, any(one.missing for one in self._some.specimens))
        self.resize(600, 560)

    def _connect(self) -> None:
        for box in (self.format, self.objects, self.coordinates, self.scale):
            box.currentIndexChanged.connect(self._follow)
        self.variables.itemChanged.connect(self._follow)
        self.missing.textChanged.connect(self._follow)
        self.separate.toggled.connect(self._follow)
        self.path.textChanged.connect(self._check)
        self.overwrite.toggled.connect(self._check)

    def _follow(self) -> None:
        """Enable what the format can do, propose a place, and say what will be lost."""
        package = self.format.currentData() == PACKAGE
        for field in (self.coordinates, self.scale, self.missing, self.variables, self.objects):
            field.setDisabled(package)
        alone = package or format_named(self.format.currentData()).single
        self.separate.setDisabled(alone)
        self._propose()
        self._unfit, told = "", ""
        try:
            told = self._told(foreseen(self._some, self._choices()), package=package)
        except UserError as error:
            self._unfit = str(error)
        self.losses.setText(told)
        self._check()

    def _check(self) -> None:
        """Say what is wrong with the place, or with what was chosen."""
        there = self._taken()
        self.overwrite.setVisible(there)
        problem = self._unfit
        if not problem and not self._place().is_absolute():
            problem = self.tr("Write the whole path, or choose a place.")
        if not problem and there and not self.overwrite.isChecked():
            name = self._place().name
            problem = self.tr("{name} is there already; choose another name, or replace it.")
            problem = problem.format(name=name)
        self.problem.say(problem)
        self.buttons.button(QDialogButtonBox.Ok).setDisabled(bool(problem))

    def _choices(self) -> ExportChoices:
        """Return what is chosen; raises `UserError` where the missing code is no number."""
        name = self.format.currentData()
        if name == PACKAGE:
            return ExportChoices(name, overwrite=self._replaces())
        items = [self.variables.item(i) for i in range(self.variables.count())]
        kept = tuple(item.text() for item in items if item.checkState() == Qt.Checked)
        return ExportChoices(
            format=name,
            objects=self._chosen if self.objects.currentData() == "chosen" else None,
            superimposed=self.coordinates.currentData() == "superimposed",
            apply_scale=self.scale.currentData() == "apply",
            missing=self._code(),
            variables=None if len(kept) == len(items) else kept,
            separate=self.separate.isChecked(),
            overwrite=self._replaces(),
        )

    def _replaces(self) -> bool:
        return self._taken() and bool(self.overwrite.isChecked())

    def _code(self) -> float | None:
        text = self.missing.text().strip()
        try:
            return float(text) if text else None
        except ValueError:
            sentence = self.tr("{text!r} is not a number for missing landmarks, such as -999.")
            raise UserError(sentence.format(text=text)) from None

    def _in_folder(self) -> bool:
        name = self.format.currentData()
        if name == PACKAGE:
            return False
        chosen = self.objects.currentData() == "chosen"
        count = len(self._chosen) if chosen else self._dataset.objects
        choices = ExportChoices(separate=self.separate.isChecked())
        return in_folder(choices, format_named(name), count)

    def _propose(self) -> None:
        """Propose a place that fits the format, unless another one was typed."""
        if self.path.text() != self._proposed:
            return
        name = self.format.currentData()
        suffix = SUFFIX if name == PACKAGE else format_named(name).suffixes[0]
        (file,) = file_names([self._dataset.name], "" if self._in_folder() else suffix)
        self._proposed = str(self._folder / file)
        self.path.setText(self._proposed)

    def _place(self) -> Path:
        return Path(self.path.text().strip()).expanduser()

    def _taken(self) -> bool:
        place = self._place()
        if self._in_folder():
            return place.is_dir() and any(place.iterdir())
        return place.exists()

    def _told(self, sentences: Sequence[str], *, package: bool) -> str:
        if package:
            below = self.tr(
                "Nothing: objects, images, meshes, analyses and the data sets below are in it."
            )
            return str(below)
        name = format_named(self.format.currentData()).name
        lines = list(sentences) or [self.tr("Nothing: {name} holds it all.").format(name=name)]
        if any(one.image or one.mesh for one in self._some.specimens):
            lines.append(self.tr("Images and meshes are not copied; a package takes them along."))
        judged = len(self._some.specimens)
        if sentences and judged < self._dataset.objects:
            text = self.tr("Judged by {n} of the objects; the file itself is looked at again.")
            lines.append(text.format(n=judged))
        return "\n".join(lines)

    def _choose(self) -> None:
        title, place = self.tr("Export to"), self.path.text()
        if self._in_folder():
            path = QFileDialog.getExistingDirectory(self, title, place)
        else:
            path, _ = QFileDialog.getSaveFileName(
                self, title, place, options=QFileDialog.DontConfirmOverwrite
            )
        if path:
            self.path.setText(path)

    def _show_row(self, field: QWidget, shown: bool) -> None:  # noqa: FBT001  # as setVisible
        field.setVisible(shown)
        self._form.labelForField(field).setVisible(shown)
