"""Icons: glyphs of one font, in the colours of a palette, sharp at any size."""

from functools import cache
from pathlib import Path

import qtawesome
from PyQt5.QtGui import QIcon, QPalette

_FONT = "materialdesignicons5-webfont"  # of those that come with qtawesome


def icon(name: str, palette: QPalette) -> QIcon:
    """Return an icon, a name of Material Design being for example "mdi.undo"."""
    return _font().icon(
        name,
        color=palette.color(QPalette.ButtonText).name(),
        color_disabled=palette.color(QPalette.Disabled, QPalette.ButtonText).name(),
    )


@cache
def _font() -> qtawesome.IconicFont:
    """Load the one font: all that come with qtawesome take three times as long, and 15 MB."""
    folder = Path(qtawesome.__file__).parent / "fonts"
    (glyphs,) = folder.glob(f"{_FONT}-[0-9]*.ttf")
    (names,) = folder.glob(f"{_FONT}-charmap-*.json")
    return qtawesome.IconicFont(("mdi", glyphs.name, names.name))
