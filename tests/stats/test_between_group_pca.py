"""Principal components of group means: laws, refitting by hand, and the reference in R."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.between_group_pca import between_group_pca


def sample(n: int, groups: int, variables: int, seed: int = 0) -> tuple[FloatArray, list[str]]:
    rng = np.random.default_rng(seed)
    codes = np.arange(n) % groups
    means = rng.normal(size=(groups, variables)) * [1.5] + 4
    return means[codes] + rng.normal(size=(n, variables)), [f"g{code}" for code in codes]


def weighted_axes(rows: FloatArray, labels: FloatArray, names: list[str]) -> FloatArray:
    means = np.stack([rows[labels == g].mean(axis=0) for g in names]) - rows.mean(axis=0)
    sizes = np.array([(labels == g).sum() for g in names])
    return np.asarray(np.linalg.svd(means * np.sqrt(sizes)[:, None], full_matrices=False)[2])


@given(
    n=st.integers(8, 25),
    groups=st.integers(2, 4),
    variables=st.integers(2, 30),
    seed=st.integers(0, 500),
)
def test_leaving_out_is_refitting(n: int, groups: int, variables: int, seed: int) -> None:
    rows, labels = sample(n, groups, variables, seed)
    result = between_group_pca(rows, labels)
    names, kept = np.array(labels), len(result.axes)
    for i in range(n):
        others = np.arange(n) != i
        axes = weighted_axes(rows[others], names[others], sorted(set(labels)))[:kept]
        u, _, vt = np.linalg.svd(axes @ result.axes.T)
        expected = (rows[i] - rows[others].mean(axis=0)) @ axes.T @ u @ vt
        np.testing.assert_allclose(result.cv_scores[i], expected, atol=1e-6)


def test_position_rotation_and_order_do_not_matter() -> None:
    rows, labels = sample(30, 3, 8)
    result = between_group_pca(rows, labels)
    order = np.random.default_rng(1).permutation(30)
    other = between_group_pca(rows[order] + 5, [labels[i] for i in order])
    np.testing.assert_allclose(other.eigenvalues, result.eigenvalues, rtol=1e-9)
    np.testing.assert_allclose(other.axes, result.axes, atol=1e-9)
    np.testing.assert_allclose(other.scores, result.scores[order], atol=1e-9)
    np.testing.assert_allclose(other.cv_scores, result.cv_scores[order], atol=1e-9)
    turn, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(8, 8)))
    turned = between_group_pca(rows @ turn, labels)
    np.testing.assert_allclose(np.abs(turned.cv_scores), np.abs(result.cv_scores), atol=1e-9)


def test_group_means_lie_on_the_axes() -> None:
    rows, labels = sample(30, 3, 8)
    result = between_group_pca(rows.reshape(30, 4, 2), labels)
    means = np.stack(
        [result.scores[np.array(labels) == g].mean(axis=0) for g in result.group_names]
    )
    np.testing.assert_allclose(result.shape_at(means), result.group_means, atol=1e-12)
    assert result.shape_at([1.0]).shape == (4, 2)
    assert result.explained.sum() == pytest.approx(1)


def test_cross_validated_scores_show_that_noise_has_no_groups() -> None:
    rows = np.random.default_rng(0).normal(size=(60, 300))
    labels = [str(i % 3) for i in range(60)]

    def separation(scores: FloatArray) -> float:
        means = np.stack([scores[i::3].mean(axis=0) for i in range(3)])
        within = scores - means[np.arange(60) % 3]
        return float(np.sum(means**2) * 20 / np.sum(within**2))

    result = between_group_pca(rows, labels)
    assert separation(result.scores) > 2
    assert separation(result.cv_scores) < 0.5


def test_what_cannot_be_shown_is_said() -> None:
    rows, labels = sample(12, 3, 5)
    with pytest.raises(UserError, match="at least 2 objects in each group; 'x' has 1"):
        between_group_pca(rows, ["x", *labels[1:]])
    with pytest.raises(UserError, match="the same"):
        between_group_pca(np.repeat(rows[:6], 2, axis=0), ["a", "b"] * 6)
    with pytest.raises(UserError, match="the same"):
        between_group_pca(np.ones((6, 4)), ["a", "b"] * 3)


def test_reference(shared: Path, reference: Callable[[str], dict[str, Any]]) -> None:
    figures = reference("plethodon")
    path = shared / "oracle" / "data" / "plethodon" / "groups.csv"
    with path.open(encoding="utf-8") as file:
        labels = [row["group"] for row in csv.DictReader(file)]
    result = between_group_pca(figures["gpa"]["default"]["coords"], labels)
    np.testing.assert_allclose(result.eigenvalues, figures["bgPCA"]["eigenvalues"], rtol=1e-8)
    shares = np.array(figures["bgPCA"]["variance"]["values"])[:, 1]
    np.testing.assert_allclose(result.explained, shares, rtol=1e-8)
