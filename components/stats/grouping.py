"""Labels of groups as whole numbers, and means of groups."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from components.errors import UnusableObjects, UserError, listing
from components.shape.specimen import FloatArray, Value
from components.shape.table import text_of
from components.stats.superimposition import blocks


@dataclass(frozen=True, eq=False)
class Grouping:
    """Which object belongs to which group.

    names : the groups in natural order (2 before 10), whatever the order of the objects.
    codes : (n,) index of each object's group in ``names``.
    counts : (groups,) objects in each group.
    """

    names: tuple[str, ...]
    codes: NDArray[np.intp]
    counts: NDArray[np.intp]

    def means(self, rows: FloatArray) -> FloatArray:
        """Mean of each group, (groups, variables), out of (n, variables)."""
        totals = np.zeros((len(self.counts), rows.shape[1]))
        for block in blocks(rows):
            # The sums of rows in group order: one pass, whatever the number of groups.
            codes = self.codes[block]
            order = np.argsort(codes, kind="stable")
            counts = np.bincount(codes)
            ends = np.cumsum(counts)
            for group in np.flatnonzero(counts):
                members = order[ends[group] - counts[group] : ends[group]]
                totals[group] += rows[block][members].sum(axis=0)
        return np.asarray(totals / self.counts[:, None])

    def part(self, rows: slice) -> "Grouping":
        """Give the groups of some of the objects; ``counts`` stay those of all."""
        return replace(self, codes=self.codes[rows])

    def labels(self, codes: NDArray[np.intp]) -> NDArray[np.str_]:
        """Names of groups that are given as indices."""
        return np.array(self.names)[codes]


def grouping_of(labels: Iterable[Value], objects: int) -> Grouping:
    """Read one label for each of ``objects`` objects.

    Numbers are compared as text: 1 and 1.0 are one group, "1". Raises `UserError` where an
    object has no label.
    """
    values = list(labels)
    if len(values) != objects:
        raise ValueError(f"{len(values)} labels do not fit {objects} objects")
    without = [i for i, v in enumerate(values) if v is None or v == "" or v != v]  # noqa: PLR0124 - only NaN differs from itself
    if without:
        raise UnusableObjects(
            without, "no group; fill it in or leave out these objects, then try again."
        )
    texts = [text_of(value) for value in values]
    names = natural_order(set(texts))
    index = {name: i for i, name in enumerate(names)}
    codes = np.array([index[text] for text in texts], dtype=np.intp)
    return Grouping(names, codes, np.bincount(codes, minlength=len(names)).astype(np.intp))


def natural_order(names: Iterable[str]) -> tuple[str, ...]:
    """Sort names as a reader expects: by value where all are numbers, else "b2" before "b10"."""
    known = sorted(names)
    numbers = [_number(name) for name in known]
    if all(number is not None for number in numbers):
        return tuple(sorted(known, key=float))
    return tuple(sorted(known, key=_parts))


def require_groups(grouping: Grouping, analysis: str, least: int) -> None:
    """Raise `UserError` where there are fewer than two groups, or one has too few objects."""
    if len(grouping.names) < 2:
        raise UserError(
            f"{analysis} needs at least 2 groups; all {len(grouping.codes)} objects are in "
            f"{grouping.names[0]!r}."
        )
    small = np.flatnonzero(grouping.counts < least)
    if len(small):
        named = listing([f"{grouping.names[i]!r} has {grouping.counts[i]}" for i in small])
        raise UserError(
            f"{analysis} needs at least {least} objects in each group; {named}: "
            "add objects, merge groups or leave these out."
        )


def _number(name: str) -> float | None:
    try:
        value = float(name)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _parts(name: str) -> tuple[Sequence[str | int], str]:
    pieces = re.split(r"(\d+)", name.casefold())
    return [int(piece) if piece.isdecimal() else piece for piece in pieces], name
