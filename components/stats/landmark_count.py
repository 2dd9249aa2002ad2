"""Which landmark an object has too many or too few, judged by the shape of the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.fences import landmark_spreads, trimmed
from components.stats.robust_fit import fit_to, lengths, robust_fit
from components.stats.superimposition import forms_of


@dataclass(frozen=True)
class OddLandmark:
    """A landmark to insert as a missing one, or to remove: ``place`` is counted from 0.

    ``off`` is how far the object is then off, in units of what is usual at each landmark, and
    ``usual`` how far the others are.
    """

    place: int
    off: float
    usual: float


def odd_landmark(form: ArrayLike, coords: ArrayLike) -> OddLandmark:
    """Find the landmark that a form (landmarks, axes) has too few or too many.

    ``coords`` is (objects, landmarks, axes) with one landmark more or less. Each place is tried
    against the robust mean of the objects; the one is taken at which the landmarks fit best.
    Raises `UserError` where the numbers do not differ by one.
    """
    forms = forms_of(coords)
    odd = np.asarray(form, dtype=np.float64)
    landmarks = forms.shape[1]
    if abs(len(odd) - landmarks) != 1:
        raise UserError(
            f"An object with {len(odd)} landmarks cannot be compared with objects of {landmarks}; "
            "mend its landmarks first."
        )
    fit = robust_fit(forms, np.asarray(np.isfinite(forms).all(axis=2)))
    gaps = lengths(fit.residuals)
    spreads = landmark_spreads(gaps)
    tried = _tried(odd, landmarks)
    residuals, _, _ = fit_to(fit.consensus, tried, np.asarray(np.isfinite(tried).all(axis=2)))
    off = np.nan_to_num(trimmed(lengths(residuals) / spreads, 1.0), nan=np.inf)
    place = int(np.argmin(off))
    return OddLandmark(place, float(off[place]), float(np.nanmedian(trimmed(gaps / spreads, 1.0))))


def _tried(form: FloatArray, landmarks: int) -> FloatArray:
    """Forms with one landmark less, or with a missing one more, at each place."""
    if len(form) > landmarks:
        return np.stack([np.delete(form, place, axis=0) for place in range(len(form))])
    return np.stack([np.insert(form, place, np.nan, axis=0) for place in range(landmarks)])
