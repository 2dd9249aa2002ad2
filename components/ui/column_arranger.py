"""Columns of a table that are hidden, shown again and dragged to other places."""

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QHeaderView, QMenu

from components.ui.column_model import ColumnModel
from components.workflow.column_layouts import ColumnLayout


class ColumnArranger(QObject):
    """Keeps the header of a table as a `ColumnLayout` says, also when its columns are others.

    ``changed`` carries the layout that a user has made; `menu` is where it can be made.
    """

    changed = pyqtSignal(object)

    def __init__(self, header: QHeaderView, model: ColumnModel) -> None:
        super().__init__(header)
        self.layout = ColumnLayout()
        self._header = header
        self._model = model
        self._arranging = False
        header.setSectionsMovable(True)
        header.sectionMoved.connect(self._moved)
        self.menu = QMenu(self.tr("C&olumns"), header)
        self.menu.aboutToShow.connect(self._fill)

    def use(self, layout: ColumnLayout) -> None:
        """Arrange the columns in another way."""
        self.layout = layout
        self.arrange()

    def arrange(self) -> None:
        """Arrange the columns that are in the table now."""
        keys = self._keys()
        hidden = self.layout.hidden if set(keys) - self.layout.hidden else frozenset()
        self._arranging = True
        for place, key in enumerate(self.layout.arranged(keys)):
            self._header.moveSection(self._header.visualIndex(keys.index(key)), place)
        for section, key in enumerate(keys):
            self._header.setSectionHidden(section, key in hidden)
        self._arranging = False

    def set_hidden(self, section: int, *, hidden: bool) -> None:
        """Hide a column or show it again, as the user wants."""
        key = frozenset({self._keys()[section]})
        now = self.layout.hidden | key if hidden else self.layout.hidden - key
        self._change(ColumnLayout(self.layout.order, now))

    def show_all(self) -> None:
        """Show every column, where it is."""
        self._change(ColumnLayout(self.layout.order))

    def reset(self) -> None:
        """Show every column, in the order in which they come."""
        self._change(ColumnLayout())

    def hidden_count(self) -> int:
        """Return how many columns are hidden."""
        return int(self._header.hiddenSectionCount())

    def may_hide(self) -> bool:
        """Whether a column would be left."""
        return len(self._model.columns) - self.hidden_count() > 1

    def _change(self, layout: ColumnLayout) -> None:
        self.use(layout)
        self.changed.emit(layout)

    def _moved(self, _section: int, _old: int, _new: int) -> None:
        if not self._arranging:
            keys = self._keys()
            order = [keys[self._header.logicalIndex(place)] for place in range(len(keys))]
            self.layout = ColumnLayout(tuple(order), self.layout.hidden)
            self.changed.emit(self.layout)

    def _keys(self) -> list[str]:
        return [column.key or column.title for column in self._model.columns]

    def _fill(self) -> None:
        """List the columns as they stand, the shown ones ticked."""
        self.menu.clear()
        for place in range(len(self._model.columns)):
            section = self._header.logicalIndex(place)
            hidden = self._header.isSectionHidden(section)
            title = self._model.columns[section].title.replace("&", "&&")
            action = self.menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(not hidden)
            action.setEnabled(hidden or self.may_hide())
            action.triggered.connect(
                lambda shown, section=section: self.set_hidden(section, hidden=not shown)
            )
        self.menu.addSeparator()
        show = self.menu.addAction(self.tr("&Show all"))
        show.setEnabled(self.hidden_count() > 0)
        show.triggered.connect(lambda _checked: self.show_all())
        reset = self.menu.addAction(self.tr("&Reset columns"))
        reset.setEnabled(self.layout != ColumnLayout())
        reset.triggered.connect(lambda _checked: self.reset())
