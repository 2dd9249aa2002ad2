"""Whether the system asks programs to be dark, which Qt 5 knows on macOS only."""

import os
import sys

from PyQt5.QtCore import QObject, QSettings, pyqtSignal, pyqtSlot
from PyQt5.QtGui import QGuiApplication

_WINDOWS = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
_PORTAL = "org.freedesktop.portal.Settings"
_ADDRESS = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop")
_SETTING = ["org.freedesktop.appearance", "color-scheme"]
_PATIENCE = 100  # milliseconds for an answer: a window that opens light is better than none
_DARK = 1  # of the portal: 0 is no preference, 2 is light


class SystemTheme(QObject):
    """``changed`` is emitted when the system may have become dark or light."""

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if sys.platform == "win32":
            # the choice is made in another window, so this one becomes active afterwards
            QGuiApplication.instance().applicationStateChanged.connect(self.changed)
        elif has_bus():
            self._listen()

    def wants_dark(self) -> bool | None:
        """Ask the system; None where it has no opinion, or gives it to Qt itself."""
        if sys.platform == "win32":
            settings = QSettings(_WINDOWS, QSettings.NativeFormat)
            light = settings.value("AppsUseLightTheme")
            return None if light is None else int(light) == 0
        return _portal_wants_dark() if has_bus() else None

    def _listen(self) -> None:
        from PyQt5.QtDBus import QDBusConnection

        bus = QDBusConnection.sessionBus()
        service, path = _ADDRESS
        bus.connect(service, path, _PORTAL, "SettingChanged", self._heard)

    @pyqtSlot()
    def _heard(self) -> None:
        self.changed.emit()


def has_bus() -> bool:
    """Whether there is a D-Bus to ask: without its address Qt would try to start one."""
    return sys.platform.startswith("linux") and bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS"))


def _portal_wants_dark() -> bool | None:
    """Ask the portal that desktops on Linux share."""
    from PyQt5.QtDBus import QDBus, QDBusConnection, QDBusMessage

    message = QDBusMessage.createMethodCall(*_ADDRESS, _PORTAL, "Read")
    message.setArguments(_SETTING)
    reply = QDBusConnection.sessionBus().call(message, QDBus.Block, _PATIENCE)
    if reply.type() != QDBusMessage.ReplyMessage:
        return None
    value = reply.arguments()[0]
    while hasattr(value, "variant"):  # a variant in a variant
        value = value.variant()
    return bool(value == _DARK) if value else None
