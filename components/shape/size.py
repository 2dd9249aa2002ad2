"""Size of configurations."""

import numpy as np

from components.shape.specimen import FloatArray


def centroid_sizes(coords: FloatArray) -> FloatArray:
    """Root of the summed squared distances of the landmarks to their centroid, per object.

    ``coords`` is (objects, landmarks, axes) in one unit; returns (objects,) in that unit, NaN
    for an object with a missing landmark: a size over fewer landmarks would not compare.
    Bookstein (1991), section 5.5.
    """
    objects, landmarks, axes = coords.shape
    if not coords.size:
        return np.zeros(objects)
    # einsum adds along short axes several times as fast as mean and sum do
    centroids = np.einsum("npk->nk", coords) / landmarks
    rows = (coords - centroids[:, None]).reshape(objects, landmarks * axes)
    sizes: FloatArray = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return sizes
