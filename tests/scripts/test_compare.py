"""Two runs are told apart where they differ by more than their noise, and only there."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scripts import compare
from scripts.measure import Sample, calibrate, fixed_work, sample

MACHINE = {
    "machine": "x86_64",
    "processor": "one",
    "cores": 2,
    "python": "3.11.7",
    "packages": {"numpy": "2"},
    "calibration": {"median": 0.011, "minimum": 0.01},
}


def timed(seconds: float, seed: int, noise: float = 0.05) -> dict[str, Any]:
    """Make a sample of seven rounds of about so many seconds."""
    times = seconds * (1 + np.random.default_rng(seed).uniform(0, noise, 7))
    return asdict(Sample(float(np.median(times)), min(times), 1, 7, tuple(times.tolist())))


def run(seconds: float, seed: int, noise: float = 0.05, **machine: object) -> dict[str, Any]:
    results = [
        {"case": "pca 10x5x2", "ours": timed(seconds, seed, noise), "copy": timed(1, 0)},
        {"work": "load", "objects": 10, "ours": timed(0.1, seed + 50, noise), "goal": 3.0},
    ]
    return {"machine": {**MACHINE, **machine}, "results": results}


def verdicts(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    speed, _ = compare.relative_speed(before["machine"], after["machine"])
    found = compare.compared(compare.figures(before), compare.figures(after), speed)
    return [change.verdict for change in found]


def test_figures_are_found_with_names_and_rounds() -> None:
    found = compare.figures(run(1, 1))
    assert list(found) == ["pca 10x5x2", "load 10"]
    assert {len(rounds) for rounds in found.values()} == {7}
    window = {"results": {"start": {"runs": [1.0, 2.0], "goal": 5.0}, "leaks": {"runs": [0.0]}}}
    assert compare.figures(window) == {"start": (1.0, 2.0), "leaks": (0.0,)}
    older = {"results": [{"case": "a", "ours": {"median": 2.0, "minimum": 1.0, "rounds": 7}}]}
    assert compare.figures(older) == {"a": (1.0, 2.0)}


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_no_change(seed: int) -> None:
    assert verdicts(run(1, seed), run(1.05, seed + 100)) == ["", ""]
    assert verdicts(run(1, seed, noise=1.0), run(1.3, seed + 100, noise=1.0)) == ["", ""]


@pytest.mark.parametrize("seed", range(20))
def test_a_change_beyond_the_noise_is_told(seed: int) -> None:
    assert verdicts(run(1, seed), run(1.4, seed + 100)) == ["SLOWER", ""]
    assert verdicts(run(1, seed), run(0.7, seed + 100)) == ["faster", ""]


def test_one_round_must_differ_by_half() -> None:
    once = {"a": (1.0,)}
    found = [compare.compared(once, {"a": (after,)})[0].verdict for after in (1.4, 1.6, 0.7, 0.6)]
    assert found == ["", "SLOWER", "", "faster"]


def test_what_should_be_nothing_may_not_become_something() -> None:
    found = [compare.compared({"a": (0.0, 0.0)}, {"a": (n, n)})[0].verdict for n in (0.0, 3.0)]
    assert found == ["", "SLOWER"]


def test_another_machine_is_compared_by_its_calibration_loop() -> None:
    slow = {"median": 0.033, "minimum": 0.03}
    other = run(3, 2, processor="another", calibration=slow)
    other["results"][1]["ours"] = timed(0.3, 9)
    assert verdicts(run(1, 1), other) == ["", ""]
    speed, sentence = compare.relative_speed(MACHINE, other["machine"])
    assert speed == pytest.approx(3)
    assert "differ in processor" in sentence
    del other["machine"]["calibration"]
    assert "with care" in compare.relative_speed(MACHINE, other["machine"])[1]


def test_the_exit_code_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [tmp_path / "before.json", tmp_path / "after.json"]
    for path, seconds in zip(paths, (1, 2), strict=True):
        path.write_text(json.dumps(run(seconds, 3)))
    before, after = map(str, paths)
    assert compare.main([before, before]) == 0
    assert compare.main([before, after]) == 1
    assert compare.main([after, before]) == 0
    text = capsys.readouterr().out
    assert "2 figures: 1 slower, 0 faster beyond noise" in text
    assert "2 figures: 0 slower, 1 faster beyond noise" in text


def test_the_calibration_loop_is_the_same_work_every_time() -> None:
    # on another machine the last digits of a sum may differ, the work may not
    assert fixed_work() == pytest.approx(1915546.795218883, rel=1e-9)
    assert len(calibrate().times) == calibrate().rounds


def test_a_sample_knows_its_rounds() -> None:
    found = sample(lambda: None, rounds=3, at_least=0.001)
    assert found.rounds == len(found.times) == 3
    assert found.minimum == min(found.times) <= found.median
