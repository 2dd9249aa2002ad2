"""Compare two runs of a benchmark: what became slower or faster by more than their noise.

    python scripts/compare.py BEFORE.json AFTER.json

Every round of one run is divided by every round of the other. A figure counts as changed where
nine tenths of these ratios agree that it is; a run that recorded one round only has to differ
by half. Where the machines differ, all ratios are divided by that of their calibration loops, the
same fixed work timed on both. The exit code is 1 where something became slower (or larger).
"""

import argparse
import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.measure import show

TOLERANCE = 1.15  # a change by less is of no interest
_OF_ONE_ROUND = 1.5  # the tolerance where the noise is not known
_OTHERS = ("copy", "reference", "plain")  # work of others, measured beside ours
_COUNTS = ("objects", "landmarks", "axes")  # numbers that belong to the name of a case
_UNTIMED = ("machine", "packages", "python")  # facts by which machines differ

LOOPS = "calibration loops"  # the unit of figures measured beside that loop

Figures = dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class Change:
    """What became of a figure: its ratio, and between what nine tenths of all ratios lie."""

    name: str
    before: float
    after: float
    ratio: float
    low: float
    high: float
    verdict: str


def figures(document: Any) -> Figures:  # noqa: ANN401  # JSON of any benchmark
    """Find everything measured in a run: its name and the value of each round."""
    return dict(_walk(document["results"], ""))


def _walk(value: Any, name: str) -> Iterator[tuple[str, tuple[float, ...]]]:  # noqa: ANN401
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield from _walk(item, f"{name} {_title(item)}".strip())
    elif isinstance(value, dict):
        rounds = _rounds(value)
        if rounds:
            yield name, rounds
            return
        for key, inner in value.items():
            if key not in _OTHERS and isinstance(inner, dict | list):
                yield from _walk(inner, name if key == "ours" else f"{name} {key}".strip())


def _title(item: dict[str, Any]) -> str:
    words = [value for value in item.values() if isinstance(value, str)]
    return " ".join([*words, *(str(item[key]) for key in _COUNTS if key in item)])


def _rounds(value: dict[str, Any]) -> tuple[float, ...]:
    """Return the rounds of a `Sample`, or the runs of a figure; nothing for another value."""
    if {"median", "minimum"} <= set(value):
        return tuple(value.get("times") or sorted({value["minimum"], value["median"]}))
    runs = value.get("runs")
    return tuple(runs) if isinstance(runs, list) else ()


def compared(before: Figures, after: Figures, speed: float = 1.0) -> list[Change]:
    """Compare the figures that both runs have; ``speed`` is what all ratios are divided by."""
    return [_change(name, before[name], after[name], speed) for name in before if name in after]


def _change(name: str, before: Sequence[float], after: Sequence[float], speed: float) -> Change:
    ratios = sorted(_ratio(b, a) / speed for a in before for b in after)
    edge = len(ratios) // 20
    low, ratio, high = ratios[edge], statistics.median(ratios), ratios[-1 - edge]
    tolerance = _OF_ONE_ROUND if min(len(before), len(after)) == 1 else TOLERANCE
    verdict = "SLOWER" if low > tolerance else "faster" if high < 1 / tolerance else ""
    return Change(
        name, statistics.median(before), statistics.median(after), ratio, low, high, verdict
    )


def _ratio(after: float, before: float) -> float:
    if before <= 0:  # a count of leaked objects, which should be 0
        return 1.0 if after <= before else float("inf")
    return after / before


def relative_speed(before: dict[str, Any], after: dict[str, Any]) -> tuple[float, str]:
    """Return by what ratios are to be divided, and a sentence about it.

    Times of one machine are compared as they are, those of two by their calibration loops.
    """
    differing = [key for key in ("processor", "cores", *_UNTIMED) if before[key] != after[key]]
    if not differing:
        return 1.0, "Both runs were made on one kind of machine; the ratios are those of the times."
    what = f"The runs differ in {', '.join(differing)}"
    if "calibration" not in before or "calibration" not in after:
        return 1.0, f"{what}, and one of them has no calibration loop: read the ratios with care."
    speed = after["calibration"]["minimum"] / before["calibration"]["minimum"]
    return speed, f"{what}; ratios are divided by that of the calibration loops, {speed:.2f}."


def report(before: dict[str, Any], after: dict[str, Any]) -> int:
    """Print the comparison; return how many figures became worse."""
    one, other = figures(before), figures(after)
    # figures in calibration loops need no other correction
    speed, sentence = relative_speed(before["machine"], after["machine"])
    if after.get("unit") == LOOPS:
        speed, sentence = 1.0, "The figures are multiples of the calibration loop beside them."
    changes = compared(one, other, speed)
    rows = [
        [
            change.name,
            f"{change.before:.3g}",
            f"{change.after:.3g}",
            f"{change.ratio:.2f}",
            f"{change.low:.2f} to {change.high:.2f}",
            change.verdict,
        ]
        for change in changes
    ]
    print(sentence)
    show([["", "before", "after", "ratio", "nine tenths", ""], *rows])
    for title, names in (("gone", one.keys() - other), ("new", other.keys() - one)):
        if names:
            print(f"{title}: {', '.join(sorted(names))}")
    slower = sum(change.verdict == "SLOWER" for change in changes)
    faster = sum(change.verdict == "faster" for change in changes)
    print(f"{len(changes)} figures: {slower} slower, {faster} faster beyond noise")
    return slower


def main(argv: Sequence[str]) -> int:
    """Compare two files; return 1 where something became slower."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    arguments = parser.parse_args(argv)
    before, after = (
        json.loads(path.read_text("utf-8")) for path in (arguments.before, arguments.after)
    )
    return 1 if report(before, after) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
