"""How usual objects are: laws, and the reference in R."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.errors import UserError
from components.stats.cva import cva
from components.stats.typicality import typicality


@pytest.mark.parametrize("method", ["chi-square", "wilson"])
def test_the_farthest_is_the_least_typical(method: Any) -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3))
    rows[7] = [9, 9, 9]
    result = typicality(rows, method=method)
    assert result.argmin() == 7
    assert ((result >= 0) & (result <= 1)).all()


def test_position_scale_and_order_do_not_matter() -> None:
    rows = np.random.default_rng(0).normal(size=(30, 4))
    result = typicality(rows, method="wilson")
    np.testing.assert_allclose(typicality(rows * [1, 5, 2, 9] + 3, method="wilson"), result)
    np.testing.assert_allclose(typicality(rows[::-1], method="wilson"), result[::-1])


def test_many_variables_and_few_objects() -> None:
    rows = np.random.default_rng(0).normal(size=(10, 30))
    assert np.ptp(typicality(rows)) > 0.01
    assert len(typicality(rows[:3])) == 3
    with pytest.raises(UserError, match="at least 3 objects; there are 2"):
        typicality(rows[:2])


def test_an_object_of_no_group_is_not_typical_but_classified() -> None:
    rows = np.random.default_rng(0).normal(size=(40, 3))
    rows[20:, 0] += 6
    rows[0] = [3, 15, 0]
    result = cva(rows, ["a"] * 20 + ["b"] * 20)
    assert result.cv_posterior[0].max() > 0.5
    assert result.cv_typicality[0].max() < 1e-6
    assert np.median(result.typicality[1:20, 0]) > 0.2


@pytest.mark.parametrize(
    "name", ["boneData", "chimps", "gorillas", "macaques", "mice", "plethodon"]
)
def test_reference(name: str, shared: Path, reference: Callable[[str], dict[str, Any]]) -> None:
    figures = reference(name)
    block = figures["typprob"].get("group_k5", figures["typprob"])
    discriminant = figures["lda"].get("group_k5", figures["lda"])
    rows = np.array(figures["pc_scores_used"])[:, : discriminant["k"]]
    for method, key in (("chi-square", "chisquare"), ("wilson", "wilson")):
        expected = block[f"typprob_all_{key}"]
        np.testing.assert_allclose(typicality(rows, method=method), expected, rtol=1e-8)
    with (shared / "oracle" / "data" / name / "groups.csv").open(encoding="utf-8") as file:
        labels = [row["group"] for row in csv.DictReader(file)]
    result = cva(rows, labels)
    canonical = figures["cva"].get("group_k5_weighted", figures["cva"].get("weighted"))
    order = [result.group_names.index(group) for group in canonical["groups"]]
    expected, left_out = block["typprobClass_probs"], block["typprobClass_cv_probs"]
    np.testing.assert_allclose(result.typicality[:, order], expected, rtol=1e-8, atol=1e-14)
    np.testing.assert_allclose(result.cv_typicality[:, order], left_out, rtol=1e-8, atol=1e-14)
    # Morpho counts objects as wrong that are typical (1 %) of no group.
    for values, key in ((result.typicality, "accuracy"), (result.cv_typicality, "accuracy_cv")):
        found = np.array(result.group_names)[values.argmax(axis=1)] == np.array(labels)
        assert np.mean(found & (values.max(axis=1) >= 0.01)) == pytest.approx(block[key])
