"""Light or dark: what the user or the system wants, as the palette of the application."""

from PyQt5.QtCore import QObject
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication, QStyleFactory, QToolTip

from components.ui.palette import is_dark, quiet
from components.ui.system_theme import SystemTheme

_DARK = {
    QPalette.Window: "#2a2c30",
    QPalette.WindowText: "#e4e6e9",
    QPalette.Base: "#1e2023",
    QPalette.AlternateBase: "#25272b",
    QPalette.Text: "#e4e6e9",
    QPalette.Button: "#35383d",
    QPalette.ButtonText: "#e4e6e9",
    QPalette.BrightText: "#ff7b6b",
    QPalette.ToolTipBase: "#3a3d43",
    QPalette.ToolTipText: "#f0f1f3",
    QPalette.Highlight: "#2f6db0",
    QPalette.HighlightedText: "#ffffff",
    QPalette.Link: "#6fb3f2",
    QPalette.LinkVisited: "#b79af0",
    # of edges, from light to dark
    QPalette.Light: "#4b4f56",
    QPalette.Midlight: "#3d4046",
    QPalette.Mid: "#26282c",
    QPalette.Dark: "#1a1b1e",
    QPalette.Shadow: "#0e0f11",
}
_DARK_DISABLED = {
    QPalette.WindowText: "#7c8189",
    QPalette.Text: "#7c8189",
    QPalette.ButtonText: "#7c8189",
    QPalette.Highlight: "#45494f",
    QPalette.HighlightedText: "#a5a9b0",
    QPalette.Light: "#1e2023",  # what Fusion draws behind the text of menus, as if engraved
}
# Fusion draws the edge of a field or a box in a darker colour than that of the window: on dark
# it is not to be seen. These take another one for the window, of which they show nothing else.
_EDGE = "#c4c9d1"
_EDGED = ("QCheckBox", "QRadioButton", "QLineEdit", "QTreeWidget", "QListWidget")


class Theme(QObject):
    """The theme of the application. Widgets follow its palette by themselves."""

    def __init__(self, application: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._application = application
        self._style = application.style().objectName()
        self._tool_tips = QToolTip.palette()
        self._system = SystemTheme(self)
        self._system.changed.connect(self._follow)
        self._wish = "system"
        self._dark: bool | None = None  # None leaves it to the platform
        self._change(self._dark)

    def use(self, wish: str) -> None:
        """Follow a value of the option `components.workflow.options.THEME`."""
        self._wish = wish
        self._follow()

    def _follow(self) -> None:
        dark = self._system.wants_dark() if self._wish == "system" else self._wish == "dark"
        if dark != self._dark:
            self._dark = dark
            self._change(dark)

    def _change(self, dark: bool | None) -> None:  # noqa: FBT001  # a value, not a switch
        """Take the platform's own colours where they are as wanted, else those of Fusion."""
        self._set_style(self._style)
        palette, tool_tips = QPalette(), self._tool_tips
        self._application.setPalette(palette)
        if dark is not None and dark != is_dark(self._application.palette()):
            self._set_style("fusion")
            palette = dark_palette() if dark else QStyleFactory.create("fusion").standardPalette()
            tool_tips = palette
            self._application.setPalette(palette)
        # some platforms leave this one out, and labels that use it would be blank
        palette.setColor(QPalette.PlaceholderText, quiet(self._application.palette()))
        self._application.setPalette(palette)
        if palette.color(QPalette.Window) == QColor(_DARK[QPalette.Window]):
            edged = QPalette(palette)
            edged.setColor(QPalette.Window, QColor(_EDGE))
            for kind in _EDGED:
                self._application.setPalette(edged, kind)
        QToolTip.setPalette(tool_tips)

    def _set_style(self, name: str) -> None:
        if self._application.style().objectName() != name:  # it asks every widget anew
            self._application.setStyle(name)


def dark_palette() -> QPalette:
    """Return colours for platforms that have none: text has 7:1 against what is behind it."""
    palette = QPalette()
    for role, colour in _DARK.items():
        palette.setColor(role, QColor(colour))
    for role, colour in _DARK_DISABLED.items():
        palette.setColor(QPalette.Disabled, role, QColor(colour))
    return palette
