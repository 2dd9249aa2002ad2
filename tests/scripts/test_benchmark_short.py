"""The short benchmark measures beside the calibration loop, and reports without failing."""

import json
from pathlib import Path

import pytest

from scripts import benchmark_short, compare
from scripts.measure import fixed_work


def test_a_call_counts_as_a_multiple_of_the_calibration_loop() -> None:
    def twice() -> None:
        fixed_work()
        fixed_work()

    multiples, seconds = benchmark_short.rounds(twice, 30)
    assert len(multiples) == len(seconds) == 30
    # the least disturbed of the rounds, since other programs run as well
    assert min(abs(multiple - 2) for multiple in multiples) < 0.5
    assert min(seconds) > 0


@pytest.mark.slow
def test_it_reports_beside_a_baseline_and_never_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benchmark_short, "ROUNDS", 2)
    monkeypatch.setattr(benchmark_short, "OBJECTS", 60)
    baseline, now = tmp_path / "baseline.json", tmp_path / "now.json"
    asked = ["--out", str(baseline), "--baseline", str(tmp_path / "none.json")]
    assert benchmark_short.main(asked) == 0
    assert "There is no baseline" in capsys.readouterr().out
    document = json.loads(baseline.read_text())
    assert document["unit"] == compare.LOOPS
    for result in document["results"]:
        result["runs"] = [run / 1000 for run in result["runs"]]
    baseline.write_text(json.dumps(document))
    assert benchmark_short.main(["--out", str(now), "--baseline", str(baseline)]) == 0
    assert f"{len(document['results'])} slower" in capsys.readouterr().out
