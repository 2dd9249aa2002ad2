"""Every screen can be used without a mouse and without eyes: names, and the order of Tab.

The screens are those that `scripts/make_screenshots.py --all` takes pictures of.
"""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from quiet_qt import QUIET

from components.ui.main_window import MainWindow
from scripts.screens import Tour

pytestmark = QUIET


def called(widget: QWidget) -> str:
    """Return what a screen reader says of a widget: its own name, its text, or its label's."""
    own = widget.accessibleName()
    if not own and isinstance(widget, QAbstractButton):
        own = widget.text()
    if own.strip(" .\u2026\u00d7<>+-"):  # signs alone say nothing
        return str(own)
    labels = widget.window().findChildren(QLabel)
    return next((str(label.text()) for label in labels if label.buddy() is widget), "")


def takes_keys(widget: QWidget) -> bool:
    """Whether a user comes to a widget with Tab, and it is no part of another one."""
    inside = isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)
    return (
        bool(widget.focusPolicy() & Qt.TabFocus)
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not inside
        and not widget.objectName().startswith("qt_")
    )


def nameless(shown: QWidget) -> list[str]:
    """Name the widgets on show that take keys, or are buttons, and have no name."""
    found = []
    for widget in shown.findChildren(QWidget):
        wants = takes_keys(widget) or isinstance(widget, QAbstractButton)
        foreign = isinstance(widget, QTabBar) or type(widget).__module__.startswith("pyqtgraph")
        own = isinstance(widget.parentWidget(), QLineEdit)  # Qt's, beside Ctrl+A and Del
        hidden = own or not widget.isVisible() or widget.objectName().startswith("qt_")
        if wants and not hidden and not foreign and not called(widget):
            parents = " in ".join(type(p).__name__ for p in (widget, widget.parentWidget()))
            found.append(f"{parents} {widget.objectName()}")
    return found


def tabbed(shown: QWidget) -> set[QWidget]:
    """Return the widgets that Tab comes by, all around."""
    first = shown.focusWidget() or shown
    found, widget = set(), first
    while widget not in found:
        found.add(widget)
        widget = widget.nextInFocusChain()
    return found


def unreached(shown: QWidget) -> list[str]:
    """Name the widgets on show that take keys and that Tab does not come by."""
    wanted = [w for w in shown.findChildren(QWidget) if takes_keys(w) and w.isVisibleTo(shown)]
    around = tabbed(shown)
    return [type(widget).__name__ for widget in wanted if widget not in around]


def without_focus(shown: QWidget) -> list[str]:
    """Name the buttons on show that only a mouse can press, without keys of their own."""
    buttons = [w for w in shown.findChildren(QAbstractButton) if w.isVisible() and w.isEnabled()]
    return [
        f"{type(b).__name__} {called(b)!r} in {type(b.parentWidget()).__name__}"
        for b in buttons
        if b.focusPolicy() == Qt.NoFocus
        and not b.objectName().startswith("qt_")
        and type(b.parentWidget()).__name__
        not in ("QToolBar", "QDockWidget", "QTabBar", "QLineEdit", "FilterLine", "QTableView")
    ]


LAWS: tuple[Callable[[QWidget], list[str]], ...] = (nameless, unreached, without_focus)


def test_everything_has_a_name_and_is_reached_with_tab(
    open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    wrong: dict[str, None] = {}
    seen: list[str] = []

    def look(name: str, shown: QWidget) -> None:
        seen.append(name)
        if not isinstance(shown, QMenu):
            wrong.update(
                dict.fromkeys(f"{name}: {law.__name__} {w}" for law in LAWS for w in law(shown))
            )
        if isinstance(shown, QDialog) and not shown.windowTitle() and not shown.objectName():
            wrong[f"{name}: the dialog has no title"] = None

    Tour(window, look, 0).go()
    assert len(seen) > 50
    assert not wrong, "\n".join(wrong)
