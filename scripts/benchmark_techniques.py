"""What each technique of the program gives: the same work with it and without it, in turns.

Run ``python scripts/benchmark_techniques.py``. The figures go to ``benchmarks/techniques.json``;
``docs/optimization.md`` discusses them. Only the ratios matter.
"""

import argparse
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from peewee import SqliteDatabase

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from components.formats.registry import read
from components.shape.specimen import FloatArray
from components.stats.rotation import rotations
from components.stats.threads import fitting_blas_threads
from components.store import datasets, objects
from components.store.datasets import Scheme
from components.workflow.session import Session
from MdModel import MdObject
from MdStatistics import procrustes, simulate
from scripts.measure import ROOT, Run, milliseconds, show, write
from scripts.memory.cases import REQUEST, make_input

OBJECTS, LANDMARKS = 1000, 50
_AT_LEAST = 0.01  # seconds of a round


@dataclass(frozen=True)
class Technique:
    """A piece of work done in two ways that give the same."""

    name: str
    chosen: Run
    other: Run


def techniques(session: Session, folder: Path) -> Iterator[Technique]:
    """Yield all pairs, on a library whose first data set has a thousand objects."""
    yield from _of_library(session, folder)
    yield from _of_numbers(folder)
    yield from _of_start()


def _of_library(session: Session, folder: Path) -> Iterator[Technique]:
    library, number = session.library, session.datasets()[0].id
    run = library.database.execute_sql
    ids = objects.load_columns(library, number).ids.tolist()
    query = "SELECT name, variables, landmarks FROM mdobject WHERE id = ?"
    yield Technique(
        "one query for all objects, not one for each",
        partial(objects.load_table, library, number),
        lambda: [unpacked(*run(query, (one,)).fetchone()) for one in ids],
    )
    forms = read(folder / "forms.tps").specimens
    scheme = Scheme(2)

    def many() -> None:
        with library.database.atomic() as transaction:
            objects.add(library, datasets.create(library, "Set", scheme), forms)
            transaction.rollback()

    def one_by_one() -> None:
        with library.database.atomic() as transaction:
            made = datasets.create(library, "Set", scheme)
            blank = MdObject.get_by_id(ids[0]).__data__ | {"id": None, "dataset": made}
            for form in forms:
                own = {"name": form.name, "landmarks": form.landmarks.tobytes()}
                MdObject.create(**blank | own)
            transaction.rollback()

    yield Technique("rows written many with a statement, not one", many, one_by_one)
    count = "SELECT COUNT(*) FROM mdobject WHERE dataset_id = ?"
    small = session.datasets()[1].id
    yield Technique(
        "an index on the data set of an object",
        lambda: run(count, (small,)).fetchone(),
        lambda: run(count.replace("dataset_id", "+dataset_id"), (small,)).fetchone(),
    )

    def connection_of_its_own() -> None:
        database = SqliteDatabase(str(library.path), pragmas={"foreign_keys": 1})
        database.connect()
        database.execute_sql(count, (small,)).fetchone()
        database.close()

    yield Technique(
        "a connection kept by its thread, not one for each query",
        lambda: run(count, (small,)).fetchone(),
        connection_of_its_own,
    )
    analysis = session.analyse(number, REQUEST)
    kept = session.keep_analysis(session.history, number, "A", analysis)
    yield Technique(
        "a stored analysis read again, not calculated again",
        partial(session.load_analysis, kept),
        partial(session.analyse, number, REQUEST),
    )


def _of_numbers(folder: Path) -> Iterator[Technique]:
    coords = simulate(OBJECTS, LANDMARKS, 2, groups=5, seed=1).coords
    yield Technique(
        "objects superimposed all at once, not in a loop",
        partial(procrustes, coords, tangent=False),
        partial(superimposed_in_a_loop, coords),
    )
    cross = np.random.default_rng(1).normal(size=(20 * OBJECTS, 3, 3))
    yield Technique(
        "rotations in closed form, not by singular values",
        partial(rotations, cross, reflect=False),
        partial(np.linalg.svd, cross),
    )
    tall = np.random.default_rng(1).normal(size=(500, 100))

    def on_one_thread() -> None:
        with fitting_blas_threads(100):
            np.linalg.qr(tall)

    yield Technique(
        "small matrices on one thread of BLAS", on_one_thread, partial(np.linalg.qr, tall)
    )
    large = np.random.default_rng(1).normal(size=1_000_000)
    space = np.empty_like(large)
    yield Technique(
        "an array used again, not a new one (8 MB)",
        lambda: np.multiply(large, 2.0, out=space),
        lambda: np.multiply(large, 2.0),
    )
    text = folder / "forms.tps"

    def without_collector() -> None:
        gc.disable()
        try:
            read(text)
        finally:
            gc.enable()

    yield Technique(
        "no search for garbage while a file is read", without_collector, partial(read, text)
    )
    rows = np.random.default_rng(1).normal(size=(10_000, 100))
    single = rows.astype(np.float32)
    yield Technique(
        "cross products in single precision (not used: 7 digits)",
        lambda: single.T @ single,
        lambda: rows.T @ rows,
    )


def _of_start() -> Iterator[Technique]:
    def starts(*modules: str) -> Run:
        command = [sys.executable, "-c", f"import {', '.join(modules)}"]
        return partial(subprocess.run, command, cwd=ROOT, check=True)

    needed = ("numpy", "peewee", "components.workflow.session")
    yield Technique(
        "plots, reports and tables of p-values imported when needed",
        starts(*needed),
        starts(*needed, "scipy.stats", "matplotlib.pyplot"),
    )


def unpacked(name: str, values: str, landmarks: bytes) -> tuple[str, object, FloatArray]:
    """Unpack one row of the table of objects."""
    return name, json.loads(values), np.frombuffer(landmarks)


def superimposed_in_a_loop(coords: FloatArray) -> FloatArray:
    """Superimpose as textbooks write it: object by object, by singular value decomposition."""
    forms = [form - form.mean(axis=0) for form in coords]
    forms = [form / np.linalg.norm(form) for form in forms]
    consensus = forms[0]
    while True:
        turned = []
        for form in forms:
            u, _, vt = np.linalg.svd(form.T @ consensus)
            u[:, -1] *= np.sign(np.linalg.det(u @ vt))
            turned.append(form @ u @ vt)
        mean = np.mean(turned, axis=0)
        mean /= np.linalg.norm(mean)
        if np.linalg.norm(mean - consensus) < 1e-10:
            return np.stack(turned)
        consensus = mean


def compared(technique: Technique, rounds: int) -> dict[str, object]:
    """Time both ways in turns; the ratio of each round tells what the technique gives."""
    loops = [_loops(run) for run in (technique.chosen, technique.other)]
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        chosen = _seconds(technique.chosen, loops[0])
        times.append((chosen, _seconds(technique.other, loops[1])))
    ratios = [other / chosen for chosen, other in times]
    return {
        "technique": technique.name,
        "with": min(chosen for chosen, _ in times),
        "without": min(other for _, other in times),
        "runs": ratios,
        "ratio": statistics.median(ratios),
    }


def _loops(run: Run) -> int:
    run()
    return max(1, round(_AT_LEAST / _seconds(run, 1)))


def _seconds(run: Run, loops: int) -> float:
    began = time.perf_counter()
    for _ in range(loops):
        run()
    return (time.perf_counter() - began) / loops


def main() -> int:
    """Measure all techniques, print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "techniques.json")
    parser.add_argument("--rounds", type=int, default=9, metavar="N")
    asked = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="modan2-techniques-") as folder:
        make_input(Path(folder), OBJECTS)
        session = Session(Path(folder) / "library")
        for technique in techniques(session, Path(folder)):
            print(f"measuring {technique.name}", file=sys.stderr)
            results.append(compared(technique, asked.rounds))
        session.close()
    rows = [
        [
            str(found["technique"]),
            milliseconds(float(str(found["with"]))),
            milliseconds(float(str(found["without"]))),
            f"{found['ratio']:.3g}",
        ]
        for found in results
    ]
    show([["technique", "with", "without", "times quicker"], *rows])
    write(asked.out, {"results": results})
    return 0


if __name__ == "__main__":
    sys.exit(main())
