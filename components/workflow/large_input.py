"""Landmark files whose coordinates do not fit into memory, as a table of memory-mapped ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from components.errors import Step, UserError, no_step
from components.formats.variables import read_variables
from components.shape.specimen import FloatArray
from components.shape.table import RunningNumbers, ShapeTable, table_of
from components.stats.room import Room, release
from components.stats.superimposition import blocks
from components.store.files import sha256_of
from components.workflow import importing
from components.workflow.files_read import Source

ARRAYS = ".npy"
_TEXT = 4  # times the size of a text file that an analysis of it takes in memory
_ARRAY = 3  # times the size of an array


@dataclass(frozen=True, eq=False)
class LargeInput:
    """A table of objects whose coordinates are in files, what was read, and what to say of it."""

    table: ShapeTable
    sources: tuple[Source, ...]
    notes: tuple[str, ...]


def memory_needed(files: Sequence[Path]) -> int:
    """Guess the bytes of memory that an analysis takes which keeps everything there."""
    sizes = [(path, path.stat().st_size) for path in files if path.exists()]
    return sum(size * (_ARRAY if path.suffix == ARRAYS else _TEXT) for path, size in sizes)


def read_large(
    files: Sequence[Path],
    variables: Path | None,
    group: str | None,
    room: Room,
    step: Step = no_step,
) -> LargeInput:
    """Read landmark files one after the other, each into ``room``.

    An array in a ``.npy`` file (objects, landmarks, 2 or 3) stays where it is; its objects are
    called 1, 2, ... Of the variables only ``group`` is kept. Raises `UserError` where a file
    cannot be used or the files do not fit together.
    """
    parts = []
    for i, path in enumerate(files):
        step(i, len(files), f"Reading {path.name}")
        parts.append(_array(path) if path.suffix == ARRAYS else _text(path, group, room))
    table = parts[0].table if len(parts) == 1 else _together([p.table for p in parts], files, room)
    sources = tuple(source for part in parts for source in part.sources)
    if variables is not None and group is not None:
        table = replace(table, variables={group: _joined(variables, group, table)})
        sources += (Source(variables.name, sha256_of(variables), "variables"),)
    notes = tuple(note for part in parts for note in part.notes)
    return LargeInput(_in_units(table, room), sources, notes)


def _array(path: Path) -> LargeInput:
    """Open an array of NumPy's, whose numbers stay in the file."""
    try:
        coords = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise UserError(f"{path.name} cannot be read as a NumPy array ({error}).") from error
    if coords.ndim != 3 or coords.shape[2] not in (2, 3) or coords.dtype != np.float64:
        raise UserError(
            f"{path.name}: an array of {coords.dtype} {coords.shape} is not one of landmarks; "
            "save it as float64 (objects, landmarks, 2 or 3)."
        )
    source = Source(path.name, sha256_of(path), "NumPy array")
    return LargeInput(
        _table(RunningNumbers(range(1, len(coords) + 1)), np.asarray(coords)), (source,), ()
    )


def _text(path: Path, group: str | None, room: Room) -> LargeInput:
    incoming = importing.read_files([path])
    table = table_of(incoming.specimens, incoming.scheme.landmark_names)
    coords = room(table.coords.shape)
    coords[:] = table.coords
    release(coords, slice(None))
    kept = {name: values for name, values in table.variables.items() if name == group}
    notes = tuple(importing.all_notes(incoming, images=False))
    return LargeInput(replace(table, coords=coords, variables=kept), incoming.sources, notes)


def _table(names: Sequence[str], coords: FloatArray) -> ShapeTable:
    return ShapeTable(range(1, len(names) + 1), names, coords, np.full(len(names), np.nan))


def _together(tables: Sequence[ShapeTable], files: Sequence[Path], room: Room) -> ShapeTable:
    """Put the objects of several files into one table."""
    shape = tables[0].coords.shape[1:]
    for table, path in zip(tables, files, strict=True):
        if table.coords.shape[1:] != shape:
            raise UserError(
                f"{path.name} has {table.landmarks} landmarks in {table.axes}-D, {files[0].name} "
                f"has {shape[0]} in {shape[1]}-D; analyse them apart or mend them."
            )
    coords, start = room((sum(table.objects for table in tables), *shape)), 0
    for table in tables:
        place = slice(start, start + table.objects)
        for rows in blocks(table.coords, coords[place]):
            coords[place][rows] = table.coords[rows]
        start = place.stop
    units = {table.unit for table in tables}
    columns = {name for table in tables for name in table.variables}
    return replace(
        _table(tuple(name for table in tables for name in table.names), coords),
        scales=np.concatenate([table.scales for table in tables]),
        unit=units.pop() if len(units) == 1 else "",
        landmark_names=tables[0].landmark_names,
        variables={
            name: tuple(
                value
                for table in tables
                for value in table.variables.get(name, (None,) * table.objects)
            )
            for name in columns
        },
    )


def _joined(path: Path, group: str, table: ShapeTable) -> tuple[str | float | bool | None, ...]:
    """Find the group of each object, by its name, in a table of variables."""
    known = read_variables(path)
    if group not in known.columns:
        return table.variables.get(group) or (None,) * table.objects
    by_name = dict(zip(known.names, known.columns[group], strict=True))
    return tuple(by_name.get(name) for name in table.names)


def _in_units(table: ShapeTable, room: Room) -> ShapeTable:
    """Coordinates in units instead of pixels where all scales are known, as in memory."""
    if not np.isfinite(table.scales).all():
        return table
    coords = room(table.coords.shape)
    for rows in blocks(coords, table.coords):
        coords[rows] = table.coords[rows] * table.scales[rows, None, None]
    return replace(table, coords=coords, scales=np.full(table.objects, np.nan))
