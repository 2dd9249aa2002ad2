"""Canonical variates: laws, figures of our own, scikit-learn, and the reference in R."""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import Cancelled, UserError
from components.shape.specimen import FloatArray
from components.stats.cva import CVA, cva
from components.stats.pca import pca

# set, block of the classification, block of the canonical roots, column of the groups
SETS = [
    ("boneData", (), ("weighted",), "group"),
    ("chimps", (), ("weighted",), "group"),
    ("gorillas", (), ("weighted",), "group"),
    ("macaques", (), ("weighted",), "group"),
    ("mice", (), ("weighted",), "group"),
    ("plethodon", ("group_k5",), ("group_k5_weighted",), "group"),
    ("plethodon", ("group_k10",), ("group_k10",), "group"),
    ("plethodon", ("species_k5",), ("species_k5",), "species"),
]


def sample(
    n: int, groups: int, p: int = 10, apart: float = 0.03, seed: int = 0
) -> tuple[FloatArray, list[str]]:
    """Shapes around group means, and their labels."""
    rng = np.random.default_rng(seed)
    codes = np.arange(n) % groups
    means = rng.normal(size=(p, 2)) + rng.normal(size=(groups, p, 2)) * apart
    mix = rng.normal(size=(2 * p, 2 * p)) / np.sqrt(2 * p)
    noise = (rng.normal(size=(n, 2 * p)) @ mix).reshape(n, p, 2) * 0.05
    return np.asarray(means[codes] + noise), [f"g{code}" for code in codes]


def refitted(x: FloatArray, labels: list[str], components: int) -> FloatArray:
    """Squared distances of each object by refitting everything without it, one at a time."""
    rows, names = x.reshape(len(x), -1), np.array(labels)
    groups = sorted(set(labels))
    squares = np.empty((len(rows), len(groups)))
    for i in range(len(rows)):
        kept = np.arange(len(rows)) != i
        others = pca(rows[kept])
        scores, own = others.scores[:, :components], names[kept]
        means = np.stack([scores[own == g].mean(axis=0) for g in groups])
        within = scores - means[[groups.index(name) for name in own]]
        pooled = within.T @ within / (len(scores) - len(groups))
        apart = others.project(rows[i : i + 1])[:, :components] - means
        squares[i] = np.einsum("ij,ij->i", apart, np.linalg.solve(pooled, apart.T).T)
    return squares


def posterior(squares: FloatArray, priors: FloatArray) -> FloatArray:
    density = priors * np.exp(-(squares - squares.min(axis=1, keepdims=True)) / 2)
    return np.asarray(density / density.sum(axis=1, keepdims=True))


def assert_same(one: CVA, other: CVA, order: Any = slice(None), tolerance: float = 1e-7) -> None:
    assert one.group_names == other.group_names
    assert one.components == other.components
    np.testing.assert_allclose(other.eigenvalues, one.eigenvalues, rtol=tolerance, atol=1e-10)
    np.testing.assert_allclose(other.mahalanobis, one.mahalanobis, rtol=tolerance)
    np.testing.assert_allclose(other.procrustes_distances, one.procrustes_distances, rtol=tolerance)
    np.testing.assert_allclose(other.cv_posterior, one.cv_posterior[order], atol=tolerance)
    assert other.cv_classified.tolist() == one.cv_classified[order].tolist()
    assert other.classified.tolist() == one.classified[order].tolist()
    np.testing.assert_array_equal(other.cv_confusion, one.cv_confusion)


@pytest.mark.parametrize(("n", "p"), [(40, 10), (30, 40)])
def test_pooled_variance_within_groups_is_one(n: int, p: int) -> None:
    x, labels = sample(n, 3, p)
    result = cva(x, labels)
    means = np.stack(
        [result.scores[np.array(labels) == g].mean(axis=0) for g in ("g0", "g1", "g2")]
    )
    within = result.scores - means[[int(label[1]) for label in labels]]
    np.testing.assert_allclose(within.T @ within / (n - 3), np.eye(2), atol=1e-9)
    # Canonical axes hold all that differs between the means.
    gaps = np.linalg.norm(means[:, None] - means, axis=2)
    np.testing.assert_allclose(gaps, result.mahalanobis, atol=1e-9)
    np.testing.assert_allclose(result.scores.mean(axis=0), 0, atol=1e-9)
    assert result.explained.sum() == pytest.approx(1)
    assert (np.diff(result.eigenvalues) <= 0).all()


@pytest.mark.parametrize(("n", "p"), [(40, 10), (30, 40)])
def test_shapes_at_scores_have_these_scores(n: int, p: int) -> None:
    x, labels = sample(n, 3, p)
    result = cva(x, labels)
    places = np.array([[0.0, 0.0], [2.0, -1.0], [0.0, 5.0]])
    shapes = result.shape_at(places)
    assert shapes.shape == (3, p, 2)
    flat = (shapes - result.mean).reshape(3, -1)
    np.testing.assert_allclose(flat @ result.axes.T, places, atol=1e-9)
    np.testing.assert_array_equal(result.shape_at([1.0]), result.shape_at([1.0, 0.0]))
    np.testing.assert_allclose(result.shape_at([]), result.mean)


def test_group_means_are_shapes() -> None:
    x, labels = sample(30, 3)
    result = cva(x, labels)
    expected = np.stack([x[i::3].mean(axis=0) for i in range(3)])
    np.testing.assert_allclose(result.group_means, expected, atol=1e-12)
    gap = np.linalg.norm(expected[0] - expected[2])
    assert result.procrustes_distances[0, 2] == pytest.approx(gap, rel=1e-10)


@pytest.mark.parametrize(("n", "p"), [(40, 10), (24, 40)])
def test_position_rotation_and_order_do_not_matter(n: int, p: int) -> None:
    x, labels = sample(n, 3, p)
    result = cva(x, labels)
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    assert_same(result, cva(x @ turn + 3, labels))
    order = np.random.default_rng(1).permutation(n)
    other = cva(x[order], [labels[i] for i in order])
    assert_same(result, other, order)
    np.testing.assert_allclose(other.axes, result.axes, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(other.scores, result.scores[order], atol=1e-8)


def test_names_of_groups_do_not_matter() -> None:
    x, labels = sample(40, 3)
    result = cva(x, labels)
    renamed = cva(x, [{"g0": "z", "g1": "k", "g2": "a"}[label] for label in labels])
    assert renamed.group_names == ("a", "k", "z")
    np.testing.assert_allclose(renamed.mahalanobis[::-1, ::-1], result.mahalanobis, rtol=1e-8)
    np.testing.assert_array_equal(renamed.cv_confusion[::-1, ::-1], result.cv_confusion)
    assert renamed.cv_accuracy == result.cv_accuracy


@given(
    n=st.integers(8, 30),
    groups=st.integers(2, 4),
    p=st.sampled_from([2, 4, 20]),
    seed=st.integers(0, 1000),
)
def test_leaving_out_is_refitting(n: int, groups: int, p: int, seed: int) -> None:
    x, labels = sample(n, groups, p, seed=seed)
    result = cva(x, labels)
    squares = refitted(x, labels, result.components)
    expected = posterior(squares, result.priors)
    np.testing.assert_allclose(result.cv_posterior, expected, atol=1e-6)


@pytest.mark.parametrize("components", [1, 3, 7])
def test_chosen_components_are_refitted_too(components: int) -> None:
    x, labels = sample(40, 3)
    result = cva(x, labels, components=components)
    assert result.components == components
    assert len(result.eigenvalues) == min(2, components)
    expected = posterior(refitted(x, labels, components), result.priors)
    np.testing.assert_allclose(result.cv_posterior, expected, atol=1e-8)


def test_all_components_are_used_where_the_sample_bears_them() -> None:
    x, labels = sample(40, 3)
    assert cva(x, labels).components == 20
    assert cva(x, labels).variance_used == pytest.approx(1)
    x, labels = sample(600, 3, 60)
    assert cva(x, labels).components == 120  # no limit of 20 variables
    x, labels = sample(40, 4, 100)
    assert cva(x, labels).components == 18  # half of 40 - 4: 95 % of the variance needs more
    scores = np.random.default_rng(0).normal(size=(40, 60)) * 0.7 ** np.arange(60)
    result = cva(scores, labels)  # variances fall by half: the fifth reaches 95 %
    assert result.components in (4, 5)
    assert 0.95 <= result.variance_used < 0.99


@pytest.mark.parametrize(("n", "variables", "groups"), [(120, 216, 4), (60, 30, 4)])
def test_noise_is_classified_by_chance(n: int, variables: int, groups: int) -> None:
    shares = []
    for seed in range(6):
        rows = np.random.default_rng(seed).normal(size=(n, variables))
        result = cva(rows, [str(i % groups) for i in range(n)])
        assert result.accuracy > 0.6  # what the objects themselves would make believe
        shares.append(result.cv_accuracy)
    error = np.sqrt(0.25 * 0.75 / (6 * n))
    assert abs(np.mean(shares) - 0.25) < 4 * error


@pytest.mark.parametrize("apart", [0.05, 0.5])
def test_clear_groups_are_found(apart: float) -> None:
    x, labels = sample(60, 3, 8, apart=apart)
    result = cva(x, labels)
    assert result.cv_accuracy > 0.8
    assert result.chance == pytest.approx(1 / 3)


def test_chance_and_priors() -> None:
    x, _ = sample(40, 2)
    labels = ["a"] * 30 + ["b"] * 10
    assert cva(x, labels).chance == 0.75
    equal = cva(x, labels, priors="equal")
    assert equal.chance == 0.5
    assert (equal.posterior[:, 1] >= cva(x, labels).posterior[:, 1]).all()


def test_two_groups_give_the_discriminant_function() -> None:
    """Fisher's function: the inverse of the pooled covariance matrix times the difference."""
    rows = np.random.default_rng(0).normal(size=(20, 4))
    rows[:8] += [1, 0.5, 0, 0]
    result = cva(rows, ["a"] * 8 + ["b"] * 12)
    one, other = rows[:8], rows[8:]
    pooled = (np.cov(one.T) * 7 + np.cov(other.T) * 11) / 18
    function = np.linalg.solve(pooled, one.mean(axis=0) - other.mean(axis=0))
    distance = np.sqrt(function @ (one.mean(axis=0) - other.mean(axis=0)))
    assert result.axes.shape == (1, 4)
    np.testing.assert_allclose(np.abs(result.axes[0]), np.abs(function / distance), rtol=1e-9)
    assert result.mahalanobis[0, 1] == pytest.approx(distance)


@pytest.mark.parametrize("n", [4, 5, 6])
def test_the_smallest_samples_have_an_answer(n: int) -> None:
    x, labels = sample(n, 2, 20)
    result = cva(x, labels)
    assert result.components == 1 + (n - 2) // 4
    assert np.isfinite(result.cv_posterior).all()


def test_an_object_alone_in_its_dimension_is_left_out_without_harm() -> None:
    rows = np.random.default_rng(0).normal(size=(30, 4))
    rows[:, 3] = 0
    rows[7, 3] = 1
    result = cva(rows, ["a", "b"] * 15)
    assert np.isfinite(result.cv_posterior).all()


def test_what_cannot_be_analysed_is_said() -> None:
    x, labels = sample(12, 3)
    with pytest.raises(UserError, match="at least 2 groups; all 12 objects are in 'a'"):
        cva(x, ["a"] * 12)
    with pytest.raises(UserError, match="at least 2 objects in each group; 'single' has 1"):
        cva(x, ["single", *labels[1:]])
    with pytest.raises(UserError, match="same shape"):
        cva(np.repeat(x[:1], 12, axis=0), labels)
    with pytest.raises(UserError, match="no group varies"):
        cva(x[[0, 1, 2] * 4], labels)
    with pytest.raises(UserError, match="9 components cannot be used.* 1 to 8"):
        cva(x, labels, components=9)
    with pytest.raises(UserError, match="0 components cannot be used"):
        cva(x, labels, components=0)


def test_a_long_run_can_be_cancelled() -> None:
    x, labels = sample(60, 3, 60)
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int, text: str) -> None:
        assert text
        seen.append((done, total))
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        cva(x, labels, step=stop)
    assert seen[0] == (0, 60)


def test_seeded_figures() -> None:
    x, labels = sample(40, 3, apart=0.002)
    result = cva(x, labels)
    np.testing.assert_allclose(result.eigenvalues, [5.3315842175332, 2.4198171185806], rtol=1e-10)
    expected = [0, 3.8178569062338, 4.6029333577167]
    np.testing.assert_allclose(result.mahalanobis[0], expected, rtol=1e-10)
    assert result.cv_confusion.tolist() == [[8, 2, 4], [2, 8, 3], [3, 0, 10]]
    assert result.confusion.trace() == 40


def test_agreement_with_scikit_learn() -> None:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    x, labels = sample(60, 3)
    rows = x.reshape(60, -1)
    result = cva(x, labels)
    other = LinearDiscriminantAnalysis(solver="eigen").fit(rows, labels)
    assert result.classified.tolist() == other.predict(rows).tolist()
    # It divides by n, which leaves the ratios of the roots.
    np.testing.assert_allclose(result.explained, other.explained_variance_ratio_[:2], rtol=1e-6)


def labels_of(shared: Path, name: str, column: str) -> list[str]:
    with (shared / "oracle" / "data" / name / "groups.csv").open(encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file)]


def below(tree: Any, *keys: str) -> Any:
    for key in keys:
        tree = tree[key]
    return tree


@pytest.mark.parametrize(("name", "lda", "canonical", "column"), SETS)
def test_reference(
    name: str,
    lda: tuple[str, ...],
    canonical: tuple[str, ...],
    column: str,
    shared: Path,
    reference: Callable[[str], dict[str, Any]],
) -> None:
    figures = reference(name)
    jackknife, morpho = below(figures["lda"], *lda), below(figures["cva"], *canonical)
    rows = np.array(figures["pc_scores_used"])[:, : jackknife["k"]]
    labels = labels_of(shared, name, column)
    result = cva(rows, labels)
    assert result.components == jackknife["k"]
    order = [result.group_names.index(group) for group in morpho["groups"]]
    roots = np.array(morpho["eigen_table"]["values"])[:, 0]
    np.testing.assert_allclose(result.eigenvalues, roots, rtol=1e-8)
    for mine, key in ((result.mahalanobis, "mahalanobis"), (result.procrustes_distances, "euclid")):
        distances = morpho[key]["values"]
        np.testing.assert_allclose(mine[np.ix_(order, order)], distances, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(np.abs(result.scores), np.abs(morpho["CVscores"]), atol=1e-8)
    equal = cva(rows, labels, priors="equal")
    for mine, key in ((result, "prior_proportional"), (equal, "prior_equal")):
        expected = jackknife[key]
        assert mine.accuracy == pytest.approx(expected["resubstitution_accuracy"])
        assert mine.cv_accuracy == pytest.approx(expected["jackknife_accuracy"])
        rank = [result.group_names.index(g) for g in expected["jackknife_confusion"]["rows"]]
        for confusion, block in (
            (mine.confusion, "resubstitution_confusion"),
            (mine.cv_confusion, "jackknife_confusion"),
        ):
            np.testing.assert_array_equal(confusion[np.ix_(rank, rank)], expected[block]["values"])
    assert result.cv_classified.tolist() == jackknife["prior_proportional"]["jackknife_class"]


def test_reference_for_all_coordinates(
    shared: Path, reference: Callable[[str], dict[str, Any]]
) -> None:
    """Four of the 24 coordinates follow from the others; R takes a generalised inverse."""
    figures = reference("plethodon")
    result = cva(figures["gpa"]["default"]["coords"], labels_of(shared, "plethodon", "group"))
    morpho = figures["cva"]["group_all_coords"]
    roots = np.array(morpho["eigen_table"]["values"])[:, 0]
    np.testing.assert_allclose(result.eigenvalues, roots, rtol=1e-6)
    assert result.components == 20
    assert result.cv_accuracy == pytest.approx(morpho["cross_validated"]["accuracy"])


def test_one_variable() -> None:
    rows = np.random.default_rng(0).normal(size=(12, 1)) + np.repeat(
        [[0.0], [4.0], [9.0]], 4, axis=0
    )
    result = cva(rows, ["a"] * 4 + ["b"] * 4 + ["c"] * 4)
    assert result.scores.shape == (12, 1)
    assert result.cv_accuracy > 0.8


@pytest.mark.performance
def test_time_grows_with_the_objects() -> None:
    def seconds(n: int) -> float:
        x, labels = sample(n, 2, 30)
        times = []
        for _ in range(7):
            start = time.perf_counter()
            cva(x, labels)
            times.append(time.perf_counter() - start)
        return min(times[1:])

    few, more = seconds(10), seconds(50)
    assert few < 3 * more + 0.005  # the public predecessor takes 30 times as long for 10 as for 50
    assert seconds(1000) < 1
