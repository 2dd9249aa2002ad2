"""Ask what to compute of a data set."""

from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from components.store.datasets import Dataset
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.hints import hint
from components.workflow.analysing import Request


class NewAnalysisDialog(QDialog):
    """Name, superimposition, grouping variable and treatment of missing landmarks."""

    def __init__(self, dataset: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New analysis"))
        self.name = QLineEdit(self.tr("Analysis"))
        self.name.selectAll()
        self.group = QComboBox()
        self.group.addItem(self.tr("No groups"), None)
        for variable, kind in dataset.scheme.variables:
            if kind != "number":
                self.group.addItem(variable, variable)
        self.group.setCurrentIndex(min(1, self.group.count() - 1))
        self.method = QComboBox()
        self.method.addItem(self.tr("Generalised Procrustes"), "procrustes")
        self.method.addItem(self.tr("Bookstein coordinates"), "bookstein")
        self.missing = QComboBox()
        self.missing.addItem(self.tr("Estimate by thin-plate spline"), "tps")
        self.missing.addItem(self.tr("Estimate by regression"), "regression")
        self.missing.addItem(self.tr("Estimate from the mean shape"), "mean")
        self.missing.addItem(self.tr("Leave out such objects"), "leave out")
        self.permutations = self._permutations()
        form = QFormLayout(self)
        what = self.tr("{n} objects of {name}").format(n=dataset.objects, name=dataset.name)
        form.addRow(QLabel(what))
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("Compare &groups of"), self.group)
        form.addRow(self.tr("&Permutations"), self.permutations)
        form.addRow(self.tr("&Superimposition"), self.method)
        form.addRow(self.tr("&Missing landmarks"), self.missing)
        self.note = hint("")
        form.addRow("", self.note)
        standard = QDialogButtonBox.Ok | QDialogButtonBox.Cancel
        form.addRow(button_box(self, standard, accept=self.tr("&Analyse")))
        self._baseline = dataset.scheme.baseline
        self.method.currentIndexChanged.connect(self._say_baseline)
        self.group.currentIndexChanged.connect(self._allow_permutations)
        self._allow_permutations()
        self._say_baseline()
        self.setMinimumWidth(400)

    def answer(self) -> tuple[str, Request]:
        """Return the name and the request that were chosen."""
        request = Request(
            group=self.group.currentData(),
            method=self.method.currentData(),
            missing=self.missing.currentData(),
            permutations=self.permutations.value() if self.permutations.isEnabled() else 0,
            baseline=self._baseline if self.method.currentData() == "bookstein" else (),
        )
        return self.name.text().strip() or self.tr("Analysis"), request

    def _permutations(self) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, 99_999)
        box.setSingleStep(500)
        box.setGroupSeparatorShown(True)
        box.setSpecialValueText(self.tr("None: distances without p-values"))
        box.setToolTip(
            self.tr("Tests the distances between groups by shuffling the objects of each two.")
        )
        return box

    def _allow_permutations(self) -> None:
        self.permutations.setEnabled(self.group.currentData() is not None)

    def _say_baseline(self) -> None:
        text = " "
        if self.method.currentData() == "bookstein":
            text = self.tr(
                "Baseline: the first landmarks; the properties of the data set set others."
            )
            if self._baseline:
                numbers = ", ".join(str(landmark + 1) for landmark in self._baseline)
                text = self.tr("Baseline: landmarks {numbers}.").format(numbers=numbers)
        self.note.setText(text)
