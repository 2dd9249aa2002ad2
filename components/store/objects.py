"""Objects of a data set: written many at once, read with one query."""

import io
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from peewee import fn

from components.errors import RaggedDataset, Step, UserError, no_step
from components.shape.size import centroid_sizes
from components.shape.specimen import FloatArray, Specimen, Value
from components.shape.systems import in_system
from components.shape.table import ShapeTable
from components.store.bulk import insert_rows
from components.store.codec import (
    pack_curves,
    pack_landmarks,
    pack_values,
    unpack_landmarks,
    unpack_values,
)
from components.store.datasets import system_of
from components.store.library import Library
from components.store.rows import dataset_row, id_list
from MdModel import MdDataset, MdObject

_BATCH = 250  # objects handled at a time: many enough for speed, few enough for the CPU's cache
_COLUMNS = (
    "id", "dataset_id", "sequence", "name", "description", "landmarks", "curves", "scale", "unit",
    "variables", "created", "modified",
)  # fmt: skip


Scalar = TypeVar("Scalar", np.int64, np.float64)


@dataclass(frozen=True, eq=False)
class ObjectColumns:
    """The columns of the object table; each holds one entry for each object, in order.

    ``centroid_sizes`` is NaN where a landmark is missing, and in the units of ``units`` where
    the object has a scale, else in pixels or file units.
    """

    ids: NDArray[np.int64]
    sequences: NDArray[np.int64]
    names: tuple[str, ...]
    landmarks: NDArray[np.int64]
    missing: NDArray[np.int64]
    centroid_sizes: FloatArray
    units: tuple[str, ...]
    variables: dict[str, tuple[Value, ...]]

    def updated(self, part: "ObjectColumns") -> "ObjectColumns":
        """Return these columns with the newer values of some of the objects, in the same order.

        What has not changed is not copied: such a column is the same object as before.
        """
        rows = np.flatnonzero(np.isin(self.ids, part.ids))
        sorting = np.argsort(part.ids)
        places = sorting[np.searchsorted(part.ids, self.ids[rows], sorter=sorting)]
        variables = {
            name: _replaced(values, rows, part.variables[name], places)
            for name, values in self.variables.items()
        }
        return ObjectColumns(
            self.ids,
            _assigned(self.sequences, rows, part.sequences[places]),
            _replaced(self.names, rows, part.names, places),
            _assigned(self.landmarks, rows, part.landmarks[places]),
            _assigned(self.missing, rows, part.missing[places]),
            _assigned(self.centroid_sizes, rows, part.centroid_sizes[places]),
            _replaced(self.units, rows, part.units, places),
            variables,
        )


def add(
    library: Library, dataset: int, specimens: Sequence[Specimen], step: Step = no_step
) -> list[int]:
    """Append specimens to a data set in one transaction and return their ids.

    Nothing is stored when ``step`` raises. Variables must be in the data set's scheme. What lies
    in another coordinate system than the data set is turned into it.
    """
    total, now = len(specimens), int(time.time())
    with library.transaction():
        scheme = dataset_row(dataset)
        variables = _variable_names(scheme)
        step(0, total, "Storing objects")
        if system := system_of(scheme):
            specimens = [in_system(specimen, system) for specimen in specimens]
        sequence = _next_sequence(dataset)
        number = 1 + MdObject.select(fn.COALESCE(fn.MAX(MdObject.id), 0)).scalar()
        for start in range(0, total, _BATCH):
            step(start, total, "Storing objects")
            rows = [
                (
                    number + i, dataset, sequence + i, s.name, s.comment,
                    pack_landmarks(s.landmarks), pack_curves(s), s.scale, s.unit,
                    pack_values([s.variables.get(name) for name in variables]), now, now,
                )
                for i, s in enumerate(specimens[start : start + _BATCH], start)
            ]  # fmt: skip
            insert_rows(library, "mdobject", _COLUMNS, rows)
        step(total, total, "Storing objects")
    return list(range(number, number + total))


def load_table(library: Library, dataset: int) -> ShapeTable:
    """Read a data set as one array, with one query for the objects.

    Raises `UserError` where the data set is gone or empty, an object without landmarks or damaged,
    `RaggedDataset` where their landmark counts differ.
    """
    landmarks = io.BytesIO()  # grows in place, so that the array is in memory only once
    lengths: list[int] = []

    def take(blobs: Sequence[bytes], _axes: int) -> None:
        landmarks.writelines(blobs)
        lengths.extend(map(len, blobs))

    rows = _read(library, dataset, take)
    axes = rows.scheme.dimension
    if not rows.ids:
        raise UserError(f"The data set {rows.scheme.name!r} has no objects yet; import some first.")
    _check_equal(rows.names, np.array(lengths) // (8 * axes))
    known_units = {unit for unit in rows.units if unit}
    return ShapeTable(
        ids=tuple(rows.ids),
        names=tuple(rows.names),
        coords=unpack_landmarks([landmarks.getvalue()], axes).reshape(len(lengths), -1, axes),
        scales=rows.scales,
        unit=known_units.pop() if len(known_units) == 1 else "",
        landmark_names=tuple(rows.scheme.landmark_names),
        variables=rows.variables,
    )


def load_columns(
    library: Library,
    dataset: int,
    objects: Collection[int] | None = None,
    *,
    first: int | None = None,
) -> ObjectColumns:
    """Read what the object table shows, of all objects or of some, with one query.

    Of those asked for, objects that are not in the data set are left out; ``first`` is how many to
    read at most. Raises `UserError` where an object is damaged.
    """
    measured: list[NDArray[np.float64]] = [np.empty((3, 0))]

    def take(blobs: Sequence[bytes], axes: int) -> None:
        measured.append(_measure(blobs, axes))

    rows = _read(library, dataset, take, objects, first)
    counts, missing, sizes = np.concatenate(measured, axis=1)
    return ObjectColumns(
        ids=np.array(rows.ids, dtype=np.int64),
        sequences=np.array(rows.sequences, dtype=np.int64),
        names=tuple(rows.names),
        landmarks=counts.astype(np.int64),
        missing=missing.astype(np.int64),
        centroid_sizes=np.where(np.isfinite(rows.scales), sizes * rows.scales, sizes),
        units=tuple(rows.units),
        variables=rows.variables,
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """The objects of a data set in their order, without their landmarks."""

    scheme: MdDataset
    ids: list[int]
    sequences: list[int]
    names: list[str]
    scales: FloatArray
    units: list[str]
    variables: dict[str, tuple[Value, ...]]


_QUERY = (
    "SELECT id, sequence, name, scale, unit, variables, landmarks FROM mdobject"
    " WHERE dataset_id = ? ORDER BY sequence, id"
)
_QUERY_OF_SOME = _QUERY.replace(  # the plus keeps SQLite from going through the whole data set
    "dataset_id = ?", "+dataset_id = ? AND id IN (SELECT value FROM json_each(?))"
)


def _read(
    library: Library,
    dataset: int,
    take: Callable[[Sequence[bytes], int], None],
    objects: Collection[int] | None = None,
    first: int | None = None,
) -> _Rows:
    """Read the objects, a batch at a time; ``take`` gets the landmarks and the axes of each."""
    columns: list[list[Any]] = [[], [], [], [], []]
    query, asked = _QUERY, list[object]([dataset])
    if objects is not None:
        query = _QUERY_OF_SOME
        asked.append(id_list(list(objects)))
    if first is not None:
        query, asked = f"{query} LIMIT ?", [*asked, first]
    with library.connected(), library.database.atomic():  # variables and objects of one moment
        scheme = dataset_row(dataset)
        names = _variable_names(scheme)
        variables: list[list[Value]] = [[] for _ in names]
        cursor = library.database.execute_sql(query, asked)
        while rows := cursor.fetchmany(_BATCH):
            *plain, texts, blobs = zip(*rows, strict=True)
            if any(len(blob) % (8 * scheme.dimension) for blob in blobs):
                raise _damaged(library, scheme, "landmarks")
            take(blobs, scheme.dimension)
            try:
                unpacked = unpack_values(texts, len(names))
            except (ValueError, TypeError) as error:
                raise _damaged(library, scheme, "variables") from error
            for column, values in zip(columns + variables, plain + unpacked, strict=True):
                column.extend(values)
    ids, sequences, objects, scales, units = columns
    scale = np.array(scales, dtype=np.float64)  # None becomes NaN
    by_name = dict(zip(names, map(tuple, variables), strict=True))
    return _Rows(scheme, ids, sequences, objects, scale, units, by_name)


def _replaced(
    values: tuple[Any, ...], rows: NDArray[np.intp], new: tuple[Any, ...], places: NDArray[np.intp]
) -> tuple[Any, ...]:
    """Put ``new[places]`` into ``rows``; the very same tuple where that changes nothing."""
    pairs = [(row, new[place]) for row, place in zip(rows.tolist(), places.tolist(), strict=True)]
    pairs = [(row, value) for row, value in pairs if values[row] != value]
    if not pairs:
        return values
    changed = list(values)
    for row, value in pairs:
        changed[row] = value
    return tuple(changed)


def _assigned(
    values: NDArray[Scalar], rows: NDArray[np.intp], new: NDArray[Scalar]
) -> NDArray[Scalar]:
    """Put ``new`` into ``rows``; the very same array where that changes nothing."""
    if np.array_equal(values[rows], new, equal_nan=True):
        return values
    changed = values.copy()
    changed[rows] = new
    return changed


def _damaged(library: Library, scheme: MdDataset, what: str) -> UserError:
    return UserError(
        f"The {what} of an object in the data set {scheme.name!r} cannot be read; mend them with: "
        f"python Modan2.py check --mend --library {library.folder}"
    )


def _variable_names(scheme: MdDataset) -> list[str]:
    return [variable["name"] for variable in scheme.variables]


def _next_sequence(dataset: int) -> int:
    query = MdObject.select(fn.COALESCE(fn.MAX(MdObject.sequence), 0))
    return int(query.where(MdObject.dataset == dataset).scalar()) + 1


def _check_equal(names: Sequence[str], counts: NDArray[np.int64]) -> None:
    values, frequencies = np.unique(counts, return_counts=True)
    usual = values[frequencies.argmax()]
    if len(values) > 1:
        odd = [
            f"{name} ({count} landmarks)"
            for name, count in zip(names, counts.tolist(), strict=True)
            if count != usual
        ]
        raise RaggedDataset(odd, f"{usual} landmarks")
    if not usual:
        raise UserError("No object of this data set has landmarks yet; digitise or import them.")


def _measure(blobs: Sequence[bytes], axes: int) -> FloatArray:
    """Landmarks, missing landmarks and centroid size, a row each; NaN where there is no size."""
    counts = np.array([len(blob) for blob in blobs]) // (8 * axes)
    missing, sizes = np.zeros(len(blobs)), np.full(len(blobs), np.nan)
    for count in np.unique(counts[counts > 0]):  # one pass in a data set with equal counts
        rows = np.flatnonzero(counts == count)
        coords = unpack_landmarks([blobs[i] for i in rows.tolist()], axes)
        sizes[rows] = centroid_sizes(coords)
        unsized = np.isnan(sizes[rows])  # counting takes as long as measuring, so only where due
        missing[rows[unsized]] = np.isnan(coords[unsized]).any(axis=2).sum(axis=1)
    return np.array([counts, missing, sizes])
