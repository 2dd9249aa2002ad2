"""A scatter plot of scores, described once for the window, the report and the figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray
from components.stats.grouping import natural_order

# Okabe & Ito (2008): eight colours that people with any colour vision can tell apart;
# yellow is left out because it is too pale on white
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555")
SYMBOLS = ("circle", "square", "triangle", "diamond", "star")


@dataclass(frozen=True, eq=False)
class Series:
    """The objects of one group: ``rows`` are their positions in the scatter."""

    label: str
    rows: NDArray[np.intp]
    colour: str
    symbol: str


@dataclass(frozen=True, eq=False)
class Scatter:
    """Points (objects,) on two axes, with what a reader needs to understand them."""

    title: str
    x: FloatArray
    y: FloatArray
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    names: tuple[str, ...]


def scatter(
    title: str,
    scores: FloatArray,
    explained: FloatArray,
    *,
    prefix: str,
    names: Sequence[str],
    groups: Sequence[str] | None = None,
    axes: tuple[int, int] = (0, 1),
) -> Scatter:
    """Describe the plot of two columns of ``scores`` (objects, components).

    ``explained`` is (components,) shares of 1; ``prefix`` is PC or CV. With one component only,
    every object has 0 on the second axis.
    """
    x, y = (_column(scores, axis) for axis in axes)
    x_label, y_label = (_label(prefix, axis, explained) for axis in axes)
    return Scatter(title, x, y, x_label, y_label, _series(groups, len(x)), tuple(names))


def _column(scores: FloatArray, axis: int) -> FloatArray:
    return scores[:, axis] if axis < scores.shape[1] else np.zeros(len(scores))


def _label(prefix: str, axis: int, explained: FloatArray) -> str:
    if axis >= len(explained):
        return f"{prefix}{axis + 1} (no variance)"
    return f"{prefix}{axis + 1} ({explained[axis]:.1%})"


def _series(groups: Sequence[str] | None, count: int) -> tuple[Series, ...]:
    if groups is None:
        return (Series("", np.arange(count), COLOURS[0], SYMBOLS[0]),)
    labels = np.asarray(groups, dtype=object)
    # in an order of their own, so that a group keeps its colour whatever the order of the objects
    return tuple(
        Series(
            label,
            np.flatnonzero(labels == label),
            COLOURS[i % len(COLOURS)],
            SYMBOLS[i % len(SYMBOLS)],
        )
        for i, label in enumerate(natural_order(set(groups)))
    )
