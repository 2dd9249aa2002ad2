"""Damage files of every format by chance, and see that each is read or refused with a sentence.

Run ``python scripts/mutate_formats.py --cases 20000 --seed 1``. Bytes are flipped, cut out, doubled
and put in. The files are the small ones of the tests and, one case in twenty, larger ones of about
100 KB that the writers have made. For each case it is checked that

- a reading, a mesh or a `UserError` comes out, and nothing else;
- it takes less than a second of the processor for each 100 KB begun;
- it takes no more than 10 times the size of the file in memory, the file included, and 40 KB
  besides: what the smallest of files takes, in messages, patterns and the parts of a reading.

What does not hold is printed with the case, which ``--only NUMBER`` repeats. The exit code says
whether all held.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "tests" / "formats"))

from components.errors import UserError
from components.formats import mesh_writing, meshes, registry, variables
from components.formats.reading import Reading
from components.shape.mesh import Mesh
from components.shape.specimen import Specimen

damaged = import_module("damage").damaged  # of the tests, and so are the small files
samples = import_module("samples")

SECONDS = 1.0  # for each 100 KB begun
TIMES, BESIDES = 10, 40_000
LARGE = 20  # one case in so many is a large file

Read = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """A damaged file, and what came of it: ``wrong`` is "" where all held."""

    number: int
    name: str
    size: int
    outcome: str
    seconds: float
    memory: int
    wrong: str


def files() -> dict[str, tuple[bytes, Read]]:
    """Small files by name, each with what reads it."""
    found: dict[str, tuple[bytes, Read]] = {
        name: (text.encode(), registry.read) for name, text in samples.SAMPLES.items()
    }
    found["variables.csv"] = (samples.VARIABLES.encode(), variables.read_variables)
    return found | {name: (text.encode(), meshes.read) for name, text in samples.MESHES.items()}


def large_files() -> dict[str, tuple[bytes, Read]]:
    """Make a file of about 100 KB in each format that is written."""
    rng = np.random.default_rng(1)
    found: dict[str, tuple[bytes, Read]] = {}
    for form in registry.FORMATS:
        objects, landmarks = (1, 2500) if form.single else (50, 50)
        axes = 2 if form.name in ("iBUG points", "IMP", "DeepLabCut") else 3
        coords = rng.normal(500, 200, (objects, landmarks, axes)).round(4)
        specimens = tuple(Specimen(f"specimen {i}", array) for i, array in enumerate(coords))
        assert form.write is not None
        text = form.write(Reading("", specimens))
        found[f"large {form.name}{form.suffixes[0]}"] = (text.encode(), registry.read)
    vertices = rng.normal(0, 50, (1500, 3)).round(4)
    mesh = Mesh(vertices, rng.integers(0, 1500, (3000, 3)))
    found["large.ply"] = (mesh_writing.write_ply(mesh), meshes.read)
    found["large.obj"] = (mesh_writing.write_obj(mesh).encode(), meshes.read)
    return found


def cases(count: int, seed: int, only: int | None = None) -> Iterator[tuple[int, str, bytes, Read]]:
    """Damage files; a case depends on the seed and its number alone."""
    small, large = files(), large_files()
    for number in range(count) if only is None else [only]:
        rng = random.Random(f"{seed} {number}")  # noqa: S311  # chance, and no secrets
        kind = large if number % LARGE == 0 else small
        name = rng.choice(list(kind))
        data, read = kind[name]
        yield number, name, damaged(data, rng), read


def tried(number: int, name: str, data: bytes, read: Read, folder: Path) -> Case:
    """Read a damaged file, and measure what that takes.

    A file that takes too much is read again: a table of Python's own that grows once in thousands
    of files, whichever it is reading then, is no part of what a file takes.
    """
    path = folder / name
    path.write_bytes(data)
    outcome, wrong, seconds, memory = _measured(path, read)
    if memory > TIMES * len(data) + BESIDES:
        memory = min(memory, _measured(path, read)[3])
    path.unlink()
    if seconds > SECONDS * (1 + len(data) // 100_000):
        wrong += f"took {seconds:.2f} s"
    if memory > TIMES * len(data) + BESIDES:
        wrong += f"took {memory / len(data):.1f} times its size in memory"
    return Case(number, name, len(data), outcome, seconds, memory, wrong)


def _measured(path: Path, read: Read) -> tuple[str, str, float, int]:
    tracemalloc.start()
    began, wrong = time.process_time(), ""
    try:
        read(path)
        outcome = "read"
    except UserError:
        outcome = "refused"
    except BaseException as error:  # noqa: BLE001  # this is what is looked for
        outcome, wrong = type(error).__name__, traceback.format_exc()
    seconds = time.process_time() - began
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return outcome, wrong, seconds, memory


def warm_up(folder: Path) -> None:
    """Read and refuse every file once, so that imports and tables of encodings are not measured."""
    for name, (data, read) in {**files(), **large_files()}.items():
        for odd in (b"", b"\xb0\xa1", b"\xff\xfe\0", b"\0"):
            tried(0, name, data + odd, read, folder)


def main() -> int:
    """Try the cases and print what did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of one case")
    arguments = parser.parse_args()
    outcomes: Counter[str] = Counter()
    wrong = 0
    slowest, most = 0.0, 0.0
    with tempfile.TemporaryDirectory(prefix="modan2-") as folder:
        warm_up(Path(folder))
        for one in cases(arguments.cases, arguments.seed, arguments.only):
            case = tried(*one, Path(folder))
            outcomes[case.outcome] += 1
            slowest = max(slowest, case.seconds)
            if case.size > 50_000:
                most = max(most, case.memory / case.size)
            if case.wrong:
                wrong += 1
                print(f"case {case.number}, {case.name}, {case.size} bytes: {case.wrong}")
    print(f"{sum(outcomes.values())} cases: {dict(outcomes)}; {wrong} do not hold")
    print(f"slowest {slowest:.2f} s; of files above 50 KB, at most {most:.1f} times the size")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
