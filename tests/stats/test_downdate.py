"""Eigenvalues after a change of rank one, against decompositions of the whole matrix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shape.specimen import FloatArray
from components.stats.downdate import downdated_components


def assert_decomposes(poles: FloatArray, rows: FloatArray, count: int) -> None:
    roots, vectors = downdated_components(poles, rows, count)
    matrices = np.diag(poles) - rows[:, :, None] * rows[:, None, :]
    expected = np.linalg.eigvalsh(matrices)[:, ::-1][:, :count]
    np.testing.assert_allclose(roots, expected, rtol=1e-9, atol=1e-11 * poles[0])
    products = vectors @ np.swapaxes(vectors, 1, 2)
    np.testing.assert_allclose(products, np.broadcast_to(np.eye(count), products.shape), atol=1e-9)
    turned = vectors @ matrices @ np.swapaxes(vectors, 1, 2)
    diagonal = roots[..., None] * np.eye(count)
    np.testing.assert_allclose(turned, diagonal, atol=1e-11 * poles[0])


@given(
    n=st.integers(4, 20),
    variables=st.integers(3, 30),
    fall=st.floats(0.3, 1),
    seed=st.integers(0, 10_000),
)
def test_leaving_out_objects(n: int, variables: int, fall: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, variables)) * fall ** np.arange(variables)
    u, s, _ = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    s = s[: min(n - 1, variables)]
    scores = (u * s[0] if len(s) == 0 else u[:, : len(s)] * s) * np.sqrt(n / (n - 1))
    assert_decomposes(s**2, scores, max(1, len(s) - 1))


@pytest.mark.parametrize("tail", [0, 14])
def test_equal_poles_and_zeros(tail: int) -> None:
    poles = np.r_[5.0, 3.0, 3.0, 3.0, 1.0, 0.5, 0.4 / np.arange(1, tail + 1)]
    rows = np.zeros((4, 6 + tail))
    rows[1, :6] = [1, 0, 0.5, 0, 0.2, 0.1]
    rows[2, :2] = [2, 1]
    rows[3, 4] = 0.9
    assert_decomposes(poles, rows, 5)


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_scale_does_not_matter(scale: float) -> None:
    rng = np.random.default_rng(0)
    poles = np.sort(rng.uniform(0.1, 1, 20))[::-1]
    rows = rng.normal(size=(7, 20)) * np.sqrt(poles) / 5
    roots, _ = downdated_components(poles * scale, rows * np.sqrt(scale), 6)
    np.testing.assert_allclose(roots / scale, downdated_components(poles, rows, 6)[0], rtol=1e-11)
