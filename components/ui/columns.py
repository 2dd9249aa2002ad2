"""What a table shows, column by column: values, how they are written and how they sort. No Qt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray, Value
from components.shape.table import text_of
from components.shape.variables import Kind, fitted

Entry = Kind | Literal["name", "place"]
"""What can be typed into a cell: a value of a kind, a name, or a place (a whole number)."""

_DIGITS = re.compile(r"(\d+)")
_SLICE = 2000  # texts that are handled in one call, which holds all threads
_LONG = 80  # letters
_PLACE = re.compile(r"\s*-?\d{1,9}\s*")


@dataclass(frozen=True, eq=False)
class Column:
    """``values`` has one entry for each row, None or NaN = missing; ``marked`` (rows,) is coloured.

    ``spec`` says how numbers are written, for example ".4f"; without it they stand as they are.
    Numbers stand at the right, and text does where ``right`` says so. ``entry`` says what can be
    typed into the cells; nothing where it is None. ``key`` names the column whatever its title.
    """

    title: str
    values: Sequence[Value] | NDArray[np.generic]
    tooltip: str = ""
    spec: str = ""
    marked: NDArray[np.bool_] | None = None
    right: bool = False
    entry: Entry | None = None
    key: str = ""

    @cached_property
    def numeric(self) -> bool:
        """Whether the column holds numbers only, missing ones aside."""
        if isinstance(self.values, np.ndarray):
            return bool(np.issubdtype(self.values.dtype, np.number))
        kinds = set(map(type, self.values))
        return bool(kinds) and kinds <= {float, int, type(None)}

    @cached_property
    def sort_keys(self) -> FloatArray:
        """One number a row, in the order in which the values sort; NaN where one is missing."""
        if self.numeric:
            return np.array(self.values, dtype=np.float64)  # None becomes NaN
        texts = self.texts()
        ranks = {text: float(rank) for rank, text in enumerate(_sorted(list(set(texts))))}
        ranks[""] = np.nan
        return np.array([ranks[text] for text in texts])

    def text(self, row: int) -> str:
        """Return a value as the table writes it; nothing where it is missing."""
        value = self.value(row)
        return format(value, self.spec) if self.spec and value is not None else self.exact(row)

    def exact(self, row: int) -> str:
        """Return a value with all its digits, for other programs."""
        return _exact(self.value(row))

    def texts(self, *, exact: bool = True) -> list[str]:
        """Return what `exact`, or `text`, returns for each row: of many at once, much faster."""
        values = self.values.tolist() if isinstance(self.values, np.ndarray) else self.values
        if self.spec and not exact:
            numbers = cast("Sequence[float | None]", values)
            return ["" if v is None or isnan(v) else format(v, self.spec) for v in numbers]
        return [value if type(value) is str else _exact(value) for value in values]

    def fitted(self, text: str) -> Value:
        """Turn what was typed into a value; raises `ValueError` with the reason it is none."""
        if self.entry == "name":
            if not text.strip():
                raise ValueError("a name needs at least one letter")
            return text.strip()
        if self.entry == "place":
            if not _PLACE.fullmatch(text):
                raise ValueError(f"{text!r} is not a whole number of at most nine digits")
            return int(text)
        return fitted(text, self.entry or "text")

    def value(self, row: int) -> Value:
        """Return a value as one of Python's, None where it is missing."""
        value = self.values[row]
        if isinstance(value, np.generic):
            value = value.item()
        return None if isinstance(value, float) and isnan(value) else value

    def order(self, *, descending: bool) -> NDArray[np.intp]:
        """Rows in sorted order: equal values as they were, missing ones last."""
        keys = -self.sort_keys if descending else self.sort_keys
        return np.argsort(keys, kind="stable")


def decimals(values: FloatArray, digits: int = 5) -> str:
    """Return the `Column.spec` that shows the largest of ``values`` with so many digits."""
    largest = np.max(np.abs(values[np.isfinite(values)]), initial=0.0)
    if largest == 0:
        return ".0f"
    return f".{int(np.clip(digits - 1 - np.floor(np.log10(largest)), 0, 12))}f"


def text_of_rows(columns: Sequence[Column], rows: NDArray[np.intp]) -> str:
    """Write rows with the titles of their columns, tabs between, numbers with all their digits."""
    lines = ["\t".join(column.title for column in columns)]
    lines += ["\t".join([column.exact(row) for column in columns]) for row in rows.tolist()]
    return "\n".join(lines) + "\n"


def columns_of(rows: Sequence[Sequence[str]]) -> list[Column]:
    """Turn rows of text into columns: a header, then a label and written numbers in each row."""
    head, *body = rows
    return [Column(title, [row[i] for row in body], right=i > 0) for i, title in enumerate(head)]


def _exact(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if isinstance(value, float) and isnan(value) else text_of(value)


def _sorted(texts: list[str]) -> list[str]:
    """Sort texts by their natural keys; of two that read alike, the texts themselves decide.

    numpy lets other threads go on while it sorts, which Python does not; but it needs room for the
    longest text as often as there are texts.
    """
    keys = [key for i in range(0, len(texts), _SLICE) for key in _natural(texts[i : i + _SLICE])]
    if max(map(len, keys), default=0) > _LONG:
        return [text for _, text in sorted(zip(keys, texts, strict=True))]
    order = np.lexsort((np.array(texts, dtype=np.str_), np.array(keys, dtype=np.str_)))
    return [texts[place] for place in order.tolist()]


def _natural(texts: Sequence[str]) -> list[str]:
    """Return sort keys by which "wing 9" comes before "wing 10", whatever the case."""
    joined = "\0".join(texts)  # in one call, not in 100,000
    if joined.count("\0") >= max(len(texts), 1):
        joined = "\0".join(text.replace("\0", " ") for text in texts)
    parts = _DIGITS.split(joined.casefold())
    parts[1::2] = [digits.zfill(12) for digits in parts[1::2]]
    return "".join(parts).split("\0")
