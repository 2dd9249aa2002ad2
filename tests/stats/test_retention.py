"""Markers for the number of components: laws and figures."""

import numpy as np
import pytest

from components.errors import Cancelled, UserError
from components.stats.pca import pca
from components.stats.retention import broken_stick, leading, parallel_analysis


def test_the_broken_stick() -> None:
    np.testing.assert_allclose(broken_stick(4), [25 / 48, 13 / 48, 7 / 48, 3 / 48])
    np.testing.assert_allclose(broken_stick(1), [1])
    assert broken_stick(30).sum() == pytest.approx(1)


def test_leading_stops_at_the_first_that_fails() -> None:
    assert leading(np.array([5.0, 3, 1, 0.9]), np.array([2.0, 2, 2, 0.1])) == 2
    assert leading(np.array([1.0, 1]), np.array([2.0, 2])) == 0
    assert leading(np.array([3.0, 3]), np.array([2.0, 2])) == 2


@pytest.mark.parametrize(("n", "variables"), [(80, 10), (30, 60)])
def test_planted_directions_are_counted(n: int, variables: int) -> None:
    rng = np.random.default_rng(0)
    axes, _ = np.linalg.qr(rng.normal(size=(variables, 3)))
    rows = rng.normal(size=(n, 3)) * 10 @ axes.T + rng.normal(size=(n, variables))
    result = parallel_analysis(rows, permutations=49, seed=1)
    assert result.count == 3
    assert len(result.thresholds) == len(pca(rows).eigenvalues)
    explained = pca(rows).explained
    assert leading(explained, broken_stick(len(explained))) == 3


def test_noise_has_no_components() -> None:
    counts = [
        parallel_analysis(
            np.random.default_rng(seed).normal(size=(60, 8)), permutations=39, seed=seed
        ).count
        for seed in range(20)
    ]
    assert np.mean(np.array(counts) > 0) < 0.25


def test_a_seed_repeats_and_the_input_stays() -> None:
    rows = np.random.default_rng(0).normal(size=(20, 3, 2))
    before = rows.copy()
    one, same = (parallel_analysis(rows, permutations=9, seed=5) for _ in range(2))
    np.testing.assert_array_equal(one.thresholds, same.thresholds)
    np.testing.assert_array_equal(rows, before)


def test_it_can_be_cancelled_and_refused() -> None:
    def stop(done: int, _total: int, _text: str) -> None:
        if done == 3:
            raise Cancelled

    rows = np.random.default_rng(0).normal(size=(20, 6))
    with pytest.raises(Cancelled):
        parallel_analysis(rows, step=stop)
    with pytest.raises(UserError, match="at least 1 permutation"):
        parallel_analysis(rows, permutations=0)
