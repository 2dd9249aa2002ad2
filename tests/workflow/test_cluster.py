"""Workers of a cluster: the same bits as without, also when one of them is lost."""

import logging
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from components.errors import UserError
from components.stats.cva import cva
from components.stats.procrustes import procrustes
from components.stats.simulate import simulate
from components.workflow import cluster
from components.workflow.cluster import Workers, workers
from Modan2 import main

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(scope="module", autouse=True)
def _silence() -> Iterator[None]:
    """Let Dask say nothing of workers that are lost here on purpose."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    yield
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    """Two workers, started once for all tests."""
    with workers("local:2") as found:
        yield found


class OneDies(Executor):
    """Workers of which the first that begins with something dies of it."""

    def __init__(self, inner: Workers, flag: Path) -> None:
        self.inner, self.flag = inner, str(flag)
        self.send = inner.send

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        def deadly(flag: str, *given: Any) -> Any:
            try:
                with open(flag, "x"):  # noqa: PTH123 - as short as can be
                    os.kill(os.getpid(), signal.SIGKILL)
            except FileExistsError:
                return work(*given, **kwargs)

        return self.inner.submit(deadly, self.flag, *args)


def results(executor: Executor | None) -> list[Any]:
    drawn = simulate(45, 40, 3, groups=3, seed=2)
    groups = [f"g{i}" for i in drawn.groups]
    aligned = procrustes(drawn.coords, executor=executor)
    found = cva(aligned.aligned, groups, permutations=20, seed=1, executor=executor)
    return [*vars(aligned).values(), *vars(found).values()]


@pytest.mark.slow
def test_workers_change_no_bit(two: Workers) -> None:
    for plain, shared in zip(results(None), results(two), strict=True):
        assert_array_equal(plain, shared)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no process can be killed like that")
def test_a_lost_worker_costs_time_only(two: Workers, tmp_path: Path) -> None:
    flag = tmp_path / "died"
    found = results(OneDies(two, flag))
    assert flag.exists()
    for plain, shared in zip(results(None), found, strict=True):
        assert_array_equal(plain, shared)


@pytest.mark.slow
def test_data_that_were_sent_are_made_again(two: Workers, tmp_path: Path) -> None:
    values = two.send(np.arange(5.0))
    both = [two.submit(np.sum, values).result() for _ in range(2)]
    dying = OneDies(two, tmp_path / "died").submit(np.sum, values)
    assert [*both, dying.result()] == [10, 10, 10]


@pytest.mark.slow
def test_an_error_of_the_work_is_the_work_s_own(two: Workers) -> None:
    def fail() -> None:
        raise UserError("The objects are not fit for this.")

    with pytest.raises(UserError, match="not fit"):
        two.submit(fail).result()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no process can be killed like that")
def test_analyze_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "forms.csv"
    lines = [
        f"form {i},{j},{x!r},{y!r}"
        for i, form in enumerate(simulate(24, 7, 2, seed=5).coords)
        for j, (x, y) in enumerate(form.tolist())
    ]
    path.write_text("\n".join(["specimen,landmark,x,y", *lines, ""]))
    flag = tmp_path / "died"
    monkeypatch.setattr(cluster, "Workers", lambda client: OneDies(Workers(client), flag))
    plain, shared = tmp_path / "plain", tmp_path / "shared"
    assert main(["analyze", str(path), "--out", str(plain)]) == 0
    assert main(["analyze", str(path), "--out", str(shared), "--cluster", "local:2"]) == 0
    assert flag.exists()
    for name in ("analysis.json", "scores.csv", "aligned.tps", "report.html"):
        assert (plain / name).read_bytes() == (shared / name).read_bytes()


@pytest.mark.parametrize("where", ["", "local:0", "local:", "two", "http://host:80", "tcp://"])
def test_what_is_no_cluster_is_said(where: str) -> None:
    with pytest.raises(UserError, match="is no cluster"), workers(where):
        pass


def test_without_dask_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match="requirements-cluster"), workers("local:2"):
        pass


def test_an_address_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.2)
    sentence = "Nobody answers at tcp://127.0.0.1:9"
    with pytest.raises(UserError, match=sentence), workers("tcp://127.0.0.1:9"):
        pass


def test_arrays_at_odd_addresses_are_laid_right() -> None:
    raw = np.zeros(81, np.uint8)
    odd = raw[1:].view(np.float64)
    assert not odd.flags.aligned
    found, number = cluster._aligned((odd, 3))
    assert found.flags.aligned
    assert number == 3
    right = np.arange(3.0)
    assert cluster._aligned(right) is right
