"""Every statistical method of Modan2, for scripts, tests and benchmarks.

``coords`` is float64 (objects, landmarks, axes), NaN = missing; ``rows`` is
(objects, variables). Results are frozen dataclasses; no function changes its input.

A usual way through::

    from MdStatistics import cva, impute, manova, pca, procrustes

    coords = impute(coords).coords              # estimate missing landmarks
    fit = procrustes(coords)                    # superimpose
    ordination = pca(fit.aligned)               # principal components
    variates = cva(fit.aligned, groups)         # compare groups
    tests = manova(ordination.scores, groups)
"""

from components.stats.missing import Imputation, impute

from components.stats.bookstein import bookstein
from components.stats.cva import CVA, cva
from components.stats.manova import Manova, manova
from components.stats.multivariate_tests import Test
from components.stats.pca import PCA, pca
from components.stats.procrustes import procrustes
from components.stats.simulate import Simulation, simulate, simulate_chunks
from components.stats.superimposition import Superimposition

__all__ = [
    "CVA",
    "PCA",
    "Imputation",
    "Manova",
    "Simulation",
    "Superimposition",
    "Test",
    "bookstein",
    "cva",
    "impute",
    "manova",
    "pca",
    "procrustes",
    "simulate",
    "simulate_chunks",
]
