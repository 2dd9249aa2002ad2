"""Ask for the name and the type of a variable."""

from collections.abc import Collection

from PyQt5.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from components.ui.dialogs.button_box import button_box
from components.ui.notes import Note


class VariableDialog(QDialog):
    """A new variable, or one that there is; ``taken`` are the names of the others."""

    def __init__(
        self, taken: Collection[str], parent: QWidget, *, name: str = "", kind: str = "text"
    ) -> None:
        super().__init__(parent)
        title = self.tr("Variable {name}") if name else self.tr("Add variable")
        self.setWindowTitle(title.format(name=name))
        self._taken = taken
        self.name = QLineEdit(name)
        self.name.selectAll()
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Text"), "text")
        self.kind.addItem(self.tr("Number"), "number")
        self.kind.addItem(self.tr("Flag: true or false"), "flag")
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.problem = Note()
        buttons = QDialogButtonBox.Ok | QDialogButtonBox.Cancel
        self.buttons = button_box(self, buttons, accept="" if name else self.tr("Add"))
        form = QFormLayout(self)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Type"), self.kind)
        form.addRow(self.problem)
        form.addRow(self.buttons)
        form.setSizeConstraint(QFormLayout.SetFixedSize)
        self.name.setMinimumWidth(260)
        self.name.textChanged.connect(self._check)
        self._check()

    def answer(self) -> tuple[str, str]:
        """Return the name and the type."""
        return self.name.text().strip(), str(self.kind.currentData())

    def _check(self) -> None:
        name = self.name.text().strip()
        problem = ""
        if name in self._taken:
            problem = self.tr("There is a variable {name} already.").format(name=name)
        self.problem.say(problem)
        self.buttons.button(QDialogButtonBox.Ok).setEnabled(bool(name) and not problem)
