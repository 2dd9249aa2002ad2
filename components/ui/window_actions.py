"""Menus, toolbar and context menus, made of the declared actions."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QPoint, QSize, Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QMainWindow, QMenu, QToolBar, QWidget

from components.ui.icons import icon
from components.workflow.actions import ACTIONS, State

_STYLES = {
    "beside": Qt.ToolButtonTextBesideIcon,
    "under": Qt.ToolButtonTextUnderIcon,
    "icons": Qt.ToolButtonIconOnly,
    "text": Qt.ToolButtonTextOnly,
}
_FIRST = {
    "new_dataset", "add_sample", "save_report", "quit", "back_up", "move_library", "rename",
    "merge", "calibrate", "find", "preferences", "about",
}  # of a group in their menus, by their keys  # fmt: skip


class WindowActions:
    """The actions of one window; ``handlers`` has one function for each declared action."""

    def __init__(self, window: QMainWindow, handlers: dict[str, Callable[[], object]]) -> None:
        self._actions: dict[str, QAction] = {}
        self._window = window
        self._menus: dict[str, QMenu] = {}
        for declared in ACTIONS:
            action = QAction(window.tr(declared.text), window)
            action.setObjectName(declared.key)
            action.setShortcut(QKeySequence(declared.keys))
            action.setStatusTip(window.tr(declared.tip))
            action.triggered.connect(lambda _checked, key=declared.key: handlers[key]())
            self._actions[declared.key] = action
            keys = self._keys(declared.key)
            action.setToolTip(window.tr(declared.tip) + (f" ({keys})" if keys else ""))
            if declared.menu not in self._menus:
                self._menus[declared.menu] = window.menuBar().addMenu(window.tr(declared.menu))
            if declared.key in _FIRST:
                self._menus[declared.menu].addSeparator()
            self._menus[declared.menu].addAction(action)
        self._bar = self._add_toolbar()
        self.colour_icons()

    def update(self, state: State) -> None:
        """Enable what can be done now, and name what undo and redo would do."""
        for declared in ACTIONS:
            self._actions[declared.key].setEnabled(declared.enabled(state))
        for key, label in (("undo", state.undo), ("redo", state.redo)):
            text = self._window.tr(next(a.text for a in ACTIONS if a.key == key))
            self._actions[key].setText(f"{text} {label}".rstrip())
            # the toolbar stays as it is: a long label would push other buttons out of it
            self._actions[key].setIconText(plain_text(text))

    def all(self) -> list[tuple[str, QAction]]:
        """Return every action with the title of its menu, in the order of the menus."""
        tr = self._window.tr
        return [(plain_text(tr(a.menu)), self._actions[a.key]) for a in ACTIONS]

    def keys(self) -> list[tuple[str, str, str, str]]:
        """Return menu, text, keys and tip of every action that has keys."""
        tr = self._window.tr
        return [
            (plain_text(tr(a.menu)), plain_text(tr(a.text)), self._keys(a.key), tr(a.tip))
            for a in ACTIONS
            if a.keys
        ]

    def put_after(self, key: str, menu: QMenu) -> None:
        """Insert a menu below an action."""
        above = self._actions[key]
        home = next(m for m in self._menus.values() if above in m.actions())
        place = home.actions().index(above) + 1
        home.insertMenu([*home.actions(), None][place], menu)

    def fill_context_menu(self, widget: QWidget, keys: Sequence[str]) -> None:
        """Offer those of the actions that can be done where a user clicks with the right button."""
        menu = QMenu(widget)
        widget.setContextMenuPolicy(Qt.CustomContextMenu)

        def show(place: QPoint) -> None:
            menu.clear()
            able = [self._actions[key] for key in keys if self._actions[key].isEnabled()]
            menu.addActions(able)
            if able:
                menu.popup(widget.mapToGlobal(place))

        widget.customContextMenuRequested.connect(show)

    def colour_icons(self) -> None:
        """Draw the icons and the texts of the toolbar in the colour of the theme's text."""
        self._bar.setStyleSheet(self._bar.styleSheet())  # it keeps the colours that it met
        for declared in ACTIONS:
            if declared.icon:
                drawn = icon(declared.icon, self._window.palette())
                self._actions[declared.key].setIcon(drawn)

    def style_toolbar(self, style: str) -> None:
        """Follow a value of the option `components.workflow.options.TOOLBAR`."""
        self._bar.setToolButtonStyle(_STYLES[style])

    def _keys(self, key: str) -> str:
        return str(self._actions[key].shortcut().toString(QKeySequence.NativeText))

    def _add_toolbar(self) -> QToolBar:
        bar = self._window.addToolBar(self._window.tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        bar.setStyleSheet("QToolBar { border: 0; padding: 3px; spacing: 2px; }")  # no bright edges
        bar.addActions([self._actions[a.key] for a in ACTIONS if a.toolbar])
        return bar


def plain_text(text: str) -> str:
    """Return a text of a menu without the sign that underlines a letter, and without dots."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
