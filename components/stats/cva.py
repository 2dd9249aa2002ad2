"""Canonical variate analysis: the directions that separate groups best."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.errors import Step, no_step
from components.shape.specimen import FloatArray, Value
from components.stats.canonical import CanonicalSpace, canonical_space, squared_distances
from components.stats.classification import classify
from components.stats.distance_tests import distance_tests
from components.stats.grouping import Grouping, grouping_of, require_groups
from components.stats.leave_one_out import leave_one_out, leave_one_out_reduced
from components.stats.pca import PCA, axis_signs, ordination_of
from components.stats.reduction import usable_components
from components.stats.room import Room, in_memory
from components.stats.superimposition import blocks
from components.stats.typicality import chi_square_typicality

Priors = Literal["proportional", "equal"]


@dataclass(frozen=True, eq=False)
class CVA:
    """Canonical variates, distances between groups, and classification; groups are in order.

    mean : mean of all objects, in the shape of one object, (p, k) or (variables,).
    axes : (q, variables) coefficients of the scores, q = min(groups - 1, components); the
        pooled variance within groups is 1 along each. Signs as in `pca`.
    shape_changes : (q, variables) change of shape for a score of 1, which is the pooled
        covariance matrix within groups times the axis.
    scores : (n, q), 0 for the mean of all objects.
    eigenvalues : (q,) canonical roots, the eigenvalues of W^-1 B (sums of squares and cross
        products within and between groups).
    group_names, group_means : the groups, and (groups, *one object) their mean shapes.
    mahalanobis : (groups, groups) distances of the means by the pooled covariance matrix
        (divisor n - groups) of the components that are used.
    procrustes_distances : (groups, groups) Euclidean distances of the mean shapes.
    priors : (groups,) probabilities of the groups before an object is seen.
    classified, posterior, confusion, accuracy : group that each object is assigned to (n,), the
        probabilities (n, groups), objects by true (row) and assigned group (column), and the
        share that is right: too good, because each object was part of its group.
    cv_classified, cv_posterior, cv_confusion, cv_accuracy : the same, each object assigned by
        all others (leave-one-out); priors stay those of the whole sample.
    object_distances, cv_object_distances : (n, groups) Mahalanobis distances of the objects from
        the group means, with and without the object itself among the data.
    mahalanobis_p, procrustes_p : (groups, groups) probabilities of the distances between groups
        by permutation (see `distance_tests`); None where none was asked for.
    chance : the largest prior: the share that is right if all are put into that group.
    components, variance_used : leading principal components that are used, and their share of
        the total variance (see `usable_components`).
    """

    mean: FloatArray
    axes: FloatArray
    shape_changes: FloatArray
    scores: FloatArray
    eigenvalues: FloatArray
    group_names: tuple[str, ...]
    group_means: FloatArray
    mahalanobis: FloatArray
    procrustes_distances: FloatArray
    priors: FloatArray
    classified: NDArray[np.str_]
    posterior: FloatArray
    confusion: NDArray[np.intp]
    accuracy: float
    cv_classified: NDArray[np.str_]
    cv_posterior: FloatArray
    cv_confusion: NDArray[np.intp]
    cv_accuracy: float
    object_distances: FloatArray
    cv_object_distances: FloatArray
    components: int
    variance_used: float
    mahalanobis_p: FloatArray | None = None
    procrustes_p: FloatArray | None = None

    @property
    def explained(self) -> FloatArray:
        """Share of each axis in the variance between groups, relative to that within."""
        return np.asarray(self.eigenvalues / (self.eigenvalues.sum() or 1.0))

    @property
    def chance(self) -> float:
        """Share of right assignments without any data: the largest prior."""
        return float(self.priors.max())

    @property
    def typicality(self) -> FloatArray:
        """Probabilities (n, groups) that a member of the group is as far from its mean.

        Unlike `posterior` they are all low for an object that belongs to none of the groups.
        """
        return chi_square_typicality(self.object_distances**2, self.components)

    @property
    def cv_typicality(self) -> FloatArray:
        """Typicality (n, groups) of each object for the groups without it."""
        return chi_square_typicality(self.cv_object_distances**2, self.components)

    def shape_at(self, scores: ArrayLike) -> FloatArray:
        """Shapes at canonical scores: (..., m) scores give (..., *one object).

        Axes that are not given (m < q) are zero (Klingenberg and Monteiro 2005, Systematic
        Biology 54: 678-688).
        """
        values = np.asarray(scores, dtype=np.float64)
        flat = values @ self.shape_changes[: values.shape[-1]]
        return np.asarray(self.mean + flat.reshape(values.shape[:-1] + self.mean.shape))


def cva(  # noqa: PLR0913 - the options of the method, and where the work is done
    shapes: ArrayLike | PCA,
    groups: Sequence[Value],
    *,
    components: int | None = None,
    priors: Priors = "proportional",
    permutations: int = 0,
    seed: int | None = None,
    executor: Executor | None = None,
    room: Room = in_memory,
    step: Step = no_step,
) -> CVA:
    """Canonical variate analysis of shapes (n, p, k) or rows (n, variables) in groups (n,).

    Instead of shapes their `PCA` can be given, where it is known already.

    Two groups give one axis, the discriminant function. Aligned shapes have fewer dimensions
    than coordinates, so that the analysis works on principal components: all that have variance
    where the sample bears them, otherwise the leading ones (`usable_components`), which are
    then found anew for each object that is left out. ``components`` overrides their number.
    ``permutations`` (0 = none) test the distances between groups, shuffling pairs of groups.

    Objects that are left out and permutations may be worked on by an ``executor``, with the same
    result. Tables with a row for each object go into ``room``.

    Raises `UserError` for fewer than two groups, for a group of fewer than two objects and
    where the groups differ in a direction that has no variance within them.
    """
    ordination = ordination_of(shapes)
    grouping = grouping_of(groups, len(ordination.scores))
    require_groups(grouping, "A canonical variate analysis", 2)
    count = usable_components(ordination, len(grouping.names), components)
    means = grouping.means(ordination.scores)
    space = canonical_space(ordination, grouping, means, count, room)
    squares = space.object_squares(room)
    if count == len(ordination.eigenvalues):
        left_out = leave_one_out(space, grouping, squares, room)
    else:
        left_out = leave_one_out_reduced(
            ordination, grouping, means, count, executor=executor, step=step
        )
    found = (squares, left_out)
    result = _result(ordination, grouping, means, space, found, priors=priors, room=room)
    if not permutations:
        return result
    tests = distance_tests(
        ordination,
        groups,
        components=count,
        permutations=permutations,
        seed=seed,
        executor=executor,
        step=step,
    )
    return replace(result, mahalanobis_p=tests.mahalanobis, procrustes_p=tests.procrustes)


def _result(
    ordination: PCA,
    grouping: Grouping,
    means: FloatArray,
    space: CanonicalSpace,
    found: tuple[FloatArray, FloatArray],
    *,
    priors: Priors,
    room: Room,
) -> CVA:
    """Classify, and put together what was found.

    ``means`` are those of the component scores; ``found`` are the squared distances (n, groups)
    with and without the object itself among the data, which become distances in place.
    """
    count = space.coefficients.shape[1]
    weights = grouping.counts if priors == "proportional" else np.ones(len(grouping.names))
    weights = weights / weights.sum()
    plain, fair = (classify(squares, grouping, weights, room) for squares in found)
    for squares in found:
        for rows in blocks(squares):
            np.sqrt(squares[rows], out=squares[rows])
    return CVA(
        **_axes(ordination, space, count),
        eigenvalues=space.roots,
        group_names=grouping.names,
        group_means=ordination.shape_at(means),
        mahalanobis=np.sqrt(squared_distances(space.means, space.means)),
        procrustes_distances=np.sqrt(squared_distances(means, means)),
        priors=weights,
        classified=plain.classes,
        posterior=plain.posterior,
        confusion=plain.confusion,
        accuracy=plain.accuracy,
        cv_classified=fair.classes,
        cv_posterior=fair.posterior,
        cv_confusion=fair.confusion,
        cv_accuracy=fair.accuracy,
        object_distances=found[0],
        cv_object_distances=found[1],
        components=count,
        variance_used=float(ordination.cumulative[count - 1]),
    )


def _axes(ordination: PCA, space: CanonicalSpace, count: int) -> dict[str, FloatArray]:
    """Canonical axes in the variables of the shapes, with their signs fixed."""
    axes = space.coefficients @ ordination.axes[:count]
    signs = axis_signs(axes)
    for rows in blocks(space.scores):
        space.scores[rows] *= signs
    return {
        "mean": ordination.mean,
        "axes": axes * signs[:, None],
        "shape_changes": space.directions @ ordination.axes[:count] * signs[:, None],
        "scores": space.scores,
    }
