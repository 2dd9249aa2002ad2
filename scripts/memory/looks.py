"""Four ways to look at the memory of a case: its peak, its lines, what it allocates, what stays."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType

import objgraph
import psutil
from memory_profiler import LineProfiler

from components.workflow.session import Session
from scripts.measure import ROOT, peak_while
from scripts.memory.cases import Case, make_input

Run = Callable[[], object]


@dataclass(frozen=True)
class Peak:
    """Bytes by which a call raised the memory of its process, and what the process held then.

    ``rise`` is None where the system does not tell.
    """

    rise: int | None
    process: int


@dataclass(frozen=True)
class Line:
    """A line of our source: bytes by which the process grew, how often it ran, its text."""

    place: str
    grown: int
    times: int
    text: str


@dataclass(frozen=True)
class Allocation:
    """What a line of Python has allocated and still holds while the result is in use."""

    place: str
    held: int
    blocks: int


@dataclass(frozen=True)
class Traced:
    """Bytes that Python and numpy allocated in a call: at most, in its result, and after that."""

    peak: int
    result: int
    left: int
    largest: tuple[Allocation, ...]


@dataclass(frozen=True)
class Growth:
    """What remains of cycles: bytes, objects known to the garbage collector, and their types."""

    cycles: int
    bytes: int
    objects: int
    types: dict[str, int]


@contextmanager
def prepared(case: Case, count: int) -> Iterator[Run]:
    """Make a library of so many objects and give the call of a case on it."""
    with TemporaryDirectory(prefix="modan2-memory-") as folder:
        make_input(Path(folder), count)
        session = Session(Path(folder) / "library")
        try:
            yield case.prepare(session, Path(folder))
        finally:
            session.close()


def peak(run: Run) -> Peak:
    """Measure a first call, to be asked in a process that has done nothing else."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    rise = peak_while(run)
    return Peak(rise, before + (rise or 0))


def lines(run: Run, functions: Sequence[FunctionType], most: int = 12) -> list[Line]:
    """Profile functions line by line with memory_profiler; the lines that grew most come first.

    The memory is looked at when a line ends, so what a line takes and gives back is not seen. One
    function at a time: memory_profiler mistakes the lines of one for those of another.
    """
    found = []
    for function in functions:
        profiler = LineProfiler(backend="psutil")
        profiler.add_function(function)
        profiler.enable()
        try:
            run()
        finally:
            profiler.disable()
        source = Path(function.__code__.co_filename)
        texts = source.read_text("utf-8").splitlines()
        for number, (grown, _, times) in profiler.code_map[function.__code__].items():
            # the line of the name holds all that the process had before
            if number != function.__code__.co_firstlineno:
                place = f"{_short(source)}:{number}"
                found.append(Line(place, int(grown * 2**20), times, texts[number - 1].strip()))
    return sorted(found, key=lambda line: -line.grown)[:most]


def traced(run: Run, most: int = 10) -> Traced:
    """Compare snapshots of tracemalloc: before a call, with its result, and without it."""
    run()  # imports and caches are no part of it
    tracemalloc.start()
    try:
        gc.collect()
        before = tracemalloc.take_snapshot()
        start = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        result = run()
        held, highest = tracemalloc.get_traced_memory()
        changes = tracemalloc.take_snapshot().compare_to(before, "lineno")
        del result
        gc.collect()
        left = tracemalloc.get_traced_memory()[0] - start
    finally:
        tracemalloc.stop()
    own = [
        change for change in changes if not change.traceback[0].filename.endswith("tracemalloc.py")
    ]
    largest = tuple(
        Allocation(
            f"{_short(Path(change.traceback[0].filename))}:{change.traceback[0].lineno}",
            change.size_diff,
            change.count_diff,
        )
        for change in own[:most]
    )
    return Traced(highest - start, held - start, left, largest)


def growth(run: Run, cycles: int) -> Growth:
    """Repeat a call, after a few that fill caches, and look at what remains."""
    tracemalloc.start()
    try:
        for _ in range(5):
            run()
        gc.collect()
        types: dict[str, int] = {}
        objgraph.growth(limit=None, peak_stats=types)
        before, objects = tracemalloc.get_traced_memory()[0], len(gc.get_objects())
        for _ in range(cycles):
            run()
        gc.collect()
        more = len(gc.get_objects()) - objects
        left = tracemalloc.get_traced_memory()[0] - before
        grown = objgraph.growth(limit=None, peak_stats=types)
    finally:
        tracemalloc.stop()
    return Growth(cycles, left, more, {name: count for name, _, count in grown})


def _short(path: Path) -> str:
    if path.is_relative_to(ROOT / ".venv"):
        return "/".join(path.parts[-2:])
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
