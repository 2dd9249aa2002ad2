"""Objects of a data set: written many at once, read with one query."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from peewee import fn

from components.errors import RaggedDataset, Step, UserError, no_step
from components.shape.size import centroid_sizes
from components.shape.specimen import FloatArray, Specimen, Value
from components.shape.table import ShapeTable
from components.store.codec import pack_curves, pack_landmarks, unpack_landmarks
from components.store.library import Library
from MdModel import MdDataset, MdObject

_BATCH = 2000  # rows for one INSERT statement's worth of progress


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


def add(
    library: Library, dataset: int, specimens: Sequence[Specimen], step: Step = no_step
) -> list[int]:
    """Append specimens to a data set in one transaction and return their ids.

    Nothing is stored when ``step`` raises. Variables must be in the data set's scheme.
    """
    now = int(time.time())
    with library.transaction():
        names = _variable_names(dataset)
        first = _next_sequence(dataset)
        before = MdObject.select(fn.COALESCE(fn.MAX(MdObject.id), 0)).scalar()
        rows = _rows(dataset, specimens, names, first, before + 1, now)
        sql = (
            "INSERT INTO mdobject (id, dataset_id, sequence, name, description, landmarks, curves,"
            " scale, unit, variables, created, modified) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
        )
        cursor = library.database.cursor()
        for start in range(0, len(specimens), _BATCH):
            step(start, len(specimens), "Storing objects")
            batch = [row for row, _ in zip(rows, range(_BATCH), strict=False)]
            cursor.executemany(sql, batch)
        step(len(specimens), len(specimens), "Storing objects")
        return list(range(before + 1, before + 1 + len(specimens)))


def load_table(library: Library, dataset: int) -> ShapeTable:
    """Read a data set as one array, with one query for the objects.

    Raises `UserError` where there are no objects or an object has no landmarks,
    `RaggedDataset` where their landmark counts differ.
    """
    with library.connected():
        scheme = MdDataset.get_by_id(dataset)
        rows = library.database.execute_sql(
            "SELECT id, name, landmarks, scale, unit, variables FROM mdobject"
            " WHERE dataset_id = ? ORDER BY sequence, id",
            (dataset,),
        ).fetchall()
    if not rows:
        raise UserError(f"The data set {scheme.name!r} has no objects yet; import some first.")
    ids, names, blobs, scales, units, values = zip(*rows, strict=True)
    _check_equal(names, blobs, scheme.dimension)
    known_units = {unit for unit in units if unit}
    return ShapeTable(
        ids=ids,
        names=names,
        coords=unpack_landmarks(blobs, scheme.dimension),
        scales=np.array([np.nan if s is None else s for s in scales], dtype=np.float64),
        unit=known_units.pop() if len(known_units) == 1 else "",
        landmark_names=tuple(scheme.landmark_names),
        variables=_variable_columns(values, [v["name"] for v in scheme.variables]),
    )


def load_columns(library: Library, dataset: int) -> ObjectColumns:
    """Read what the object table shows, with one query for the objects."""
    with library.connected():
        scheme = MdDataset.get_by_id(dataset)
        rows = library.database.execute_sql(
            "SELECT id, sequence, name, landmarks, scale, unit, variables FROM mdobject"
            " WHERE dataset_id = ? ORDER BY sequence, id",
            (dataset,),
        ).fetchall()
    ids, sequences, names, blobs, scales, units, values = (
        zip(*rows, strict=True) if rows else ((),) * 7
    )
    counts = np.array([len(b) for b in blobs], dtype=np.int64) // (8 * scheme.dimension)
    missing, sizes = _missing_and_sizes(blobs, counts, scheme.dimension)
    scale = np.array([np.nan if s is None else s for s in scales], dtype=np.float64)
    return ObjectColumns(
        ids=np.array(ids, dtype=np.int64),
        sequences=np.array(sequences, dtype=np.int64),
        names=tuple(names),
        landmarks=counts,
        missing=missing,
        centroid_sizes=np.where(np.isfinite(scale), sizes * scale, sizes),
        units=tuple(units),
        variables=_variable_columns(values, [v["name"] for v in scheme.variables]),
    )


def _rows(  # one value a column that is the same for all rows
    dataset: int,
    specimens: Sequence[Specimen],
    names: Sequence[str],
    sequence: int,
    number: int,
    now: int,
) -> Iterator[tuple[object, ...]]:
    for i, s in enumerate(specimens):
        values = json.dumps(
            [s.variables.get(n) for n in names], ensure_ascii=False, separators=(",", ":")
        )
        landmarks, curves = pack_landmarks(s.landmarks), pack_curves(s)
        yield (
            number + i, dataset, sequence + i, s.name, s.comment, landmarks, curves,
            s.scale, s.unit, values, now, now,
        )  # fmt: skip


def _variable_names(dataset: int) -> list[str]:
    return [v["name"] for v in MdDataset.get_by_id(dataset).variables]


def _next_sequence(dataset: int) -> int:
    query = MdObject.select(fn.COALESCE(fn.MAX(MdObject.sequence), 0))
    return int(query.where(MdObject.dataset == dataset).scalar()) + 1


def _variable_columns(texts: Sequence[str], names: Sequence[str]) -> dict[str, tuple[Value, ...]]:
    """Columns out of one JSON list for each object; a short list ends in missing values."""
    lists = json.loads(f"[{','.join(texts)}]")
    return {
        name: tuple(values[i] if i < len(values) else None for values in lists)
        for i, name in enumerate(names)
    }


def _check_equal(names: Sequence[str], blobs: Sequence[bytes], axes: int) -> None:
    sizes = np.array([len(blob) for blob in blobs])
    values, counts = np.unique(sizes, return_counts=True)
    if len(values) > 1:
        usual = values[counts.argmax()]
        odd = [
            f"{name} ({len(blob) // (8 * axes)} landmarks)"
            for name, blob in zip(names, blobs, strict=True)
            if len(blob) != usual
        ]
        raise RaggedDataset(odd, f"{usual // (8 * axes)} landmarks")
    if not values[0]:
        raise UserError("No object of this data set has landmarks yet; digitise or import them.")


def _missing_and_sizes(
    blobs: Sequence[bytes], counts: NDArray[np.int64], axes: int
) -> tuple[NDArray[np.int64], FloatArray]:
    missing = np.zeros(len(blobs), dtype=np.int64)
    sizes = np.full(len(blobs), np.nan)
    for count in np.unique(counts[counts > 0]):  # one pass in a data set with equal counts
        rows = np.flatnonzero(counts == count)
        coords = unpack_landmarks([blobs[i] for i in rows.tolist()], axes)
        missing[rows] = np.isnan(coords).any(axis=2).sum(axis=1)
        sizes[rows] = centroid_sizes(coords)
    return missing, sizes
