"""JSON -> values whose kind is known: every surprise in a file becomes one sentence."""

import json
import math
import sys
from typing import NoReturn

import numpy as np

from components.errors import UserError
from components.shape.specimen import FloatArray


def load(content: str, source: str) -> dict[str, object]:
    """Read the one object ``{...}`` of a JSON file; `UserError` with the line where it is none."""
    try:
        value = json.loads(content, object_hook=_as_it_is)
    except json.JSONDecodeError as error:
        raise UserError(
            f"{source}, line {error.lineno}: this is not valid JSON ({error.msg}); mend this line."
        ) from None
    except (RecursionError, ValueError):  # nested too deep; a whole number of thousands of digits
        raise UserError(f"{source}: this is no sensible JSON; choose another file.") from None
    return mapping(value, "the file", source)


def _as_it_is(value: object) -> object:
    """Do nothing; being called, Python lets other threads run, which a parse would hold up."""
    return value


def mapping(value: object, what: str, source: str) -> dict[str, object]:
    """Return a value that must be an object ``{...}``."""
    if not isinstance(value, dict):
        fail(source, f"{what} should be an object in braces")
    return value


def sequence(value: object, what: str, source: str) -> list[object]:
    """Return a value that must be a list; nothing is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        fail(source, f"{what} should be a list in brackets")
    return value


def text(value: object) -> str:
    """Return a text, or a number written as one; "" for anything else."""
    return str(value) if isinstance(value, str | int | float) else ""


def number(value: object) -> float | None:
    """Return a finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= sys.float_info.max else None


def points(value: object, what: str, source: str) -> FloatArray:
    """Return a list of points as (points, axes), NaN for null; (0, 0) where it is empty."""
    rows = sequence(value, what, source)
    width = len(rows[0]) if rows and isinstance(rows[0], list) else 0
    for i, row in enumerate(rows, 1):
        known = isinstance(row, list) and len(row) == width and all(map(_is_coordinate, row))
        if not known or width not in (2, 3):
            usual = width if width in (2, 3) else "2 or 3"
            fail(source, f"{what}: point {i} should be {usual} numbers, with null for missing")
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)


def whole_numbers(value: object, what: str, source: str, below: int) -> tuple[int, ...]:
    """Return a list of numbers that count from 0 and stay ``below`` a limit."""
    found = sequence(value, what, source)
    numbers = tuple(one for one in found if isinstance(one, int))
    if len(numbers) < len(found) or not all(0 <= one < below for one in numbers):
        fail(source, f"{what} should be whole numbers from 0 to {below - 1}")
    return numbers


def fail(source: str, what: str) -> NoReturn:
    """Raise the `UserError` about a part of a file."""
    raise UserError(f"{source}: {what}; mend the file.")


def _is_coordinate(value: object) -> bool:
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return missing or number(value) is not None
