"""What every ordination takes: one row of numbers for each object."""

import numpy as np
from numpy.typing import ArrayLike

from components.errors import UnusableObjects, UserError
from components.shape.specimen import FloatArray


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
    finite = np.isfinite(rows)
    if not finite.all():
        raise UnusableObjects(
            np.flatnonzero(~finite.all(axis=1)),
            "a value is missing; estimate it (impute) or leave out these objects, then try again.",
        )
    return rows, values.shape[1:]
