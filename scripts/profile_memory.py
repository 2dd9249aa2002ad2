"""Where the memory goes: by stage of the program, by case, by line of the source, and over time.

    python scripts/profile_memory.py [--quick] [--objects N] [--only CASE] [--cycles N]

For each case, in processes of its own: the peak of a first call; memory_profiler line by line;
snapshots of tracemalloc before, with and after the result; objgraph's growth of types over cycles.
For the window: Qt objects that live after cycles of opening and closing every dialog and data sets.
The figures go to ``benchmarks/memory.json``; ``docs/memory.md`` discusses them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.measure import ROOT, in_child, show, write
from scripts.memory import looks
from scripts.memory.cases import CASES, input_bytes, make_input
from scripts.memory.stages import CHAINS

LIMIT = 500e6  # bytes: the customer's, for 1000 objects
FEW = 1000  # objects, for what does not depend on their number


def look(name: str, case: str, count: int, cycles: int) -> Any:  # noqa: ANN401  # JSON
    """Take one look at a case, in this process."""
    with looks.prepared(CASES[case], count) as run:
        found: dict[str, Callable[[], object]] = {
            "peak": lambda: looks.peak(run),
            "lines": lambda: looks.lines(run, CASES[case].profiled),
            "traced": lambda: looks.traced(run),
            "growth": lambda: looks.growth(run, cycles),
        }
        result = found[name]()
    return json.loads(json.dumps(result, default=asdict))


def measured(case: str, count: int, cycles: int) -> dict[str, Any]:
    """Take all looks at a case, each in a process of its own."""
    results: dict[str, Any] = {
        "case": case,
        "objects": count,
        "input_bytes": input_bytes(count),
    }
    sizes = {"peak of 1000": FEW, "peak": count, "lines": count, "traced": count, "growth": 100}
    for key, size in sizes.items():
        name = key.split()[0]
        printed = in_child(Path(__file__), "--look", name, case, str(size), str(cycles))
        results[key] = json.loads(printed.splitlines()[-1])
    return results


def stages(chain: str) -> dict[str, Any]:
    """Measure one chain of stages on a library of 1000 objects."""
    with tempfile.TemporaryDirectory(prefix="modan2-stages-") as folder:
        make_input(Path(folder), FEW)
        command = [sys.executable, "-m", "scripts.memory.stages", chain, folder]
        run = subprocess.run(
            command, cwd=ROOT, env=_own_settings(folder), stdout=subprocess.PIPE, check=True
        )
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def window(cycles: int) -> dict[str, Any]:
    """Count the Qt objects that live before and after cycles of dialogs and of data sets."""
    with tempfile.TemporaryDirectory(prefix="modan2-window-") as folder:
        command = [sys.executable, __file__, "--window", folder, str(cycles)]
        run = subprocess.run(command, env=_own_settings(folder), stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def _own_settings(folder: str) -> dict[str, str]:
    places = {f"XDG_{kind}_HOME": f"{folder}/{kind}" for kind in ("CONFIG", "DATA", "STATE")}
    quiet = {"QT_LOGGING_RULES": "default.warning=false", "XDG_RUNTIME_DIR": folder}
    return {"QT_QPA_PLATFORM": "offscreen"} | os.environ | places | quiet


def _window(folder: Path, cycles: int) -> dict[str, Any]:
    from scripts.benchmark_ui import opened
    from scripts.window_measures import (
        dialogs,
        growth,
        make_library,
        open_and_close,
        seconds_to_show,
    )

    make_library(folder / "library", (2, FEW))
    shown = opened(folder / "library")
    seconds_to_show(shown, str(FEW))
    each: dict[str, Callable[[], object]] = {
        **{name: partial(open_and_close, opens) for name, opens in dialogs(shown).items()},
        "two data sets": lambda: [seconds_to_show(shown, str(n)) for n in (2, FEW)],
    }
    found = {name: asdict(growth(shown, act, cycles)) for name, act in each.items()}
    shown.close()
    return {"cycles": cycles, "left behind": found}


def megabytes(count: float) -> str:
    """Write bytes as megabytes."""
    return f"{count / 1e6:.3g} MB"


def print_results(results: Mapping[str, Any]) -> None:
    """Print all tables."""
    for chain, found in results["stages"].items():
        print(f"\nStages of the {chain}, {FEW} objects")
        rows = [[name, *map(megabytes, (s["resident"], s["own"]))] for name, s in found.items()]
        show([["", "resident", "own"], *rows])
    print("\nPeaks; the customer's limit is 500 MB for 1000 objects")
    rows = [_peak_row(case) for case in results["cases"]]
    show([["case", "process, 1000", "objects", "rise / input", "traced / input", "left"], *rows])
    for case in results["cases"]:
        print(f"\n{case['case']}, {case['objects']} objects, line by line: process grown by")
        show(
            [
                ["", "grown", "times", "line"],
                *(
                    [line["place"], megabytes(line["grown"]), str(line["times"]), line["text"]]
                    for line in case["lines"]
                    if line["grown"] > 0
                ),
            ]
        )
        print(f"\n{case['case']}: held by the result")
        show(
            [
                ["", "held", "blocks"],
                *(
                    [line["place"], megabytes(line["held"]), str(line["blocks"])]
                    for line in case["traced"]["largest"]
                ),
            ]
        )
    print("\nWhat remains of cycles")
    rows = [[case["case"], *_growth_cells(case["growth"])] for case in results["cases"]]
    show([["case", "cycles", "bytes", "objects", "types"], *rows])
    found = results["window"]
    print(f"\nWhat remains of {found['cycles']} cycles in the window")
    left = found["left behind"].items()
    rows = [[name, str(one["qt_objects"]), megabytes(one["memory"])] for name, one in left]
    show([["", "Qt objects", "memory"], *rows])


def _peak_row(case: Mapping[str, Any]) -> list[str]:
    size, rise = case["input_bytes"], case["peak"]["rise"]
    return [
        case["case"],
        megabytes(case["peak of 1000"]["process"]),
        str(case["objects"]),
        "" if rise is None else f"{rise / size:.2f}",
        f"{case['traced']['peak'] / size:.2f}",
        f"{case['traced']['left']} B",
    ]


def _growth_cells(growth: Mapping[str, Any]) -> list[str]:
    types = ", ".join(f"{name} {count:+d}" for name, count in growth["types"].items())
    return [str(growth["cycles"]), str(growth["bytes"]), str(growth["objects"]), types or "none"]


def main(argv: Sequence[str]) -> int:
    """Measure everything, print the tables and write the figures; 1 where the limit is passed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer objects and cycles")
    parser.add_argument("--objects", type=int, default=20_000, metavar="N")
    parser.add_argument("--cycles", type=int, default=50, metavar="N")
    parser.add_argument("--only", choices=CASES, action="append", help="this case")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "memory.json")
    parser.add_argument("--look", nargs=4, metavar=("LOOK", "CASE", "OBJECTS", "CYCLES"))
    parser.add_argument("--window", nargs=2, metavar=("FOLDER", "CYCLES"))
    asked = parser.parse_args(argv)
    if asked.look:
        name, case, count, cycles = asked.look
        print(json.dumps(look(name, case, int(count), int(cycles))))
        return 0
    if asked.window:
        folder, cycles = asked.window
        print(json.dumps(_window(Path(folder), int(cycles))))
        return 0
    count, cycles = (2000, 10) if asked.quick else (asked.objects, asked.cycles)
    print("measuring the window", file=sys.stderr)
    results: dict[str, Any] = {"stages": {}, "cases": [], "window": window(cycles)}
    for chain in CHAINS:
        print(f"measuring the stages of the {chain}", file=sys.stderr)
        results["stages"][chain] = stages(chain)
    for case in asked.only or CASES:
        print(f"measuring {case}", file=sys.stderr)
        results["cases"].append(measured(case, count, cycles))
    print_results(results)
    write(asked.out, {"results": results})
    return 0 if all(case["peak of 1000"]["process"] < LIMIT for case in results["cases"]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
