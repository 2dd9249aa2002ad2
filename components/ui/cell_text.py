"""Cells as text of the clipboard, and what typing, pasting and filling put into them. No Qt."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from components.errors import UserError, listing
from components.shape.specimen import Value
from components.ui.columns import Column

Cell = tuple[int, int]
"""Row and column of a cell, as the columns count them."""

_MOST = 3  # cells that a sentence names


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


def series(first: str, second: str, count: int) -> list[str]:
    """Continue a series of numbers: by the step from the first to the second, or by 1.

    It starts with 1 where there is no first number. Raises `UserError` where one is no number.
    """
    start = _number(first, 1.0)
    step = _number(second, start + 1) - start
    return [f"{start + step * i:.12g}" for i in range(count)]


def _number(text: str, default: float) -> float:
    if not text.strip():
        return default
    try:
        return float(text)
    except ValueError as error:
        raise UserError(f"{text!r} is not a number; a series starts with one or two.") from error
