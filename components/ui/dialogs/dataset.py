"""Ask what the objects of a data set share: names, landmarks, what is drawn between them."""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from components.errors import UserError
from components.shape.link_text import landmarks_of, links_of, text_of_links
from components.shape.links import check_baseline, check_names, check_polygons, check_wireframe
from components.store.datasets import Dataset, Scheme
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.landmark_names import LandmarkNames
from components.ui.notes import Note
from components.workflow.schemes import text_of_variables, variables_of

_MOST = 10_000  # landmarks


@dataclass(frozen=True)
class DatasetAnswer:
    """What was typed, checked."""

    name: str
    description: str
    scheme: Scheme


class DatasetDialog(QDialog):
    """A new data set, or the properties of one that there is.

    ``landmarks`` is how many its objects have, None where that is not known yet. OK is disabled
    while something is wrong, and the reason is shown.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        dataset: Dataset | None = None,
        landmarks: int | None = None,
    ) -> None:
        super().__init__(parent)
        scheme = dataset.scheme if dataset else Scheme(2)
        title = self.tr("Properties of {name}") if dataset else self.tr("New data set")
        self.setWindowTitle(title.format(name=dataset.name if dataset else ""))
        self._fixed = dataset is not None
        self._answer: DatasetAnswer | None = None
        self.name = QLineEdit(dataset.name if dataset else "")
        self.description = QPlainTextEdit(dataset.description if dataset else "")
        self.dimension = QComboBox()
        self.dimension.addItem(self.tr("2-D: images"), 2)
        self.dimension.addItem(self.tr("3-D: surfaces"), 3)
        self.dimension.setCurrentIndex(self.dimension.findData(scheme.dimension))
        self.dimension.setDisabled(self._fixed)
        self.landmarks = QSpinBox()
        self.landmarks.setRange(0, _MOST)
        self.landmarks.setSpecialValueText(self.tr("not known yet"))
        self.landmarks.setValue(landmarks or len(scheme.landmark_names))
        self.landmarks.setDisabled(self._fixed and bool(landmarks))
        self.names = LandmarkNames(scheme.landmark_names)
        self.names.resize_to(self.landmarks.value())
        self.wireframe = QPlainTextEdit(text_of_links(scheme.wireframe))
        self.polygons = QPlainTextEdit(text_of_links(scheme.polygons))
        self.baseline = QLineEdit(text_of_links([scheme.baseline] if scheme.baseline else ()))
        self.variables = QPlainTextEdit(text_of_variables(scheme.variables))
        self.variables.setReadOnly(self._fixed)
        self.problem = Note()
        buttons = QDialogButtonBox.Ok | QDialogButtonBox.Cancel
        self.buttons = button_box(self, buttons, accept="" if dataset else self.tr("Create"))
        self._lay_out()
        self._connect()
        self._check()

    def answer(self) -> DatasetAnswer:
        """Return what was typed; the dialog is accepted only where all of it is right."""
        if self._answer is None:
            self._answer = self._read()
        return self._answer

    def _read(self) -> DatasetAnswer:
        """Read all fields; raises `UserError` for the first that is wrong."""
        name = self.name.text().strip()
        if not name:
            raise UserError(self.tr("The data set needs a name."))
        landmarks = self.landmarks.value() or None
        axes = self.dimension.currentData()
        wireframe = links_of(self.wireframe.toPlainText(), self.tr("Wireframe"))
        polygons = links_of(self.polygons.toPlainText(), self.tr("Polygons"))
        baseline = landmarks_of(self.baseline.text(), self.tr("Baseline"))
        lines = check_wireframe(wireframe, landmarks)
        scheme = Scheme(
            dimension=axes,
            landmark_names=check_names(self.names.names(), landmarks),
            wireframe=tuple((line[0], line[1]) for line in lines),
            polygons=check_polygons(polygons, landmarks),
            variables=variables_of(self.variables.toPlainText()),
            baseline=check_baseline(baseline, landmarks, axes),
        )
        return DatasetAnswer(name, self.description.toPlainText().strip(), scheme)

    def _check(self) -> None:
        self._answer = None
        problem = ""
        try:
            self._answer = self._read()
        except UserError as error:
            problem = str(error)
        self.problem.say(problem)
        self.buttons.button(QDialogButtonBox.Ok).setDisabled(bool(problem))

    def _connect(self) -> None:
        for line in (self.name, self.baseline):
            line.textChanged.connect(self._check)
        for text in (self.description, self.wireframe, self.polygons, self.variables):
            text.textChanged.connect(self._check)
            text.setTabChangesFocus(True)
        self.dimension.currentIndexChanged.connect(self._check)
        self.landmarks.valueChanged.connect(self.names.resize_to)
        self.landmarks.valueChanged.connect(self._check)
        self.names.changed.connect(self._check)
        self.names.refused.connect(self.problem.say)

    def _lay_out(self) -> None:
        tabs = QTabWidget()
        for title, fill in (
            (self.tr("&General"), self._fill_general),
            (self.tr("&Landmarks"), self._fill_landmarks),
            (self.tr("L&inks"), self._fill_links),
            (self.tr("&Variables"), self._fill_variables),
        ):
            tabs.addTab(_tab(fill), title)
        column = QVBoxLayout(self)
        column.addWidget(tabs, stretch=1)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self.resize(480, 440)

    def _fill_general(self, form: QFormLayout) -> None:
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Dimension"), self.dimension)
        form.addRow(self.tr("D&escription"), self.description)

    def _fill_landmarks(self, form: QFormLayout) -> None:
        form.addRow(self.tr("Nu&mber"), self.landmarks)
        form.addRow(self.names)
        form.addRow(
            _hint(self.tr("Names are not needed. A column of a spreadsheet can be pasted."))
        )

    def _fill_links(self, form: QFormLayout) -> None:
        form.addRow(self.tr("&Wireframe"), self.wireframe)
        form.addRow(self.tr("&Polygons"), self.polygons)
        form.addRow(self.tr("&Baseline"), self.baseline)
        self.wireframe.setPlaceholderText("1-2, 2-3, 3-4")
        self.polygons.setPlaceholderText("1-2-3, 3-4-5-6")
        self.baseline.setPlaceholderText(self.tr("1-5 in the plane, 1-5-9 in space"))
        form.addRow(_hint(self.tr("Landmarks are counted from 1.")))

    def _fill_variables(self, form: QFormLayout) -> None:
        form.addRow(self.variables)
        self.variables.setPlaceholderText("species\nage: number\nadult: flag")
        hint = self.tr("One a line, with its type: text, number or flag.")
        if self._fixed:
            hint = self.tr("To change variables, right-click on the header of the object table.")
        form.addRow(_hint(hint))


def _tab(fill: Callable[[QFormLayout], None]) -> QWidget:
    page = QWidget()
    form = QFormLayout(page)
    form.setFieldGrowthPolicy(QFormLayout.ExpandingFieldsGrow)
    fill(form)
    return page


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.PlaceholderText)
    return label
