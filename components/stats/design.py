"""Models of several factors, one row for each cell (combination of levels) with objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.grouping import Grouping

_DEPENDENT = 1e-8  # a column of which less than this is left adds nothing to the others


@dataclass(frozen=True, eq=False)
class Design:
    """Terms of a model in their order, main effects before interactions.

    cells : the objects of each combination of levels that occurs.
    columns : for each term (cells, levels), which cells are of which of its levels; the rows
        are weighted by the roots of the cell sizes, so that sums over cells are over objects.
    factors : the factors of each term.
    """

    cells: Grouping
    columns: dict[str, FloatArray]
    factors: dict[str, frozenset[str]]

    def sequential(self) -> dict[str, FloatArray]:
        """For each term an orthonormal basis (cells, df) of what it adds to those before it."""
        known = self._mean()
        bases = {}
        for term, columns in self.columns.items():
            bases[term] = _added(columns, known, term)
            known = np.hstack([known, bases[term]])
        return bases

    def after_others(self) -> dict[str, FloatArray]:
        """For each term a basis of what it adds to all others that do not contain it."""
        bases = {}
        for term, columns in self.columns.items():
            known = self._mean()
            for other, more in self.columns.items():
                if not self.factors[term] <= self.factors[other]:
                    known = np.hstack([known, _new_directions(more, known)])
            bases[term] = _added(columns, known, term)
        return bases

    def _mean(self) -> FloatArray:
        return np.asarray(np.sqrt(self.cells.counts / self.cells.counts.sum()))[:, None]


def design_of(factors: Mapping[str, Grouping], *, interactions: bool) -> Design:
    """Cross the factors, with or without the interactions of two and more of them."""
    cells = _crossed(list(factors.values()))
    firsts = np.unique(cells.codes, return_index=True)[1]  # an object of each cell
    weights = np.sqrt(cells.counts)[:, None]
    orders = range(1, len(factors) + 1) if interactions else [1]
    names = {":".join(some): frozenset(some) for r in orders for some in combinations(factors, r)}
    columns = {}
    for term, some in names.items():
        levels = _crossed([factors[name] for name in factors if name in some])
        columns[term] = np.eye(len(levels.counts))[levels.codes[firsts]] * weights
    return Design(cells, columns, names)


def _crossed(groupings: list[Grouping]) -> Grouping:
    """Group objects by the combinations of levels that occur."""
    codes = np.zeros(len(groupings[0].codes), dtype=np.intp)
    for grouping in groupings:
        codes = codes * len(grouping.names) + grouping.codes
    found, codes, counts = np.unique(codes, return_inverse=True, return_counts=True)
    return Grouping(tuple(map(str, found)), codes, counts)


def _added(columns: FloatArray, known: FloatArray, term: str) -> FloatArray:
    basis = _new_directions(columns, known)
    if not basis.shape[1]:
        raise UserError(
            f"The term {term!r} cannot be told from the terms beside it; leave out a factor that "
            "follows from the others, or leave out the interactions."
        )
    return basis


def _new_directions(columns: FloatArray, known: FloatArray) -> FloatArray:
    """Orthonormal basis of what ``columns`` add to the orthonormal ``known``."""
    rest = columns - known @ (known.T @ columns)
    rest -= known @ (known.T @ rest)  # again, so that rounding leaves nothing of the known
    basis, sizes, _ = np.linalg.svd(rest, full_matrices=False)
    return np.asarray(basis[:, sizes > _DEPENDENT * np.linalg.norm(columns)])
