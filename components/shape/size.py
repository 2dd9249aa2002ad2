"""Size of configurations."""

import numpy as np

from components.shape.specimen import FloatArray


def centroid_sizes(coords: FloatArray) -> FloatArray:
    """Root of the summed squared distances of the landmarks to their centroid, per object.

    ``coords`` is (objects, landmarks, axes) in one unit; returns (objects,) in that unit, NaN
    for an object with a missing landmark: a size over fewer landmarks would not compare.
    Bookstein (1991), section 5.5.
    """
    centred = coords - coords.mean(axis=1, keepdims=True)
    sizes: FloatArray = np.sqrt(np.einsum("npk,npk->n", centred, centred))
    return sizes
