"""The benchmark of files does what it says, with few objects."""

from pathlib import Path

import pytest

from components.formats.registry import read
from scripts import benchmark_io as benchmark
from scripts.measure import Sample


def test_each_work_can_be_repeated(tmp_path: Path) -> None:
    done = []
    for work, size, act in benchmark.works(tmp_path, quick=True):
        assert size > 10_000
        for _ in range(2):
            act()
        done.append(work)
    large = {work for work in benchmark.GOALS if "100000" in work}
    assert set(benchmark.GOALS) - large <= set(done)
    written = read(tmp_path / "export TPS").specimens
    given = benchmark.reading(500).specimens
    assert [one.name for one in written] == [one.name for one in given]
    assert all(
        a.landmarks.tobytes() == b.landmarks.tobytes() for a, b in zip(written, given, strict=True)
    )


@pytest.mark.parametrize(
    ("work", "seconds", "met"),
    [
        ("read TPS, 1000 objects", 0.03, True),
        ("read TPS, 1000 objects", 0.05, False),
        ("write TPS, 100000 objects", 1.9, True),
        ("write TPS, 100000 objects", 2.1, False),
        ("another", 9.0, True),
    ],
)
def test_goals_are_seconds_or_speeds(work: str, seconds: float, met: bool) -> None:
    found = benchmark.result(work, 100_000_000, Sample(seconds, seconds, 1, 3, (seconds,) * 3))
    assert found["met"] == met
    cells = benchmark.row(found)
    assert cells[0] == work
    assert cells[-1] == ("" if work not in benchmark.GOALS else "met" if met else "MISSED")
    assert not any(isinstance(value, str) for key, value in found.items() if key != "work")
