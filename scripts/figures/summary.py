"""The success table of the customer's paper, with what was measured."""

import statistics
from collections.abc import Callable

from scripts.compare import figures
from scripts.figures.documents import Documents, NotMeasured, Rows, megabytes, seconds

Cell = tuple[str, bool]
"""What was measured, and whether it meets the target."""

_STEADY = 4.0  # times as long as for 50 objects that canonical variates of 10 may take


def success(documents: Documents) -> Rows:
    """List the customer's targets, what was measured, and whether they are met."""
    rows = [["measure", "predecessor", "target", "measured", ""]]
    for measure, before, target, measured in _MEASURES:
        try:
            text, met = measured(documents)
            rows.append([measure, before, target, text, "met" if met else "missed"])
        except NotMeasured as missing:
            rows.append([measure, before, target, f"not measured yet: `{missing}`", ""])
    return rows


def _load(documents: Documents) -> Cell:
    value = documents.item("library", work="load", objects=1000)["ours"]["median"]
    return f"{seconds(value)} out of the library", value < 5


def _shown(documents: Documents) -> Cell:
    value = documents.median("ui", "show 1000") / 1000
    return f"{seconds(value)} from the click to the painted table", value < 5


def _pca(documents: Documents) -> Cell:
    value = documents.item("analysis", case="pca 1000x50x2")["ours"]["median"]
    return f"{seconds(value)} (50 landmarks)", value < 2


def _memory(documents: Documents) -> Cell:
    found = documents.results("memory")
    without = max(case["peak of 1000"]["process"] for case in found["cases"])
    window = max(stage["resident"] for stage in found["stages"]["window"].values())
    text = f"{megabytes(window)} with window and plot; {megabytes(without)} at most without"
    return text, max(without, window) < 500e6


def _export(documents: Documents) -> Cell:
    found = figures({"results": documents.results("io")})
    times = [statistics.median(rounds) for name, rounds in found.items() if " 500 objects" in name]
    if not times:
        raise NotMeasured("io")
    return f"{seconds(max(times))} at most of {len(times)} ways", max(times) < 10


def _stall(documents: Documents) -> Cell:
    found = documents.results("ui")
    stalls = [
        statistics.median(one["runs"]) / 1000
        for name, one in found.items()
        if name.startswith("stall ")
    ]
    if not stalls:
        raise NotMeasured("ui")
    text = f"longest time without an answer {seconds(max(stalls))}, 10,000 objects included"
    return text, max(stalls) < 0.1


def _cva(documents: Documents) -> Cell:
    sizes = ("10x10x2", "50x20x2", "100x30x2")
    cases = [documents.item("analysis", case=f"cva {size}") for size in sizes]
    times = [case["ours"]["median"] for case in cases]
    return ", ".join(map(seconds, times)), times[0] < _STEADY * times[1]


def _leaks(documents: Documents) -> Cell:
    found = documents.results("memory")
    (cycle,) = (c["growth"] for c in found["cases"] if c["case"] == "open, analyse, close")
    left = found["window"]["left behind"].values()
    objects = max(0, *(one["qt_objects"] for one in left))
    text = (
        f"{cycle['objects']} objects of Python after {cycle['cycles']} cycles, "
        f"{objects} of Qt after {found['window']['cycles']} of each dialog"
    )
    return text, cycle["objects"] < cycle["cycles"] / 2 and objects == 0


def _stress(documents: Documents) -> Cell:
    found = documents.results("stress")
    done = sum(found["done"].values())
    text = f"{found['errors']} errors, {found['lost']} lost in {found['minutes']:g} minutes"
    return f"{text}, {done:,} acts", not found["errors"] and not found["lost"]


def _flat(documents: Documents) -> Cell:
    slope = documents.results("stress")["slope"]
    if slope is None:
        raise NotMeasured("stress")
    return f"{slope / 1e6:+.2f} MB a minute", slope < 2e6


_MEASURES: tuple[tuple[str, str, str, Callable[[Documents], Cell]], ...] = (
    ("1000 objects loaded", "unknown; 0.28 s later", "< 5 s", _load),
    ("1000 objects shown", "0.54 s", "< 5 s", _shown),
    ("PCA of 1000 objects", "unknown; 0.06 s later", "< 2 s", _pca),
    ("memory with 1000 objects", "unknown", "< 500 MB", _memory),
    ("500 objects exported", "unknown", "< 10 s", _export),
    ("freezes of the window", "partial", "none", _stall),
    ("CVA of 10, 50 and 100 objects", "131, 4, 132 ms", "stable", _cva),
    ("leaks", "", "none", _leaks),
    ("5000 objects, 250 landmarks, all at once", "", "no error", _stress),
    ("memory under load", "", "flat", _flat),
)
