"""Landmark files as they were read, good and bad, before anything is decided or stored."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, UserError, listing, no_step
from components.formats.reading import Reading
from components.formats.registry import read
from components.formats.text import read_text
from components.formats.variables import VariableTable, join, read_variables
from components.shape.specimen import Specimen
from components.store.files import sha256_of
from components.workflow.mesh_files import given_to_objects

_QUOTED = 200  # lines of a file whose text is kept for the report
_LONGEST = 160  # letters of such a line
_AT_ONCE = 1000  # objects between two steps

Counts = NDArray[np.intp]


@dataclass(frozen=True)
class Source:
    """A file that was read, known by its content."""

    name: str
    sha256: str
    format: str


@dataclass(frozen=True, eq=False)
class FileRead:
    """One file: what it says, or ``problem``, the sentence why it cannot be read.

    ``quotes`` are the texts of the lines that notes of the reading speak of.
    """

    path: Path
    source: Source
    reading: Reading | None
    problem: str = ""
    quotes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class FilesRead:
    """Several files, and all their objects in order.

    ``owners`` (objects,) is the place of the file of each object; ``landmarks``, ``axes`` and
    ``missing`` landmarks are counted for each, and ``scaled`` tells which have a scale.
    ``table`` is the table of variables that was joined, ``unmatched`` what found no partner
    in it, ``variables`` the names of all variables.
    """

    files: tuple[FileRead, ...]
    specimens: tuple[Specimen, ...]
    owners: Counts
    landmarks: Counts
    axes: Counts
    missing: Counts
    scaled: NDArray[np.bool_]
    variables: tuple[str, ...]
    table: Source | None = None
    unmatched: tuple[str, ...] = ()

    @property
    def good(self) -> tuple[FileRead, ...]:
        """The files that could be read."""
        return tuple(file for file in self.files if file.reading is not None)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the file of each object lies."""
        places = [file.path.parent for file in self.files]
        return tuple(places[owner] for owner in self.owners.tolist())


def read_each(
    files: Sequence[Path], variables: Path | None = None, step: Step = no_step
) -> FilesRead:
    """Read landmark files one after the other, and join covariates by name of the specimen.

    A file that cannot be read stays among the others with its problem. Where no ``variables``
    are given and one of the files is a table with names of the specimens, it is taken for them.
    Raises `UserError` where the table of variables cannot be read.
    """
    found = []
    for i, path in enumerate(files):
        step(i, len(files), f"Reading {path.name}")
        found.append(_read_one(path))
    kept = given_to_objects(files, [file.reading for file in found])
    found = [replace(found[i], reading=reading) for i, reading in kept]
    table = read_variables(variables) if variables is not None else None
    if table is None and len(found) > 1:
        table, variables = _table_among(found)
        found = [file for file in found if file.path != variables]
    step(len(files), len(files), "Files read")
    return _joined(found, table, variables, step)


def with_variables(read: FilesRead, variables: Path | None, step: Step = no_step) -> FilesRead:
    """Join another table of variables to the same files, or none."""
    table = read_variables(variables) if variables is not None else None
    return _joined(read.files, table, variables, step)


def usual(counts: Counts) -> int:
    """Return the most frequent number, the first of those that are equally frequent."""
    times = np.bincount(counts)
    most = np.flatnonzero(times == times.max())
    return int(counts[np.isin(counts, most).argmax()])


def _read_one(path: Path) -> FileRead:
    try:
        reading = read(path)
        source = Source(path.name, sha256_of(path), reading.format)
        return FileRead(path, source, reading, quotes=_quotes(path, reading))
    except UserError as error:
        return FileRead(path, Source(path.name, "", ""), None, str(error))


def _quotes(path: Path, reading: Reading) -> dict[int, str]:
    lines = {note.line for note in reading.notes[:_QUOTED] if note.line}
    if not lines:
        return {}
    texts = read_text(path).text.split("\n", max(lines))
    return {n: texts[n - 1].strip()[:_LONGEST] for n in lines if n <= len(texts)}


def _table_among(files: Sequence[FileRead]) -> tuple[VariableTable | None, Path | None]:
    """Find a file that is no landmark file but lists specimens of the others."""
    names = {s.name for file in files if file.reading for s in file.reading.specimens}
    for file in files:
        if file.reading is None and names:
            try:
                table = read_variables(file.path)
            except UserError:
                continue  # it stays a file with a problem
            if names & set(table.names):
                return table, file.path
    return None, None


def _joined(
    files: Sequence[FileRead], table: VariableTable | None, path: Path | None, step: Step
) -> FilesRead:
    readings = [file.reading for file in files]
    specimens = tuple(s for r in readings if r is not None for s in r.specimens)
    owners = np.repeat(np.arange(len(files)), [len(r.specimens) if r else 0 for r in readings])
    source, unmatched = None, list[str]()
    if table is not None and path is not None:
        joined = join(specimens, table)
        specimens = tuple(_with_files(s) for s in joined.specimens)
        source = Source(path.name, sha256_of(path), "variables")
        unmatched = _unmatched(path, joined.without_values, joined.unused)
    rows = [_counted(specimens[i : i + _AT_ONCE], i, len(specimens), step)
            for i in range(0, len(specimens), _AT_ONCE)]  # fmt: skip
    counts = np.concatenate(rows, axis=1) if rows else np.empty((4, 0), dtype=np.intp)
    return FilesRead(
        files=tuple(files),
        specimens=specimens,
        owners=owners,
        landmarks=counts[0],
        axes=counts[1],
        missing=counts[2],
        scaled=counts[3].astype(np.bool_),
        variables=tuple(dict.fromkeys(itertools.chain(*(s.variables for s in specimens)))),
        table=source,
        unmatched=tuple(unmatched),
    )


def _counted(specimens: Sequence[Specimen], done: int, total: int, step: Step) -> Counts:
    """Landmarks, axes, missing landmarks and whether there is a scale, a row each."""
    step(done, total, "Looking at the objects")
    shapes = np.array([s.landmarks.shape for s in specimens], dtype=np.intp)
    if (shapes == shapes[0]).all() and shapes[0].all():  # one pass where all are alike
        coords = np.stack([s.landmarks for s in specimens])
        missing = np.isnan(coords).any(axis=2).sum(axis=1)
    else:
        missing = np.array([s.missing for s in specimens])
    return np.array([*shapes.T, missing, [s.scale is not None for s in specimens]], dtype=np.intp)


def _with_files(specimen: Specimen) -> Specimen:
    """Take the columns ``image`` and ``mesh`` of a table of variables as names of files."""
    values = dict(specimen.variables)
    image, mesh = values.pop("image", None), values.pop("mesh", None)
    return replace(
        specimen,
        variables=values,
        image=str(image or specimen.image),
        mesh=str(mesh or specimen.mesh),
    )


def _unmatched(path: Path, without: Sequence[str], unused: Sequence[str]) -> list[str]:
    notes = []
    if without:
        specimens = "specimen" if len(without) == 1 else "specimens"
        notes.append(f"{path.name}: no row for {len(without)} {specimens}: {listing(without)}.")
    if unused:
        rows = "row" if len(unused) == 1 else "rows"
        notes.append(f"{path.name}: {len(unused)} {rows} without a specimen: {listing(unused)}.")
    return notes
