"""Shapes in files give the numbers of shapes in memory, with a few blocks in memory."""

import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from components.errors import Cancelled
from components.shape.specimen import FloatArray
from components.stats.cva import cva
from components.stats.disparity import disparity
from components.stats.distance_tests import distance_tests
from components.stats.eigen import stepwise_eigenvectors
from components.stats.manova import manova
from components.stats.pca import pca
from components.stats.procrustes import procrustes
from components.stats.retention import parallel_analysis
from components.stats.room import in_memory, release
from components.stats.simulate import simulate
from components.stats.spreading import in_order, sent, streams, stretches

SHAPES = [(9000, 20, 3), (3000, 8, 2), (90, 60, 3), (12, 9, 2)]


def on_disk(shape: tuple[int, ...]) -> FloatArray:
    """Room in a temporary file."""
    with tempfile.TemporaryFile() as file:
        return np.memmap(file, np.float64, "w+", shape=shape)


def in_file(values: FloatArray) -> FloatArray:
    array = on_disk(values.shape)
    array[:] = values
    return array


def resident() -> int:
    """Bytes of this process that are in memory."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def same(a: object, b: object) -> None:
    """Results are equal bit for bit, field for field."""
    for field in fields(a):  # type: ignore[arg-type]
        assert_array_equal(getattr(a, field.name), getattr(b, field.name), field.name)


class Backwards(Executor):
    """Works on nothing before all is submitted, and then in the wrong order."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        executor = self

        class Lazy(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                while executor.waiting:
                    future, run = executor.waiting.pop()
                    future.set_result(run())
                return super().result(timeout)

        future = Lazy()
        self.waiting.append((future, lambda: work(*args, **kwargs)))
        return future


@pytest.mark.parametrize("shape", SHAPES)
def test_all_methods_are_the_same_in_files(shape: tuple[int, int, int]) -> None:
    drawn = simulate(*shape, groups=3, seed=3)
    groups = [f"g{i}" for i in drawn.groups]
    plain = procrustes(drawn.coords)
    stored = procrustes(in_file(drawn.coords), out=on_disk(drawn.coords.shape))
    same(plain, stored)
    assert plain.total_ss == stored.total_ss
    components = pca(plain.aligned)
    in_files = pca(stored.aligned, room=on_disk)
    same(components, in_files)
    same(cva(plain.aligned, groups), cva(in_files, groups, room=on_disk))
    assert manova(components, groups) == manova(in_files, groups)


def test_small_eigenvalues_are_refined_in_files_too() -> None:
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((5000, 6)) * 10.0 ** -np.arange(0, 6)
    same(pca(rows), pca(in_file(rows), room=on_disk))
    wide = rng.standard_normal((6, 400)) * 10.0 ** -np.arange(0, 6)[:, None]
    same(pca(wide), pca(in_file(wide), room=on_disk))


def test_the_eigenvectors_of_a_large_matrix_are_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = procrustes(simulate(70, 50, 3, seed=1).coords).aligned
    plain = pca(shapes)
    monkeypatch.setattr("components.stats.pca._LARGE", 10)
    large = pca(shapes)
    np.testing.assert_allclose(large.eigenvalues, plain.eigenvalues, rtol=1e-10)
    np.testing.assert_allclose(large.scores, plain.scores, atol=1e-10)
    np.testing.assert_allclose(large.axes, plain.axes, atol=1e-8)


def test_the_result_may_take_the_place_of_the_input() -> None:
    coords = simulate(50, 10, 2, seed=1).coords
    expected = procrustes(coords)
    taken = procrustes(coords, out=coords)
    same(expected, taken)
    assert np.shares_memory(taken.aligned, coords)


def test_the_place_for_the_result_has_to_fit() -> None:
    coords = simulate(50, 10, 2, seed=1).coords
    with pytest.raises(ValueError, match="out must be"):
        procrustes(coords, out=np.empty((50, 9, 2)))
    with pytest.raises(ValueError, match="out must be"):
        procrustes(coords, out=np.empty((50, 10, 2), dtype=np.float32))


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the memory in use")
@pytest.mark.performance
def test_a_few_blocks_are_in_memory() -> None:
    count, size = 40_000, 40_000 * 60 * 3 * 8  # 58 MB
    coords = on_disk((count, 60, 3))
    some = simulate(1000, 60, 3, seed=1).coords
    for start in range(0, count, 1000):
        coords[start : start + 1000] = some
        release(coords, slice(start, start + 1000))
    before, most = resident(), 0

    def step(done: int, total: int, text: str) -> None:
        nonlocal most
        most = max(most, resident() - before)

    aligned = procrustes(coords, out=coords, max_rounds=2, step=step).aligned
    pca(aligned, room=on_disk, step=step)
    assert most < 0.45 * size


def test_what_is_released_is_not_lost() -> None:
    array = on_disk((3000, 7))
    array[:] = np.arange(21_000).reshape(3000, 7)
    for rows in stretches(3000, 700):
        release(array, rows)
        release(array.T[2:].T, rows)
    assert_array_equal(array, np.arange(21_000).reshape(3000, 7))


def test_a_private_copy_is_never_released(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((4000, 3)))
    array = np.load(tmp_path / "a.npy", mmap_mode="c")
    array[:] = 5.0
    release(array, slice(None))
    release(np.asarray(array)[10:], slice(None))
    assert (array == 5.0).all()


@pytest.mark.parametrize("stop_at", ["products", "scores"])
def test_components_can_be_cancelled(stop_at: str) -> None:
    def step(done: int, total: int, text: str) -> None:
        assert 0 <= done <= total
        if stop_at in text:
            raise Cancelled

    with pytest.raises(Cancelled):
        pca(simulate(3000, 5, 2, seed=1).coords, step=step)


def test_an_executor_changes_no_bit() -> None:
    drawn = simulate(60, 40, 3, groups=3, seed=2)
    groups = [f"g{i}" for i in drawn.groups]
    plain = procrustes(drawn.coords)
    same(plain, procrustes(drawn.coords, executor=Backwards()))
    tests = {"permutations": 30, "seed": 5}
    same(
        cva(plain.aligned, groups, **tests),
        cva(plain.aligned, groups, **tests, executor=Backwards()),
    )
    same(
        disparity(plain.aligned, groups, **tests),
        disparity(plain.aligned, groups, **tests, executor=Backwards()),
    )
    same(
        parallel_analysis(plain.aligned, **tests),
        parallel_analysis(plain.aligned, **tests, executor=Backwards()),
    )


def test_many_pieces_are_the_same_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.stats.procrustes._PIECE", 1000)
    monkeypatch.setattr("components.stats.distance_tests._CHUNK", 2000)
    monkeypatch.setattr("components.stats.disparity._CHUNK", 2000)
    test_an_executor_changes_no_bit()


@pytest.mark.slow
def test_processes_change_no_bit() -> None:
    drawn = simulate(40, 30, 2, groups=2, seed=2)
    groups = [f"g{i}" for i in drawn.groups]
    plain = distance_tests(drawn.coords, groups, permutations=50, seed=1)
    for count in (1, 2):
        with ProcessPoolExecutor(count) as pool:
            found = distance_tests(drawn.coords, groups, permutations=50, seed=1, executor=pool)
        same(plain, found)


def test_pieces_that_nobody_wants_are_not_begun() -> None:
    class Busy(Executor):
        futures: tuple[Future[Any], ...] = ()

        def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
            self.futures += (Future(),)
            if len(self.futures) == 1:
                self.futures[0].set_result(work(*args, **kwargs))
            return self.futures[-1]

    executor = Busy()
    results = in_order(abs, [(-1,), (-2,), (-3,)], executor)
    assert next(results) == 1
    results.close()  # type: ignore[attr-defined] # a generator
    assert [future.cancelled() for future in executor.futures] == [False, True, True]


def test_values_are_sent_where_the_executor_can() -> None:
    class Sender(Backwards):
        def send(self, value: object) -> object:
            return ("sent", value)

    assert sent(3, None) == 3
    assert sent(3, Backwards()) == 3
    assert sent(3, Sender()) == ("sent", 3)  # type: ignore[comparison-overlap]


def test_streams_differ_and_repeat() -> None:
    def draws(seed: int | None, *key: int) -> list[float]:
        return [float(np.random.default_rng(s).random()) for s in streams(seed, 3, *key)]

    assert draws(1) == draws(1)
    assert len(set(draws(1) + draws(2) + draws(1, 4) + draws(None))) == 12
    assert in_memory((2, 3)).shape == (2, 3)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 70, 131])
@pytest.mark.parametrize("rank", [1.0, 0.5])
def test_eigenvectors_found_in_steps_are_eigenvectors(size: int, rank: float) -> None:
    rows = np.random.default_rng(size).standard_normal((size, max(1, int(rank * size))))
    matrix = rows @ rows.T
    seen: list[int] = []

    def step(done: int, total: int, text: str) -> None:
        assert done <= total
        seen.append(done)

    values, vectors = stepwise_eigenvectors(np.array(matrix, order="F"), step)
    assert seen == sorted(seen)
    scale = np.abs(matrix).max()
    np.testing.assert_allclose(matrix @ vectors, vectors * values, atol=1e-12 * scale * size)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(size), atol=1e-11)
    np.testing.assert_allclose(values, np.linalg.eigvalsh(matrix), atol=1e-12 * scale * size)
