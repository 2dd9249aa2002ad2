"""Every option of the program, declared once: the preferences dialog is made of this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from components.workflow.settings import Settings

Value = TypeVar("Value", bool, int, str)


@dataclass(frozen=True)
class Option(Generic[Value]):
    """One choice of the user; ``key`` names it in the file, and never changes.

    ``choices`` maps the allowed values to what the user reads; ``span`` holds the least and the
    largest number.
    """

    key: str
    group: str
    title: str
    tip: str
    default: Value
    choices: tuple[tuple[Value, str], ...] = ()
    span: tuple[int, int] | None = None
    unit: str = ""

    def allows(self, value: object) -> bool:
        """Whether this is a value of the option."""
        if type(value) is not type(self.default):  # True is no number here
            return False
        if self.choices:
            return value in dict(self.choices)
        return self.span is None or self.span[0] <= int(value) <= self.span[1]


THEME = Option(
    "theme", "Appearance", "Theme", "Colours of the whole window.",
    default="system",
    choices=(("system", "Like the system"), ("light", "Light"), ("dark", "Dark")),
)  # fmt: skip
TOOLBAR = Option(
    "toolbar", "Appearance", "Toolbar", "How the actions of the toolbar are shown.",
    default="beside",
    choices=(
        ("beside", "Text beside icons"), ("under", "Text under icons"),
        ("icons", "Icons only"), ("text", "Text only"),
    ),
)  # fmt: skip
REMEMBER_LAYOUT = Option(
    "remember_layout", "Start", "Remember size and layout of the window",
    "Otherwise it opens as it was made.",
    default=True,
)  # fmt: skip
REOPEN = Option(
    "reopen", "Start", "Go on where I stopped",
    "Open the last library with what was selected in it. Otherwise your own library opens.",
    default=True,
)  # fmt: skip
POINT_SIZE = Option(
    "point_size", "Plots", "Size of points",
    "Diameter of a round point in plots on the screen.",
    default=9, span=(4, 24), unit="pixels",
)  # fmt: skip

OPTIONS: tuple[Option[Any], ...] = (THEME, TOOLBAR, REMEMBER_LAYOUT, REOPEN, POINT_SIZE)


class Options:
    """The options as the user has set them; one that is absent or wrong has its default."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._values: dict[str, Any] = {}
        self._take(settings.read())

    def __getitem__(self, option: Option[Value]) -> Value:
        value: Value = self._values[option.key]
        return value

    def change(self, values: Mapping[str, object]) -> None:
        """Set options by their keys and keep them; raises `UserError` where that fails."""
        known = {option.key: option for option in OPTIONS}
        for key, value in values.items():
            if not known[key].allows(value):
                raise ValueError(f"{value!r} is no value of the option {key!r}")
        self._settings.write(values)
        self._take(self._values | dict(values))

    def _take(self, values: Mapping[str, object]) -> None:
        for option in OPTIONS:
            value = values.get(option.key)
            self._values[option.key] = value if option.allows(value) else option.default
