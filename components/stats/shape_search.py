"""One search for faults of digitising: objects against the robust mean of all."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, no_step
from components.shape.specimen import FloatArray
from components.stats.fences import fence, landmark_spreads, levels, trimmed
from components.stats.handedness import half_turned, handedness
from components.stats.landmark_order import (
    SHORT,
    Order,
    better_order,
    promising_orders,
)
from components.stats.robust_fit import (
    SAMPLE,
    Mask,
    distances,
    fit_to,
    lengths,
    procrustes_distances,
    robust_fit,
)

Kind = Literal[
    "missing code", "coincident", "flat", "mirrored", "turned", "order", "displaced", "outlier"
]

FAR = 5.0
"""Times its usual spread that a landmark must be off, at the least, to be far off."""

UNUSUAL = 2.0
"""Times the usual level that an object must be off as a whole, at the least."""


APART = 2.0
"""Times its usual spread that one of two coincident landmarks must be off."""

NEIGHBOURS = 0.1
"""Share of the root mean square radius within which landmarks may coincide by chance."""

CLEARER = 1.15
"""Times that an object must come nearer to the mean shape when a run of landmarks is shifted."""

LIKE = 1.5
"""Times the usual level up to which an object is like the others when its order is changed."""

MOST = 0.6
"""Share of an object's summed squares by which one landmark makes it an outlier."""


@dataclass(frozen=True)
class ShapeFault:
    """One fault of one object: ``row`` and ``landmarks`` are counted from 0.

    ``before`` and ``after`` are distances from the mean shape: Procrustes distances of
    the whole object, now and as it would be when the fault is mended (NaN where there is no
    mending); for landmarks displaced or coincident, of the farthest, now and usually. ``code``
    is the number that stands for a missing value; ``axis`` the one to mirror; ``order`` tells
    which landmark of the object belongs at each place.
    """

    kind: Kind
    row: int
    landmarks: tuple[int, ...] = ()
    before: float = np.nan
    after: float = np.nan
    code: float = np.nan
    axis: int = 0
    order: tuple[int, ...] = ()


def places_of(landmarks: NDArray[np.intp]) -> tuple[int, ...]:
    """Landmarks as plain numbers."""
    return tuple(int(i) for i in landmarks)


class ShapeSearch:
    """The objects against their robust mean; each method mends in ``residuals`` what it finds.

    ``forms`` is (n, landmarks, axes), ``present`` (n, landmarks) what may be used of it. Each
    method gives one `ShapeFault` for each object in which it finds something.
    """

    def __init__(self, forms: FloatArray, present: Mask, step: Step = no_step) -> None:
        self.given, self.present = forms, present
        self.fit = robust_fit(forms, present, step)
        self.before = procrustes_distances(self.fit.consensus, forms, present)
        spreads = landmark_spreads(lengths(self.fit.residuals))
        self.hands = handedness(forms, present, self.fit, spreads)
        self.residuals = self.hands.residuals.copy()
        self.spreads = landmark_spreads(lengths(self.residuals))  # mirror images fit now
        self.forms = forms.copy()
        self.forms[self.hands.mirrored, :, 0] *= -1
        self.places = np.tile(np.arange(forms.shape[1]), (len(forms), 1))
        off = trimmed(self.standard)
        self.usual = float(np.nanmedian(off)) if np.isfinite(off).any() else np.inf
        self.limit = fence(off, least=LIKE * self.usual)

    @property
    def standard(self) -> FloatArray:
        """Gaps (n, landmarks) in units of what is usual for each landmark."""
        return lengths(self.residuals) / self.spreads

    def far_points(self, codes: FloatArray) -> Mask:
        """Tell which coded points (n, landmarks) are far from where their landmark should be."""
        rows, places = np.nonzero(~np.isnan(codes))
        held = (self.present & ~np.isnan(self.residuals[:, :, 0]))[rows]
        count = np.maximum(held.sum(axis=1), 1)[:, None]  # those without any are judged otherwise
        here = np.where(held[:, :, None], self.given[rows], 0.0).sum(axis=1) / count
        fitted = self.fit.consensus + self.hands.residuals[rows]
        there = np.where(held[:, :, None], fitted, 0.0).sum(axis=1) / count
        points = np.repeat(codes[rows, places][:, None], here.shape[1], axis=1) - here
        turned = np.einsum("mi,mij->mj", points, self.hands.turns[rows])
        placed = turned / self.hands.sizes[rows, None] + there
        gaps = lengths(placed - self.fit.consensus[places]) / self.spreads[places]
        far = np.zeros(codes.shape, dtype=np.bool_)
        far[rows, places] = ~(gaps <= FAR * levels(self.standard)[rows])
        return far

    def coincident(self, rows: NDArray[np.intp], pairs: NDArray[np.intp]) -> list[ShapeFault]:
        """Keep coincidences of which one landmark is off, and name that one first."""
        faults = []
        standard, usual = self.standard, levels(self.standard)
        for row, pair in zip(rows.tolist(), pairs, strict=True):
            places = self.places[row, pair]
            off = np.nan_to_num(standard[row, places], nan=np.inf)
            first = pair[np.argsort(-off, kind="stable")]
            worst = int(self.places[row, first[0]])
            gap = float(lengths(self.residuals[row, worst]))
            # the root mean square radius of a form of size 1
            radius = 1 / np.sqrt(standard.shape[1])
            if off.max() > APART * usual[row] and not gap < NEIGHBOURS * radius:
                fault = ShapeFault(
                    "coincident", row, places_of(first), gap, float(self.spreads[worst])
                )
                faults.append(fault)
                self.residuals[row, worst] = np.nan
        return faults

    def mirrored(self) -> list[ShapeFault]:
        """Mirror images."""
        after = procrustes_distances(self.fit.consensus, self.forms, self.present)
        return [
            ShapeFault(
                "mirrored", int(row), before=float(self.before[row]), after=float(after[row]),
                axis=int(self.hands.axis[row]),
            )
            for row in np.flatnonzero(self.hands.mirrored)
        ]  # fmt: skip

    def turned(self) -> list[ShapeFault]:
        """Objects in the other one of RAS and LPS."""
        usable = ~np.isnan(self.before) & ~self.hands.mirrored
        return [
            ShapeFault("turned", int(row))
            for row in np.flatnonzero(half_turned(self.hands.turns, usable))
        ]

    def reordered(self, doubtful: Mask, step: Step) -> list[ShapeFault]:
        """Objects that fit in another order of their landmarks, ``doubtful`` ones left aside."""
        held = self.present & ~np.isnan(self.residuals[:, :, 0]) & ~doubtful
        trusted = np.where(doubtful[:, :, None], np.nan, self.residuals)
        tried = promising_orders(self.fit.consensus, self.spreads, self.forms, held, trusted)
        faults = []
        for done, (row, starts) in enumerate(sorted(tried.items())):
            step(done, len(tried), "Looking for exchanged landmarks")
            found = better_order(
                self.fit.consensus, self.spreads, self.forms[row], held[row], starts
            )
            if found is None:
                continue
            form, there = self.forms[row, found.order], self.present[row, found.order]
            before = self._distance(self.forms[row], self.present[row])
            after = self._distance(form, there)
            if self._believable(found, before / after):
                self.residuals[row] = fit_to(self.fit.consensus, form[None], there[None])[0][0]
                self.places[row] = found.order.argsort()
                order = places_of(found.order)
                faults.append(
                    ShapeFault("order", row, places_of(found.moved), before, after, order=order)
                )
        return faults

    def _distance(self, form: FloatArray, present: Mask) -> float:
        """Procrustes distance of one form from the consensus."""
        return float(procrustes_distances(self.fit.consensus, form[None], present[None])[0])

    def _believable(self, found: Order, gain: float) -> bool:
        """Whether an object is like the others in its new order; more so for an odd order."""
        if len(found.moved) > SHORT and gain < CLEARER:
            return False
        left = trimmed(lengths(found.residuals)[None] / self.spreads)[0]
        return bool(left <= (self.limit if found.regular else LIKE * self.usual))

    def displaced(self) -> list[ShapeFault]:
        """Landmarks that are far off in an object whose others are not."""
        standard = self.standard
        relative = standard / levels(standard)[:, None]
        limits = np.array([fence(column, least=FAR) for column in relative.T])
        far = np.nan_to_num(relative) > limits
        faults = []
        for row in np.flatnonzero(far.any(axis=1)).tolist():
            places = np.flatnonzero(far[row])
            alone = np.array([p for p in places if not self._accompanied(row, p)], dtype=np.intp)
            if len(alone) and len(alone) <= self.present[row].sum() / 3:
                gaps = lengths(self.residuals[row, alone])
                worst = alone[np.argmax(gaps)]
                faults.append(
                    ShapeFault(
                        "displaced", row, places_of(alone),
                        float(gaps.max()), float(self.spreads[worst]),
                    )
                )  # fmt: skip
                self.residuals[row, alone] = np.nan
        return faults

    def _accompanied(self, row: int, place: np.intp) -> bool:
        """Whether a landmark lies as far off, and in the same direction, in other objects too."""
        here = self.residuals[row, place]
        gaps = lengths(self.residuals[:, place] - here)
        near = int((gaps < lengths(here) / 2).sum()) - 1
        return near >= max(2, 0.01 * len(self.residuals))

    def outlying(self) -> list[ShapeFault]:
        """Objects that are far from the mean as a whole, and from all others."""
        far = distances(self.residuals)
        usual = float(np.nanmedian(far))
        order = np.argsort(self.places, axis=1)
        rows = np.arange(len(order))[:, None]
        apart = procrustes_distances(
            self.fit.consensus, self.forms[rows, order], self.present[rows, order]
        )
        isolation, limit = isolated(self.residuals, far)
        odd = (isolation > limit) & (far > UNUSUAL * usual)
        faults = []
        for row in np.flatnonzero(odd).tolist():
            squares = np.nan_to_num(lengths(self.residuals[row])) ** 2
            worst = int(squares.argmax())
            if squares[worst] > MOST * squares.sum():
                gap = float(np.sqrt(squares[worst]))
                faults.append(
                    ShapeFault("displaced", row, (worst,), gap, float(self.spreads[worst]))
                )
            else:
                before, middle = float(apart[row]), float(np.nanmedian(apart))
                faults.append(ShapeFault("outlier", row, before=before, after=middle))
        return faults


def isolated(residuals: FloatArray, far: FloatArray) -> tuple[FloatArray, float]:
    """Distance of each object (n,) to the nearest other, and the fence of these distances.

    Those that are nearer to the consensus than the median need no look: theirs are zero.
    """
    filled = np.nan_to_num(residuals).reshape(len(residuals), -1)
    squares = np.einsum("ij,ij->i", filled, filled)
    known = np.flatnonzero(~np.isnan(far))
    outer = known[far[known] > np.median(far[known])]
    sample = known[np.linspace(0, len(known) - 1, min(len(known), SAMPLE)).astype(np.intp)]
    asked = np.union1d(outer, sample)
    nearest = np.zeros(len(filled))
    for start in range(0, len(asked), 256):
        rows = asked[start : start + 256]
        gaps = squares[rows, None] + squares - 2 * filled[rows] @ filled.T
        gaps[np.arange(len(rows)), rows] = np.inf
        nearest[rows] = np.sqrt(np.maximum(gaps[:, known].min(axis=1), 0.0))
    limit = fence(nearest[sample], least=UNUSUAL * float(np.median(nearest[sample])))
    nearest[sample[far[sample] <= np.median(far[known])]] = 0.0
    return nearest, limit
