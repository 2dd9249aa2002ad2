"""Light and dark, by wish or by the system, while the window is open."""

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from PyQt5.QtCore import QEvent, QPoint, QRect, QSize
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QTabWidget,
    QToolBar,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.ui.icons import icon
from components.ui.main_window import MainWindow
from components.ui.palette import is_dark
from components.ui.system_theme import SystemTheme, has_bus
from components.ui.theme import Theme, dark_palette

pytestmark = QUIET


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Say what the system wants."""
    said = Mock(return_value=None)
    monkeypatch.setattr(SystemTheme, "wants_dark", lambda _self: said())
    return said


@pytest.fixture
def theme(qapp: QApplication, system: Mock) -> Iterator[Theme]:
    before = qapp.style().objectName()
    made = Theme(qapp, qapp)
    yield made
    system.return_value = None
    made.use("system")
    assert qapp.style().objectName() == before
    assert not is_dark(qapp.palette())


def test_dark_and_light_by_wish(qapp: QApplication, theme: Theme) -> None:
    theme.use("dark")
    assert is_dark(qapp.palette())
    assert is_dark(QToolTip.palette())
    theme.use("light")
    assert not is_dark(qapp.palette())
    assert not is_dark(QToolTip.palette())


def test_the_system_is_followed_while_the_program_runs(
    qapp: QApplication, theme: Theme, system: Mock
) -> None:
    theme.use("system")
    assert not is_dark(qapp.palette())
    system.return_value = True
    theme.findChild(SystemTheme).changed.emit()
    assert is_dark(qapp.palette())
    theme.use("light")
    theme.findChild(SystemTheme).changed.emit()
    assert not is_dark(qapp.palette())
    theme.use("system")
    system.return_value = False
    theme.findChild(SystemTheme).changed.emit()
    assert not is_dark(qapp.palette())


class Watched(QWidget):
    """Counts how often its palette is changed."""

    changes = 0

    def changeEvent(self, event: QEvent) -> None:
        self.changes += event.type() == QEvent.PaletteChange


def test_nothing_is_done_where_nothing_has_changed(theme: Theme, qtbot: QtBot) -> None:
    widget = Watched()
    qtbot.addWidget(widget)
    theme.use("dark")
    assert widget.changes
    before = widget.changes
    theme.use("dark")
    theme.findChild(SystemTheme).changed.emit()
    assert widget.changes == before


@pytest.mark.parametrize("wish", ["light", "dark"])
def test_text_can_be_read(qtbot: QtBot, theme: Theme, wish: str) -> None:
    theme.use(wish)
    label = QLabel()
    qtbot.addWidget(label)
    palette = label.palette()
    pairs = (
        (QPalette.WindowText, QPalette.Window, 7),
        (QPalette.Text, QPalette.Base, 7),
        (QPalette.Text, QPalette.AlternateBase, 7),
        (QPalette.ButtonText, QPalette.Button, 7),
        (QPalette.PlaceholderText, QPalette.Window, 4.5),
        (QPalette.PlaceholderText, QPalette.Base, 4.5),
    )
    for front, back, least in pairs:
        assert contrast(palette.color(front), palette.color(back)) > least, (wish, front)
    dark = dark_palette()
    assert contrast(dark.color(QPalette.HighlightedText), dark.color(QPalette.Highlight)) > 4.5
    assert contrast(dark.color(QPalette.Link), dark.color(QPalette.Base)) > 4.5


@pytest.mark.parametrize("wish", ["dark", "light"])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton, QLineEdit])
def test_edges_of_fields_and_boxes_are_seen(
    qtbot: QtBot, theme: Theme, wish: str, kind: type[QWidget]
) -> None:
    theme.use(wish)
    page = QWidget()
    qtbot.addWidget(page)
    box = kind(page)
    page.resize(200, 60)
    box.move(10, 10)
    picture = page.grab().toImage()
    middle = 10 + box.height() // 2
    across = [picture.pixelColor(x, middle) for x in range(6, 20)]
    window = page.palette().color(QPalette.Window)
    assert max(contrast(colour, window) for colour in across) > (3 if wish == "dark" else 1.4)


def test_quiet_text_can_be_read_on_the_page_of_a_tab(qtbot: QtBot, theme: Theme) -> None:
    theme.use("dark")
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    tabs.addTab(QWidget(), "one")
    tabs.resize(200, 100)
    behind = tabs.grab().toImage().pixelColor(100, 70)
    assert contrast(tabs.palette().color(QPalette.PlaceholderText), behind) >= 4.5


def test_texts_of_the_toolbar_follow_the_theme(theme: Theme, window: MainWindow) -> None:
    theme.use("dark")
    bar = window.findChild(QToolBar, "tools")
    button = bar.widgetForAction(next(a for a in bar.actions() if a.isEnabled()))
    place = QRect(button.mapTo(window, QPoint()), button.size())
    picture = window.grab(place).toImage()
    text = range(picture.width() // 2, picture.width() - 4)  # right of the icon
    rows = range(4, picture.height() - 4)
    lightest = max(picture.pixelColor(x, y).lightness() for x in text for y in rows)
    assert lightest > 180


def test_icons_follow_the_theme(theme: Theme, window: MainWindow) -> None:
    theme.use("dark")
    undo = next(action for _, action in window.declared.all() if action.objectName() == "undo")
    assert brightness(undo.icon()) > 200
    theme.use("light")
    assert brightness(undo.icon()) < 60


def test_icons_are_sharp_at_any_size() -> None:
    drawn = icon("mdi.undo", QPalette())
    for side in (16, 20, 64):
        assert drawn.pixmap(QSize(side, side)).width() == side


def test_without_a_bus_the_system_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not has_bus()
    assert SystemTheme().wants_dark() is None


def brightness(drawn: object) -> int:
    """Lightness, 0 to 255, of the pixel that the icon covers most."""
    image = drawn.pixmap(32, 32).toImage()  # type: ignore[attr-defined]
    pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    return int(max(pixels, key=QColor.alpha).lightness())


def contrast(first: QColor, second: QColor) -> float:
    """Contrast ratio of WCAG 2."""
    low, high = sorted(luminance(colour) + 0.05 for colour in (first, second))
    return high / low


def luminance(colour: QColor) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()
