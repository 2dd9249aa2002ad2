"""The benchmark of the library measures what it says, on a library of a few objects."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from components.store import datasets, objects
from components.store.library import Library
from scripts import benchmark_library as benchmark
from scripts.measure import Sample

COUNT = 30


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


@pytest.mark.parametrize("work", benchmark.WORKS)
def test_each_work_can_be_repeated(library: Library, work: str, tmp_path: Path) -> None:
    benchmark.create(library, COUNT)
    (first,) = datasets.tree(library)
    coords = benchmark.coordinates(COUNT).copy()
    run = benchmark.prepared(work, library, COUNT)
    plain = benchmark.plain(work, tmp_path / "plain.npy", coords)
    for _ in range(3):
        run()
        plain()
    written = work in ("create", "import", "undo and redo")
    assert (len(datasets.tree(library)) > 1) == written
    moved = objects.load_table(library, first.id).coords != coords
    assert moved.any(axis=(1, 2)).sum() == (1 if work == "edit" else 0)
    if work == "edit":
        coords[-1, -1] = coords[0, 0]
    np.testing.assert_array_equal(np.load(tmp_path / "plain.npy"), coords)


def test_the_table_says_whether_a_goal_is_met() -> None:
    quick, slow = Sample(0.4, 0.3, 1, 5), Sample(0.6, 0.5, 1, 5)
    given = {"work": "list", "objects": 100_000, "plain": quick, "memory_per_input": 0.8}
    assert benchmark.row({**given, "ours": quick, "goal": 0.5})[-2:] == ["500 ms", "met"]
    assert benchmark.row({**given, "ours": slow, "goal": 0.5})[-1] == "MISSED"
    assert benchmark.row({**given, "ours": slow, "goal": None})[-2:] == ["", ""]
    size = {"objects": 100_000, "size_per_input": 1.5, "goal": 1.4}
    assert benchmark.row(size)[-3:] == ["", "1.4", "MISSED"]
