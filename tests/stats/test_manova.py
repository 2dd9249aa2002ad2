"""Multivariate analysis of variance: laws, statsmodels, and the reference in R."""

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
from components.stats.cva import cva
from components.stats.manova import Manova, manova, manova_factorial

STATISTICS = {
    "Wilks": "wilks",
    "Pillai": "pillai",
    "Hotelling-Lawley": "hotelling_lawley",
    "Roy": "roy",
}


def sample(n: int, variables: int = 5, groups: int = 3, seed: int = 0) -> tuple[FloatArray, Any]:
    rng = np.random.default_rng(seed)
    codes = np.arange(n) % groups
    rows = rng.normal(size=(n, variables)) @ rng.normal(size=(variables, variables))
    return np.asarray(rows + codes[:, None] * 0.3), [f"g{code}" for code in codes]


def numbers(result: Manova) -> FloatArray:
    tests = [getattr(result, name) for name in STATISTICS.values()]
    return np.array([[t.value, t.f, t.df1, t.df2, t.p, t.effect_size] for t in tests])


def by_hand(rows: FloatArray, labels: list[str]) -> FloatArray:
    """Eigenvalues of E^-1 H, out of the sums of squares and cross products themselves."""
    names = np.array(labels)
    means = {g: rows[names == g].mean(axis=0) for g in sorted(set(labels))}
    fitted = np.array([means[name] for name in labels])
    error = (rows - fitted).T @ (rows - fitted)
    hypothesis = (fitted - rows.mean(axis=0)).T @ (fitted - rows.mean(axis=0))
    roots = np.sort(np.linalg.eigvals(np.linalg.solve(error, hypothesis)).real)[::-1]
    return np.asarray(roots[: min(len(means) - 1, rows.shape[1])])


@given(n=st.integers(14, 40), groups=st.integers(2, 6), variables=st.integers(1, 6))
def test_statistics_are_functions_of_the_roots(n: int, groups: int, variables: int) -> None:
    rows, labels = sample(n, variables, groups)
    result = manova(rows, labels)
    roots = by_hand(rows, labels)
    assert result.components == variables
    assert not result.note
    assert result.wilks.value == pytest.approx(np.prod(1 / (1 + roots)), rel=1e-7)
    assert result.pillai.value == pytest.approx(np.sum(roots / (1 + roots)), rel=1e-7)
    assert result.hotelling_lawley.value == pytest.approx(roots.sum(), rel=1e-7)
    assert result.roy.value == pytest.approx(roots[0], rel=1e-7)
    assert (result.df_hypothesis, result.df_error) == (groups - 1, n - groups)
    for name in STATISTICS.values():
        test = getattr(result, name)
        assert 0 <= test.p <= 1
        assert 0 <= test.effect_size <= 1
        assert test.df2 > 0


def test_position_scale_rotation_and_order_do_not_matter() -> None:
    rows, labels = sample(40)
    result = numbers(manova(rows, labels))
    turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(5, 5)))
    np.testing.assert_allclose(numbers(manova(rows @ turn * 7 + 100, labels)), result, rtol=1e-7)
    stretched = rows * [1, 10, 0.1, 5, 1]
    np.testing.assert_allclose(numbers(manova(stretched, labels)), result, rtol=1e-7)
    order = np.random.default_rng(2).permutation(40)
    renamed = [{"g0": "z", "g1": "b", "g2": "a"}[labels[i]] for i in order]
    np.testing.assert_allclose(numbers(manova(rows[order], renamed)), result, rtol=1e-7)


def test_variables_that_follow_from_others_change_nothing() -> None:
    rows, labels = sample(40)
    repeated = np.hstack([rows, rows @ np.random.default_rng(0).normal(size=(5, 4)), rows[:, :1]])
    result = manova(repeated, labels)
    assert result.components == 5
    np.testing.assert_allclose(numbers(result), numbers(manova(rows, labels)), rtol=1e-6)


def test_shapes_are_taken_as_rows() -> None:
    rows, labels = sample(40, 6)
    assert numbers(manova(rows.reshape(40, 3, 2), labels)).tolist() == (
        numbers(manova(rows, labels)).tolist()
    )


def test_two_groups_are_hotellings_t_squared() -> None:
    rows, labels = sample(20, 3, 2)
    result = manova(rows, labels)
    distance = cva(rows, labels).mahalanobis[0, 1]
    t_squared = 10 * 10 / 20 * distance**2
    expected = t_squared * (20 - 3 - 1) / (18 * 3)
    for name in STATISTICS.values():
        test = getattr(result, name)
        assert test.exact
        assert test.f == pytest.approx(expected)
        assert (test.df1, test.df2) == pytest.approx((3, 16))
        assert test.p == pytest.approx(result.wilks.p)
        assert test.effect_size == pytest.approx(result.pillai.value)


def test_one_variable_is_the_usual_analysis_of_variance() -> None:
    from scipy.stats import f_oneway

    rows, labels = sample(30, 1, 4)
    result = manova(rows, labels)
    groups = [rows[np.array(labels) == g, 0] for g in sorted(set(labels))]
    expected = f_oneway(*groups)
    for name in STATISTICS.values():
        test = getattr(result, name)
        assert test.f == pytest.approx(expected.statistic)
        assert test.p == pytest.approx(expected.pvalue)


def test_rao_is_exact_for_two_roots() -> None:
    rows, labels = sample(40)
    result = manova(rows, labels)
    assert result.wilks.exact
    assert not result.pillai.exact
    assert not manova(*sample(40, 5, 4)).wilks.exact
    root = np.sqrt(result.wilks.value)  # Anderson 1958, section 8.4: three groups
    assert result.wilks.f == pytest.approx((1 - root) / root * (40 - 5 - 2) / 5)
    assert (result.wilks.df1, result.wilks.df2) == (10, 66)


@pytest.mark.parametrize("n", [3, 4, 5, 6, 8, 10, 12])
def test_small_samples_of_many_variables_have_an_answer(n: int) -> None:
    rows, labels = sample(n, 40, 2)
    result = manova(rows, labels)
    assert result.components == max(1, (n - 2) // 2)
    assert f"{result.components} of {n - 1} principal components" in result.note
    assert f"{n} objects leave only {n - 2} degrees" in result.note
    assert np.isfinite(numbers(result)).all()


def test_small_samples_are_right_on_average() -> None:
    """Without a difference, p is below 0.2 in a fifth of the samples."""
    values = []
    for seed in range(200):
        rows = np.random.default_rng(seed).normal(size=(9, 30))
        values.append(manova(rows, ["a", "b", "c"] * 3).wilks.p)
    assert np.mean(np.array(values) < 0.2) == pytest.approx(0.2, abs=0.1)


def test_what_cannot_be_tested_is_said() -> None:
    rows, labels = sample(12)
    with pytest.raises(UserError, match="at least 2 groups; all 12 objects are in 'a'"):
        manova(rows, ["a"] * 12)
    with pytest.raises(UserError, match="12 group means needs at least 13 objects; there are 12"):
        manova(rows, [str(i) for i in range(12)])
    with pytest.raises(UserError, match="at least 3 objects; there are 2"):
        manova(rows[:2], ["a", "b"])
    with pytest.raises(UserError, match="no group varies"):
        manova(rows[[0, 1, 2] * 4], labels)
    with pytest.raises(UserError, match="same shape"):
        manova(np.ones((12, 5)), labels)


def test_a_group_of_one_is_tested() -> None:
    rows, labels = sample(12, 2)
    assert np.isfinite(numbers(manova(rows, ["single", *labels[1:]]))).all()


def test_seeded_figures() -> None:
    expected = [
        [0.319511742369622, 5.07617307223909, 10, 66, 1.84280283540555e-05, 0.434746302648429],
        [0.803594152834496, 4.56738008445946, 10, 68, 5.93843268895385e-05, 0.401797076417248],
        [1.744481621528210, 5.58234118889026, 10, 64, 6.16413955458657e-06, 0.465880673975973],
        [1.485029702795990, 10.0982019790127, 5, 34, 5.44801449793610e-06, 0.597590323015107],
    ]
    np.testing.assert_allclose(numbers(manova(*sample(40))), expected, rtol=1e-10)


def crossed(n: int, seed: int = 0) -> tuple[FloatArray, dict[str, list[str]]]:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 3, n), rng.integers(0, 2, n)
    rows = rng.normal(size=(n, 4)) + a[:, None] * [0.5, 0, 0, 0] + b[:, None] * [0, 0.4, 0.2, 0]
    return rows, {"a": [f"a{i}" for i in a], "b": [f"b{i}" for i in b]}


@pytest.mark.parametrize("n", [40, 57])
def test_agreement_with_statsmodels(n: int) -> None:
    """It tests each term after all others (type III): that is type I for the last of them."""
    from pandas import DataFrame
    from statsmodels.multivariate.manova import MANOVA

    rows, factors = crossed(n)
    frame = DataFrame(rows, columns=list("wxyz")).assign(**factors)
    results = manova_factorial(rows, factors)
    assert [result.term for result in results] == ["a", "b", "a:b"]
    tests = MANOVA.from_formula("w + x + y + z ~ C(a) * C(b)", data=frame).mv_test()
    expected = tests.results["C(a):C(b)"]["stat"]
    for row, name in zip(expected.index, STATISTICS.values(), strict=True):
        test = getattr(results[-1], name)
        mine = (test.value, test.f, test.df1, test.df2, test.p)
        columns = expected.loc[row, ["Value", "F Value", "Num DF", "Den DF", "Pr > F"]]
        same = 5 if name in ("wilks", "pillai") else 1  # of the others it gives another F
        np.testing.assert_allclose(mine[:same], columns.astype(float)[:same], rtol=1e-7)


def test_type_two_does_not_depend_on_the_order_of_factors() -> None:
    rows, factors = crossed(50)
    turned = {"b": factors["b"], "a": factors["a"]}
    one = {r.term: numbers(r) for r in manova_factorial(rows, factors, ss_type="II")}
    other = {r.term: numbers(r) for r in manova_factorial(rows, turned, ss_type="II")}
    np.testing.assert_allclose(other["a"], one["a"], rtol=1e-9)
    np.testing.assert_allclose(other["b"], one["b"], rtol=1e-9)
    np.testing.assert_allclose(other["b:a"], one["a:b"], rtol=1e-9)
    # The last main effect and the interaction are the same in both types.
    first = manova_factorial(rows, factors)
    np.testing.assert_allclose(numbers(first[1]), one["b"], rtol=1e-9)
    np.testing.assert_allclose(numbers(first[2]), one["a:b"], rtol=1e-9)
    assert not np.allclose(numbers(first[0]), one["a"], rtol=1e-3)


def test_types_agree_on_balanced_data() -> None:
    rows, _ = crossed(48)
    factors = {"a": ["x", "y", "z"] * 16, "b": ["u"] * 24 + ["v"] * 24}
    pairs = zip(
        manova_factorial(rows, factors), manova_factorial(rows, factors, ss_type="II"), strict=True
    )
    for one, other in pairs:
        np.testing.assert_allclose(numbers(one), numbers(other), rtol=1e-8)


def test_three_factors_and_their_interactions() -> None:
    rows, factors = crossed(80)
    factors["c"] = ["l", "m"] * 40
    results = manova_factorial(rows, factors)
    assert [r.term for r in results] == ["a", "b", "c", "a:b", "a:c", "b:c", "a:b:c"]
    assert [r.df_hypothesis for r in results] == [2, 1, 1, 2, 2, 1, 2]
    assert {r.df_error for r in results} == {68}
    plain = manova_factorial(rows, factors, interactions=False)
    assert [r.term for r in plain] == ["a", "b", "c"]
    assert {r.df_error for r in plain} == {75}


def test_empty_cells_take_degrees_of_freedom() -> None:
    rows, factors = crossed(60)
    kept = [i for i in range(60) if (factors["a"][i], factors["b"][i]) != ("a2", "b1")]
    some = {name: [labels[i] for i in kept] for name, labels in factors.items()}
    assert [r.df_hypothesis for r in manova_factorial(rows[kept], some)] == [2, 1, 1]


def test_a_factor_that_follows_from_others_is_named() -> None:
    rows, factors = crossed(60)
    factors["again"] = [label.upper() for label in factors["a"]]
    with pytest.raises(UserError, match="The term 'again' cannot be told"):
        manova_factorial(rows, factors, interactions=False)


def labels_of(shared: Path, name: str, column: str) -> list[str]:
    with (shared / "oracle" / "data" / name / "groups.csv").open(encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    "name", ["plethodon", "boneData", "chimps", "gorillas", "macaques", "mice"]
)
def test_reference(name: str, shared: Path, reference: Callable[[str], dict[str, Any]]) -> None:
    figures = reference(name)
    blocks = list(figures["manova"].values())
    blocks += [figures["manova_pop_x_sex"]] if "manova_pop_x_sex" in figures else []
    for block in blocks:
        names = block["formula"].split("~")[1].replace(" ", "").split("*")
        rows = np.array(figures["pc_scores_used"])[:, : block["k"]]
        factors = {factor: labels_of(shared, name, factor) for factor in names}
        for result in manova_factorial(rows, factors):
            for key, statistic in STATISTICS.items():
                (row,) = [r for r in block[key] if r["term"].strip() == result.term]
                test = getattr(result, statistic)
                mine = (test.value, test.f, test.df1, test.df2, test.p)
                expected = [row[c] for c in (key, "approx F", "num Df", "den Df", "Pr(>F)")]
                np.testing.assert_allclose(mine, expected, rtol=1e-8)
