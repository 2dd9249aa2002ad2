"""What every ordination takes: one row of numbers for each object."""

import numpy as np
from numpy.typing import ArrayLike

from components.errors import UnusableObjects, UserError
from components.shape.specimen import FloatArray
from components.stats.superimposition import blocks


def rows_of(shapes: ArrayLike) -> tuple[FloatArray, tuple[int, ...]]:
    """Lay shapes out as rows (n, variables); also return the shape of one object.

    ``shapes`` is (n, landmarks, axes) or already (n, variables). Nothing is copied where the
    input is contiguous float64. Raises `UserError` where a value is missing or infinite.
    """
    values = np.asarray(shapes, dtype=np.float64)
    if values.ndim not in (2, 3):
        raise ValueError(f"shapes must be (n, p, k) or (n, variables), not {values.shape}")
    if values.size == 0:
        raise UserError("There are no shapes to analyse; import or digitise landmarks first.")
    rows = values.reshape(len(values), -1)
    bad = [
        i + block.start
        for block in blocks(rows)
        if not np.isfinite(rows[block]).all()
        for i in np.flatnonzero(~np.isfinite(rows[block]).all(axis=1)).tolist()
    ]
    if bad:
        raise UnusableObjects(
            bad,
            "a value is missing; estimate it (impute) or leave out these objects, then try again.",
        )
    return rows, values.shape[1:]


def column_means(rows: FloatArray) -> FloatArray:
    """Mean of each column of (n, variables), block by block."""
    total = np.zeros(rows.shape[1])
    for block in blocks(rows):
        total += rows[block].sum(axis=0)
    return total / len(rows)
