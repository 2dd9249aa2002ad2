"""Times, memory and size of the library, beside a plain numpy file of the same coordinates.

Run ``python scripts/benchmark_library.py`` (``--quick`` leaves out the largest data). The figures
go to ``benchmarks/library.json``. Everything is measured in one run on one machine, in a folder
on the disk, and what is written is durable when its time ends; compare the ratios, not the seconds
of two machines.
"""

import argparse
import itertools
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from components.shape.specimen import FloatArray, Specimen
from components.stats.simulate import simulate
from components.store import datasets, digitising, objects
from components.store.datasets import Scheme
from components.store.library import Library
from components.workflow.history import History
from scripts.measure import ROOT, in_child, milliseconds, peak_while, sample, show, write

LANDMARKS, AXES = 50, 2
SCHEME = Scheme(
    AXES,
    variables=(
        ("species", "text"),
        ("sex", "text"),
        ("site", "text"),
        ("age", "number"),
        ("adult", "flag"),
    ),
)
SIZES = (1000, 10_000, 100_000)

# what is done -> goals for a number of objects, in seconds on 2 cores
# (those that write much come last: they make the library grow)
WORKS: dict[str, dict[int, float]] = {
    "load": {1000: 0.010, 100_000: 0.8},  # as one array
    "list": {100_000: 0.5},  # the columns of the object table
    "edit": {1000: 0.005, 100_000: 0.005},  # move one landmark, with what it takes to undo that
    "create": {1000: 0.060, 100_000: 4.0},
    "import": {},  # creates, and records what it takes to undo that
    "undo and redo": {},  # of such an import
}
SIZE_GOAL = 1.4  # times the raw coordinates, for 100,000 objects


@cache
def coordinates(count: int) -> FloatArray:
    """Simulate landmarks."""
    return simulate(count, LANDMARKS, AXES, groups=5, seed=1).coords


@cache
def specimens(count: int) -> list[Specimen]:
    """Make specimens with these landmarks, a scale and five variables."""
    return [
        Specimen(
            f"specimen {i:06d}",
            form,
            scale=0.0125,
            unit="mm",
            variables={
                "species": f"species {i % 5}",
                "sex": "fm"[i % 2],
                "site": f"site {i % 37}",
                "age": i / 7,
                "adult": i % 3 == 0,
            },
        )
        for i, form in enumerate(coordinates(count))
    ]


def create(library: Library, count: int) -> None:
    """Store a data set of so many objects."""
    objects.add(library, datasets.create(library, "Set", SCHEME), specimens(count))


def prepared(work: str, library: Library, count: int) -> Callable[[], object]:
    """Return the call to be measured, in a library whose first data set has ``count`` objects."""
    first = datasets.tree(library)[0].id
    history = History(library)
    if work == "load":
        return partial(objects.load_table, library, first)
    if work == "list":
        return partial(objects.load_columns, library, first)
    if work == "edit":
        middle = int(objects.load_columns(library, first).ids[count // 2])
        places = itertools.count()
        return lambda: history.do(
            "Move landmark",
            lambda: digitising.move_landmark(library, middle, 7, (next(places), 0.0)),
        )
    specimens(count)  # made before the time runs
    if work == "create":
        return partial(create, library, count)
    if work == "import":
        return lambda: history.do("Import", partial(create, library, count))
    history.do("Import", partial(create, library, count))

    def undo_and_redo() -> None:
        history.undo()
        history.redo()

    return undo_and_redo


def plain(work: str, path: Path, coords: FloatArray) -> Callable[[], object]:
    """Return the same work on a numpy file of the coordinates."""
    save = partial(_put, path, "wb", lambda file: np.save(file, coords))
    save()
    if work in ("load", "list"):
        return partial(np.load, path)
    if work != "edit":
        return save
    point, end = coords[0, 0].tobytes(), path.stat().st_size
    return partial(
        _put, path, "r+b", lambda file: file.seek(end - len(point)) and file.write(point)
    )


def _put(path: Path, mode: str, act: Callable[[Any], object]) -> None:
    with path.open(mode) as file:
        act(file)
        file.flush()
        os.fsync(file.fileno())


def measured(count: int, folder: Path) -> list[dict[str, Any]]:
    """Measure a library with so many objects: times here, peak memory in processes of their own."""
    coords = coordinates(count)
    with Library(folder) as library:
        create(library, count)
    size = library.path.stat().st_size / coords.nbytes
    goal = SIZE_GOAL if count == 100_000 else None
    results: list[dict[str, Any]] = [{"objects": count, "size_per_input": size, "goal": goal}]
    for work, goals in WORKS.items():
        print(f"measuring {work}, {count} objects", file=sys.stderr)
        with Library(folder) as library:
            ours = sample(prepared(work, library, count))
        theirs = sample(plain(work, folder / "plain.npy", coords))
        rise = in_child(Path(__file__), "--memory", work, str(count), str(folder)).strip()
        results.append(
            {
                "work": work,
                "objects": count,
                "ours": ours,
                "plain": theirs,
                "memory_per_input": None if rise == "None" else int(rise) / coords.nbytes,
                "goal": goals.get(count),
            }
        )
    return results


def row(result: dict[str, Any]) -> list[str]:
    """Write one result as a row of the table."""
    goal, count = result["goal"], result["objects"]
    if "work" not in result:
        size = result["size_per_input"]
        verdict = "" if goal is None else "met" if size <= goal else "MISSED"
        return [
            f"size, {count}",
            "",
            "",
            "",
            f"{size:.2f}",
            "",
            "" if goal is None else str(goal),
            verdict,
        ]
    ours, theirs, memory = (result[key] for key in ("ours", "plain", "memory_per_input"))
    return [
        f"{result['work']}, {count}",
        milliseconds(ours.median),
        milliseconds(ours.minimum),
        str(ours.loops * ours.rounds),
        f"{ours.median / theirs.median:.3g}",
        "" if memory is None or count < 10_000 else f"{memory:.2f}",
        "" if goal is None else milliseconds(goal),
        "" if goal is None else "met" if ours.median <= goal else "MISSED",
    ]


def main() -> int:
    """Measure everything, print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the largest data")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "library.json")
    parser.add_argument("--memory", nargs=3, metavar=("WORK", "OBJECTS", "DIR"))
    arguments = parser.parse_args()
    if arguments.memory:
        work, count, folder = arguments.memory
        with Library(Path(folder)) as library:
            print(peak_while(prepared(work, library, int(count))))
        return 0
    results = []
    for count in SIZES[:-1] if arguments.quick else SIZES:
        with tempfile.TemporaryDirectory(prefix="modan2-") as folder:
            results += measured(count, Path(folder))
    head = ["objects", "median", "minimum", "calls", "x plain", "memory", "goal", ""]
    show([head, *(row(result) for result in results)])
    write(arguments.out, {"results": results})
    return 0


if __name__ == "__main__":
    sys.exit(main())
