"""What is ordinary in a sample, judged by the sample itself: fences and spreads by quartiles."""

import numpy as np

from components.shape.specimen import FloatArray

FAR_OUT = 4.0
"""Steps from the median to the upper quartile beyond the latter; 6 in Tukey's (1977) far out."""


def fence(values: FloatArray, *, least: float = 0.0) -> float:
    """Value above which one of these positive values is far out; at least ``least``.

    The quartiles are taken of logarithms, since distances are skewed and never negative; only
    the upper half counts, since small distances may be of any smallness. NaN and zero values do
    not count; without any other, nothing is far out.
    """
    known = values[np.isfinite(values) & (values > 0)]
    if not len(known):
        return np.inf
    middle, upper = np.quantile(np.log(known), [0.5, 0.75])
    return max(float(np.exp(upper + FAR_OUT * (upper - middle))), least)


def landmark_spreads(gaps: FloatArray) -> FloatArray:
    """Usual distance (landmarks,) of each landmark from the consensus, out of (n, landmarks).

    Medians over the objects, drawn towards the median over all landmarks as if five objects
    had it, so that a landmark is not taken for exact because a few objects agree in it.
    """
    known = (~np.isnan(gaps)).sum(axis=0)
    overall = float(np.nanmedian(gaps)) if known.any() else 0.0
    own = np.nanmedian(np.where(known, gaps, 0.0), axis=0)
    spreads = np.sqrt((known * own**2 + 5 * overall**2) / (known + 5))
    return np.asarray(np.maximum(spreads, 1e-9))


def levels(standard: FloatArray) -> FloatArray:
    """How far off an object (n,) is as a whole: the median of its standardised gaps, 1 or more.

    ``standard`` is (n, landmarks), the gaps divided by `landmark_spreads`.
    """
    known = np.asarray((~np.isnan(standard)).any(axis=1))
    middle = np.nanmedian(np.where(known[:, None], standard, 1.0), axis=1)
    return np.asarray(np.maximum(middle, 1.0))


def trimmed(standard: FloatArray, share: float = 0.8) -> FloatArray:
    """Root mean square (n,) of the smallest ``share`` of each object's standardised gaps.

    NaN where an object has none.
    """
    ordered = np.sort(standard, axis=1) ** 2  # NaN last
    count = (~np.isnan(standard)).sum(axis=1)
    kept = np.ceil(share * count).astype(np.intp)
    ordered[np.arange(standard.shape[1]) >= kept[:, None]] = 0.0
    return np.asarray(np.sqrt(ordered.sum(axis=1) / np.where(kept, kept, np.nan)))
