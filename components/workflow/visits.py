"""What was open: the libraries of a user, and what was selected and folded in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.store.datasets import AnalysisEntry, Dataset
from components.workflow.settings import Settings

Key = tuple[type, int]
"""Kind and id of an entry of the tree: `Dataset` or `AnalysisEntry`."""

_KINDS: dict[str, type] = {"data set": Dataset, "analysis": AnalysisEntry}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_MOST = 10  # libraries that are remembered


@dataclass(frozen=True)
class Visit:
    """A library as its user left it."""

    folder: Path
    selected: Key | None = None
    folded: frozenset[Key] = frozenset()


def visits(settings: Settings) -> list[Visit]:
    """Return the libraries that were opened, the latest first."""
    raw = settings.read().get("libraries")
    return list(_visits(raw if isinstance(raw, list) else []))


def visit_of(settings: Settings, folder: Path) -> Visit:
    """Return what is remembered of one library, or a visit without memories."""
    found = (visit for visit in visits(settings) if visit.folder == folder)
    return next(found, Visit(folder))


def remember(settings: Settings, visit: Visit) -> None:
    """Put a library first. Raises `UserError` where the settings cannot be kept."""
    others = [old for old in visits(settings) if old.folder != visit.folder]
    rows = [
        {
            "folder": str(one.folder),
            "selected": _written(one.selected) if one.selected else None,
            "folded": sorted(_written(key) for key in one.folded),
        }
        for one in [visit, *others][:_MOST]
    ]
    settings.write({"libraries": rows})


def _visits(rows: list[Any]) -> Iterator[Visit]:
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("folder"), str):
            folded = row.get("folded")
            keys = map(_key, folded if isinstance(folded, list) else [])
            yield Visit(
                Path(row["folder"]),
                _key(row.get("selected")),
                frozenset(key for key in keys if key is not None),
            )


def _written(key: Key) -> tuple[str, int]:
    kind, number = key
    return _NAMES[kind], number


def _key(raw: object) -> Key | None:
    match raw:
        case [str(name), int(number)] if name in _KINDS:
            return _KINDS[name], number
    return None
