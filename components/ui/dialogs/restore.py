"""Ask which backup shall be restored, and say what is in it."""

from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import QLocale
from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QWidget,
)

from components.errors import UserError
from components.store.restore import Held, held_by
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.explained import lay_out
from components.ui.dialogs.folder_field import FolderField
from components.ui.notes import Note


class RestoreDialog(QDialog):
    """A daily copy out of ``copies``, or the folder of a backup."""

    def __init__(self, parent: QWidget | None, copies: Sequence[Path]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Restore from a backup"))
        self.source = QComboBox()
        self.source.addItem(self.tr("A backup in a folder"), None)
        for copy in reversed(copies):
            self.source.addItem(copy.stem, copy)
        self.folder = FolderField(self.tr("Backup or library"))
        self.content = QLabel(" ")
        self.problem = Note()
        self.buttons = button_box(
            self, QDialogButtonBox.Ok | QDialogButtonBox.Cancel, accept=self.tr("&Restore")
        )
        self._lay_out()
        self.source.currentIndexChanged.connect(self._check)
        self.folder.changed.connect(self._check)
        self._check()

    def answer(self) -> Path:
        """Return the backup."""
        chosen = self._chosen()
        assert chosen is not None, "the dialog is accepted only with a backup"
        return chosen

    def _chosen(self) -> Path | None:
        copy: Path | None = self.source.currentData()
        return copy or self.folder.folder()

    def _check(self) -> None:
        self.folder.setEnabled(self.source.currentData() is None)
        problem, found, chosen = "", None, self._chosen()
        if chosen is not None:
            try:
                found = held_by(chosen)
            except UserError as error:
                problem = str(error)
        nothing = self.tr("nothing yet: choose the folder of a backup")
        if chosen is not None:
            nothing = "\u2013"
        self.content.setText(self._described(found) if found else nothing)
        self.problem.say(problem)
        self.buttons.button(QDialogButtonBox.Ok).setDisabled(found is None)

    def _described(self, found: Held) -> str:
        number = QLocale().toString
        text = self.tr("data sets: {sets}, objects: {objects}, analyses: {analyses}")
        return str(
            text.format(
                sets=number(found.datasets),
                objects=number(found.objects),
                analyses=number(found.analyses),
            )
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("&Which"), self.source)
        form.addRow(self.tr("&Folder"), self.folder)
        form.addRow(self.tr("Holds"), self.content)
        lay_out(
            self,
            self.tr(
                "The data sets of the backup are added to this library, beside those that "
                "are in it; where a name is taken, the new one gets a number. Nothing is "
                "overwritten, and undo takes it all away again."
            ),
            form,
            self.problem,
            self.buttons,
        )
