"""Variation of groups: laws, and the reference in R."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.errors import Cancelled, UserError
from components.shape.specimen import FloatArray
from components.stats.disparity import Disparity, disparity


def sample(n: int = 60) -> tuple[FloatArray, list[str]]:
    x = np.random.default_rng(0).normal(size=(n, 5, 2)) * 0.1
    x[::3] *= 2
    return x, [f"g{i % 3}" for i in range(n)]


def test_variances_are_mean_squared_distances() -> None:
    x, labels = sample()
    result = disparity(x, labels, seed=0)
    own = x[::3] - x[::3].mean(axis=0)
    assert result.variances[0] == pytest.approx(np.sum(own**2) / 20)
    far = disparity(x, labels, about="all", permutations=0)
    assert far.variances[1] == pytest.approx(np.sum((x[1::3] - x.mean(axis=0)) ** 2) / 20)
    total = x.reshape(60, -1).var(axis=0, ddof=1).sum()
    assert far.partial.sum() == pytest.approx(total)
    assert far.p is None


def test_the_group_that_varies_more_is_found() -> None:
    result = disparity(*sample(), seed=0)
    assert result.p is not None
    assert result.p[0, 1] < 0.01
    assert result.p[1, 2] > 0.05
    np.testing.assert_array_equal(result.p, result.p.T)
    np.testing.assert_array_equal(np.diag(result.p), 1)
    np.testing.assert_array_equal(disparity(*sample(), seed=0).p, result.p)


def test_position_rotation_and_order_do_not_matter() -> None:
    x, labels = sample()
    result = disparity(x, labels, permutations=0)
    turned = disparity(x[::-1] @ np.array([[0.6, -0.8], [0.8, 0.6]]) + 3, labels[::-1], seed=1)
    np.testing.assert_allclose(turned.variances, result.variances)
    np.testing.assert_allclose(turned.differences, result.differences, atol=1e-12)


def test_a_group_of_one_has_no_variance_of_its_own() -> None:
    x, labels = sample(7)
    result = disparity(x, ["single", *labels[1:]], permutations=9, seed=0)
    assert result.variances[result.group_names.index("single")] == pytest.approx(0)


def test_it_can_be_cancelled_and_refused() -> None:
    def stop(_done: int, _total: int, _text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        disparity(*sample(), step=stop)
    with pytest.raises(UserError, match="0 or more, not -1"):
        disparity(*sample(), permutations=-1)


def assert_agrees(result: Disparity, block: dict[str, Any], values: FloatArray) -> None:
    def places(names: list[str]) -> list[int]:
        return [result.group_names.index(name.replace(":", ".")) for name in names]

    variances = block["procrustes_variance"]
    expected = list(variances.values())
    np.testing.assert_allclose(values[places(list(variances))], expected, rtol=1e-8)
    order = places(block["pairwise_p"]["rows"])
    expected_p = np.array(block["pairwise_p"]["values"])
    assert result.p is not None
    error = 5 * np.sqrt(expected_p * (1 - expected_p) * 2 / 1000) + 0.003
    assert (np.abs(result.p[np.ix_(order, order)] - expected_p) <= error).all()


@pytest.mark.parametrize(
    "name", ["boneData", "chimps", "gorillas", "macaques", "mice", "plethodon"]
)
def test_reference(name: str, shared: Path, reference: Callable[[str], dict[str, Any]]) -> None:
    figures = reference(name)
    with (shared / "oracle" / "data" / name / "groups.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    blocks = figures["disparity"]
    if name != "plethodon":
        blocks = {"own": blocks, "grand": figures["disparity_grand_mean"]}
    x = np.array(figures["gpa"]["default"]["coords"])
    for key, block in blocks.items():
        labels = [row["species" if block["groups"] == "~species" else "group"] for row in table]
        shapes, about = x.reshape(len(x), -1), "group"
        if block["formula"] == "coords ~ 1":
            about = "all"
        elif "log(Csize)" in block["formula"]:
            cells = np.array(labels)[:, None] == np.unique(labels)
            design = np.column_stack([np.log(figures["gpa"]["default"]["Csize"]), cells])
            shapes = shapes - design @ np.linalg.lstsq(design, shapes)[0]
            about = "all"
        result = disparity(shapes, labels, about=about, seed=1)  # type: ignore[arg-type]
        assert_agrees(result, block, result.partial if key == "partial" else result.variances)
