"""Ask what the objects of a data set share: names, landmarks, what is drawn between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from components.errors import UserError
from components.shape.curve_text import curves_of, text_of_curves
from components.shape.curves import check_curves
from components.shape.link_text import landmarks_of, links_of, text_of_links
from components.shape.links import check_baseline, check_names, check_polygons, check_wireframe
from components.store.datasets import Dataset, Scheme
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.hints import hint
from components.ui.dialogs.landmark_names import LandmarkNames
from components.ui.notes import Note
from components.workflow.schemes import text_of_variables, variables_of

_MOST = 10_000  # landmarks


@dataclass(frozen=True)
class DatasetAnswer:
    """What was typed, checked; ``parent`` is the data set that it lies in, None for the top."""

    name: str
    description: str
    scheme: Scheme
    parent: int | None = None


class DatasetDialog(QDialog):
    """A new data set, or the properties of one that there is.

    ``landmarks`` is how many its objects have, None where that is not known yet; ``others`` are
    all data sets, parents first, and ``inside`` the one that it lies in. OK is disabled while
    something is wrong, and the reason is shown.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        dataset: Dataset | None = None,
        landmarks: int | None = None,
        *,
        others: Sequence[Dataset] = (),
        inside: int | None = None,
    ) -> None:
        super().__init__(parent)
        scheme = dataset.scheme if dataset else Scheme(2)
        title = self.tr("Properties of {name}") if dataset else self.tr("New data set")
        self.setWindowTitle(title.format(name=dataset.name if dataset else ""))
        self._fixed, self._system = dataset is not None, scheme.system
        self._answer: DatasetAnswer | None = None
        self.name = QLineEdit(dataset.name if dataset else "")
        self.parents, self.dimension = QComboBox(), QComboBox()
        self._offer(others, dataset, inside, scheme.dimension)
        self.description = QPlainTextEdit(dataset.description if dataset else "")
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
        self.curves = QPlainTextEdit(text_of_curves(scheme.curves))
        self.variables = QPlainTextEdit(text_of_variables(scheme.variables))
        self.variables.setReadOnly(self._fixed)
        self.problem = Note()
        buttons = QDialogButtonBox.Ok | QDialogButtonBox.Cancel
        self.buttons = button_box(self, buttons, accept="" if dataset else self.tr("Create"))
        self._lay_out()
        self._connect()
        self._check()
        self.problem.say("")  # nothing is wrong before anything was typed

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
            system=self._system,
            curves=check_curves(curves_of(self.curves.toPlainText()), landmarks),
        )
        text = self.description.toPlainText().strip()
        return DatasetAnswer(name, text, scheme, self.parents.currentData())

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
        texts = (self.description, self.wireframe, self.polygons, self.curves, self.variables)
        for text in texts:
            text.textChanged.connect(self._check)
            text.setTabChangesFocus(True)
        self.parents.currentIndexChanged.connect(self._check)
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
            (self.tr("Cu&rves"), self._fill_curves),
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
        form.addRow(self.tr("In&side"), self.parents)
        form.addRow(self.tr("&Dimension"), self.dimension)
        form.addRow(self.tr("D&escription"), self.description)

    def _fill_landmarks(self, form: QFormLayout) -> None:
        form.addRow(self.tr("Nu&mber"), self.landmarks)
        form.addRow(self.names)
        said = self.tr("Names are not needed. A column of a spreadsheet can be pasted.")
        if not self.landmarks.value():
            said = self.tr("Set the number to name them, or leave it to the first import. ") + said
        form.addRow(hint(said))

    def _fill_links(self, form: QFormLayout) -> None:
        form.addRow(self.tr("&Wireframe"), self.wireframe)
        form.addRow(self.tr("&Polygons"), self.polygons)
        form.addRow(self.tr("&Baseline"), self.baseline)
        self.wireframe.setPlaceholderText("1-2, 2-3, 3-4")
        self.polygons.setPlaceholderText("1-2-3, 3-4-5-6")
        self.baseline.setPlaceholderText(self.tr("1-5 in the plane, 1-5-9 in space"))
        said = self.tr(
            "Landmarks are counted from 1. The wireframe is drawn as lines, polygons as faces; the"
            " baseline lies still in Bookstein coordinates."
        )
        form.addRow(hint(said))

    def _fill_curves(self, form: QFormLayout) -> None:
        form.addRow(self.curves)
        self.curves.setAccessibleName(self.tr("Curves, one a line"))
        self.curves.setPlaceholderText("ridge: 1-2\nlower edge: 3-5..34-4\neye: 6-7-8, closed")
        said = self.tr(
            "One a line: its name, then the two landmarks at its ends, or all landmarks and"
            " semilandmarks along it; 5..34 stands for all from 5 to 34. Write closed where it"
            " ends at its first landmark. A curve that is only traced needs no landmarks."
        )
        form.addRow(hint(said))

    def _fill_variables(self, form: QFormLayout) -> None:
        form.addRow(self.variables)
        self.variables.setPlaceholderText("species\nage: number\nadult: flag")
        self.variables.setAccessibleName(self.tr("Variables, one a line"))
        said = self.tr("One a line, with its type: text, number or flag (yes or no).")
        if self._fixed:
            said = self.tr("To change variables, right-click on the header of the object table.")
        form.addRow(hint(said))

    def _offer(
        self, others: Sequence[Dataset], dataset: Dataset | None, inside: int | None, axes: int
    ) -> None:
        """Offer both dimensions, and the top and all data sets that do not lie in this one."""
        self.dimension.addItem(self.tr("2-D: photographs, drawings"), 2)
        self.dimension.addItem(self.tr("3-D: surfaces, scans"), 3)
        self.dimension.setCurrentIndex(self.dimension.findData(axes))
        self.parents.addItem(self.tr("the library itself"), None)
        depths: dict[int | None, int] = {None: 0}
        for other in others:
            if other.parent not in depths or (dataset and other.id == dataset.id):
                continue
            depths[other.id] = depths[other.parent] + 1
            self.parents.addItem(f"{'    ' * depths[other.id]}{other.name}", other.id)
        self.parents.setCurrentIndex(max(0, self.parents.findData(inside)))


def _tab(fill: Callable[[QFormLayout], None]) -> QWidget:
    page = QWidget()
    form = QFormLayout(page)
    form.setFieldGrowthPolicy(QFormLayout.ExpandingFieldsGrow)
    fill(form)
    return page
