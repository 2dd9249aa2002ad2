"""The stages of an analysis, timed; each function here is called in a fresh process."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from components.errors import UserError
from components.formats import tps
from components.formats.reading import Reading
from components.shape.specimen import Specimen
from components.stats.simulate import simulate_chunks
from components.store import datasets, objects
from components.workflow import reporting
from components.workflow.analysing import Request
from components.workflow.session import Session
from MdStatistics import cva, manova, pca, procrustes, simulate
from scripts.measure import ROOT, Sample, peak_memory, sample
from scripts.scenarios import FEW, Scenario

STAGES = ("store", "load", "procrustes", "pca", "cva", "manova", "to be drawn", "whole", "export")
GROUP = Request(group="kind")
SAMPLED = 1000  # every so-manieth object is compared

Result = dict[str, Any]


def measured(scenario: Scenario) -> Result:
    """Store simulated objects, load and analyse them; "whole" is all of it from the library."""
    with tempfile.TemporaryDirectory(prefix="modan2-scale-") as folder:
        session = Session(Path(folder) / "library")
        number, stored, forms = _stored(session, scenario)
        exported = partial(_export, forms, Path(folder) / "forms.tps")
        times = {"store": stored}
        if scenario.objects <= 2000:
            times["export"] = _sample(exported)
        del forms, exported
        load = partial(objects.load_table, session.library, number)
        table = load()
        groups = table.groups("kind")
        aligned = procrustes(table.coords).aligned
        components = pca(aligned)
        times |= {
            "load": _sample(load),
            "procrustes": _sample(partial(procrustes, table.coords)),
            "pca": _sample(partial(pca, aligned)),
            "cva": _sample(partial(cva, components, groups)),
            "manova": _sample(partial(manova, components, groups)),
        }
        del table, aligned, components
        times["whole"] = _sample(lambda: session.analyse(number, GROUP))
        times["to be drawn"] = _sample(
            lambda: reporting.drawings(session.analyse(number, Request()))
        )
        session.close()
    return {
        "case": scenario.name,
        "kind": scenario.kind,
        "input_bytes": scenario.input_bytes,
        "times": {stage: asdict(found) for stage, found in times.items()},
        "peak": peak_memory(),
    }


def _stored(session: Session, scenario: Scenario) -> tuple[int, Sample, list[Specimen]]:
    """Make a data set; tell its number, what storing took, and the objects."""
    made = simulate(*scenario.size, groups=scenario.groups, seed=1)
    forms = [
        Specimen(f"form {i}", form, variables={"kind": f"kind {group}"})
        for i, (form, group) in enumerate(zip(made.coords, made.groups, strict=True))
    ]
    scheme = datasets.Scheme(scenario.axes, variables=(("kind", "text"),))
    number = datasets.create(session.library, scenario.name, scheme)
    began = time.perf_counter()
    objects.add(session.library, number, forms)
    seconds = time.perf_counter() - began
    return number, Sample(seconds, seconds, 1, 1), forms


def _export(forms: list[Specimen], path: Path) -> None:
    path.write_text(tps.write(Reading("TPS", tuple(forms))), "utf-8")


def _sample(run: Any) -> Sample:  # noqa: ANN401 - any call
    return sample(run, rounds=3, at_least=0.02, at_most=4.0)


def few_objects() -> Result:
    """Time canonical variates of 5 to 100 objects; count what the analysis of variance fails at."""
    times, unanswered = {}, 0
    for scenario in FEW:
        made = simulate(*scenario.size, groups=scenario.groups, seed=1)
        groups = [str(group) for group in made.groups]
        shapes = procrustes(made.coords).aligned
        times[scenario.name] = _sample(partial(cva, shapes, groups)).median
        try:
            unanswered += not 0 <= manova(shapes, groups).wilks.p <= 1
        except UserError as error:
            unanswered += not str(error)
    return {"case": "few objects", "cva": times, "unanswered": unanswered, "peak": peak_memory()}


def made(scenario: Scenario, folder: Path, *, analyse: bool) -> Result:
    """Simulate into ``forms.npy``; if ``analyse``, superimpose and find components in memory."""
    shape, start = scenario.size, 0
    if analyse:
        coords = np.empty(shape)
    else:
        coords = np.lib.format.open_memmap(folder / "forms.npy", "w+", np.float64, shape)
    for chunk in simulate_chunks(*shape, chunk=256, groups=scenario.groups, seed=1):
        coords[start : start + len(chunk.coords)] = chunk.coords
        start += len(chunk.coords)
    result: Result = {"case": scenario.name, "kind": scenario.kind, "input_bytes": coords.nbytes}
    if not analyse:
        coords.flush()  # type: ignore[attr-defined] # it is memory-mapped
        return result
    np.save(folder / "forms.npy", coords)
    began = time.perf_counter()
    aligned = procrustes(coords, out=coords).aligned
    middle = time.perf_counter()
    components = pca(aligned)
    end = time.perf_counter()
    np.savez(
        folder / "expected.npz",
        scores=components.scores[::SAMPLED],
        aligned=aligned[::SAMPLED],
        eigenvalues=components.eigenvalues,
    )
    return result | {
        "in memory": end - began,
        "procrustes": middle - began,
        "pca": end - middle,
        "memory_per_input": peak_memory() / coords.nbytes,
    }


def out_of_core(folder: Path, limit: str) -> Result:
    """Run ``analyze`` with a limit of memory: seconds, peak, and differences from in memory.

    "base" is the peak with 20 objects: the interpreter, the libraries and the drawing.
    """
    few = folder / "few.npy"
    np.save(few, simulate(20, 10, 2, seed=1).coords)
    _, base = _analysed(few, folder / "few", limit)
    seconds, peak = _analysed(folder / "forms.npy", folder / "out", limit)
    found: Result = {
        "limit": limit,
        "out of core": seconds,
        "peak": peak,
        "base": base,
        "beyond base": peak - base,
    }
    expected = folder / "expected.npz"
    if expected.exists():
        found["difference"] = _difference(np.load(expected), folder / "out")
    return found


def _analysed(path: Path, out: Path, limit: str) -> tuple[float, int]:
    """Analyse a file in a process of its own: seconds, and the most memory that it held."""
    command = [sys.executable, str(ROOT / "Modan2.py"), "analyze", str(path)]
    command += ["--out", str(out), "--memory-limit", limit]
    began = time.perf_counter()
    with (path.parent / "said.txt").open("w") as said:
        child = subprocess.Popen(command, stdout=said)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"analyze ended with {child.returncode}")
    return time.perf_counter() - began, 1024 * usage.ru_maxrss


def _difference(expected: Any, out: Path) -> float:  # noqa: ANN401 - a file of arrays
    """Largest difference of results, as a share of the largest value of its kind."""
    facts = json.loads((out / "analysis.json").read_text("utf-8"))
    found = {
        "eigenvalues": np.array(facts["pca"]["eigenvalues"]),
        "scores": np.load(out / "scores.npy", mmap_mode="r")[::SAMPLED],
        "aligned": np.load(out / "aligned.npy", mmap_mode="r")[::SAMPLED],
    }
    return max(
        float(np.abs(values - expected[name]).max() / np.abs(values).max())
        for name, values in found.items()
    )
