"""Ask where a backup of the library shall go."""

from pathlib import Path

from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from components.errors import UserError
from components.store.files import refuse_nested
from components.ui.dialogs.button_box import button_box
from components.ui.dialogs.explained import lay_out
from components.ui.dialogs.folder_field import FolderField
from components.ui.notes import Note


class BackupDialog(QDialog):
    """The folder that a backup of ``library`` is put into, ``place`` being a proposal."""

    def __init__(self, parent: QWidget | None, library: Path, place: Path | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Back up the library"))
        self._library = library
        self.place = FolderField(self.tr("Folder for backups"), place)
        self.problem = Note()
        self.buttons = button_box(
            self, QDialogButtonBox.Ok | QDialogButtonBox.Cancel, accept=self.tr("&Back up")
        )
        self._lay_out()
        self.place.changed.connect(self._check)
        self._check()

    def answer(self) -> Path:
        """Return the folder."""
        return self._read()

    def _read(self) -> Path:
        place = self.place.folder()
        if place is None or not place.is_dir():
            raise UserError(self.tr("Choose a folder that is there."))
        refuse_nested(self._library, place.resolve() / "backup")
        return place

    def _check(self) -> None:
        problem = ""
        try:
            self._read()
        except UserError as error:
            problem = str(error)
        self.problem.say(problem if self.place.line.text() else "")
        self.buttons.button(QDialogButtonBox.Ok).setDisabled(bool(problem))

    def _lay_out(self) -> None:
        library = QLabel(str(self._library))
        library.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("Library"), library)
        form.addRow(self.tr("&Into the folder"), self.place)
        lay_out(
            self,
            self.tr(
                "A new folder with the date in its name is made there, best on another disk. "
                "Every row and every file is compared with the original. A backup can be "
                "opened like any library, or restored into one."
            ),
            form,
            self.problem,
            self.buttons,
        )
