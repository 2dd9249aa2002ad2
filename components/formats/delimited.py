"""Delimited text (CSV and its relatives) -> cells, for every format that is a table."""

import csv
import itertools
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence

from components.errors import UserError

_AT_ONCE = 20_000  # letters split at a time
_ROWS_AT_ONCE = 100
_NEEDS_QUOTES = re.compile(r"[\",;\t\r\n]|^\s|\s$")


def header(head: str) -> tuple[str, list[str]]:
    """Find the delimiter of a table and the stripped cells of its first line.

    The delimiter is whichever of tab, semicolon and comma splits that line most often.
    """
    return max(headers(head), key=lambda choice: len(choice[1]))


def headers(head: str) -> list[tuple[str, list[str]]]:
    """Return each delimiter that a table may have, and the cells of its first line for that."""
    line = next((line for line in _lines(head) if line.strip()), "").removesuffix("\n")
    return [(mark, _split(line, mark)) for mark in "\t;,"]


def rows(text: str, delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line where each row begins, and its cells as written; blank rows are left out.

    The first row is the header. Raises `UserError` where a quote opens and never closes.
    """
    reader = csv.reader(_lines(text), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if row and (row[0] or any(cell.strip() for cell in row)):
                yield line, row
            line = reader.line_num + 1
    except csv.Error:
        raise UserError(
            f"{source}, line {line}: a cell that begins with a quote does not end; mend this line."
        ) from None


def columns(
    text: str, delimiter: str, width: int, source: str
) -> tuple[Sequence[int], list[list[str]]]:
    """Split a table into columns of stripped cells, and say in which line each row begins.

    The first row is the header, of ``width`` cells. Raises `UserError` where a row has another
    number; empty cells beyond the header do no harm, because spreadsheets write them.
    """
    if (simple := _simple_columns(text, delimiter, width)) is not None:
        return range(1, len(simple[0]) + 1), simple
    lines = array("q")
    kept = _Columns(width)
    some: list[list[str]] = []
    for line, row in rows(text, delimiter, source):
        lines.append(line)
        some.append(fitted(row, width, line, source))
        if len(some) == _ROWS_AT_ONCE:
            kept.add(list(itertools.chain(*some)))
            some.clear()
    kept.add(list(itertools.chain(*some)))
    return lines, kept.columns


class _Columns:
    """Columns of stripped cells that grow; texts that repeat, such as names, are kept once.

    They repeat where half of some cells are the same as each other or as those before.
    """

    def __init__(self, width: int) -> None:
        self.columns: list[list[str]] = [[] for _ in range(width)]
        self._known: list[dict[str, str]] = [{} for _ in range(width)]

    def add(self, cells: Sequence[str]) -> None:
        """Take the cells of some rows, one row after the other."""
        width = len(self.columns)
        for i, column in enumerate(self.columns):
            texts, known = list(map(str.strip, cells[i::width])), self._known[i]
            if 2 * len(set(texts) - known.keys()) <= len(texts):
                texts = [known.setdefault(text, text) for text in texts]
            else:
                self._known[i] = dict(zip(texts, texts, strict=True))
            column.extend(texts)


def _simple_columns(text: str, delimiter: str, width: int) -> list[list[str]] | None:
    """Split a table without quotes and blank lines, some lines at a time; None if it has any."""
    kept = _Columns(width)
    start = 0
    stop = next((end for end in range(len(text), 0, -1) if text[end - 1] != "\n"), 0)
    if '"' in text or text[0] == "\n":
        return None
    while start < stop:
        end = text.find("\n", start + _AT_ONCE, stop)
        end = stop if end < 0 else end
        rows = text[start:end].split("\n")
        if not all(row.count(delimiter) == width - 1 and row[:1] != delimiter for row in rows):
            return None
        kept.add(delimiter.join(rows).split(delimiter))
        start = end + 1
    return kept.columns


def fitted(row: list[str], width: int, line: int, source: str) -> list[str]:
    """Return the cells of a row below the header; `UserError` where they are too many or few."""
    if len(row) < width or any(cell.strip() for cell in row[width:]):
        raise UserError(
            f"{source}, line {line}: {len(row)} cells where {width} are expected; "
            "mend this line (an empty cell stands for a missing value)."
        )
    return row[:width]


def write_table(table: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Write rows of cells, with quotes where they hold any delimiter that a table may have."""
    lines = (delimiter.join(map(_quoted, row)) for row in table)
    return "".join(f"{line}\n" for line in lines)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def _lines(text: str) -> Iterator[str]:
    """Yield lines with their ends; `io.StringIO` would hold the text in four times its size."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
