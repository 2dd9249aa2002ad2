"""From Mahalanobis distances to classes, and how often they are right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray
from components.stats.grouping import Grouping
from components.stats.room import Room, in_memory
from components.stats.superimposition import blocks


@dataclass(frozen=True, eq=False)
class Classification:
    """To which group each object is assigned.

    classes : (n,) names of the groups with the largest posterior probability.
    posterior : (n, groups) probabilities that an object belongs to each of the groups.
    confusion : (groups, groups) objects that belong to the row and are assigned to the column.
    """

    classes: NDArray[np.str_]
    posterior: FloatArray
    confusion: NDArray[np.intp]

    @property
    def accuracy(self) -> float:
        """Share of objects that are assigned to their own group."""
        return float(np.trace(self.confusion) / self.confusion.sum())


def classify(
    squares: FloatArray, grouping: Grouping, priors: FloatArray, room: Room = in_memory
) -> Classification:
    """Assign objects by squared Mahalanobis distances (n, groups) from the group means.

    Groups are normal with one covariance matrix; ``priors`` (groups,) are the probabilities
    before the object was measured (McLachlan 1992, Discriminant Analysis, section 3.1).
    """
    posterior, chosen = room(squares.shape), np.empty(len(squares), dtype=np.intp)
    for rows in blocks(squares, posterior):
        logs = np.log(priors) - squares[rows] / 2
        logs -= logs.max(axis=1, keepdims=True)
        chosen[rows] = logs.argmax(axis=1)
        shares = np.exp(logs)
        shares /= shares.sum(axis=1, keepdims=True)
        posterior[rows] = shares
    groups = len(priors)
    pairs = np.bincount(grouping.codes * groups + chosen, minlength=groups**2)
    return Classification(grouping.labels(chosen), posterior, pairs.reshape(groups, groups))
