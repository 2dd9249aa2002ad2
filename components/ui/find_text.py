"""Text that is found, and replaced, in the cells of columns. No Qt."""

import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, no_step
from components.ui.cell_text import Cell, Rows
from components.ui.columns import Column

Mask = NDArray[np.bool_]

_AT_ONCE = 10_000  # cells between two steps


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a part of a cell or a ``whole`` one, in any case or in ``same_case``."""

    text: str
    same_case: bool = False
    whole: bool = False

    def fits(self, texts: Sequence[str]) -> Mask:
        """Tell which texts it is found in."""
        holds = operator.eq if self.whole else operator.contains
        wanted = self.text if self.same_case else self.text.casefold()
        folded = texts if self.same_case else map(str.casefold, texts)
        return np.fromiter(map(holds, folded, repeat(wanted)), np.bool_, len(texts))

    def replaced(self, text: str, by: str) -> str:
        """Write a text with something else in its place."""
        if self.whole:
            return by
        flags = 0 if self.same_case else re.IGNORECASE
        return re.sub(re.escape(self.text), lambda _match: by, text, flags=flags)


def found(
    wanted: Wanted, columns: Sequence[Column], places: Sequence[int], step: Step = no_step
) -> Mask:
    """Tell for each cell (rows, columns) whether it shows a text; only ``places`` are searched."""
    rows = len(columns[0].values) if columns else 0
    cells = np.zeros((rows, len(columns)), np.bool_)
    if not wanted.text:
        return cells
    for i, place in enumerate(places):
        texts = columns[place].texts(exact=False)
        for start in range(0, rows, _AT_ONCE):
            step(i * rows + start, len(places) * rows, "")
            cells[start : start + _AT_ONCE, place] = wanted.fits(texts[start : start + _AT_ONCE])
    return cells


def replacements(
    wanted: Wanted, by: str, columns: Sequence[Column], places: Sequence[int], rows: Rows
) -> dict[Cell, str]:
    """Return new texts of the cells of some rows in which a text is found."""
    cells = found(wanted, columns, places)

    def pairs() -> Iterator[tuple[Cell, str]]:
        for place in places:
            for row in rows[cells[rows, place]].tolist():
                yield (row, place), wanted.replaced(columns[place].exact(row), by)

    return dict(pairs())


def neighbour(
    cells: Mask, order: Rows, places: Sequence[int], current: Cell, *, backwards: bool
) -> tuple[int, int, int] | None:
    """Return row and column on the screen of the next cell that was found, and which one it is.

    ``order`` and ``places`` are rows and columns from top to bottom and from left to right,
    ``current`` is where to start, on the screen; (-1, 0) is before the first. Behind the last
    one comes the first. The cells are counted from 1.
    """
    hits = np.flatnonzero(cells[np.ix_(order, np.array(places, dtype=np.intp))])
    if not len(hits):
        return None
    row, column = current
    here = row * len(places) + column
    if backwards:
        which = int(np.searchsorted(hits, here, side="left")) - 1
    else:
        which = int(np.searchsorted(hits, here, side="right"))
    which %= len(hits)
    return *divmod(int(hits[which]), len(places)), which + 1
