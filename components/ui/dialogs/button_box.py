"""The buttons at the foot of a dialog."""

from PyQt5.QtGui import QIcon
from PyQt5.QtWidgets import QDialog, QDialogButtonBox


def button_box(
    dialog: QDialog, standard: QDialogButtonBox.StandardButtons, *, accept: str = ""
) -> QDialogButtonBox:
    """Make buttons that accept or reject a dialog; ``accept`` renames its OK.

    They have no pictures, of which some styles have old ones that no theme fits.
    """
    box = QDialogButtonBox(standard)
    if accept:
        box.button(QDialogButtonBox.Ok).setText(accept)
    without_pictures(box)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def without_pictures(box: QDialogButtonBox) -> None:
    """Take the pictures off the buttons of a box that Qt has made."""
    for button in box.buttons():
        button.setIcon(QIcon())
