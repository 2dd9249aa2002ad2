"""Means of replicates are laid over each other first, keep their size, and miss what all miss."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from library_state import content

from components.errors import UserError
from components.shape.specimen import FloatArray, Specimen
from components.store import datasets, digitising, objects
from components.store.datasets import Scheme
from components.store.library import Library
from components.workflow.averaging import average, mean_forms

NAMES = tuple("abcdefghijkl")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


def turn(axes: int, seed: int) -> FloatArray:
    """Make a random proper rotation."""
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(axes, axes)))
    q[:, 0] *= np.sign(np.linalg.det(q))
    return np.asarray(q)


def replicates(count: int, axes: int, noise: float = 0.0) -> FloatArray:
    """Turn and move one form, with errors of digitising."""
    rng = np.random.default_rng(axes)
    form = rng.normal(size=(6, axes)) * 100
    forms = [form + noise * rng.normal(size=form.shape) for _ in range(count)]
    return np.stack([f @ turn(axes, i) + 50 * i for i, f in enumerate(forms)])


@pytest.mark.parametrize("axes", [2, 3])
def test_turned_copies_have_the_first_as_their_mean(axes: int) -> None:
    forms = replicates(4, axes)
    mean = mean_forms(forms, np.zeros(4, dtype=np.intp), NAMES)
    np.testing.assert_allclose(mean[0], forms[0], atol=1e-9)


@pytest.mark.parametrize("axes", [2, 3])
def test_the_mean_does_not_depend_on_the_order_but_for_where_it_lies(axes: int) -> None:
    forms = replicates(4, axes, noise=5)
    zero = np.zeros(4, dtype=np.intp)
    one, other = (mean_forms(f, zero, NAMES)[0] for f in (forms, forms[::-1]))
    gaps = [np.linalg.norm(m[:, None] - m[None], axis=2) for m in (one, other)]
    np.testing.assert_allclose(gaps[0], gaps[1], rtol=1e-8)


def test_the_mean_is_that_of_a_plain_loop() -> None:
    forms = replicates(3, 2, noise=5)
    mean = forms[0]
    for _ in range(100):
        placed = []
        for form in forms:
            here, there = form.mean(axis=0), mean.mean(axis=0)
            u, _, vt = np.linalg.svd((form - here).T @ (mean - there))
            u[:, -1] *= np.linalg.det(u @ vt)
            placed.append((form - here) @ (u @ vt) + there)
        mean = np.mean(placed, axis=0)
    found = mean_forms(forms, np.zeros(3, dtype=np.intp), NAMES)[0]
    np.testing.assert_allclose(found, mean, atol=1e-8)


def test_groups_do_not_touch_each_other_and_single_objects_stay() -> None:
    forms = np.concatenate([replicates(3, 2, noise=5), 7 + replicates(2, 2, noise=1)])
    alone = np.random.default_rng(1).normal(size=(1, 6, 2))
    alone[0, 0] = np.nan
    group = np.array([2, 0, 2, 1, 0, 2])
    mixed = np.concatenate([forms, alone])[[0, 3, 1, 5, 4, 2]]
    means = mean_forms(mixed, group, NAMES)
    zero = np.zeros(3, dtype=np.intp)
    np.testing.assert_allclose(means[2], mean_forms(forms[:3], zero, NAMES)[0], atol=1e-8)
    np.testing.assert_allclose(means[0], mean_forms(forms[3:], zero[:2], NAMES)[0], atol=1e-8)
    assert means[1].tobytes() == alone[0].tobytes()


def test_missing_landmarks_come_from_those_that_have_them() -> None:
    forms = replicates(3, 2)
    full = forms[1].copy()
    forms[0, 5] = np.nan
    forms[2, 4:] = np.nan
    mean = mean_forms(forms, np.zeros(3, dtype=np.intp), NAMES)[0]
    np.testing.assert_allclose(mean, full, atol=1e-8)  # it lies as the fullest
    forms[:, 3] = np.nan
    mean = mean_forms(forms, np.zeros(3, dtype=np.intp), NAMES)[0]
    assert np.isnan(mean).any(axis=1).tolist() == [False] * 3 + [True] + [False] * 2


def test_replicates_with_nothing_in_common_are_named() -> None:
    forms = replicates(2, 2)
    forms[0, :2] = np.nan
    forms[1, 3:] = np.nan
    with pytest.raises(UserError, match="^b: fewer than 2 landmarks in common"):
        mean_forms(forms, np.zeros(2, dtype=np.intp), NAMES)


def stored(library: Library, specimens: list[Specimen]) -> int:
    kinds = (("who", "text"), ("age", "number"), ("adult", "flag"))
    number = datasets.create(library, "Set", Scheme(2, variables=kinds))
    objects.add(library, number, specimens)
    return number


def test_means_are_stored_with_scale_and_variables(library: Library) -> None:
    form = replicates(1, 2)[0]
    number = stored(
        library,
        [
            Specimen("a1", form, scale=0.5, unit="mm", variables={"who": "a", "age": 1.0}),
            Specimen("b1", form, scale=2.0, unit="mm", variables={"who": "b", "adult": True}),
            Specimen("a2", form * 2, scale=0.25, unit="mm", variables={"who": "a", "age": 4.0}),
        ],
    )
    new = average(library, number, "who")
    assert datasets.dataset(library, new).name == "Set (means)"
    a, b = (digitising.load(library, int(i)) for i in objects.load_columns(library, new).ids)
    np.testing.assert_allclose(a.landmarks, form, atol=1e-9)  # of one size in millimetres
    assert (a.name, a.scale, a.unit, a.comment) == ("a", 0.5, "mm", "Mean of 2 replicates")
    assert a.variables == {"who": "a", "age": 2.5, "adult": None}
    assert (b.name, b.scale, b.comment) == ("b", 2.0, "")
    assert b.landmarks.tobytes() == form.tobytes()
    assert b.variables == {"who": "b", "age": None, "adult": True}


def test_replicates_may_share_their_name(library: Library) -> None:
    forms = replicates(4, 2, noise=1)
    number = stored(library, [Specimen(n, f) for n, f in zip("xyxx", forms, strict=True)])
    new = average(library, number)
    assert objects.load_columns(library, new).names == ("x", "y")


@pytest.mark.parametrize(("scale", "unit"), [(None, ""), (0.5, "cm")])
def test_scales_that_do_not_agree_are_refused(
    library: Library, scale: float | None, unit: str
) -> None:
    form = replicates(1, 2)[0]
    given = [Specimen("a", form, scale=0.5, unit="mm"), Specimen("a", form, scale=scale, unit=unit)]
    number = stored(library, given)
    before = content(library)
    with pytest.raises(UserError, match="^a: not the unit of the first replicate"):
        average(library, number)
    assert content(library) == before
