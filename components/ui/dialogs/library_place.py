"""Ask where a library shall be: a new one, or one that is to move."""

from itertools import chain, count
from pathlib import Path

from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from components.errors import UserError
from components.store.files import refuse_nested
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.explained import lay_out
from components.ui.dialogs.folder_field import FolderField
from components.ui.dialogs.hints import hint
from components.ui.notes import Note


class LibraryPlaceDialog(QDialog):
    """Name and place of a folder; ``source`` is the library that shall move there, if one shall."""

    def __init__(self, parent: QWidget | None, place: Path, source: Path | None = None) -> None:
        super().__init__(parent)
        self._source = source
        move = source is not None
        self.setWindowTitle(self.tr("Move the library") if move else self.tr("New library"))
        self.name = QLineEdit(source.name if source else _free(place, self.tr("Library")))
        self.place = FolderField(self.tr("Folder for the library"), None if move else place)
        self.path = hint("")
        self.problem = Note()
        self.buttons = button_box(
            self,
            QDialogButtonBox.Ok | QDialogButtonBox.Cancel,
            accept=self.tr("&Move") if move else self.tr("&Create"),
        )
        self._lay_out()
        for change in (self.name.textChanged, self.place.changed):
            change.connect(self._check)
        self._check()
        if move:
            self.place.setFocus()
        else:
            self.name.selectAll()

    def answer(self) -> Path:
        """Return the folder of the library, which is not there yet, or empty."""
        return self._read()

    def _read(self) -> Path:
        """Read the fields; raises `UserError` for the first that is wrong."""
        name, place = self.name.text().strip(), self.place.folder()
        if not name or name in {".", ".."} or set(name) & set('/\\:*?"<>|'):
            raise UserError(self.tr('Type a name without any of these: / \\ : * ? " < > |'))
        if place is None:
            raise UserError(self.tr("Choose the folder that the library shall lie in."))
        target: Path = place / name
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            raise UserError(
                self.tr("{folder} is not empty; type another name.").format(folder=target)
            )
        if self._source is not None:
            refuse_nested(self._source, target.resolve())
        return target

    def _check(self) -> None:
        problem = path = ""
        try:
            path = str(self._read())
        except UserError as error:
            problem = str(error)
        except OSError as error:
            problem = self.tr("That folder cannot be used: {reason}").format(reason=error.strerror)
        self.path.setText(self.tr("Its folder will be {path}").format(path=path) if path else " ")
        waiting = self.place.folder() is None and not self.place.line.text()
        self.problem.say("" if waiting else problem)  # nothing is wrong before a place is chosen
        self.buttons.button(QDialogButtonBox.Ok).setDisabled(bool(problem))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&In the folder"), self.place)
        form.addRow("", self.path)
        said = self.tr(
            "A library is one folder with a database and its photographs and meshes. "
            "Keep it on a disk of this computer: folders that are synchronised with a cloud "
            "may be changed behind the program's back."
        )
        if self._source is not None:
            said = self.tr(
                "The library is copied, compared and only then removed from {folder}. "
                "A note stays there that leads to its new place."
            ).format(folder=self._source)
        lay_out(self, said, form, self.problem, self.buttons)


def _free(place: Path, name: str) -> str:
    """Return the name, or the first of ``name 2``, ``name 3`` ... that is not taken in a folder."""
    names = chain([name], (f"{name} {number}" for number in count(2)))
    return next(one for one in names if not (place / one).exists())
