"""The benchmark at scale: its cases on small data, and its verdicts."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.benchmark_large_scale import ALL, OUT_OF_CORE, QUICK_OUT_OF_CORE, WINDOW, named, table
from scripts.large_scale import stages
from scripts.large_scale.targets import TARGETS, verdicts
from scripts.measure import ROOT
from scripts.scenarios import CUSTOMER, PAPER, Scenario

SMALL = Scenario("small", 40, 6, 2, groups=2)


def test_every_size_of_the_paper_is_there_in_2_and_3_d() -> None:
    assert len(CUSTOMER) == 18
    assert {s.size for s in CUSTOMER} == {
        (*size, axes) for sizes in PAPER.values() for size in sizes for axes in (2, 3)
    }


def test_names_are_unique_and_every_target_has_a_case() -> None:
    cases = [*ALL, *OUT_OF_CORE, *QUICK_OUT_OF_CORE]
    names = [case.name for case in cases]
    assert len(set(names)) == len(names)
    assert [named(name) for name in names] == cases
    others = {"few objects", f"{WINDOW.name} on screen"}
    assert {target.case for target in TARGETS} <= {*names, *others}


@pytest.mark.slow
def test_a_scenario_is_measured_and_told() -> None:
    found = stages.measured(SMALL)
    assert set(found["times"]) == set(stages.STAGES)
    assert all(time["median"] > 0 for time in found["times"].values())
    head, row = table([found])
    assert len(head) == len(row) == len(stages.STAGES) + 2


@pytest.mark.slow
def test_out_of_core_is_compared_with_in_memory(tmp_path: Path) -> None:
    made = stages.made(SMALL, tmp_path, analyse=True)
    assert made["input_bytes"] == SMALL.input_bytes
    found = stages.out_of_core(tmp_path, "10KB")
    assert found["difference"] == 0
    assert found["peak"] > 0


@pytest.mark.slow
def test_an_analysis_in_the_window_is_timed() -> None:
    code = "from scripts.large_scale.on_screen import on_screen; "
    code += "from scripts.scenarios import Scenario; "
    code += "print(on_screen(Scenario('small', 40, 6, 2, groups=2))['seconds'])"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert 0 < float(told.stdout) < 60


def test_verdicts_are_of_what_was_measured() -> None:
    fast = {"case": "few objects", "cva": {"5": 0.001, "6": 0.002}, "unanswered": 0}
    slow = fast | {"cva": {"5": 1.0}, "unanswered": 2}
    assert [row[3] for row in verdicts([fast])] == ["met", "met"]
    assert [row[3] for row in verdicts([slow])] == ["MISSED", "MISSED"]
    assert verdicts([]) == []
