"""Ask what to compute of a data set."""

from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from components.store.datasets import Dataset
from components.workflow.analysing import Request


class NewAnalysisDialog(QDialog):
    """Name, superimposition, grouping variable and treatment of missing landmarks."""

    def __init__(self, dataset: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New analysis"))
        self.name = QLineEdit(self.tr("Analysis"))
        self.name.selectAll()
        self.group = QComboBox()
        self.group.addItem(self.tr("no groups"), None)
        for variable, kind in dataset.scheme.variables:
            if kind != "number":
                self.group.addItem(variable, variable)
        self.group.setCurrentIndex(min(1, self.group.count() - 1))
        self.method = QComboBox()
        self.method.addItem(self.tr("Generalised Procrustes"), "procrustes")
        self.method.addItem(self.tr("Bookstein coordinates"), "bookstein")
        self.missing = QComboBox()
        self.missing.addItem(self.tr("estimate by thin-plate spline"), "tps")
        self.missing.addItem(self.tr("estimate by regression"), "regression")
        self.missing.addItem(self.tr("estimate from the mean shape"), "mean")
        self.missing.addItem(self.tr("leave out such objects"), "leave out")
        form = QFormLayout(self)
        what = self.tr("{n} objects of {name}").format(n=dataset.objects, name=dataset.name)
        form.addRow(QLabel(what))
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("Compare &groups of"), self.group)
        form.addRow(self.tr("&Superimposition"), self.method)
        form.addRow(self.tr("&Missing landmarks"), self.missing)
        buttons = QDialogButtonBox(QDialogButtonBox.Ok | QDialogButtonBox.Cancel)
        buttons.button(QDialogButtonBox.Ok).setText(self.tr("Analyse"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def answer(self) -> tuple[str, Request]:
        """Return the name and the request that were chosen."""
        request = Request(
            group=self.group.currentData(),
            method=self.method.currentData(),
            missing=self.missing.currentData(),
        )
        return self.name.text().strip() or self.tr("Analysis"), request
