"""Plain decimals such as -12.345, converted many at once and exactly; all others are refused.

A whole number of up to 15 digits and a power of ten below 10^22 are exact in floating point, so
their quotient is the number nearest to the decimal (Clinger 1990, "How to read floating point
numbers accurately"). And two decimals of up to 15 digits are never the same number, so the shortest
of them that gives a number back is the shortest of all.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray

_MOST_DIGITS = 15
_POWERS = 10.0 ** np.arange(_MOST_DIGITS + 1)
_WHOLE_POWERS = 10 ** np.arange(_MOST_DIGITS + 1)
_MOST_DECIMALS = 6
_FEW = 32  # numbers that are tried before all of them are
_GROUPS = np.frombuffer(b"".join(b"%04d" % i for i in range(10_000)), dtype=np.uint32)
_PLUS, _MINUS, _POINT, _ZERO, _BLANK, _TAB, _NEWLINE = b"+-.0 \t\n"

Places = NDArray[np.intp]


def read_rows(text: str) -> FloatArray | None:
    """Convert lines of numbers between blanks to (lines, numbers).

    None where a line is empty or has another number of words than the first, or where any word
    is not a sign, if any, and up to 15 digits with a point, if any.
    """
    if not text.isascii():
        return None
    data = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    if ((data < _BLANK) & (data != _NEWLINE) & (data != _TAB)).any():
        return None
    solid = np.zeros(len(data) + 2, dtype=np.bool_)
    np.greater(data, _BLANK, out=solid[1:-1])
    edges = np.flatnonzero(solid[1:] != solid[:-1])
    starts, ends = edges[::2], edges[1::2]
    newlines = np.flatnonzero(data == _NEWLINE)
    lines = len(newlines) + 1
    if not len(starts) or len(starts) % lines:
        return None
    first, last = starts.reshape(lines, -1)[1:, 0], starts.reshape(lines, -1)[:-1, -1]
    if (first < newlines).any() or (last > newlines).any():
        return None
    values = _values(data, starts, ends)
    return None if values is None else values.reshape(lines, -1)


def _values(data: NDArray[np.uint8], starts: Places, ends: Places) -> FloatArray | None:
    """Convert words, given by their places; every character in them must have a meaning."""
    negative = data[starts] == _MINUS
    counts = ends - starts
    counts -= negative | (data[starts] == _PLUS)
    points = np.flatnonzero(data == _POINT)
    owners = np.searchsorted(starts, points, side="right") - 1
    if (owners[1:] == owners[:-1]).any():
        return None  # two points in a word
    counts[owners] -= 1
    if counts.min() < 1 or counts.max() > _MOST_DIGITS:
        return None
    digits = data - np.uint8(_ZERO)
    digits = digits[digits < 10]
    stops = np.cumsum(counts)
    if len(digits) != stops[-1]:
        return None  # a letter
    behind = np.repeat(stops.astype(np.int32) - 1, counts)
    behind -= np.arange(len(digits), dtype=np.int32)
    weighted = _POWERS[behind]
    weighted *= digits
    values: FloatArray = np.add.reduceat(weighted, stops - counts)
    decimals = np.zeros(len(starts), dtype=np.intp)
    decimals[owners] = ends[owners] - points - 1
    values /= _POWERS[decimals]
    np.negative(values, out=values, where=negative)
    return values


class Lines(NamedTuple):
    """Lines of numbers: their text, and where each of them ends in it."""

    text: str
    ends: Places


def write_lines(points: FloatArray) -> Lines | None:
    """Write a line of numbers for each row of (rows, axes), as `repr` writes them.

    None where any number is missing, or needs more than 6 decimals, 15 digits or an exponent.
    """
    values = points.ravel()
    decimals = _decimals(values)
    if decimals is None:
        return None
    whole = np.rint(np.abs(values) * _POWERS[decimals]).astype(np.int64)
    most = max(len(str(whole.max())), decimals + 1)
    if most < 10:
        whole = whole.astype(np.uint32)  # divided twice as fast
    lengths = np.full(len(whole), decimals + 1, dtype=np.int8)
    for power in _WHOLE_POWERS[decimals + 1 : most]:
        lengths += whole >= power
    trailing = np.zeros(len(whole), dtype=np.int8)
    for power in _WHOLE_POWERS[1:decimals]:
        trailing += whole % whole.dtype.type(power) == 0
    digits = _digits(whole, most)
    width = digits.shape[1]
    point = 1 + width - decimals  # column of the point; the sign is in column 0
    letters = np.full((len(whole), width + 3), _BLANK, dtype=np.uint8)
    letters[:, 0] = _MINUS
    letters[:, 1:point] = digits[:, : point - 1]
    letters[:, point] = _POINT
    letters[:, point + 1 : -1] = digits[:, point - 1 :]
    letters[points.shape[1] - 1 :: points.shape[1], -1] = _NEWLINE
    column = np.arange(width + 3, dtype=np.int8)
    keep = column > (width - lengths)[:, None]
    keep &= column < (width + 2 - trailing)[:, None]
    keep[:, 0] = np.signbit(values)
    keep[:, -1] = True
    written = lengths - trailing + keep[:, 0] + np.int8(2)  # with the point and what follows
    ends = np.cumsum(written.reshape(points.shape).sum(axis=1))
    return Lines(letters[keep].tobytes().decode("ascii"), ends)


def _decimals(values: FloatArray) -> int | None:
    """Return how many decimals all numbers can be written with, at least one."""
    sizes = np.abs(values)
    if not len(values) or not (((sizes >= 1e-4) & (sizes < 1e8)) | (sizes == 0)).all():
        return None  # Python writes small numbers with an exponent
    decimals = 1
    for some in (values[:_FEW], values):
        while not (np.rint(some * _POWERS[decimals]) / _POWERS[decimals] == some).all():
            decimals += 1
            if decimals > _MOST_DECIMALS:
                return None
    return decimals


def _digits(whole: NDArray[np.integer], most: int) -> NDArray[np.uint8]:
    """Write whole numbers as letters, with zeros before them, four at a time."""
    groups = -(-most // 4)
    letters = np.empty((len(whole), groups), dtype=np.uint32)
    for group in range(groups - 1, -1, -1):
        higher = whole // 10_000
        letters[:, group] = _GROUPS[whole - higher * 10_000]
        whole = higher
    return letters.view(np.uint8)
