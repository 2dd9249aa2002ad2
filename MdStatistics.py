"""Every statistical method of Modan2, for scripts, tests and benchmarks.

``coords`` is float64 (objects, landmarks, axes), NaN = missing; ``shapes`` are superimposed
coordinates or rows (objects, variables). Results are frozen dataclasses; no function changes
its input; randomness only through ``seed``.

A usual way through::

    from MdStatistics import cva, impute, manova, pca, procrustes

    coords = impute(coords).coords              # estimate missing landmarks
    fit = procrustes(coords)                    # superimpose
    ordination = pca(fit.aligned)               # principal components
    variates = cva(fit.aligned, groups)         # compare groups
    tests = manova(ordination.scores, groups)

Superimposition: `procrustes`, `bookstein`, `resistant_fit`, `align_to`, `ordinary_procrustes`,
`riemannian_distance`. Missing landmarks: `impute`. Deformation: `thin_plate_spline`,
`bending_energy`. Ordination: `pca`, `broken_stick`, `parallel_analysis`, `between_group_pca`,
`cva`. Groups: `manova`, `manova_factorial`, `distance_tests`, `typicality`, `group_means`,
`confidence_ellipse`, `convex_hull`, `disparity`, `outliers`. Faults of the data: `shape_faults`,
`size_faults`. Data to try things on: `simulate`.
"""

from components.stats.between_group_pca import BetweenGroupPCA, between_group_pca
from components.stats.bookstein import bookstein
from components.stats.cva import CVA, cva
from components.stats.disparity import Disparity, disparity
from components.stats.distance_tests import DistanceTests, distance_tests
from components.stats.groups import (
    Ellipse,
    GroupMeans,
    confidence_ellipse,
    convex_hull,
    group_means,
)
from components.stats.manova import Manova, manova, manova_factorial
from components.stats.missing import Imputation, impute
from components.stats.multivariate_tests import Test
from components.stats.ordinary import (
    OrdinaryFit,
    align_to,
    ordinary_procrustes,
    riemannian_distance,
)
from components.stats.outliers import Outliers, outliers
from components.stats.pca import PCA, pca
from components.stats.procrustes import procrustes
from components.stats.resistant import resistant_fit
from components.stats.retention import ParallelAnalysis, broken_stick, parallel_analysis
from components.stats.shape_faults import shape_faults
from components.stats.shape_search import ShapeFault
from components.stats.simulate import Simulation, simulate, simulate_chunks
from components.stats.size_faults import SizeFault, size_faults
from components.stats.superimposition import Superimposition
from components.stats.typicality import typicality
from components.stats.warp import Spline, bending_energy, thin_plate_spline

__all__ = [
    "CVA",
    "PCA",
    "BetweenGroupPCA",
    "Disparity",
    "DistanceTests",
    "Ellipse",
    "GroupMeans",
    "Imputation",
    "Manova",
    "OrdinaryFit",
    "Outliers",
    "ParallelAnalysis",
    "ShapeFault",
    "Simulation",
    "SizeFault",
    "Spline",
    "Superimposition",
    "Test",
    "align_to",
    "bending_energy",
    "between_group_pca",
    "bookstein",
    "broken_stick",
    "confidence_ellipse",
    "convex_hull",
    "cva",
    "disparity",
    "distance_tests",
    "group_means",
    "impute",
    "manova",
    "manova_factorial",
    "ordinary_procrustes",
    "outliers",
    "parallel_analysis",
    "pca",
    "procrustes",
    "resistant_fit",
    "riemannian_distance",
    "shape_faults",
    "simulate",
    "simulate_chunks",
    "size_faults",
    "thin_plate_spline",
    "typicality",
]
