"""Opens a library for a window, and asks what to do where another program has it."""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtWidgets import QMessageBox, QWidget

from components.errors import UserError
from components.store.faults import LibraryInUse, LibraryMoved, LibraryReadOnly
from components.workflow.session import Session

Ask = Callable[[UserError, QWidget | None], str]

READ, AGAIN, LEAVE = "read", "again", "leave"


def open_session(
    folder: Path, changed: Callable[[], None], parent: QWidget | None = None, ask: Ask | None = None
) -> Session:
    """Open a library, the new place of one that was moved.

    Where it cannot be written now, ``ask`` (a dialog) says whether to read it only (`READ`), to
    try `AGAIN` or to `LEAVE` it, which raises the error. Raises `UserError` as `Session` does.
    """
    read_only = False
    while True:
        try:
            return Session(folder, changed, read_only=read_only)
        except LibraryMoved as moved:
            folder = moved.target
        except (LibraryInUse, LibraryReadOnly) as error:
            answer = (ask or ask_how_to_open)(error, parent)
            if answer == LEAVE:
                raise
            read_only = answer == READ


def ask_how_to_open(error: UserError, parent: QWidget | None) -> str:
    """Ask by a dialog; closing it means `LEAVE`."""
    box = QMessageBox(parent)
    box.setObjectName("how_to_open")
    box.setIcon(QMessageBox.Question)
    box.setWindowTitle("Modan2")
    box.setText(str(error))
    box.setInformativeText(box.tr("Read only: everything is shown, nothing can be changed."))
    answers = {
        box.addButton(box.tr("Open to &read"), QMessageBox.AcceptRole): READ,
        box.addButton(box.tr("&Try again"), QMessageBox.ResetRole): AGAIN,
        box.addButton(QMessageBox.Cancel): LEAVE,
    }
    box.exec()
    return answers.get(box.clickedButton(), LEAVE)
