"""Sizes that are wrong by the factor between two units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from components.shape.specimen import FloatArray

FACTORS = (1000.0, 100.0, 25.4, 10.0, 1 / 10.0, 1 / 25.4, 1 / 100.0, 1 / 1000.0)
"""Between metres, centimetres, millimetres, micrometres and inches."""

FAR = 4.0
"""Robust standard deviations of log size by which a size must be off."""

EXACT = 1e-6
"""Relative difference within which a scale is a factor times the usual one."""

ALONE = 0.05
"""Share of the scales that one which is not the usual may have, to be taken for a mistake."""

LEAST_SPREAD = 0.05
"""Standard deviation of log size below which a sample is not taken to be."""


@dataclass(frozen=True)
class SizeFault:
    """A size that is ``factor`` times too large; ``ratio`` is how many times the median it is."""

    row: int
    ratio: float
    factor: float


def size_faults(sizes: ArrayLike) -> tuple[SizeFault, ...]:
    """Find sizes (n,) that are off by a factor between units; NaN and 0 do not count.

    The logarithm must be `FAR` robust standard deviations (1.4826 times the median absolute
    deviation) from the median, and half of that at most from the factor; so nothing is found
    where sizes vary tenfold by themselves, nor with fewer than five sizes.
    """
    values = np.asarray(sizes, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs: FloatArray = np.where(values > 0, np.log(values), np.nan)
    known = np.isfinite(logs)
    if known.sum() < 5:
        return ()
    middle = float(np.median(logs[known]))
    spread = 1.4826 * float(np.median(np.abs(logs[known] - middle)))
    spread = max(spread, LEAST_SPREAD)
    faults = []
    for row in np.flatnonzero(known & (np.abs(logs - middle) > FAR * spread)).tolist():
        off = float(logs[row]) - middle
        gaps = np.abs(np.log(FACTORS) - off)
        best = int(np.argmin(gaps))
        if gaps[best] < FAR / 2 * spread:
            faults.append(SizeFault(row, float(np.exp(off)), FACTORS[best]))
    return tuple(faults)


def scale_factors(scales: ArrayLike, sizes: ArrayLike) -> FloatArray:
    """Find scales (n,) that are exactly a factor between units times the one of most objects.

    Returns the factor, and NaN for those that are none. ``sizes`` (n,) are with the scales; NaN
    does not count. Most are two thirds, a mistake is rare, and the object must be nearer to the
    median size without it: the second magnification of a microscope is no mistake.
    """
    given, measured = (np.asarray(a, dtype=np.float64) for a in (scales, sizes))
    found = np.full(len(given), np.nan)
    values, counts = np.unique(given[given > 0], return_counts=True)
    total = counts.sum()
    if total < 5 or counts.max() < 2 / 3 * total:
        return found
    usual = values[counts.argmax()]
    middle = np.median(np.log(measured[(given == usual) & (measured > 0)]))
    for value, count in zip(values, counts, strict=True):
        ratios = value / usual / np.array(FACTORS)
        best = int(np.argmin(np.abs(ratios - 1)))
        if abs(ratios[best] - 1) > EXACT or count > max(1, ALONE * total):
            continue
        here = (given == value) & (measured > 0)
        off = np.log(measured, where=here, out=np.zeros_like(measured)) - middle
        found[here & (np.abs(off - np.log(FACTORS[best])) < np.abs(off))] = FACTORS[best]
    return found
