"""Landmarks that were digitised in another order: exchanged, shifted by one place, reversed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray
from components.stats.fences import fence
from components.stats.robust_fit import Mask, fit_to, lengths
from components.stats.superimposition import blocks

SUSPICIOUS = 2.0
"""Times its usual spread that a landmark must be off to be exchanged with another."""

ORDINARY = 3.5
"""Times its usual spread that a landmark may be off where it belongs."""

EXCHANGE_GAIN = 5.0
"""Times that the summed squares of two or three exchanged landmarks must fall."""

SHORT = 3
"""Landmarks that are exchanged one by one; more of them are a run that was shifted."""

FAR = 5.0
"""Times its usual spread beyond which a landmark may have been taken too early or too late."""

NEAREST = 6
"""Places around such a landmark that are tried for it."""

SHIFT_RATIO = 2.0
"""Times that the summed squares of all landmarks must fall for a shift to be tried."""

SHIFT_GAIN = 1.4
"""Times that those of a longer run must fall: its landmarks bear witness together."""

WITNESS = 18.0
"""Squared spreads that an exchange or a shift must save, at the least."""


@dataclass(frozen=True, eq=False)
class Order:
    """An order in which an object fits: its landmark ``order[j]`` stands where j belongs.

    ``residuals`` (landmarks, axes) are those of the object in that order.
    """

    order: NDArray[np.intp]
    residuals: FloatArray

    @property
    def moved(self) -> NDArray[np.intp]:
        """Landmarks that get another place, counted from 0."""
        return np.flatnonzero(self.order != np.arange(len(self.order)))

    @property
    def regular(self) -> bool:
        """Whether it is what happens by mistake: few exchanges, a shift of a run, or a reversal."""
        places = np.arange(len(self.order))
        moved = self.moved
        if len(moved) <= 2 * SHORT - 2 or (self.order == places[::-1]).all():
            return True
        _, often = np.unique((self.order - places)[moved], return_counts=True)
        return bool(often.max() >= len(moved) - 2)


def promising_orders(
    consensus: FloatArray,
    spreads: FloatArray,
    forms: FloatArray,
    present: Mask,
    residuals: FloatArray,
) -> dict[int, list[NDArray[np.intp]]]:
    """Orders worth a trial, by object: only for those in which something speaks for another one.

    Nothing but the order as it is, where two landmarks that are off fit better in each other's
    place; a run of landmarks shifted by one place, or all in reverse, where the object fits
    better so; a landmark that is far off put in elsewhere. Arguments and residuals as in
    `RobustFit`; objects (n, ...) at once.
    """
    standard = lengths(residuals) / spreads
    given = np.arange(forms.shape[1])
    orders: dict[int, list[NDArray[np.intp]]] = {
        int(row): [] for row in _exchangeable(consensus, spreads, residuals)
    }
    costs = np.nansum(standard**2, axis=1)
    worse = np.flatnonzero(costs > np.median(costs))
    for shift in (1, -1):
        shifted = _squares(consensus, spreads, forms, present, worse, np.roll(given, shift))
        squares = np.where(np.isnan(shifted), np.nan, standard[worse] ** 2)
        gain, first, last = _best_run(np.nan_to_num(squares - shifted))
        # Points that slide along an outline gain a little in many objects, and prove nothing.
        ratio = costs[worse] / np.maximum(costs[worse] - gain, 1e-9)
        for i in np.flatnonzero((gain > WITNESS) & (ratio > fence(ratio, least=SHIFT_RATIO))):
            order = given.copy()
            run = slice(int(first[i]), int(last[i]) + 1)
            order[run] = np.roll(order[run], shift)
            orders.setdefault(int(worse[i]), []).extend([order, np.roll(given, shift)])
    for row in np.flatnonzero((np.nan_to_num(standard) > FAR).any(axis=1)).tolist():
        far = int(np.nanargmax(standard[row]))
        point = consensus[far] + residuals[row, far]
        near = np.argsort(lengths(consensus - point))[:NEAREST]
        orders.setdefault(row, []).extend(_inserted(len(consensus), far, near))
    turned = _squares(consensus, spreads, forms, present, worse, given[::-1])
    for i in np.flatnonzero(np.nansum(turned, axis=1) * 2 < costs[worse]):
        orders.setdefault(int(worse[i]), []).append(given[::-1])
    return orders


def better_order(
    consensus: FloatArray,
    spreads: FloatArray,
    form: FloatArray,
    present: Mask,
    starts: list[NDArray[np.intp]],
) -> Order | None:
    """Find an order of the landmarks in which a form fits a consensus; None if there is none.

    ``consensus`` and ``form`` are (landmarks, axes), ``spreads`` and ``present`` (landmarks,).
    From the order as it is and from the best two ``starts``, the landmarks that are off are
    assigned to the places of least summed squares, until nothing moves; of the orders found the
    one with the least squares left is taken. Each cycle of landmarks must lower its squares
    clearly and become ordinary.
    """
    tried = np.stack([np.arange(len(form)), *starts])
    costs = _costs(lengths(fit_to(consensus, form[tried], present[tried])[0]) / spreads)
    least = float(costs[0])
    best: Order | None = None
    for start in tried[[0, *(1 + np.argsort(costs[1:])[:2])]]:
        settled = _settled(consensus, spreads, form, present, start)
        if not len(settled.moved):
            continue
        found = _with_proven_cycles(settled, consensus, spreads, form, present)
        cost = float(_costs(lengths(found.residuals) / spreads))
        if cost < least and len(found.moved):
            best, least = found, cost
    return best


def _exchangeable(
    consensus: FloatArray, spreads: FloatArray, residuals: FloatArray
) -> NDArray[np.intp]:
    """Objects with two landmarks that are off and fit clearly better in each other's place."""
    standard = np.nan_to_num(lengths(residuals) / spreads)
    off = standard > SUSPICIOUS
    rows = np.flatnonzero(off.sum(axis=1) >= 2)
    found = np.zeros(len(rows), dtype=np.bool_)
    size = max(1, 2**20 // (len(consensus) * consensus.size))
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        points = consensus + residuals[part]
        there = lengths(points[:, :, None] - consensus) / spreads
        after = there**2 + np.swapaxes(there, 1, 2) ** 2
        before = standard[part, :, None] ** 2 + standard[part, None, :] ** 2
        # a little less than what proves it in the end, when the object is fitted again
        gains = (before > EXCHANGE_GAIN / 2 * after) & (before - after > WITNESS / 2)
        gains &= off[part, :, None] & off[part, None, :]
        found[start : start + size] = gains.any(axis=(1, 2))
    return rows[found]


def _inserted(count: int, far: int, near: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Orders in which a landmark comes at other places, and those between move by one."""
    rest = np.delete(np.arange(count), far)
    return [np.insert(rest, place, far) for place in near.tolist() if place != far]


def _squares(
    consensus: FloatArray,
    spreads: FloatArray,
    forms: FloatArray,
    present: Mask,
    rows: NDArray[np.intp],
    order: NDArray[np.intp],
) -> FloatArray:
    """Standardised squared gaps (rows, landmarks) of objects in another order."""
    squares = np.empty((len(rows), forms.shape[1]))
    for block in blocks(forms[: len(rows)]):
        part = rows[block]
        residuals, _, _ = fit_to(
            consensus, forms[part][:, order], present[part][:, order], gentle=4, strict=0
        )
        squares[block] = (lengths(residuals) / spreads) ** 2
    return squares


def _best_run(gains: FloatArray) -> tuple[FloatArray, NDArray[np.intp], NDArray[np.intp]]:
    """Largest sum (n,) over a run of gains (n, landmarks), and its first and last landmark."""
    sums = np.concatenate([np.zeros((len(gains), 1)), np.cumsum(gains, axis=1)], axis=1)
    lowest = np.minimum.accumulate(sums, axis=1)
    best = sums[:, 1:] - lowest[:, :-1]
    last = best.argmax(axis=1)
    rows = np.arange(len(gains))
    reached = sums == lowest[rows, last][:, None]
    return best[rows, last], reached.argmax(axis=1), last


def _costs(standard: FloatArray) -> FloatArray:
    """Add up squares in which one landmark that is far off does not count for all."""
    squares = standard**2
    return np.asarray(np.nansum(squares / (1 + squares / 50), axis=-1))


def _fitted(
    consensus: FloatArray, form: FloatArray, present: Mask, order: NDArray[np.intp]
) -> FloatArray:
    residuals, _, _ = fit_to(consensus, form[order][None], present[order][None], gentle=4, strict=4)
    return np.asarray(residuals[0])


def _settled(
    consensus: FloatArray,
    spreads: FloatArray,
    form: FloatArray,
    present: Mask,
    order: NDArray[np.intp],
) -> Order:
    """Exchange landmarks that are off among their places until nothing moves."""
    from scipy.optimize import linear_sum_assignment

    for _ in range(4):
        residuals = _fitted(consensus, form, present, order)
        standard = lengths(residuals) / spreads
        off = np.flatnonzero(standard > SUSPICIOUS)
        points = (consensus + residuals)[off]
        gaps = lengths(points[None, :] - consensus[off][:, None]) / spreads[off][:, None]
        places, given = linear_sum_assignment(np.minimum(gaps**2, 1e6))
        if np.array_equal(places, given):
            return Order(order, residuals)
        order = order.copy()
        order[off[places]] = order[off][given]
    return Order(order, _fitted(consensus, form, present, order))


def _with_proven_cycles(
    found: Order, consensus: FloatArray, spreads: FloatArray, form: FloatArray, present: Mask
) -> Order:
    """Undo exchanges that gain little."""
    order = found.order.copy()
    _, turns, sizes = fit_to(consensus, form[order][None], present[order][None])
    placed = form @ turns[0] / sizes[0]
    shift = np.nanmedian(consensus + found.residuals - placed[order], axis=0)
    before = lengths(placed + shift - consensus) / spreads
    after = lengths(found.residuals) / spreads
    level = min(max(1.0, float(np.nanmedian(after))), 2.0)
    for cycle in _cycles(order):
        if not _proven(before[cycle] / level, after[cycle] / level):
            order[cycle] = cycle
    return Order(order, _fitted(consensus, form, present, order))


def _proven(before: FloatArray, after: FloatArray) -> bool:
    """Whether a cycle of landmarks is off as it is and ordinary in the other order.

    One of a longer run that comes from far away could be off for another reason: the others
    must gain as well, be it less.
    """
    known = ~np.isnan(before - after)
    before, after = before[known], after[known]
    gains = before**2 - after**2
    if not gains.sum() > WITNESS:
        return False
    if len(before) <= SHORT:
        return bool((before**2).sum() > EXCHANGE_GAIN * (after**2).sum() and after.max() < ORDINARY)
    rest = np.argsort(-gains)[1:]
    squares, left = float(np.sum(before[rest] ** 2)), float(np.sum(after[rest] ** 2))
    return squares > SHIFT_GAIN * left and squares - left > WITNESS / 2


def _cycles(order: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Cycles of two or more landmarks in a permutation."""
    cycles, seen = [], np.zeros(len(order), dtype=np.bool_)
    for start in range(len(order)):
        cycle = []
        place = start
        while not seen[place]:
            seen[place] = True
            cycle.append(place)
            place = int(order[place])
        if len(cycle) > 1:
            cycles.append(np.array(cycle))
    return cycles
