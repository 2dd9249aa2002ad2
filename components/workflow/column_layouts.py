"""Which columns of the object table a user sees, and in which order, by data set."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.workflow.settings import Settings

_KEY = "data sets"
_MOST = 200  # data sets that are remembered


@dataclass(frozen=True)
class ColumnLayout:
    """Keys of columns from left to right, and of those that are hidden.

    Columns that ``order`` does not know stand behind the others, as they come.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()

    def arranged(self, keys: Iterable[str]) -> list[str]:
        """Return the keys of columns in this order."""
        there = list(keys)
        known = [key for key in self.order if key in there]
        return known + [key for key in there if key not in self.order]


def layout_of(settings: Settings, folder: Path, dataset: int) -> ColumnLayout:
    """Return how the columns of a data set of a library were left, or as they come."""
    for row in _rows(settings):
        if (row.get("folder"), row.get("data set")) == (str(folder), dataset):
            return ColumnLayout(_keys(row.get("order")), frozenset(_keys(row.get("hidden"))))
    return ColumnLayout()


def remember_layout(settings: Settings, folder: Path, dataset: int, layout: ColumnLayout) -> None:
    """Remember the columns of a data set. Raises `UserError` where that cannot be kept."""
    place = {"folder": str(folder), "data set": dataset}
    others = [row for row in _rows(settings) if any(row.get(k) != v for k, v in place.items())]
    rows = [{**place, "order": list(layout.order), "hidden": sorted(layout.hidden)}, *others]
    settings.write({_KEY: (rows if layout != ColumnLayout() else others)[:_MOST]})


def _rows(settings: Settings) -> list[dict[str, Any]]:
    rows = settings.read().get(_KEY)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _keys(raw: object) -> tuple[str, ...]:
    return tuple(key for key in raw if isinstance(key, str)) if isinstance(raw, list) else ()
