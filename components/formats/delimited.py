"""Delimited text (CSV and its relatives) -> cells, for every format that is a table."""

import csv
import io
from collections.abc import Iterator, Sequence

from components.errors import UserError


def header(head: str) -> tuple[str, list[str]]:
    """Find the delimiter of a table and the stripped cells of its first line.

    The delimiter is whichever of tab, semicolon and comma splits that line most often.
    """
    line = ""
    while head and not line.strip():
        line, _, head = head.partition("\n")
    choices = [(mark, _split(line, mark)) for mark in "\t;,"]
    return max(choices, key=lambda choice: len(choice[1]))


def rows(text: str, delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line where each row begins, and its cells as written; blank rows are left out.

    The first row is the header. Raises `UserError` where a quote opens and never closes.
    """
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
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
    whole = text.strip("\n").split("\n")
    simple = '"' not in text and text[0] != "\n"
    if simple and all(row.count(delimiter) == width - 1 and row[0] != delimiter for row in whole):
        cells = list(map(str.strip, delimiter.join(whole).split(delimiter)))
        return range(1, len(whole) + 1), [cells[i::width] for i in range(width)]
    lines, kept = [], []
    for line, row in rows(text, delimiter, source):
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            raise UserError(
                f"{source}, line {line}: {len(row)} cells where the header has {width}; "
                "mend this line (an empty cell stands for a missing value)."
            )
        lines.append(line)
        kept.append([cell.strip() for cell in row[:width]])
    return lines, [list(column) for column in zip(*kept, strict=True)]


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
