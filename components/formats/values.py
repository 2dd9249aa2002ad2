"""Cells of text <-> typed values of variables, for every format that holds variables."""

import csv
import math
import re
from collections.abc import Mapping, Sequence

from components.shape.specimen import Value

_EMPTY = frozenset({"", "NA", "N/A", "#N/A", "nan", "NaN"})
_PLAIN_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?")
_CODE = re.compile(r"[-+]?(0\d+|\d{16,})")


def typed(cells: Sequence[str], *, decimal_comma: bool = False) -> tuple[Value, ...]:
    """Give the cells of one column their type: numbers, flags or texts; None where empty.

    A column is numeric only if every cell is a plain number and none looks like a code: leading
    zeros (007) or more digits than a number can keep. ``NA``, R's word, counts as empty.
    """
    filled = [cell for cell in cells if cell not in _EMPTY]
    plain = [cell.replace(",", ".") for cell in filled] if decimal_comma else filled
    if filled and all(map(_is_number, plain)):
        numbers = iter(plain)
        return tuple(None if cell in _EMPTY else float(next(numbers)) for cell in cells)
    if filled and all(cell.lower() in ("true", "false") for cell in filled):
        return tuple(None if cell in _EMPTY else cell.lower() == "true" for cell in cells)
    return tuple(None if cell in _EMPTY else cell for cell in cells)


def typed_rows(rows: Sequence[Mapping[str, str]]) -> list[dict[str, Value]]:
    """Type the variables of specimens; a variable has one type over all of them."""
    values: list[dict[str, Value]] = [{} for _ in rows]
    for name in dict.fromkeys(name for row in rows for name in row):
        owners = [i for i, row in enumerate(rows) if name in row]
        for i, value in zip(owners, typed([rows[i][name] for i in owners]), strict=True):
            values[i][name] = value
    return values


def cell(value: Value) -> str:
    """Write one value so that `typed` reads it back; NA for nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "NA"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return one_line(value) or "NA"
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def pairs(text: str) -> dict[str, str] | None:
    """Split ``name=value`` pairs between commas or blanks; None where the text is not pairs.

    A pair that holds a comma stands in double quotes, as in a CSV file.
    """
    words = text.split()
    if '"' not in text and ("," in text or not all("=" in word for word in words)):
        words = text.split(",")
    elif '"' in text:
        try:
            words = next(csv.reader([text], skipinitialspace=True), [])
        except csv.Error:
            return None
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = (part.strip() for part in word.partition("="))
        if not name or not equals or name in found:
            return None
        found[name] = value
    return found


def write_pairs(variables: Mapping[str, Value]) -> str:
    """Write variables so that `pairs` reads them back."""
    written = []
    for name, value in variables.items():
        key, content = one_line(name).replace("=", ":") or "variable", cell(value)
        pair = f"{key}={content}"
        if any(mark in pair for mark in ',"') or "=" in content:
            pair = '"' + pair.replace('"', '""') + '"'
        written.append(pair)
    return ",".join(written)


def one_line(text: str) -> str:
    """Make a text safe for a format of lines: line ends become blanks, the ends are stripped."""
    if not text.isprintable():
        text = text.replace("\r", " ").replace("\n", " ").replace("\0", " ")
    return text.strip()


def _is_number(cell: str) -> bool:
    if not _PLAIN_NUMBER.fullmatch(cell) or _CODE.fullmatch(cell):
        return False
    return math.isfinite(float(cell))
