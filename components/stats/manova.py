"""Multivariate analysis of variance: whether groups differ in their mean shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from components.errors import UserError
from components.shape.specimen import FloatArray, Value
from components.stats.design import design_of
from components.stats.grouping import Grouping, grouping_of, require_groups
from components.stats.multivariate_tests import FourTests, four_tests
from components.stats.pca import PCA, ordination_of
from components.stats.reduction import usable_components

_SEPARATE = 1e-10  # share of the variance in each direction that must be left as error


@dataclass(frozen=True)
class Manova(FourTests):
    """One hypothesis (the groups of a factor, or an interaction) and its four tests.

    components, df_error : principal components that are tested, and degrees of freedom of the
        error; df_hypothesis : degrees of freedom of the hypothesis.
    note : why not all components with variance are used; empty where they are.
    """

    term: str
    df_hypothesis: int
    df_error: int
    components: int
    note: str


def manova(rows: ArrayLike | PCA, groups: Sequence[Value]) -> Manova:
    """Test whether the means of groups (n,) differ, for rows (n, variables) or shapes (n, p, k).

    The tests are those of R's ``summary.manova``. Data whose variables depend on each other, as
    aligned shapes do, are tested on all principal components that have variance, or on the
    leading ones where there are too few objects for all (`usable_components`). Instead of shapes
    their `PCA` can be given, where it is known already.

    Raises `UserError` for fewer than two groups, for too few objects, and where the groups
    differ in a direction in which no group varies.
    """
    return manova_factorial(rows, {"group": groups})[0]


def manova_factorial(
    rows: ArrayLike | PCA,
    factors: Mapping[str, Sequence[Value]],
    *,
    interactions: bool = True,
    ss_type: Literal["I", "II"] = "I",
) -> tuple[Manova, ...]:
    """Test the terms of a model of several factors: one result for each, main effects first.

    ``factors`` maps a name to the label of each object; with ``interactions`` all of them are in
    the model ("species:site"). Sums of squares of type "I" are sequential, each term after those
    before it; of type "II" each term after all others that do not contain it. Cells without
    objects take degrees of freedom from interactions.

    Raises `UserError` as `manova` does, and for a term that cannot be told from the others.
    """
    ordination = ordination_of(rows)
    n = len(ordination.scores)
    groupings = {name: grouping_of(labels, n) for name, labels in factors.items()}
    for name, grouping in groupings.items():
        require_groups(grouping, f"A multivariate analysis of variance by {name!r}", 1)
    design = design_of(groupings, interactions=interactions)
    bases = design.sequential()
    model = np.hstack(list(bases.values()))
    means = model.shape[1] + 1
    if n <= means:
        raise UserError(
            f"A multivariate analysis of variance with {means} group means needs at least "
            f"{means + 1} objects; there are {n}: add objects or merge groups."
        )
    count = usable_components(ordination, means)
    note = _note(ordination, count, n - means)
    tested = bases if ss_type == "I" else design.after_others()
    roots = _roots(ordination, design.cells, count, model, list(tested.values()))
    return tuple(
        Manova(
            **vars(four_tests(found, count, basis.shape[1], n - means)),
            term=term,
            df_hypothesis=basis.shape[1],
            df_error=n - means,
            components=count,
            note=note,
        )
        for (term, basis), found in zip(tested.items(), roots, strict=True)
    )


def _roots(
    ordination: PCA, cells: Grouping, count: int, model: FloatArray, bases: list[FloatArray]
) -> list[FloatArray]:
    """Eigenvalues of E^-1 H for the hypothesis of each of the ``bases``.

    Component scores divided by their lengths have the total T = I. With C the part of the
    weighted cell means in the model, E = I - C'C and E^-1 = I + C'(I - CC')^-1 C, so that only
    matrices of the size of the model are solved.
    """
    lengths = np.sqrt(ordination.eigenvalues[:count] * (len(ordination.scores) - 1))
    means = cells.means(ordination.scores[:, :count]) / lengths
    means *= np.sqrt(cells.counts)[:, None]
    explained = model.T @ means
    left = np.eye(len(explained)) - explained @ explained.T
    if np.linalg.eigvalsh(left)[0] < _SEPARATE:
        raise UserError(
            "The groups differ in a direction in which no group varies, so that the difference "
            "cannot be tested; check for copied objects or add objects."
        )
    roots = []
    for basis in bases:
        part = basis.T @ means
        shared = explained @ part.T
        squares = part @ part.T + shared.T @ np.linalg.solve(left, shared)
        largest = np.linalg.eigvalsh(squares)[::-1][: min(len(part), count)]
        roots.append(np.maximum(largest, 0))
    return roots


def _note(ordination: PCA, count: int, df_error: int) -> str:
    """Say why not all components are tested; nothing where they are."""
    rank = len(ordination.eigenvalues)
    if count == rank:
        return ""
    return (
        f"{count} of {rank} principal components are tested "
        f"({ordination.cumulative[count - 1]:.1%} of the variance), because "
        f"{len(ordination.scores)} objects leave only {df_error} degrees of freedom for the error."
    )
