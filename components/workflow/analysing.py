"""From a table of shapes to everything that the program computes of it, in one call."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, UnusableObjects, UserError, listing, no_step, part_of
from components.shape.specimen import FloatArray
from components.shape.table import ShapeTable
from components.stats.bookstein import bookstein
from components.stats.cva import CVA, cva
from components.stats.manova import Manova, manova
from components.stats.missing import impute
from components.stats.pca import PCA, pca
from components.stats.procrustes import procrustes
from components.stats.superimposition import Superimposition

Method = Literal["procrustes", "bookstein"]
Missing = Literal["tps", "regression", "mean", "leave out"]

_PARTS = 4  # of a run, for the progress report
_METHODS = {"tps": "thin-plate spline", "regression": "regression", "mean": "mean shape"}


@dataclass(frozen=True)
class Request:
    """What to compute: landmarks of ``baseline`` are counted from 0."""

    group: str | None = None
    method: Method = "procrustes"
    missing: Missing = "tps"
    baseline: tuple[int, ...] = ()
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything that came out of one run, and the objects that went in.

    ``groups`` has one label for each object, or is None; ``estimated`` is
    (objects, landmarks), true where a landmark was missing and has been estimated.
    """

    request: Request
    fingerprint: str
    names: tuple[str, ...]
    groups: tuple[str, ...] | None
    landmark_names: tuple[str, ...]
    unit: str
    estimated: NDArray[np.bool_]
    superimposition: Superimposition
    pca: PCA
    cva: CVA | None
    manova: Manova | None
    warnings: tuple[str, ...]


def fingerprint(table: ShapeTable, request: Request) -> str:
    """SHA-256 of all that the result depends on: equal input, equal fingerprint."""
    group = table.variables.get(request.group or "", ())
    facts = json.dumps([table.names, table.coords.shape, group, asdict(request)])
    digest = hashlib.sha256(facts.encode())
    digest.update(np.ascontiguousarray(table.coords).data)
    digest.update(np.ascontiguousarray(table.scales).data)
    return digest.hexdigest()


def run(request: Request, table: ShapeTable, step: Step = no_step) -> Analysis:
    """Superimpose, ordinate and, where a grouping variable is given, compare the groups.

    Where the groups cannot bear a test, the result goes without it and a warning says why.
    Raises `UserError` for input that no result can come out of.
    """
    mark = fingerprint(table, request)
    groups = table.groups(request.group) if request.group else None
    table, warning = table.scaled()
    chosen, coords, notes = _complete(table, request, part_of(step, 0, _PARTS))
    kept = table.take(chosen)
    groups = groups if groups is None else tuple(groups[i] for i in chosen)
    with _by_name(kept.names):
        aligned = _superimpose(coords, request, part_of(step, 1, _PARTS))
    part_of(step, 2, _PARTS)(0, 1, "Principal components")
    components = pca(aligned.aligned)
    variates, tests, problems = None, None, list[str]()
    if groups is not None:
        report = part_of(step, 3, _PARTS)
        variates, tests, problems = _compare(aligned.aligned, components, groups, report)
    step(1, 1, "Analysed")
    notes = [warning, *notes, *problems, _not_converged(aligned)]
    return Analysis(
        request=request,
        fingerprint=mark,
        names=kept.names,
        groups=groups,
        landmark_names=kept.landmark_names,
        unit=kept.unit,
        estimated=np.asarray(np.isnan(kept.coords).any(axis=2)),
        superimposition=aligned,
        pca=components,
        cva=variates,
        manova=tests,
        warnings=tuple(note for note in notes if note),
    )


@contextmanager
def _by_name(names: tuple[str, ...]) -> Iterator[None]:
    """Put names of objects into the errors of statistics, which know only their places."""
    try:
        yield
    except UnusableObjects as error:
        raise error.named(names) from error


def _complete(
    table: ShapeTable, request: Request, step: Step
) -> tuple[NDArray[np.intp], FloatArray, list[str]]:
    """Choose the objects, estimate what they miss, and say what was done."""
    step(0, 1, "Looking for missing landmarks")
    rows = np.arange(table.objects)
    lacking = np.isnan(table.coords).any(axis=(1, 2))
    if not lacking.any():
        return rows, table.coords, []
    names = listing([table.names[i] for i in np.flatnonzero(lacking)])
    if request.missing == "leave out":
        rows = np.flatnonzero(~lacking)
        if not len(rows):
            raise UserError("Every object misses a landmark; estimate them instead.")
        return rows, table.coords[rows], [f"Left out for missing landmarks: {names}."]
    with _by_name(table.names):
        coords = impute(table.coords, request.missing, step=step).coords
    note = f"{table.missing} missing landmarks estimated ({_METHODS[request.missing]}) in {names}."
    return rows, coords, [note]


def _superimpose(coords: FloatArray, request: Request, step: Step) -> Superimposition:
    if request.method == "procrustes":
        step(0, 1, "Superimposing")
        return procrustes(coords, step=step)
    baseline = request.baseline or tuple(range(coords.shape[2]))
    return bookstein(coords, baseline)


def _compare(
    aligned: FloatArray, components: PCA, groups: tuple[str, ...], step: Step
) -> tuple[CVA | None, Manova | None, list[str]]:
    """CVA and MANOVA; a test that the data cannot bear becomes a warning."""
    problems: list[str] = []
    variates, tests = None, None
    try:
        variates = cva(aligned, groups, step=step)
    except UserError as error:
        problems.append(f"No canonical variates: {error}")
    try:
        tests = manova(components.scores, groups)
    except UserError as error:
        problems.append(f"No multivariate analysis of variance: {error}")
    return variates, tests, problems


def _not_converged(aligned: Superimposition) -> str:
    if aligned.converged:
        return ""
    return f"The superimposition did not converge in {aligned.rounds} rounds."
