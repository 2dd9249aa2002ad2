"""What the figures are held against: the customer's targets, ours, and other programs.

Figures of other programs: public Modan2 0.2.0-beta.5 and R 4 with OpenBLAS (geomorph, Morpho,
stats), medians on a 2-core x86-64 machine, from the reference data beside the project
(shared/figures); the numpy sketch is what a few lines reach without any checks.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from scripts.measure import milliseconds

Result = dict[str, Any]


class Target(NamedTuple):
    """One line of the table: ``figure`` finds the value in the result of ``case``."""

    what: str
    case: str
    figure: Callable[[Result], float]
    limit: float
    unit: str
    source: str


def _stage(name: str) -> Callable[[Result], float]:
    return lambda result: float(result["times"][name]["median"])


def _key(name: str) -> Callable[[Result], float]:
    return lambda result: float(result[name])


def _slowest(result: Result) -> float:
    return max(map(float, result["cva"].values()))


def _times(source: str, *lines: tuple[str, str, float]) -> Iterable[Target]:
    for stage, case, limit in lines:
        yield Target(f"{stage} {case}", case, _stage(stage), limit, "s", source)


TARGETS = (
    *_times(
        "customer",
        ("load", "1000x10x2", 5.0),
        ("load", "1000x50x2", 5.0),
        ("load", "1000x50x3", 5.0),
        ("pca", "1000x10x2", 2.0),
        ("pca", "1000x50x2", 2.0),
        ("pca", "1000x50x3", 2.0),
        ("export", "500x50x2", 10.0),
        ("export", "500x50x3", 10.0),
    ),
    Target("memory 1000x50x2", "1000x50x2", _key("peak"), 500e6, "MB", "customer"),
    Target("memory 1000x50x3", "1000x50x3", _key("peak"), 500e6, "MB", "customer"),
    Target("slowest CVA, 5 to 100 objects", "few objects", _slowest, 0.02, "s", "customer: stable"),
    Target("MANOVA without answer", "few objects", _key("unanswered"), 0, "", "customer"),
    *_times(
        "ours",
        ("whole", "1000x50x2", 0.25),
        ("to be drawn", "26481x19x2", 1.0),
        ("to be drawn", "28708x11x2", 1.0),
    ),
    Target(
        "in the window 26481x19x2",
        "26481x19x2 on screen",
        _key("seconds"),
        1.0,
        "s",
        "ours",
    ),
    *_times(
        "geomorph gpagen",
        ("procrustes", "1000x50x2", 0.083),
        ("procrustes", "1000x50x3", 0.113),
        ("procrustes", "10000x50x2", 1.587),
    ),
    *_times(
        "R prcomp",
        ("pca", "1000x50x2", 0.009),
        ("pca", "1000x50x3", 0.011),
        ("pca", "10000x50x2", 0.045),
    ),
    *_times(
        "public Modan2",
        ("procrustes", "1000x50x2", 0.38),
        ("procrustes", "1000x50x3", 0.67),
        ("procrustes", "5000x5x2", 0.59),
        ("store", "1000x50x2", 0.19),
        ("load", "1000x50x2", 0.46),
        ("cva", "1000x50x2", 9.5),
        ("manova", "1000x50x2", 0.025),
        ("whole", "1000x50x2", 12.0),
    ),
    Target("memory 1000x50x2", "1000x50x2", _key("peak"), 423e6, "MB", "public Modan2"),
    *_times("numpy sketch", ("procrustes", "100000x50x3", 0.97)),
    Target("Procrustes and PCA of a million", "1000000x20x2", _key("in memory"), 12.0, "s", "ours"),
    Target(
        "memory of it, times the data",
        "1000000x20x2",
        _key("memory_per_input"),
        2.2,
        "",
        "ours",
    ),
    Target("memory with --memory-limit 200MB", "1000000x20x2", _key("peak"), 200e6, "MB", "ours"),
    Target("difference out of core", "1000000x20x2", _key("difference"), 1e-10, "", "ours"),
    Target("difference out of core", "100000x20x2", _key("difference"), 1e-10, "", "ours"),
    Target("faces out of core", "8246x7160x3", _key("out of core"), 900.0, "s", "ours"),
    Target("memory of it", "8246x7160x3", _key("peak"), 2e9, "MB", "ours"),
)


def verdicts(results: list[Result]) -> list[list[str]]:
    """One row for each target whose case was measured: limit, measured, met or not, source."""
    by_case = {result["case"]: result for result in results}
    rows = []
    for target in TARGETS:
        if target.case in by_case:
            value = target.figure(by_case[target.case])
            verdict = "met" if value <= target.limit else "MISSED"
            limit, found = (_written(number, target.unit) for number in (target.limit, value))
            rows.append([target.what, limit, found, verdict, target.source])
    return rows


def _written(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value:.3g} s" if value >= 1 else milliseconds(value)
    return f"{value / 1e6:.0f} MB" if unit == "MB" else f"{value:.3g}"
