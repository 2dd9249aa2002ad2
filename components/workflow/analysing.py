"""From a table of shapes to everything that the program computes of it, in one call."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
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
from components.stats.room import Room, in_memory
from components.stats.superimposition import Superimposition, blocks

Method = Literal["procrustes", "bookstein"]
Missing = Literal["tps", "regression", "mean", "leave out"]

_NAMES = 10_000  # that are written at a time: a million would take 80 MB
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
    permutations: int = 0


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything that came out of one run, and the objects that went in.

    ``groups`` has one label for each object, or is None; ``estimated`` is
    (objects, landmarks), true where a landmark was missing and has been estimated.
    """

    request: Request
    fingerprint: str
    names: Sequence[str]
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
    digest = hashlib.sha256(b"[[")
    for start in range(0, table.objects, _NAMES):
        names = json.dumps(list(table.names[start : start + _NAMES]))[1:-1]
        digest.update(f"{', ' if start else ''}{names}".encode())
    asked = asdict(request)
    if not request.permutations:  # which analyses stored before there were any do not name
        del asked["permutations"]
    digest.update(f"], {json.dumps([table.coords.shape, group, asked])[1:]}".encode())
    for rows in blocks(table.coords):
        digest.update(np.ascontiguousarray(table.coords[rows]).data)
    digest.update(np.ascontiguousarray(table.scales).data)
    return digest.hexdigest()


def run(
    request: Request,
    table: ShapeTable,
    step: Step = no_step,
    *,
    room: Room = in_memory,
    executor: Executor | None = None,
) -> Analysis:
    """Superimpose, ordinate and, where a grouping variable is given, compare the groups.

    Where the groups cannot bear a test, the result goes without it and a warning says why.
    With a ``room`` in files and a table whose coordinates are memory-mapped, the run works out of
    core, with the same numbers; so it does with the workers of an ``executor``.
    Raises `UserError` for input that no result can come out of.
    """
    mark = fingerprint(table, request)
    groups = table.groups(request.group) if request.group else None
    table, warning = table.scaled()
    chosen, coords, notes = _complete(table, request, part_of(step, 0, _PARTS), room)
    names: Sequence[str] = table.names
    if len(chosen) < table.objects:
        names = tuple(names[i] for i in chosen.tolist())
        groups = groups if groups is None else tuple(groups[i] for i in chosen.tolist())
    with _by_name(names):
        aligned = _superimpose(coords, request, part_of(step, 1, _PARTS), room, executor)
    components = pca(aligned.aligned, room=room, step=part_of(step, 2, _PARTS))
    variates, tests, problems = None, None, list[str]()
    if groups is not None:
        report = part_of(step, 3, _PARTS)
        variates, tests, problems = _compare(components, groups, request, report, room, executor)
    step(1, 1, "Analysed")
    notes = [warning, *notes, *problems, _not_converged(aligned)]
    return Analysis(
        request=request,
        fingerprint=mark,
        names=names,
        groups=groups,
        landmark_names=table.landmark_names,
        unit=table.unit,
        estimated=_estimated(table, chosen),
        superimposition=aligned,
        pca=components,
        cva=variates,
        manova=tests,
        warnings=tuple(note for note in notes if note),
    )


@contextmanager
def _by_name(names: Sequence[str]) -> Iterator[None]:
    """Put names of objects into the errors of statistics, which know only their places."""
    try:
        yield
    except UnusableObjects as error:
        raise error.named(names) from error


def _complete(
    table: ShapeTable, request: Request, step: Step, room: Room
) -> tuple[NDArray[np.intp], FloatArray, list[str]]:
    """Choose the objects, estimate what they miss, and say what was done."""
    step(0, 1, "Looking for missing landmarks")
    rows = np.arange(table.objects)
    lacking = np.empty(table.objects, dtype=np.bool_)
    for block in blocks(table.coords):
        lacking[block] = np.isnan(table.coords[block]).any(axis=(1, 2))
    if not lacking.any():
        return rows, table.coords, []
    names = listing([table.names[i] for i in np.flatnonzero(lacking).tolist()])
    if request.missing == "leave out":
        rows = np.flatnonzero(~lacking)
        if not len(rows):
            raise UserError("Every object misses a landmark; estimate them instead.")
        return rows, _taken(table.coords, rows, room), [f"Left out for missing landmarks: {names}."]
    if room is not in_memory:
        raise UserError(
            f"{names}: landmarks are missing, which can only be estimated in memory; leave these "
            "objects out (--missing 'leave out') or allow more memory."
        )
    with _by_name(table.names):
        coords = impute(table.coords, request.missing, step=step).coords
    note = f"{table.missing} missing landmarks estimated ({_METHODS[request.missing]}) in {names}."
    return rows, coords, [note]


def _taken(coords: FloatArray, rows: NDArray[np.intp], room: Room) -> FloatArray:
    taken = room((len(rows), *coords.shape[1:]))
    for block in blocks(taken):
        taken[block] = coords[rows[block]]
    return taken


def _estimated(table: ShapeTable, chosen: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say which landmarks of the objects that are analysed were missing."""
    shape = (len(chosen), table.landmarks)
    # Of objects that are left out nothing is estimated.
    if len(chosen) < table.objects or not any(
        np.isnan(table.coords[block]).any() for block in blocks(table.coords)
    ):
        return np.broadcast_to(np.False_, shape)
    return np.asarray(np.isnan(table.coords).any(axis=2))


def _superimpose(
    coords: FloatArray, request: Request, step: Step, room: Room, executor: Executor | None
) -> Superimposition:
    if request.method == "procrustes":
        step(0, 1, "Superimposing")
        return procrustes(coords, step=step, out=room(coords.shape), executor=executor)
    baseline = request.baseline or tuple(range(coords.shape[2]))
    return bookstein(coords, baseline)


def _compare(
    components: PCA,
    groups: tuple[str, ...],
    request: Request,
    step: Step,
    room: Room,
    executor: Executor | None,
) -> tuple[CVA | None, Manova | None, list[str]]:
    """CVA and MANOVA; a test that the data cannot bear becomes a warning."""
    problems: list[str] = []
    variates, tests = None, None
    try:
        variates = cva(
            components,
            groups,
            permutations=request.permutations,
            seed=request.seed,
            room=room,
            executor=executor,
            step=step,
        )
    except UserError as error:
        problems.append(f"No canonical variates: {error}")
    try:
        tests = manova(components, groups)
    except UserError as error:
        problems.append(f"No multivariate analysis of variance: {error}")
    return variates, tests, problems


def _not_converged(aligned: Superimposition) -> str:
    if aligned.converged:
        return ""
    return f"The superimposition did not converge in {aligned.rounds} rounds."
