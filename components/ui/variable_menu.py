"""The menu of the table's header: variables are added, changed, moved and removed there."""

from PyQt5.QtCore import QObject, QPoint, Qt, pyqtSignal
from PyQt5.QtWidgets import QDialog, QMenu

from components.ui.dialogs.variable import VariableDialog
from components.ui.object_table import ObjectTable


class VariableMenu(QObject):
    """Asks what has to be asked and tells what is wanted.

    ``added`` carries name, type and place among the variables, ``changed`` the old name, the new
    one and the type, ``moved`` a name and its place, ``removed`` a name.
    """

    added = pyqtSignal(str, str, int)
    changed = pyqtSignal(str, str, str)
    moved = pyqtSignal(str, int)
    removed = pyqtSignal(str)

    def __init__(self, table: ObjectTable) -> None:
        super().__init__(table)
        self._table = table
        header = table.horizontalHeader()
        header.setContextMenuPolicy(Qt.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show)

    def ask_new(self, place: int) -> None:
        """Ask for a variable to add."""
        dialog = VariableDialog(self._table.variables(), self._table.window())
        self._open(dialog)
        dialog.accepted.connect(lambda: self.added.emit(*dialog.answer(), place))

    def ask_change(self, name: str) -> None:
        """Ask for another name or type of a variable."""
        kinds = self._table.variables()
        others = set(kinds) - {name}
        dialog = VariableDialog(others, self._table.window(), name=name, kind=kinds[name])
        self._open(dialog)
        dialog.accepted.connect(lambda: self.changed.emit(name, *dialog.answer()))

    def _show(self, position: QPoint) -> None:
        header = self._table.horizontalHeader()
        if not self._table.model().columnCount():
            return
        name = self._table.variable_at(header.logicalIndexAt(position))
        names = list(self._table.variables())
        place = names.index(name) if name is not None else len(names)
        menu = QMenu(header)
        menu.setAttribute(Qt.WA_DeleteOnClose)
        if name is not None:
            menu.addAction(self.tr("&Change {name}…").format(name=name)).triggered.connect(
                lambda: self.ask_change(name)
            )
            left = menu.addAction(self.tr("Move &left"))
            left.setEnabled(place > 0)
            left.triggered.connect(lambda: self.moved.emit(name, place - 1))
            right = menu.addAction(self.tr("Move &right"))
            right.setEnabled(place < len(names) - 1)
            right.triggered.connect(lambda: self.moved.emit(name, place + 1))
            menu.addAction(self.tr("Re&move {name}").format(name=name)).triggered.connect(
                lambda: self.removed.emit(name)
            )
            menu.addSeparator()
        menu.addAction(self.tr("&Add variable…")).triggered.connect(
            lambda: self.ask_new(place + (name is not None))
        )
        self._offer_columns(menu, header.logicalIndexAt(position))
        menu.popup(header.mapToGlobal(position))

    def _offer_columns(self, menu: QMenu, section: int) -> None:
        """Offer to hide the column, and the menu of all of them."""
        menu.addSeparator()
        arranger = self._table.arranger
        if section >= 0:
            title = self._table.model().columns[section].title.replace("&", "&&")
            hide = menu.addAction(self.tr("&Hide {name}").format(name=title))
            hide.setEnabled(arranger.may_hide())
            hide.triggered.connect(lambda: arranger.set_hidden(section, hidden=True))
        menu.addMenu(arranger.menu)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WA_DeleteOnClose)
        dialog.open()
