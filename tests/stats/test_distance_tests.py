"""Permutation tests of distances: the same numbers as shuffling by hand, and honest ones."""

from itertools import combinations

import numpy as np
import pytest

from components.errors import Cancelled, UserError
from components.shape.specimen import FloatArray
from components.stats.cva import cva
from components.stats.distance_tests import distance_tests

LABELS = ["a"] * 4 + ["b"] * 4 + ["c"] * 5


def sample(seed: int = 0) -> FloatArray:
    rows = np.random.default_rng(seed).normal(size=(13, 3))
    rows[4:8] += [1.0, 0.5, 0]
    rows[8:] += [5, 0, 0]
    return rows


def test_all_assignments_of_a_small_sample() -> None:
    """The 70 ways to put 8 objects into two groups of 4, by whole analyses of each."""
    rows = sample()
    observed = cva(rows, LABELS)
    larger = np.zeros(2)
    ways = list(combinations(range(8), 4))
    for first in ways:
        labels = ["a" if i in first else "b" for i in range(8)] + LABELS[8:]
        other = cva(rows, labels)
        larger += [
            other.mahalanobis[0, 1] >= observed.mahalanobis[0, 1] * (1 - 1e-9),
            other.procrustes_distances[0, 1] >= observed.procrustes_distances[0, 1] * (1 - 1e-9),
        ]
    found = distance_tests(rows, LABELS, permutations=20_000, seed=1)
    expected = larger / len(ways)
    error = 4 * np.sqrt(0.25 / 20_000)
    assert found.mahalanobis[0, 1] == pytest.approx(expected[0], abs=error)
    assert found.procrustes[0, 1] == pytest.approx(expected[1], abs=error)


def test_tables_are_symmetric_and_repeatable() -> None:
    one, same = (distance_tests(sample(), LABELS, permutations=99, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.mahalanobis, same.mahalanobis)
    np.testing.assert_array_equal(one.mahalanobis, one.mahalanobis.T)
    np.testing.assert_array_equal(np.diag(one.procrustes), 1)
    assert one.group_names == ("a", "b", "c")
    assert one.mahalanobis.min() >= 1 / 100


def test_p_is_uniform_where_two_groups_are_equal() -> None:
    values = []
    for seed in range(120):
        rows = np.random.default_rng(seed).normal(size=(18, 4))
        rows[12:] += 10  # another group far away takes nothing from the test of these two
        labels = ["a"] * 6 + ["b"] * 6 + ["c"] * 6
        result = distance_tests(rows, labels, permutations=99, seed=seed)
        values.append((result.mahalanobis[0, 1], result.procrustes[0, 1]))
        assert result.mahalanobis[0, 2] <= 0.05
    assert np.mean(np.array(values) <= 0.2, axis=0) == pytest.approx([0.2, 0.2], abs=0.15)


def test_cva_carries_the_tests() -> None:
    result = cva(sample(), LABELS, permutations=99, seed=3)
    expected = distance_tests(sample(), LABELS, permutations=99, seed=3)
    assert result.mahalanobis_p is not None
    np.testing.assert_array_equal(result.mahalanobis_p, expected.mahalanobis)
    np.testing.assert_array_equal(result.procrustes_p, expected.procrustes)
    assert cva(sample(), LABELS).mahalanobis_p is None


def test_more_variables_than_objects() -> None:
    rows = np.random.default_rng(0).normal(size=(13, 60))
    result = distance_tests(rows, LABELS, permutations=49, seed=0)
    assert ((result.mahalanobis > 0) & (result.mahalanobis <= 1)).all()


def test_what_cannot_be_tested_is_said() -> None:
    with pytest.raises(UserError, match="at least 1 permutation, not 0"):
        distance_tests(sample(), LABELS, permutations=0)
    with pytest.raises(UserError, match="at least 2 objects in each group; 'z' has 1"):
        distance_tests(sample(), ["z", *LABELS[1:]])

    def stop(_done: int, _total: int, _text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        distance_tests(sample(), LABELS, step=stop)
