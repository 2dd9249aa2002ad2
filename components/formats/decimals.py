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
_MINUS, _POINT, _ZERO, _NINE, _BLANK, _NEWLINE = b"-.09 \n"

# What a letter before the digits means in a row of numbers; all others have no meaning there.
_BETWEEN, _SIGN, _DOT, _NOTHING = range(4)
_MEANINGS = np.full(_ZERO, _NOTHING, dtype=np.uint8)
_MEANINGS[list(b" \t\n")] = _BETWEEN
_MEANINGS[list(b"+-")] = _SIGN
_MEANINGS[_POINT] = _DOT

# Of eight letters in a row: the values of the digits among the last n of them, by n.
_LAST = np.array([0x0F0F0F0F0F0F0F0F << 8 * (8 - n) & (1 << 64) - 1 for n in range(9)], np.uint64)
# Neighbours are joined: digits to pairs, pairs to fours, fours to a number of eight digits.
_JOINED = tuple(
    (np.uint64(10**width), np.uint64(8 * width), np.uint64(mask))
    for width, mask in ((1, 0x00FF00FF00FF00FF), (2, 0x0000FFFF0000FFFF), (4, 0xFFFFFFFF))
)
_EIGHT_DIGITS = np.uint64(10**8)

Places = NDArray[np.intp]


def read_rows(text: str) -> FloatArray | None:
    """Convert lines of numbers between blanks to (lines, numbers).

    None where a line is empty or has another number of words than the first, or where any word
    is not a sign, if any, and up to 15 digits with a point, if any.
    """
    if not text.isascii():
        return None
    letters = b"%16s%s\n" % (b"", text.encode("ascii"))  # blanks, for 16 letters before any word
    data = np.frombuffer(letters, dtype=np.uint8)
    if data.max() > _NINE:
        return None
    marks = np.flatnonzero(data < _ZERO)[15:]
    meanings = _MEANINGS.take(data.take(marks))
    if meanings.max() == _NOTHING:
        return None
    between = marks.compress(meanings == _BETWEEN)  # faster than a mask in brackets
    starts, ends = between[:-1] + 1, between[1:]
    if (starts == ends).any():
        solid = starts < ends
        starts, ends = starts[solid], ends[solid]
    newlines = between.compress(data.take(between) == _NEWLINE)
    lines = len(newlines)
    if not len(starts) or len(starts) % lines:
        return None
    first, last = starts.reshape(lines, -1)[1:, 0], ends.reshape(lines, -1)[:, -1]
    if (first < newlines[:-1]).any() or (last > newlines).any():
        return None
    points, signs = (marks.compress(meanings == meaning) for meaning in (_DOT, _SIGN))
    values = _values(letters, starts, ends, points, signs)
    return None if values is None else values.reshape(lines, -1)


def _values(
    letters: bytes, starts: Places, ends: Places, points: Places, signs: Places
) -> FloatArray | None:
    """Convert words, given by their places; they hold digits, points and signs alone."""
    negative = None
    if len(signs):
        words = np.searchsorted(starts, signs)
        if words[-1] == len(starts) or (starts[words] != signs).any():
            return None  # a sign within a word
        starts[words] += 1
        negative = words[np.frombuffer(letters, dtype=np.uint8)[signs] == _MINUS]
    stops = points  # where the digits before the point end
    if len(points) != len(ends) or (points < starts).any() or (points >= ends).any():
        owners = np.searchsorted(ends, points, side="right")
        if (owners[1:] == owners[:-1]).any() or (points < starts[owners]).any():
            return None  # two points in a word, or one before its sign
        stops = ends.copy()
        stops[owners] = points
    before, behind = stops - starts, np.maximum(ends - stops - 1, 0)
    counts = before + behind
    if counts.min() < 1 or counts.max() > _MOST_DIGITS:
        return None
    whole = _whole(letters, stops, before)
    whole *= _WHOLE_POWERS.take(behind).view(np.uint64)
    whole += _whole(letters, ends, behind)
    values: FloatArray = whole.astype(np.float64)
    values /= _POWERS.take(behind)
    if negative is not None:
        values[negative] *= -1
    return values


def _whole(letters: bytes, ends: Places, counts: Places) -> NDArray[np.uint64]:
    """Convert the up to 15 digits that stand before each of some places, eight at a time."""
    eights = np.ndarray((len(letters) - 7,), dtype="<u8", buffer=letters, strides=(1,))
    few = counts.max() <= 8
    found = _joined(eights[ends - 8] & _LAST[counts if few else np.minimum(counts, 8)])
    if not few:
        higher = _joined(eights[ends - 16] & _LAST[np.maximum(counts - 8, 0)])
        found += higher * _EIGHT_DIGITS
    return found


def _joined(digits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Turn eight digits, each a byte and the first the lowest, into the number they write."""
    for factor, shift, mask in _JOINED:
        higher = digits * factor
        digits >>= shift
        digits += higher
        digits &= mask
    return digits


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
