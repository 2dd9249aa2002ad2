"""Colours out of the palette in force, so that light and dark themes both stay readable."""

from PyQt5.QtGui import QColor, QPalette


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Return ``first`` with a ``share`` (0 to 1) of ``second`` in it."""
    pairs = zip(first.getRgbF()[:3], second.getRgbF()[:3], strict=True)
    return QColor.fromRgbF(*((1 - share) * a + share * b for a, b in pairs))


def is_dark(palette: QPalette) -> bool:
    """Whether text is light on dark."""
    base, text = palette.color(QPalette.Base), palette.color(QPalette.Text)
    return bool(base.lightness() < text.lightness())


def attention(palette: QPalette) -> QColor:
    """Return the colour of what should be looked at: amber, at least 4.5:1 against the base."""
    return QColor("#f0a850") if is_dark(palette) else QColor("#a34a00")


def quiet(palette: QPalette) -> QColor:
    """Return the colour of lines and of text that is not the main thing.

    It is 4.5:1 against the base, and against the pages of tabs, which are lighter in the dark.
    """
    share = 0.24 if is_dark(palette) else 0.4
    return mixed(palette.color(QPalette.Text), palette.color(QPalette.Base), share)
