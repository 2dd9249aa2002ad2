"""The figures that were measured: one JSON for each script, written by `measure.write`."""

import json
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Rows = list[list[str]]

SCRIPTS = {
    "analysis": "benchmark_analysis.py",
    "library": "benchmark_library.py",
    "ui": "benchmark_ui.py",
    "io": "benchmark_io.py",
    "large_scale": "benchmark_large_scale.py",
    "memory": "profile_memory.py",
    "stress": "stress_test.py --minutes 5 --out benchmarks/stress.json",
    "techniques": "benchmark_techniques.py",
}


class NotMeasured(Exception):
    """A run, or a figure of it, is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"python scripts/{SCRIPTS[name]}")


class Documents:
    """The runs in a folder, by the name of their file; raises `NotMeasured` where one is absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def results(self, name: str) -> Any:  # noqa: ANN401  # JSON of any benchmark
        """Return what a run has measured."""
        return self.whole(name)["results"]

    def item(self, name: str, **wanted: object) -> Mapping[str, Any]:
        """Return the one result of a run in which these keys have these values."""
        for result in self.results(name):
            if all(result.get(key) == value for key, value in wanted.items()):
                found: Mapping[str, Any] = result
                return found
        raise NotMeasured(name)

    def median(self, name: str, figure: str) -> float:
        """Return the median of the runs of a figure that is known by its name."""
        try:
            return float(statistics.median(self.results(name)[figure]["runs"]))
        except KeyError as error:
            raise NotMeasured(name) from error

    def source(self, name: str) -> str:
        """Say where, when and by what script a run was made, and whether the machine was busy."""
        made = self.whole(name)["machine"]
        numpy = made["packages"]["numpy"]
        load = made.get("load")
        busy = (
            f"; other programs were running (load {load}), so the seconds are provisional"
            if name not in ("stress", "memory") and load is not None and load > made["cores"] + 0.5
            else ""
        )
        return (
            f"`scripts/{SCRIPTS[name]}`, {made['when'][:16].replace('T', ' ')} UTC, commit "
            f"{made['commit']}, {made['processor']}, {made['cores']} cores, Python "
            f"{made['python']}, numpy {numpy}{busy}."
        )

    def whole(self, name: str) -> Any:  # noqa: ANN401  # JSON of any benchmark
        """Return a run with all that stands beside its results."""
        path = self._folder / f"{name}.json"
        if not path.is_file():
            raise NotMeasured(name)
        return json.loads(path.read_text("utf-8"))


def seconds(value: float) -> str:
    """Write a time with three digits, in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{_digits(value / size)} {unit}"
    return f"{_digits(value / 1e-6)} µs"


def megabytes(value: float) -> str:
    """Write bytes as megabytes with three digits."""
    return f"{_digits(value / 1e6)} MB"


def _digits(value: float) -> str:
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def verdict(value: float, goal: float | None) -> str:
    """Say whether a goal is met; nothing where there is none."""
    if goal is None:
        return ""
    return "met" if value <= goal else "missed"
