"""Many objects, many landmarks, and data larger than memory, against targets and other programs.

    python scripts/benchmark_large_scale.py [--quick] [--only NAME] [--out FILE]

Each scenario of `scripts/scenarios.py` is stored in a library, loaded and analysed in a process of
its own, whose peak memory is told. The largest are analysed by ``Modan2.py analyze`` with a limit
of memory. Every target is listed with what was measured. Figures of other programs were made on a
machine of the same kind (2 cores) and are quoted with their source; seconds of another machine do
not compare. The figures go to ``benchmarks/large_scale.json``.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.large_scale import stages
from scripts.large_scale.on_screen import on_screen
from scripts.large_scale.targets import verdicts
from scripts.measure import ROOT, in_child, milliseconds, show, write
from scripts.scenarios import BEYOND, CUSTOMER, FACES, FIELD, MILLION, Scenario

WINDOW = FIELD[1]
"""Analysed in the window, too."""

ALL = (*CUSTOMER, *FIELD, *BEYOND)
OUT_OF_CORE = {MILLION: "200MB", FACES: "2GB"}
QUICK_OUT_OF_CORE = {Scenario("many objects", 100_000, 20, 2): "20MB"}


def run_all(*, quick: bool, only: str) -> list[dict[str, Any]]:
    """Measure all scenarios, each in a process of its own."""
    results = [
        _child("--scenario", scenario.name)
        for scenario in ALL
        if (scenario.quick or not quick) and only in scenario.name
    ]
    if only in WINDOW.name:
        results.append(_child("--on-screen"))
    if only in "few objects":
        results.append(_child("--few"))
    for scenario, limit in (QUICK_OUT_OF_CORE if quick else OUT_OF_CORE).items():
        if only in scenario.name:
            results.append(_larger_than_memory(scenario, limit))
    return results


def _child(*arguments: str) -> dict[str, Any]:
    print(f"measuring {' '.join(arguments)}", file=sys.stderr)
    found: dict[str, Any] = json.loads(in_child(Path(__file__), *arguments))
    return found


def _larger_than_memory(scenario: Scenario, limit: str) -> dict[str, Any]:
    """Analyse simulated data from a file, with a limit, and compare with the same in memory."""
    with tempfile.TemporaryDirectory(prefix="modan2-large-") as name:
        folder = Path(name)
        in_memory = scenario is not FACES
        result = _child("--make", scenario.name, str(folder), *(["--analyse"] if in_memory else []))
        print(f"analyze --memory-limit {limit} {scenario.name}", file=sys.stderr)
        return result | stages.out_of_core(folder, limit)


def named(name: str) -> Scenario:
    """Find a scenario by its name."""
    known = (*ALL, *OUT_OF_CORE, *QUICK_OUT_OF_CORE)
    return next(scenario for scenario in known if scenario.name == name)


def table(results: list[dict[str, Any]]) -> list[list[str]]:
    """Write what was measured as rows: the median of each stage, and the peak of the process."""
    head = [*stages.STAGES, "memory"]
    rows = [["objects x landmarks x axes", *head]]
    for result in results:
        if "times" in result:
            times = [result["times"].get(stage) for stage in stages.STAGES]
            cells = ["" if time is None else milliseconds(time["median"]) for time in times]
            rows.append([result["case"], *cells, f"{result['peak'] / 1e6:.0f} MB"])
    return rows


def main() -> int:
    """Measure, print both tables and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="below a minute: without the largest")
    parser.add_argument("--only", default="", metavar="NAME", help="scenarios whose name has this")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "large_scale.json")
    parser.add_argument("--scenario", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("--on-screen", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--few", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=2, metavar=("NAME", "DIR"), help=argparse.SUPPRESS)
    parser.add_argument("--analyse", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.scenario:
        print(json.dumps(stages.measured(named(given.scenario))))
    elif given.on_screen:
        print(json.dumps(on_screen(WINDOW)))
    elif given.few:
        print(json.dumps(stages.few_objects()))
    elif given.make:
        scenario, folder = named(given.make[0]), Path(given.make[1])
        print(json.dumps(stages.made(scenario, folder, analyse=given.analyse)))
    else:
        began = time.perf_counter()
        results = run_all(quick=given.quick, only=given.only)
        seconds = time.perf_counter() - began
        rows = verdicts(results)
        show(table(results))
        print()
        show([["target", "limit", "measured", "", "source"], *rows])
        missed = [row for row in rows if row[3] == "MISSED"]
        print(f"\n{len(rows) - len(missed)} of {len(rows)} targets met in {seconds:.0f} s")
        write(given.out, {"results": results, "targets": rows, "seconds": seconds})
    return 0


if __name__ == "__main__":
    sys.exit(main())
