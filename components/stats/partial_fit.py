"""Fits of forms that lack landmarks, and their mean: least squares over what is present."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError, listing
from components.shape.specimen import FloatArray
from components.stats.rotation import rotations
from components.stats.superimposition import blocks

MOST_ROUNDS = 200
RESTS = 1e-10


@dataclass(frozen=True, eq=False)
class PartialFit:
    """Where forms lie against a reference: ``form = scale * (point - there) @ turn.T + here``.

    ``here`` and ``there`` (n, 1, axes) are the centroids of the landmarks that both have, in the
    form and in the reference; ``turns`` (n, axes, axes) proper rotations; ``scales`` (n, 1, 1).
    """

    here: FloatArray
    there: FloatArray
    turns: FloatArray
    scales: FloatArray

    def to_reference(self, forms: FloatArray) -> FloatArray:
        """Bring forms (n, landmarks, axes) to the reference."""
        return np.asarray((forms - self.here) @ self.turns / self.scales + self.there)

    def from_reference(self, points: FloatArray) -> FloatArray:
        """Bring points (landmarks, axes), or (n, landmarks, axes), to the forms."""
        turned = (points - self.there) @ np.swapaxes(self.turns, 1, 2)
        return np.asarray(turned * self.scales + self.here)


def partial_fit(reference: FloatArray, forms: FloatArray, present: NDArray[np.bool_]) -> PartialFit:
    """Fit a reference (landmarks, axes) to forms by the landmarks in ``present`` (n, landmarks)."""
    held = present[:, :, None]
    count = held.sum(axis=1, keepdims=True)
    here = np.where(held, forms, 0).sum(axis=1, keepdims=True) / count
    there = np.where(held, reference, 0).sum(axis=1, keepdims=True) / count
    x = np.where(held, forms - here, 0)
    y = np.where(held, reference - there, 0)
    cross = np.swapaxes(x, 1, 2) @ y
    turns = np.ascontiguousarray(rotations(cross))
    scales = np.einsum("nij,nij->n", turns, cross) / np.einsum("npk,npk->n", y, y)
    return PartialFit(here, there, turns, scales[:, None, None])


def available_mean(forms: FloatArray, present: NDArray[np.bool_]) -> FloatArray:
    """Mean shape (landmarks, axes) of size 1 over the landmarks that each object has.

    Starts from the object with most landmarks; in each round the objects are fitted to the mean
    by what they share with it, and each landmark becomes the mean of those present. At rest
    this is the mean that least-squares estimates of the missing landmarks would leave alone.

    Raises `UserError` where objects share too few landmarks to be brought together.
    """
    axes = forms.shape[2]
    first = int(np.argmax(present.sum(axis=1)))
    known = present[first]
    mean = _unit(np.where(known[:, None], forms[first], 0), known)
    for _ in range(MOST_ROUNDS):
        total, count = np.zeros(mean.shape), np.zeros(len(mean))
        for block in blocks(forms):
            rows = np.flatnonzero((present[block] & known).sum(axis=1) >= axes) + block.start
            fit = partial_fit(mean, forms[rows], present[rows] & known)
            held = present[rows]
            total += np.where(held[:, :, None], fit.to_reference(forms[rows]), 0).sum(axis=0)
            count += held.sum(axis=0)
        reached = count > 0
        new = _unit(total / np.maximum(count, 1)[:, None], reached)
        moved = np.linalg.norm(new - mean)
        mean, grown, known = new, bool((reached & ~known).any()), reached
        if not grown and (moved < RESTS or not known.all()):
            break
    if not known.all():
        lost = [str(place + 1) for place in np.flatnonzero(~known)]
        raise UserError(
            f"Landmark {listing(lost)}: the objects that have it share fewer than {axes} landmarks "
            "with the others; digitise more of them or leave it out."
        )
    return mean


def _unit(shape: FloatArray, known: NDArray[np.bool_]) -> FloatArray:
    """Centre and scale the known landmarks to size 1; the others stay at the origin."""
    centred = np.where(known[:, None], shape - shape[known].mean(axis=0), 0)
    return np.asarray(centred / np.linalg.norm(centred))
