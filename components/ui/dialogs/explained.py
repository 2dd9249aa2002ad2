"""How a dialog about a folder is laid out: what will happen, the fields, what is wrong."""

from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout

from components.ui.dialogs.hints import hint
from components.ui.notes import Note


def lay_out(
    dialog: QDialog, said: str, form: QFormLayout, problem: Note, buttons: QDialogButtonBox
) -> None:
    """Put an explanation above the fields of a dialog, the problem and the buttons below them."""
    column = QVBoxLayout(dialog)
    column.setSpacing(10)
    column.addWidget(hint(said))
    column.addLayout(form)
    column.addWidget(problem)
    column.addStretch(1)
    column.addWidget(buttons)
    dialog.setMinimumWidth(540)
