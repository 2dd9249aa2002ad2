"""Types of variables: what a value must be, and how another value becomes one."""

import math
import re
from typing import Literal, get_args

from components.shape.specimen import Value

Kind = Literal["text", "number", "flag"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_NOTHING = "na"  # what R and its tables write


def fitted(value: Value, kind: str) -> Value:
    """Turn a value into one of a kind; None, NaN and blank text are nothing in each of them.

    Numbers become text without a needless decimal point and flags ``true`` or ``false``, so that
    they come back from text as they were. Raises `ValueError`, as the reason for a sentence,
    where the value does not fit; text is never rounded, cut or guessed at.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if kind == "text":
        return value if isinstance(value, str) else _written(value)
    if isinstance(value, str) and value.strip().casefold() == _NOTHING:
        return None
    return _number(value) if kind == "number" else _flag(value)


def _written(value: float) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _number(value: str | float) -> float:
    if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
        raise ValueError(f"{value!r} is not a number")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value} is not a finite number")
    return number


def _flag(value: str | float) -> bool:
    text = value.strip().casefold() if isinstance(value, str) else _written(value)
    if text not in _FLAGS:
        raise ValueError(f"{value!r} is neither true nor false")
    return _FLAGS[text]
