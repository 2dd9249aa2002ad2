"""Cells as text of the clipboard, and what typing, pasting and filling put into them. No Qt."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError, listing
from components.shape.specimen import Value
from components.ui.columns import Column

Cell = tuple[int, int]
"""Row and column of a cell, as the columns count them."""

Rows = NDArray[np.intp]
"""Rows of the columns, in the order of the screen."""

_MOST = 3  # cells that a sentence names
_NUMBERED = re.compile(r"(.*?)(\d{1,15})", re.DOTALL)


def cells_of(text: str) -> list[list[str]]:
    """Split text as spreadsheets copy it: tabs and lines, cells with either of them in quotes."""
    text = text.removesuffix("\n").removesuffix("\r")
    if text.count('"') % 2:  # no spreadsheet wrote this: a quote is a letter like others
        return [line.split("\t") for line in text.splitlines() or [""]]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    return [row or [""] for row in rows] or [[""]]


def text_of_cells(rows: Sequence[Sequence[str]]) -> str:
    """Write cells as spreadsheets read them."""
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(rows)
    return text.getvalue()


def demand_room(height: int, width: int, rows: int, columns: int) -> None:
    """Raise `UserError` where a text of ``height`` lines has no room in the cells that are left."""
    if height > rows or width > columns:
        raise UserError(
            f"The text has {height:,} rows and {width} columns, but from this cell on there are "
            f"{rows:,} rows and {columns} columns; nothing was changed."
        )


def checked(
    texts: Mapping[Cell, str], columns: Sequence[Column], name: Callable[[int], str]
) -> dict[Cell, Value]:
    """Turn texts for cells into values, those left out that are in their cells already.

    ``name`` says what a row is called. Raises `UserError` naming the cells that cannot be changed,
    or whose values do not fit; it is for all cells or for none.
    """
    fixed = [cell for cell in texts if columns[cell[1]].entry is None]
    if fixed:
        cells = listing([f"{name(row)}, {columns[column].title}" for row, column in fixed], _MOST)
        raise UserError(f"{cells}: computed, not typed; nothing was changed.")
    values: dict[Cell, Value] = {}
    bad = []
    for (row, place), text in texts.items():
        column = columns[place]
        try:
            value = column.fitted(text)
        except ValueError as error:
            bad.append(f"{name(row)}, {column.title} ({error})")
        else:
            if value != column.value(row):
                values[row, place] = value
    if bad:
        raise UserError(f"{listing(bad, _MOST)}: nothing was changed; correct the values first.")
    return values


def pasted(text: str, rows: Rows, columns: Sequence[int]) -> dict[Cell, str]:
    """Spread text of the clipboard over the cells from the first row and column on.

    ``rows`` and ``columns`` are those that are left there, in the order of the screen. Raises
    `UserError` where the text has no room.
    """
    lines = cells_of(text)
    demand_room(len(lines), max(map(len, lines)), len(rows), len(columns))
    numbers = rows[: len(lines)].tolist()
    return {
        (row, columns[j]): cell
        for row, line in zip(numbers, lines, strict=True)
        for j, cell in enumerate(line)
    }


def copied(chosen: Mapping[int, Rows], rows: Rows, columns: Sequence[Column]) -> str:
    """Write chosen cells, given by their column, as text; ``rows`` are those of all of them."""
    lines = [[""] * len(chosen) for _ in range(len(rows))]
    places = {row: i for i, row in enumerate(rows.tolist())}
    for j, (place, cells) in enumerate(chosen.items()):
        column = columns[place]
        for row in cells.tolist():
            lines[places[row]][j] = column.exact(row)
    return text_of_cells(lines)


def filled_down(chosen: Mapping[int, Rows], columns: Sequence[Column]) -> dict[Cell, str]:
    """Give the cells of each column the text of the first of them."""
    return {
        (row, place): text
        for place, rows in chosen.items()
        for text in [columns[place].exact(int(rows[0]))]
        for row in rows.tolist()
    }


def filled_series(chosen: Mapping[int, Rows], columns: Sequence[Column]) -> dict[Cell, str]:
    """Continue the series that the first two cells of each column begin.

    Raises `UserError` where they do not begin one.
    """
    texts: dict[Cell, str] = {}
    for place, rows in chosen.items():
        column, numbers = columns[place], rows.tolist()
        try:
            values = series(column.exact(numbers[0]), column.exact(numbers[1]), len(numbers))
        except UserError as error:
            raise UserError(f"{column.title}: {error}") from error
        texts |= {(row, place): text for row, text in zip(numbers, values, strict=True)}
    return texts


def series(first: str, second: str, count: int) -> list[str]:
    """Continue a series: by the step from the first number to the second, or by 1.

    It may be of texts that end in a number, such as wing 01, and starts with 1 where the first is
    blank. Raises `UserError` where the two begin no series.
    """
    try:
        start = float(first) if first.strip() else 1.0
        step = float(second) - start if second.strip() else 1.0
    except ValueError:
        return _numbered(first, second, count)
    return [f"{start + step * i:.12g}" for i in range(count)]


def _numbered(first: str, second: str, count: int) -> list[str]:
    begin, after = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(second)
    if begin is None or (second.strip() and (after is None or after[1] != begin[1])):
        raise UserError(
            f"{first!r} and {second!r} begin no series; "
            "give the first two cells numbers, or the same text with a number behind it."
        )
    start = int(begin[2])
    step = int(after[2]) - start if after is not None else 1
    if start + step * (count - 1) < 0:
        raise UserError(
            f"the series of {first!r} and {second!r} would fall below 0; turn it around."
        )
    return [f"{begin[1]}{start + step * i:0{len(begin[2])}d}" for i in range(count)]
