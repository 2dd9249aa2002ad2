"""Values as the public Modan2 packs them, in its tables or in JSON, taken apart.

Each function also returns, as text, what it could not understand.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from components.errors import UserError
from components.shape.specimen import FloatArray

Entry = tuple[int, ...]

_MISSING = ("", "missing", "none", "nan", "null")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def text_of(value: object) -> str:
    """Return a column as text; nothing is an empty one."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else "" if value is None else str(value)


def landmarks_of(value: object, axes: int) -> tuple[FloatArray, list[str]]:
    """Landmarks (landmarks, axes), NaN = missing, out of lines of text or lists of numbers.

    In a line, tabs separate before commas and commas before blanks; an empty field and every
    word is a missing coordinate.
    """
    if isinstance(value, list):
        rows = [list(row) if isinstance(row, list) else [row] for row in value]
    else:
        lines = [line for line in text_of(value).splitlines() if line.strip()]
        plain = _plain(lines, axes)
        if plain is not None:
            return plain, []
        rows = [_fields(line) for line in lines]
    odd: list[str] = []
    points = np.full((len(rows), axes), np.nan)
    for i, row in enumerate(rows):
        for j, field in enumerate(row):
            number = _coordinate(field, odd)
            if j < axes:
                points[i, j] = number
            elif not math.isnan(number):
                odd.append(f"{field} (axis {j + 1})")
    return points, odd


def curves_of(value: object, axes: int) -> tuple[dict[str, FloatArray], list[str]]:
    """Curves (points, axes) by their ids, out of JSON; points without all coordinates are odd."""
    found, odd = structure_of(value)
    curves = {}
    for key, points in (found if isinstance(found, dict) else {}).items():
        chain, strange = landmarks_of(points if isinstance(points, list) else [], axes)
        whole = ~np.isnan(chain).any(axis=1)
        if strange or not whole.all() or not isinstance(points, list):
            odd.append(f"{key}: {json.dumps(points)}")
        if whole.any():
            curves[str(key)] = chain[whole]
    if found and not isinstance(found, dict):
        odd.append(text_of(value))
    return curves, odd


def links_of(value: object) -> tuple[list[Entry], list[str]]:
    """Lines or polygons, counted from 0, out of ``1-2,2-3`` or lists that count from 1."""
    parts = value if isinstance(value, list) else text_of(value).split(",")
    entries, odd = [], []
    for part in parts:
        numbers = part if isinstance(part, list) else text_of(part).split("-")
        entry, strange = order_of(numbers)
        if strange or not entry:
            odd += [text_of(part)] if text_of(part).strip() else []
        else:
            entries.append(entry)
    return entries, odd


def order_of(value: object) -> tuple[Entry, list[str]]:
    """Landmarks of a baseline, counted from 0, out of ``1,5`` or a list that counts from 1."""
    parts = value if isinstance(value, list) else text_of(value).split(",")
    texts = [text_of(part).strip() for part in parts]
    if all(text.isdecimal() and len(text) < 10 for text in texts):
        return tuple(int(text) - 1 for text in texts), []
    return (), [text for text in [",".join(texts)] if text]


def fitting(
    entries: Sequence[Entry], check: Callable[[Sequence[Entry]], object]
) -> tuple[tuple[Entry, ...], list[str]]:
    """Keep the entries that a check of `components.shape.links` lets pass, each once."""
    kept: dict[frozenset[int], Entry] = {}
    odd = []
    for entry in entries:
        try:
            check([entry])
        except UserError:
            odd.append("-".join(str(place + 1) for place in entry))
        else:
            kept.setdefault(frozenset(entry), entry)
    return tuple(kept.values()), odd


def names_of(value: object) -> list[str]:
    """Names of variables out of ``a,b`` or a list."""
    if isinstance(value, list):
        return [text_of(name).strip() for name in value]
    text = text_of(value)
    return [name.strip() for name in text.split(",")] if text.strip() else []


def structure_of(value: object) -> tuple[Any, list[str]]:
    """Return JSON, which may be text of a column or a part of a file already."""
    if not isinstance(value, str | bytes):
        return value, []
    if not text_of(value).strip():
        return None, []
    try:
        return json.loads(value), []
    except (ValueError, RecursionError):
        return None, [text_of(value)]


def number_of(value: object) -> float | None:
    """Return a finite number above 0; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number > 0 else None


def seconds_of(value: object) -> int | None:
    """Return a date as seconds since 1970, UTC; without a zone it is that of this computer."""
    try:
        return int(datetime.fromisoformat(text_of(value).strip()).timestamp())
    except (ValueError, OverflowError, OSError):
        return None


def _plain(lines: Sequence[str], axes: int) -> FloatArray | None:
    """Convert lines of numbers and nothing else at once; None where there is anything else."""
    fields = [line.split() for line in lines]
    if any(len(row) != axes for row in fields):
        return None
    try:
        points = np.array(fields, dtype=np.float64).reshape(-1, axes)
    except ValueError:
        return None
    return points if np.isfinite(points).all() else None


def _fields(line: str) -> list[str]:
    for separator in ("\t", ","):
        if separator in line:
            return line.split(separator)
    return line.split()


def _coordinate(field: object, odd: list[str]) -> float:
    text = text_of(field).strip()
    if isinstance(field, bool | list | dict) or not _NUMBER.fullmatch(text):
        if text.casefold() not in _MISSING:
            odd.append(text)
        return math.nan
    number = float(text)
    if math.isinf(number):
        odd.append(text)
        return math.nan
    return number
