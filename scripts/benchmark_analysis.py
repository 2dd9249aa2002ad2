"""Times and peak memory of the statistics, beside a plain copy of the data and the references.

Run ``python scripts/benchmark_analysis.py`` (``--quick`` leaves out what takes long). The figures
go to ``benchmarks/analysis.json``. Everything is measured in one run on one machine; compare the
ratios, not the seconds of two machines. ``docs/performance.md`` discusses them.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from components.shape.specimen import FloatArray
from MdStatistics import Simulation, cva, manova, pca, procrustes, resistant_fit, simulate
from scripts.measure import (
    ROOT,
    in_child,
    milliseconds,
    peak_while,
    sample,
    show,
    write,
)

GROUPS = 5
SIZES = (
    (10, 10, 2),
    (50, 20, 2),
    (100, 30, 2),
    (222, 72, 3),
    (1000, 50, 2),
    (1000, 50, 3),
    (10_000, 50, 3),
    (100_000, 50, 2),
    (100_000, 50, 3),
)
QUICK = 10_000 * 50 * 3  # coordinates, at most, with --quick

# method, objects, landmarks, axes -> seconds on 2 cores
GOALS = {
    ("procrustes", 1000, 50, 2): 0.005,
    ("procrustes", 1000, 50, 3): 0.008,
    ("procrustes", 100_000, 50, 3): 0.4,
    ("pca", 1000, 50, 2): 0.003,
    ("pca", 100_000, 50, 3): 0.15,
    ("cva", 1000, 50, 2): 0.05,
    ("cva", 100_000, 50, 2): 3.0,
    ("manova", 1000, 50, 2): 0.005,
    ("resistant_fit", 222, 72, 3): 2.0,
}
MEMORY_GOAL = 2.5  # times the input, input included, for procrustes of 100000x50x3


@dataclass(frozen=True)
class Case:
    """One method on data of one size."""

    method: str
    objects: int
    landmarks: int
    axes: int

    @property
    def name(self) -> str:
        """As in the table."""
        return f"{self.method} {self.objects}x{self.landmarks}x{self.axes}"

    @property
    def size(self) -> tuple[int, int, int]:
        """Objects, landmarks and axes."""
        return self.objects, self.landmarks, self.axes


def cases(*, quick: bool) -> list[Case]:
    """All cases, those with the most coordinates last."""
    found = [
        Case(method, *size)
        for size in SIZES
        for method in ("procrustes", "pca", "cva", "manova")
        if not quick or np.prod(size) <= QUICK
    ]
    return [*found, Case("resistant_fit", 222, 72, 3)]


@cache
def _data(size: tuple[int, int, int]) -> Simulation:
    return simulate(*size, groups=min(GROUPS, size[0] // 3), seed=1)


@cache
def _aligned(size: tuple[int, int, int]) -> FloatArray:
    return procrustes(_data(size).coords).aligned


@cache
def _scores(size: tuple[int, int, int]) -> FloatArray:
    return pca(_aligned(size)).scores


def prepared(case: Case) -> tuple[Callable[[], object], FloatArray]:
    """Make the input of a case; return the call to be measured, and the input."""
    groups = [str(group) for group in _data(case.size).groups]
    if case.method == "procrustes":
        coords = _data(case.size).coords
        return partial(procrustes, coords), coords
    if case.method == "resistant_fit":
        coords = _data(case.size).coords
        return partial(resistant_fit, coords), coords
    if case.method == "manova":
        return partial(manova, _scores(case.size), groups), _scores(case.size)
    aligned = _aligned(case.size)
    return (
        partial(pca, aligned) if case.method == "pca" else partial(cva, aligned, groups)
    ), aligned


def reference(case: Case) -> Callable[[], object] | None:
    """Return the same work done by scikit-learn or statsmodels; None where there is none.

    Leave-one-out refits the classifier for each object there, which is only done up to 1000.
    """
    groups = np.array(_data(case.size).groups)
    if case.method == "pca":
        from sklearn.decomposition import PCA

        return partial(PCA().fit_transform, _aligned(case.size).reshape(case.objects, -1))
    if case.method == "cva" and 50 <= case.objects <= 1000:
        from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
        from sklearn.model_selection import LeaveOneOut, cross_val_predict

        model = LinearDiscriminantAnalysis(priors=np.bincount(groups) / len(groups))
        return partial(cross_val_predict, model, _scores(case.size), groups, cv=LeaveOneOut())
    if case.method == "manova" and case.objects >= 100:
        from statsmodels.multivariate.manova import MANOVA

        dummies = np.eye(groups.max() + 1)[groups]
        dummies[:, 0] = 1
        contrast = [("groups", np.eye(dummies.shape[1])[1:], None)]
        components = manova(_scores(case.size), [str(g) for g in groups]).components
        rows = _scores(case.size)[:, :components]
        return lambda: MANOVA(rows, dummies).mv_test(contrast)
    return None


def measured(case: Case) -> dict[str, Any]:
    """Measure one case: ours, a plain copy, the reference, and our memory in a child process."""
    run, given = prepared(case)
    ours, copy = sample(run), sample(given.copy)
    other = reference(case)
    theirs = None if other is None else sample(other, rounds=3)
    rise = in_child(Path(__file__), "--memory", case.method, *map(str, case.size)).strip()
    memory = None if rise == "None" else (int(rise) + given.nbytes) / given.nbytes
    return {
        "case": case.name,
        "ours": ours,
        "copy": copy,
        "reference": theirs,
        "memory_per_input": memory,
        "input_bytes": given.nbytes,
        "goal": GOALS.get((case.method, *case.size)),
    }


def row(result: dict[str, Any]) -> list[str]:
    """Write one result as a row of the table."""
    ours, copy, theirs, goal = (result[key] for key in ("ours", "copy", "reference", "goal"))
    memory = result["memory_per_input"]
    return [
        result["case"],
        milliseconds(ours.median),
        milliseconds(ours.minimum),
        str(ours.loops * ours.rounds),
        f"{ours.median / copy.median:.3g}",
        "" if theirs is None else f"{theirs.median / ours.median:.3g}",
        "" if memory is None or result["input_bytes"] < 2**20 else f"{memory:.2f}",
        "" if goal is None else milliseconds(goal),
        "" if goal is None else ("met" if ours.median <= goal else "MISSED"),
    ]


def main() -> int:
    """Measure all cases, print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the largest data")
    parser.add_argument("--goals", action="store_true", help="only the cases that have a goal")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "analysis.json")
    parser.add_argument("--memory", nargs=4, metavar=("METHOD", "N", "P", "K"))
    arguments = parser.parse_args()
    if arguments.memory:
        method, *size = arguments.memory
        run, _ = prepared(Case(method, *(int(number) for number in size)))
        print(peak_while(run))
        return 0
    results = []
    chosen = cases(quick=arguments.quick)
    if arguments.goals:
        chosen = [case for case in chosen if (case.method, *case.size) in GOALS]
    for case in chosen:
        print(f"measuring {case.name}", file=sys.stderr)
        results.append(measured(case))
        _data.cache_clear()
        _aligned.cache_clear()
        _scores.cache_clear()
    head = ["case", "median", "minimum", "calls", "x copy", "reference", "memory", "goal", ""]
    show([head, *(row(result) for result in results)])
    write(arguments.out, {"results": results})
    return 0


if __name__ == "__main__":
    sys.exit(main())
