"""Faults of digitising, found by comparing each object with the robust mean of all."""

import numpy as np
from numpy.typing import ArrayLike

from components.errors import Step, no_step
from components.shape.specimen import FloatArray
from components.stats.point_faults import coded, coincident, degenerate, flatness, outside
from components.stats.robust_fit import Mask
from components.stats.shape_search import ShapeFault, ShapeSearch, places_of
from components.stats.superimposition import forms_of
from components.stats.threads import fitting_blas_threads

ENOUGH = 6
"""Objects from which on a mean shape can accuse one of them."""


def shape_faults(coords: ArrayLike, *, step: Step = no_step) -> tuple[ShapeFault, ...]:
    """Find objects and landmarks that are probably wrong; ``coords`` is (n, landmarks, axes).

    NaN is missing. What is ordinary is judged by the data set itself, by medians and quartiles
    (Tukey 1977), so that faults do not hide each other while they are a minority. In this order:

    - missing codes: -1, 0, -999, 9999 and the like in all axes, far from where the landmark is;
    - landmarks that coincide, and objects without extent along an axis, unlike the others;
    - mirror images (left and right, or an axis, exchanged), and objects in space turned by half
      a turn about z (RAS and LPS exchanged);
    - landmarks exchanged, shifted by one or two places, or reversed in order;
    - single landmarks far off, judged against the rest of their object;
    - objects that are far off as a whole and have no other object near them.

    One object may have several. With fewer than `ENOUGH` objects only the first two are
    searched. The result is sorted by object.
    """
    forms = forms_of(coords)
    present = np.asarray(np.isfinite(forms).all(axis=2))
    forms = np.where(present[:, :, None], forms, np.nan)
    codes = coded(forms)
    trusted = present & np.isnan(codes)
    shares = flatness(forms, trusted)
    flat = degenerate(shares)
    faults = [ShapeFault("flat", row, before=float(shares[row])) for row in _rows(flat)]
    off = outside(forms, trusted, codes)
    trusted &= ~flat[:, None]
    if (trusted.sum(axis=1) > forms.shape[2]).sum() < ENOUGH:
        return _sorted(faults + _codes(codes, off) + _coincident(forms, trusted))
    with fitting_blas_threads(1):
        faults += _searched(ShapeSearch(forms, trusted, step), codes, off, step)
    return _sorted(faults)


def _searched(found: ShapeSearch, codes: FloatArray, off: Mask, step: Step) -> list[ShapeFault]:
    pairs = coincident(found.given, found.present)
    doubtful = np.zeros(codes.shape, dtype=np.bool_)
    doubtful[pairs.rows[:, None], pairs.pairs] = True
    fitted = ~np.isnan(found.before)[:, None]
    faults = _codes(codes, np.where(fitted, found.far_points(codes), off))
    faults += [*found.mirrored(), *found.turned(), *found.reordered(doubtful, step)]
    faults += [*found.coincident(pairs.rows, pairs.pairs), *found.displaced(), *found.outlying()]
    return faults


def _coincident(forms: FloatArray, present: Mask) -> list[ShapeFault]:
    """Every coincidence, where there are too few objects to tell which landmark is off."""
    pairs = coincident(forms, present)
    return [
        ShapeFault("coincident", int(row), places_of(pair))
        for row, pair in zip(pairs.rows, pairs.pairs, strict=True)
    ]


def _rows(mask: Mask) -> list[int]:
    rows: list[int] = np.flatnonzero(mask).tolist()
    return rows


def _codes(codes: FloatArray, off: Mask) -> list[ShapeFault]:
    """One fault for each object and code."""
    faults = []
    for row in np.flatnonzero((off & ~np.isnan(codes)).any(axis=1)):
        for code in np.unique(codes[row, off[row]]):
            places = np.flatnonzero(off[row] & (codes[row] == code))
            faults.append(ShapeFault("missing code", int(row), places_of(places), code=float(code)))
    return faults


def _sorted(faults: list[ShapeFault]) -> tuple[ShapeFault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.row))
