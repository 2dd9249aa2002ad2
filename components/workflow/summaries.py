"""Several objects in a few numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.store.objects import ObjectColumns


@dataclass(frozen=True)
class Summary:
    """How many objects, how many of them lack landmarks, and the sizes of the others.

    ``unit`` is None where the sizes have different units; then, as without any size, mean,
    deviation (divisor n - 1), least and largest are NaN. Without a scale, ``unit`` is "".
    """

    objects: int
    incomplete: int
    sized: int
    mean: float
    deviation: float
    least: float
    largest: float
    unit: str | None


def summary(columns: ObjectColumns, rows: NDArray[np.intp]) -> Summary:
    """Sum up the objects in some rows of the columns."""
    sizes = columns.centroid_sizes[rows]
    there = ~np.isnan(sizes)
    units = {columns.units[row] for row in rows[there].tolist()}
    unit = units.pop() if len(units) == 1 else None
    values = sizes[there] if unit is not None else np.full(1, np.nan)
    return Summary(
        len(rows),
        int((columns.missing[rows] > 0).sum()),
        int(there.sum()),
        float(values.mean()),
        float(values.std(ddof=1)) if len(values) > 1 else float("nan"),
        float(values.min()),
        float(values.max()),
        unit,
    )
