"""The profiles of memory see what they should, on a library of a few objects."""

from pathlib import Path

import pytest

from components.workflow.session import Session
from scripts import profile_memory
from scripts.memory import looks
from scripts.memory.cases import CASES, make_input

COUNT = 30


@pytest.mark.parametrize("name", CASES)
def test_each_case_leaves_the_library_as_it_was(name: str, tmp_path: Path) -> None:
    make_input(tmp_path, COUNT)
    session = Session(tmp_path / "library")
    run = CASES[name].prepare(session, tmp_path)
    for _ in range(3):
        run()
    session.close()
    session = Session(tmp_path / "library")
    found = [(d.name, d.objects, d.analyses) for d in session.datasets()]
    session.close()
    assert found == [(str(COUNT), COUNT, ()), ("2", 2, ())]


def test_lines_of_the_functions_are_seen() -> None:
    case = CASES["import"]
    with looks.prepared(case, COUNT) as run:
        found = looks.lines(run, case.profiled, 50)
    files = {line.place.split(":")[0] for line in found}
    assert files == {"components/workflow/importing.py", "components/store/objects.py"}
    assert any("insert_rows" in line.text for line in found)


def test_what_a_result_holds_is_traced_to_its_line() -> None:
    held = looks.traced(lambda: bytearray(1_000_000))
    assert held.result == pytest.approx(1e6, rel=0.05)
    assert held.peak >= held.result
    assert abs(held.left) < 10_000
    assert held.largest[0].place.startswith("tests/scripts/test_profile_memory.py:")
    passing = looks.traced(lambda: len(bytearray(1_000_000)))
    assert passing.peak == pytest.approx(1e6, rel=0.05)
    assert passing.result < 10_000


class Kept:
    """Something to leak."""


def test_a_leak_is_seen_with_its_type() -> None:
    leaked: list[object] = []
    found = looks.growth(lambda: leaked.append(Kept()), 20)
    assert found.types["Kept"] == 20
    assert found.objects >= 20
    assert "Kept" not in looks.growth(Kept, 20).types


def test_a_peak_is_a_peak() -> None:
    found = looks.peak(lambda: len(bytearray(50_000_000)))
    assert found.rise is None or 40e6 < found.rise < 70e6


@pytest.mark.slow
def test_a_look_is_taken_in_a_process_of_its_own() -> None:
    found = profile_memory.measured("load", 300, 3)
    assert found["input_bytes"] == 300 * 50 * 2 * 8
    assert found["peak of 1000"]["process"] < profile_memory.LIMIT
    assert found["growth"]["cycles"] == 3
    assert found["traced"]["result"] > found["input_bytes"]
    core = profile_memory.stages("analysis")
    sizes = [stage["own"] for stage in core.values()]
    assert sizes[0] < sizes[-1] < profile_memory.LIMIT
