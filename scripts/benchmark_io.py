"""Times of files: read, written, imported into a library, and exported from it.

Run ``python scripts/benchmark_io.py`` (``--quick`` leaves out the largest file). The figures go to
``benchmarks/io.json``. Coordinates have five decimals, as tpsDig writes them; "full" are numbers
with all their digits, which take longer to be written. Import and export use a library on the disk.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from components.formats import registry, tps
from components.formats.reading import Reading
from components.shape.specimen import Specimen
from components.stats.simulate import simulate
from components.store import objects
from components.store.library import Library
from components.workflow import exporting, importing
from components.workflow.export_choices import PACKAGE, ExportChoices
from scripts.measure import ROOT, Sample, milliseconds, sample, show, write

LANDMARKS, AXES = 50, 2
MEGABYTE = 1e6

# work -> goal: seconds, or megabytes in a second where it is a speed
GOALS: dict[str, tuple[float, str]] = {
    "read TPS, 1000 objects": (0.040, "s"),
    "write TPS, 1000 objects": (50, "MB/s"),
    "read TPS, 100000 objects": (30, "MB/s"),
    "write TPS, 100000 objects": (50, "MB/s"),
    "import TPS into a table, 1000 objects": (0.250, "s"),
    "export as TPS, 500 objects": (0.020, "s"),
    "export as package, 500 objects": (0.200, "s"),
}


@cache
def reading(count: int, *, full: bool = False) -> Reading:
    """Simulate objects with names, images, scales and a variable, as a file holds them."""
    made = simulate(count, LANDMARKS, AXES, groups=5, seed=1)
    coords = 1000 + 400 * made.coords / np.abs(made.coords).max()
    coords = coords if full else coords.round(5)
    return Reading(
        "",
        tuple(
            Specimen(
                f"specimen {i:06d}",
                form,
                scale=0.0125,
                image=f"IMG_{i:06d}.jpg",
                variables={"species": f"species {group}"},
            )
            for i, (form, group) in enumerate(zip(coords, made.groups, strict=True))
        ),
    )


def works(folder: Path, quick: bool) -> Iterator[tuple[str, int, Callable[[], object]]]:  # noqa: FBT001  # as given on the command line
    """Yield each work: its name, the bytes that it reads or writes, and the call."""
    for count, full in ((1000, False), (1000, True), (100_000, False)):
        if quick and count > 1000:
            continue
        given = reading(count, full=full)
        path = folder / f"{count}{full}.tps"
        path.write_text(tps.write(given), "utf-8")
        name = f"TPS{' full' * full}, {count} objects"
        yield f"read {name}", path.stat().st_size, partial(registry.read, path)
        yield f"write {name}", path.stat().st_size, partial(_write, path, given)
    with Library(folder / "library") as library:
        source = folder / "1000False.tps"
        act = partial(_imported, library, source)
        yield "import TPS into a table, 1000 objects", source.stat().st_size, act
    with Library(folder / "other") as library:
        _imported(library, _file(folder, 500))
        for form, name in (("TPS", "TPS"), (PACKAGE, "package"), ("Table of objects", "CSV")):
            choices = ExportChoices(form, overwrite=True)
            path = folder / f"export {name}"
            export = partial(exporting.export, library, 1, choices, path)
            export()
            yield f"export as {name}, 500 objects", path.stat().st_size, export


def _file(folder: Path, count: int) -> Path:
    path = folder / f"{count}.tps"
    path.write_text(tps.write(reading(count)), "utf-8")
    return path


def _write(path: Path, given: Reading) -> None:
    path.write_text(tps.write(given), "utf-8")


def _imported(library: Library, path: Path) -> None:
    """Read a file, store it as a data set, and load that as a table."""
    incoming = importing.read_files([path])
    number = importing.store(library, incoming, path.stem)
    objects.load_table(library, number)


def result(work: str, size: int, ours: Sample) -> dict[str, Any]:
    """Return one result as it is kept: seconds, and megabytes in a second."""
    speed = size / MEGABYTE / ours.median
    wanted, unit = GOALS.get(work, (None, "s"))
    return {
        "work": work,
        "bytes": size,
        "ours": ours,
        "megabytes_per_second": speed,
        "goal": wanted if unit == "s" else None,
        "goal_megabytes_per_second": wanted if unit == "MB/s" else None,
        "met": wanted is None or (ours.median <= wanted if unit == "s" else speed >= wanted),
    }


def row(found: dict[str, Any]) -> list[str]:
    """Write one result as a row of the table."""
    ours, goal, speed = (found[key] for key in ("ours", "goal", "goal_megabytes_per_second"))
    wanted = milliseconds(goal) if goal else f"{speed:g} MB/s" if speed else ""
    return [
        found["work"],
        milliseconds(ours.median),
        milliseconds(ours.minimum),
        f"{found['megabytes_per_second']:.1f}",
        wanted,
        "" if not wanted else "met" if found["met"] else "MISSED",
    ]


def main() -> int:
    """Measure everything, print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the largest file")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "io.json")
    arguments = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="modan2-") as folder:
        for work, size, act in works(Path(folder), arguments.quick):
            print(f"measuring {work}", file=sys.stderr)
            results.append(result(work, size, sample(act)))
    show([["work", "median", "minimum", "MB/s", "goal", ""], *map(row, results)])
    write(arguments.out, {"results": results})
    return 0


if __name__ == "__main__":
    sys.exit(main())
