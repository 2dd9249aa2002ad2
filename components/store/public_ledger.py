"""What the conversion of the public Modan2 has to say, and the numbers that it has packed."""

import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.errors import listing
from components.store.package_rows import BLOBS
from components.store.public_values import seconds_of, text_of

Row = Mapping[str, Any]
"""Columns by the names that they have in the tables of the public Modan2."""

Converter = Callable[[Row], tuple[object, Mapping[str, NDArray[np.generic]]] | None]

KIND = "public Modan2"
"""Marks what is kept of the public Modan2 as it was, in curve schemes and analyses."""

_NAMED = 100  # objects in one sentence of the report


def kept_as_it_is(_row: Row) -> None:
    """Convert no analysis."""


@dataclass
class Ledger:
    """Names of data sets, objects and files by the reason why they were not converted as they are.

    ``columns`` are the packed columns of all rows, in order. ``analysis`` turns the columns of an
    analysis into a result and its arrays, or gives None.
    """

    analysis: Converter = kept_as_it_is
    found: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, list[bytes | None]] = field(
        default_factory=lambda: {column: [] for column in BLOBS}
    )

    def note(self, reason: str, who: str) -> None:
        """Note one data set, object or file."""
        self.found.setdefault(reason, []).append(who)

    def keep(self, what: str, odd: Sequence[str], who: str, kept: list[str]) -> None:
        """Add what does not fit to the lines of a description, and say so."""
        if odd:
            kept.append(f"{what.capitalize()}: {'; '.join(odd)}")
            self.note(f"Parts of the {what} do not fit and are in the description", who)

    def unknown(self, row: Row, known: Collection[str], who: str) -> list[str]:
        """Turn columns that this program does not know into lines of a description."""
        more = {key: value for key, value in row.items() if key not in known and value is not None}
        for key in more:
            self.note(f"The unknown column {key!r} is in the description", who)
        return [f"{key}: {compact(value)}" for key, value in more.items()]

    def pack(self, column: str, blob: bytes | None) -> int | None:
        """Keep the packed column of the next row and return its length."""
        self.columns[column].append(blob)
        return None if blob is None else len(blob)

    def sentences(self) -> tuple[str, ...]:
        """One sentence for each reason."""
        return tuple(f"{reason}: {listing(who, _NAMED)}." for reason, who in self.found.items())


def called(item: Row) -> str:
    """Return the name of an object, or its number."""
    return text_of(item.get("object_name")).strip() or f"object {item.get('id')}"


def compact(value: object) -> str:
    """Write any value as one line."""
    if isinstance(value, str | bytes):
        return text_of(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def joined(text: str, kept: Sequence[str]) -> str:
    """Add lines to a description."""
    return "\n".join(part for part in (text, *kept) if part)


def dates(row: Row) -> dict[str, int]:
    """When a row was made and changed; now, where it does not say."""
    created = seconds_of(row.get("created_at"))
    modified = seconds_of(row.get("modified_at"))
    known = created if created is not None else int(time.time())
    return {"created": known, "modified": known if modified is None else modified}
