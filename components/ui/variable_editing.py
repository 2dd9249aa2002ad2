"""What the header of the object table wants changed becomes an edit of the variables."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QObject, Qt
from PyQt5.QtWidgets import QMessageBox

from components.errors import Step
from components.shape.specimen import Value
from components.shape.variables import fitted
from components.ui.object_page import ObjectPage
from components.workflow import edits
from components.workflow.history import Editor

Edit = Callable[[str, int, Callable[[Editor, Step], object], str], None]
"""Carries out an edit: title of a task, number of objects, the edit, what to say afterwards."""


class VariableEditing(QObject):
    """Adds, changes, moves and removes variables of the data set on a page."""

    def __init__(self, page: ObjectPage, edit: Edit) -> None:
        super().__init__(page)
        self._page = page
        self._edit = edit
        page.variables.added.connect(self.add)
        page.variables.changed.connect(self.change)
        page.variables.moved.connect(self.move)
        page.variables.removed.connect(self.remove)

    def add(self, name: str, kind: str, place: int) -> None:
        """Add a variable without values."""
        self._do(lambda editor, number: edits.add_variable(editor, number, name, kind, place))

    def move(self, name: str, place: int) -> None:
        """Move a variable among the others."""
        self._do(lambda editor, number: edits.move_variable(editor, number, name, place))

    def remove(self, name: str) -> None:
        """Remove a variable with its values."""
        text = self.tr("The variable {name} was removed; undo brings it back.").format(name=name)
        self._do(lambda editor, number: edits.remove_variable(editor, number, name), text)

    def change(self, old: str, name: str, kind: str) -> None:
        """Give a variable another name or type; values that do not fit are asked about first."""
        columns = self._page.columns
        odd = unfit(columns.variables[old], kind) if columns is not None else []
        if not odd:
            self._change(old, name, kind)
            return
        first = self._page.table.row_name(odd[0])
        box = QMessageBox(self._page.window())
        box.setAttribute(Qt.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Question)
        count = self.tr("{n} values of {name} do not fit the type {kind}, the first in {first}.")
        box.setText(count.format(n=f"{len(odd):,}", name=old, kind=kind, first=first))
        box.setInformativeText(self.tr("They would be emptied; undo brings them back."))
        empty = box.addButton(self.tr("Change and empty them"), QMessageBox.AcceptRole)
        box.addButton(QMessageBox.Cancel)
        empty.clicked.connect(lambda: self._change(old, name, kind))
        box.open()

    def _change(self, old: str, name: str, kind: str) -> None:
        before = self._page.table.variables().get(old)

        def act(editor: Editor, number: int) -> None:
            with editor.together(f"Change variable {old}") as parts:
                if kind != before:
                    edits.retype_variable(parts, number, old, kind, empty_unfit=True)
                if name != old:
                    edits.rename_variable(parts, number, old, name)

        self._do(act)

    def _do(self, act: Callable[[Editor, int], object], done: str = "") -> None:
        dataset = self._page.dataset
        if dataset is not None:
            title = self.tr("Changing variables of {name}").format(name=dataset.name)
            self._edit(title, dataset.objects, lambda editor, _: act(editor, dataset.id), done)


def unfit(values: Sequence[Value], kind: str) -> list[int]:
    """Places of the values that cannot become values of another type."""

    def fits(value: Value) -> bool:
        try:
            fitted(value, kind)
        except ValueError:
            return False
        return True

    return [place for place, value in enumerate(values) if not fits(value)]
