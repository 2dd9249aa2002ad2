"""Prediction of landmarks from other landmarks, learnt from complete forms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray
from components.stats.partial_fit import partial_fit


@dataclass(frozen=True, eq=False)
class LandmarkRegression:
    """Partial least squares between any landmarks and the others, after Gunz et al. (2009).

    ``mean`` is the mean shape (landmarks, axes), ``products`` (variables, variables) the sums
    of squares and products of the deviations from it, ``most`` how many pairs of axes may
    be used, ``tangents`` how the mean changes when it is shifted, scaled and turned a little.
    """

    mean: FloatArray
    products: FloatArray
    most: int
    tangents: FloatArray

    @classmethod
    def learn(cls, reference: FloatArray, forms: FloatArray) -> "LandmarkRegression":
        """Learn from complete forms (n, landmarks, axes), aligned to a reference."""
        aligned = partial_fit(reference, forms, np.ones(forms.shape[:2], dtype=np.bool_))
        shapes = aligned.to_reference(forms)
        mean = shapes.mean(axis=0)
        rows = (shapes - mean).reshape(len(shapes), -1)
        # More pairs of axes than one for each four objects would follow their noise.
        return cls(mean, rows.T @ rows, max(1, len(rows) // 4), _similarity_tangents(mean))

    def predict(self, forms: FloatArray, present: NDArray[np.bool_]) -> FloatArray:
        """Predict the landmarks that forms lack; ``present`` is (n, landmarks).

        The others are returned as they were, but for rounding errors.
        """
        fitted = partial_fit(self.mean, forms, present)
        found = (fitted.to_reference(forms) - self.mean).reshape(len(forms), -1)
        patterns, kinds = np.unique(present, axis=0, return_inverse=True)
        for kind, pattern in enumerate(patterns):
            same = np.flatnonzero(kinds == kind)
            held = np.flatnonzero(np.repeat(pattern, self.mean.shape[1]))
            gone = np.flatnonzero(np.repeat(~pattern, self.mean.shape[1]))
            found[np.ix_(same, gone)] = found[np.ix_(same, held)] @ self._slopes(held, gone)
        return fitted.from_reference(self.mean + found.reshape(forms.shape))

    def _slopes(self, held: NDArray[np.intp], gone: NDArray[np.intp]) -> FloatArray:
        """Slopes (held, gone) of the variables to predict on those to predict from."""
        # The forms to predict were aligned by some landmarks, those learnt from by all: bring
        # the products to what the same alignment would make of them, to first order.
        shift = self.tangents @ np.linalg.pinv(self.tangents[held])
        products = self.products[held] - shift[held] @ self.products[held]
        products -= products[:, held] @ shift.T
        axes = np.linalg.svd(products[:, gone], full_matrices=False)[0][:, : self.most]
        slopes, *_ = np.linalg.lstsq(
            axes.T @ products[:, held] @ axes, axes.T @ products[:, gone], rcond=None
        )
        return np.asarray(axes @ slopes)


def _similarity_tangents(mean: FloatArray) -> FloatArray:
    """Columns (variables, 4 or 7): a mean shape shifted, scaled and turned a little."""
    landmarks, axes = mean.shape
    shifts = [np.tile(row, (landmarks, 1)) for row in np.eye(axes)]
    turns = []
    for first in range(axes):
        for second in range(first):
            turn = np.zeros((axes, axes))
            turn[first, second], turn[second, first] = 1, -1
            turns.append(mean @ turn)
    return np.stack([change.ravel() for change in (*shifts, mean, *turns)], axis=1)
