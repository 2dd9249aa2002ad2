"""Both ways of a technique do the same work, and leave the library as it was."""

from pathlib import Path

import numpy as np
import pytest

from components.workflow.session import Session
from MdStatistics import procrustes, simulate
from scripts import benchmark_techniques as benchmark
from scripts.memory.cases import make_input


def test_the_loop_of_textbooks_gives_the_same_shapes() -> None:
    coords = simulate(20, 8, 2, groups=2, seed=1).coords
    turned = benchmark.superimposed_in_a_loop(coords)
    aligned = procrustes(coords, tangent=False).aligned
    sizes = [
        np.linalg.svd((forms - forms.mean(axis=0)).reshape(20, -1), compute_uv=False)
        for forms in (turned, aligned)
    ]
    np.testing.assert_allclose(*sizes, rtol=1e-7, atol=1e-9)


@pytest.mark.slow
def test_every_technique_can_be_repeated(tmp_path: Path) -> None:
    make_input(tmp_path, 30)
    session = Session(tmp_path / "library")
    names = set()
    for technique in benchmark.techniques(session, tmp_path):
        if "imported" not in technique.name:
            for run in (technique.chosen, technique.other):
                run()
        names.add(technique.name)
    assert len(names) >= 12
    assert [(d.objects, len(d.analyses)) for d in session.datasets()] == [(30, 1), (2, 0)]
    session.close()


def test_the_ratio_tells_how_much_quicker() -> None:
    few = np.arange(1000.0)
    many = np.arange(100_000.0)
    work = benchmark.Technique("x", lambda: np.sin(few), lambda: np.sin(many))
    found = benchmark.compared(work, 3)
    assert found["technique"] == "x"
    assert isinstance(found["ratio"], float)
    assert found["ratio"] > 10
