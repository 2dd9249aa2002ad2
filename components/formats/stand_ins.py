"""Numbers that stand for a missing landmark: rows of -1, -999 or 9999 on every axis."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.formats.reading import Note, at_lines
from components.shape.specimen import FloatArray


class Rows(NamedTuple):
    """Points (rows, axes), and a function that says in which lines of the file rows stand."""

    values: FloatArray
    lines: Callable[[NDArray[np.intp]], list[int]]


def mark_missing(parts: Sequence[Rows], *, minus_one: bool) -> list[Note]:
    """Replace rows of a stand-in number by NaN, in place, and note how many and where.

    With ``minus_one`` rows of -1 count too, as long as no other coordinate is negative.
    """
    found: list[tuple[Rows, NDArray[np.intp], FloatArray]] = []
    negative = False
    for part in parts:
        if not part.values.size:
            continue
        first = part.values[:, 0]
        places = np.flatnonzero((first == -1) | (first == -999) | (first == 9999))
        places = places[(part.values[places] == first[places, None]).all(axis=1)]
        if len(places):
            found.append((part, places, first[places]))
        below = part.values < 0
        if below.any():  # the rows are counted only then: that takes longer
            rows = np.count_nonzero(below.any(axis=1))
            negative |= bool(rows > np.count_nonzero(first[places] < 0))
    notes = []
    for stand_in in (-1, -999, 9999) if minus_one else (-999, 9999):
        keep = stand_in == -1 and negative
        lines: list[int] = []
        for part, places, values in found:
            there = places[values == stand_in]
            lines += part.lines(there)
            if not keep:
                part.values[there] = np.nan
        if lines:
            notes.append(_note(stand_in, lines, keep=keep))
    return notes


def _note(stand_in: int, lines: Sequence[int], *, keep: bool) -> Note:
    meaning = (
        "kept as real values, because other coordinates of the file are negative too"
        if keep
        else "read as missing"
    )
    rows = "row" if len(lines) == 1 else "rows"
    verb = "is" if len(lines) == 1 else "are"
    what = f"{len(lines)} {rows} of {stand_in} on every axis {verb} {meaning}"
    return Note(lines[0], f"{what} ({at_lines(lines)}).")
