"""What a table shows, column by column: values, how they are written and how they sort. No Qt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray, Value
from components.shape.table import text_of

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, eq=False)
class Column:
    """``values`` has one entry for each row, None or NaN = missing; ``marked`` (rows,) is coloured.

    ``spec`` says how numbers are written, for example ".4f"; without it they stand as they are.
    Numbers stand at the right, and text does where ``right`` says so.
    """

    title: str
    values: Sequence[Value] | NDArray[np.generic]
    tooltip: str = ""
    spec: str = ""
    marked: NDArray[np.bool_] | None = None
    right: bool = False

    @cached_property
    def numeric(self) -> bool:
        """Whether the column holds numbers only, missing ones aside."""
        if isinstance(self.values, np.ndarray):
            return bool(np.issubdtype(self.values.dtype, np.number))
        return set(map(type, self.values)) <= {float, int, type(None)}

    @cached_property
    def sort_keys(self) -> FloatArray:
        """One number a row, in the order in which the values sort; NaN where one is missing."""
        if self.numeric:
            return np.array(self.values, dtype=np.float64)  # None becomes NaN
        texts = [text_of(value) for value in self.values]
        ranks = {text: float(rank) for rank, text in enumerate(sorted(set(texts), key=_natural))}
        ranks[""] = np.nan
        return np.array([ranks[text] for text in texts])

    def text(self, row: int) -> str:
        """Return a value as the table writes it; nothing where it is missing."""
        value = self._value(row)
        return format(value, self.spec) if self.spec and value is not None else text_of(value)

    def exact(self, row: int) -> str:
        """Return a value with all its digits, for other programs."""
        return text_of(self._value(row))

    def _value(self, row: int) -> Value:
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


def columns_of(rows: Sequence[Sequence[str]]) -> list[Column]:
    """Turn rows of text into columns: a header, then a label and written numbers in each row."""
    head, *body = rows
    return [Column(title, [row[i] for row in body], right=i > 0) for i, title in enumerate(head)]


def _natural(text: str) -> tuple[str, str]:
    """Sort key by which "wing 9" comes before "wing 10"; the text itself decides a tie."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(12), text.casefold()), text
