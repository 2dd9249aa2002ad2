"""A few seconds of benchmark for every change, compared with the baseline.

    python scripts/benchmark_short.py [--out benchmarks/baseline.json]

Every round is measured beside the calibration loop, a fixed piece of work, and counts as a
multiple of it, so that neither another machine nor a busy one matters much. The figures go to
``out/short.json`` and are compared with ``benchmarks/baseline.json``. This reports and never fails:
``.ci/run`` prints it below the tests.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from components.formats.registry import read
from components.store import objects
from components.workflow import analysing, reporting
from components.workflow.session import Session
from MdStatistics import cva, manova, pca, procrustes, simulate
from scripts import compare
from scripts.measure import ROOT, Run, fixed_work, milliseconds, show, write
from scripts.memory.cases import REQUEST, make_input

BASELINE = ROOT / "benchmarks" / "baseline.json"
ROUNDS = 15
_AT_LEAST = 0.01  # seconds of a round
OBJECTS = 1000


@contextmanager
def cases() -> Iterator[dict[str, Run]]:
    """Prepare what a user waits for, on 1000 objects of 50 landmarks."""
    made = simulate(OBJECTS, 50, 2, groups=5, seed=1)
    labels = [str(group) for group in made.groups]
    aligned = procrustes(made.coords).aligned
    scores = pca(aligned).scores
    few = simulate(10, 10, 2, groups=3, seed=1)
    few_aligned = procrustes(few.coords).aligned
    with tempfile.TemporaryDirectory(prefix="modan2-short-") as folder:
        make_input(Path(folder), OBJECTS)
        session = Session(Path(folder) / "library")
        number = session.datasets()[0].id
        table = objects.load_table(session.library, number)
        analysis = analysing.run(REQUEST, table)
        yield {
            "procrustes": partial(procrustes, made.coords),
            "principal components": partial(pca, aligned),
            "canonical variates": partial(cva, aligned, labels),
            "canonical variates of 10 objects": partial(
                cva, few_aligned, [str(group) for group in few.groups]
            ),
            "manova": partial(manova, scores, labels),
            "whole analysis": partial(analysing.run, REQUEST, table),
            "load from the library": partial(objects.load_table, session.library, number),
            "columns of the table": partial(objects.load_columns, session.library, number),
            "read a TPS file": partial(read, Path(folder) / "forms.tps"),
            "numbers of a report": partial(reporting.document, analysis, ()),
        }
        session.close()


def rounds(run: Run, count: int) -> tuple[list[float], list[float]]:
    """Time a call beside the calibration loop: multiples of it, and seconds, of each round."""
    run()
    once = _seconds(run, 1)
    loops = max(1, round(_AT_LEAST / once))
    multiples, seconds = [], []
    for _ in range(count):
        calibration = _seconds(fixed_work, 1)
        seconds.append(_seconds(run, loops) / loops)
        multiples.append(seconds[-1] / calibration)
    return multiples, seconds


def _seconds(run: Callable[[], object], loops: int) -> float:
    began = time.perf_counter()
    for _ in range(loops):
        run()
    return time.perf_counter() - began


def main(argv: Sequence[str]) -> int:
    """Measure, print and compare; return 0 whatever is found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "short.json")
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    asked = parser.parse_args(argv)
    results, rows = [], []
    with cases() as found:
        for name, run in found.items():
            multiples, seconds = rounds(run, ROUNDS)
            median = statistics.median(seconds)
            results.append({"case": name, "runs": multiples, "seconds": median})
            rows.append([name, milliseconds(median), f"{statistics.median(multiples):.3g}"])
    show([[f"{OBJECTS} objects x 50 landmarks", "median", "calibration loops"], *rows])
    before = json.loads(asked.baseline.read_text("utf-8")) if asked.baseline.is_file() else None
    write(asked.out, {"unit": compare.LOOPS, "results": results})
    if before is None:
        print(f"There is no baseline at {asked.baseline} to compare with.")
    else:
        print("\nbefore: the baseline; after: now")
        compare.report(before, json.loads(asked.out.read_text("utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
