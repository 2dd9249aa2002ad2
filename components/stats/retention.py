"""Markers for the number of principal components that are worth looking at."""

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from components.errors import Step, UserError, no_step
from components.shape.specimen import FloatArray
from components.stats.pca import pca
from components.stats.rows import rows_of
from components.stats.spreading import in_order, sent, streams
from components.stats.threads import fitting_blas_threads


@dataclass(frozen=True, eq=False)
class ParallelAnalysis:
    """Eigenvalues that variables without any correlation would have.

    thresholds : (components,) quantiles of the eigenvalues of permuted data.
    count : leading components whose eigenvalues are above their thresholds.
    """

    thresholds: FloatArray
    count: int


def broken_stick(components: int) -> FloatArray:
    """Shares (components,) of a variance that is broken into pieces at random, largest first.

    Jackson (1993), Ecology 74: 2204-2214.
    """
    pieces = 1 / np.arange(1, components + 1)
    return np.asarray(np.cumsum(pieces[::-1])[::-1] / components)


def leading(values: FloatArray, thresholds: FloatArray) -> int:
    """Count the components before the first whose value is not above its threshold."""
    below = np.flatnonzero(values <= thresholds)
    return int(below[0]) if len(below) else len(values)


def parallel_analysis(
    shapes: ArrayLike,
    *,
    permutations: int = 99,
    level: float = 0.95,
    seed: int | None = None,
    executor: Executor | None = None,
    step: Step = no_step,
) -> ParallelAnalysis:
    """Compare eigenvalues with those of data whose variables are shuffled independently.

    Horn (1965), Psychometrika 30: 179-185, in the version by permutation: each variable keeps
    its variance and loses its correlations. ``level`` is the quantile over the permutations, which
    may be made on the workers of an ``executor``.
    """
    if permutations < 1:
        raise UserError(f"A parallel analysis needs at least 1 permutation, not {permutations}.")
    eigenvalues = pca(shapes).eigenvalues
    rows, _ = rows_of(shapes)
    data = sent(rows - rows.mean(axis=0), executor)
    found = np.empty((permutations, len(eigenvalues)))
    shuffles = [(data, own) for own in streams(seed, permutations)]
    for i, values in enumerate(in_order(_shuffled_eigenvalues, shuffles, executor)):
        step(i, permutations, "Shuffling variables")
        found[i] = values[: len(eigenvalues)]
    thresholds = np.quantile(found, level, axis=0)
    return ParallelAnalysis(thresholds, leading(eigenvalues, thresholds))


def _shuffled_eigenvalues(centred: FloatArray, seed: np.random.SeedSequence) -> FloatArray:
    """Eigenvalues in falling order, after each column has been shuffled."""
    with fitting_blas_threads(min(centred.shape)):
        shuffled = np.random.default_rng(seed).permuted(centred, axis=0)
        tall = shuffled if centred.shape[0] >= centred.shape[1] else shuffled.T
        return np.asarray(np.linalg.eigvalsh(tall.T @ tall)[::-1] / (len(centred) - 1))
