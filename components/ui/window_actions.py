"""Menus, toolbar and context menus, made of the declared actions."""

from collections.abc import Callable, Sequence

import qtawesome
from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QKeySequence, QPalette
from PyQt5.QtWidgets import QAction, QMainWindow, QWidget

from components.workflow.actions import ACTIONS, State


class WindowActions:
    """The actions of one window; ``handlers`` has one function for each declared action."""

    def __init__(self, window: QMainWindow, handlers: dict[str, Callable[[], object]]) -> None:
        self._actions: dict[str, QAction] = {}
        self._window = window
        menus: dict[str, list[QAction]] = {}
        for declared in ACTIONS:
            action = QAction(window.tr(declared.text), window)
            action.setShortcut(QKeySequence(declared.keys))
            action.setStatusTip(window.tr(declared.tip))
            keys = f" ({declared.keys})" if declared.keys else ""
            action.setToolTip(window.tr(declared.tip) + keys)
            action.triggered.connect(lambda _checked, key=declared.key: handlers[key]())
            self._actions[declared.key] = action
            menus.setdefault(declared.menu, []).append(action)
        for title, actions in menus.items():
            window.menuBar().addMenu(window.tr(title)).addActions(actions)
        self._add_toolbar()
        self.colour_icons()

    def update(self, state: State) -> None:
        """Enable what can be done now, and name what undo and redo would do."""
        for declared in ACTIONS:
            self._actions[declared.key].setEnabled(declared.enabled(state))
        for key, label in (("undo", state.undo), ("redo", state.redo)):
            text = self._window.tr(next(a.text for a in ACTIONS if a.key == key))
            self._actions[key].setText(f"{text} {label}".rstrip())

    def fill_context_menu(self, widget: QWidget, keys: Sequence[str]) -> None:
        """Offer some of the actions where a user clicks with the right button."""
        widget.setContextMenuPolicy(Qt.ActionsContextMenu)
        widget.addActions([self._actions[key] for key in keys])

    def colour_icons(self) -> None:
        """Draw the icons in the colour of the theme's text."""
        colour = self._window.palette().color(QPalette.ButtonText)
        pale = self._window.palette().color(QPalette.Disabled, QPalette.ButtonText)
        for declared in ACTIONS:
            if declared.icon:
                icon = qtawesome.icon(declared.icon, color=colour, color_disabled=pale)
                self._actions[declared.key].setIcon(icon)

    def _add_toolbar(self) -> None:
        bar = self._window.addToolBar(self._window.tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        bar.addActions([self._actions[a.key] for a in ACTIONS if a.toolbar])
