"""Landmarks to test superimpositions with: made up from a seed, or real ones."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def turns(n: int, axes: int, seed: int = 0) -> Array:
    """Random proper rotations (n, axes, axes)."""
    u, _, vt = np.linalg.svd(np.random.default_rng(seed).normal(size=(n, axes, axes)))
    u[np.linalg.det(u @ vt) < 0, :, -1] *= -1
    return np.asarray(u @ vt)


def forms(n: int, landmarks: int, axes: int, *, spread: float = 0.1, seed: int = 0) -> Array:
    """Variations of one random form at random places, in random sizes and directions.

    ``spread`` is the size of the variation as a share of the centroid size.
    """
    rng = np.random.default_rng(seed)
    mean = rng.normal(size=(landmarks, axes))
    mean /= np.linalg.norm(mean - mean.mean(axis=0))
    noise = rng.normal(size=(n, landmarks, axes)) * spread / np.sqrt(landmarks * axes)
    sizes = rng.uniform(20, 60, size=(n, 1, 1))
    places = rng.uniform(-100, 100, size=(n, 1, axes))
    return np.asarray((mean + noise) @ turns(n, axes, seed) * sizes + places)


def moved(coords: Array, seed: int = 1) -> Array:
    """Return the same shapes elsewhere: each object turned, scaled and shifted at random."""
    rng = np.random.default_rng(seed)
    n, _, axes = coords.shape
    sizes = rng.uniform(0.5, 2, size=(n, 1, 1))
    places = rng.uniform(-50, 50, size=(n, 1, axes))
    return np.asarray(coords @ turns(n, axes, seed) * sizes + places)


def pairwise(shapes: Array) -> Array:
    """Distances (n, n) between shapes."""
    rows = shapes.reshape(len(shapes), -1)
    return np.asarray(np.linalg.norm(rows[:, None] - rows[None], axis=2))


def eigenvalues(shapes: Array) -> Array:
    """Variances along the principal components, divisor n - 1."""
    rows = (shapes - shapes.mean(axis=0)).reshape(len(shapes), -1)
    return np.asarray(np.linalg.svd(rows, compute_uv=False) ** 2 / (len(rows) - 1))


def read_landmarks(shared: Path, name: str, file: str = "landmarks.csv") -> Array:
    """Coordinates (objects, landmarks, axes) of a reference set; NaN = missing."""
    with (shared / "oracle" / "data" / name / file).open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    count = len({row[1] for row in rows})
    numbers = [[np.nan if value == "NA" else float(value) for value in row[2:]] for row in rows]
    return np.array(numbers).reshape(-1, count, len(rows[0]) - 2)
