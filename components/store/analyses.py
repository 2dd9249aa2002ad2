"""Stored analyses: options and numbers as JSON, arrays as one packed column."""

import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, UserError, no_step
from components.store.codec import gathered, packed_pieces, unpack_arrays
from components.store.datasets import unused_name
from components.store.library import Library
from components.store.rows import dataset_row
from MdModel import MdAnalysis

_PIECE = 1 << 20  # bytes
_LARGEST = 990_000_000  # bytes of arrays: SQLite keeps a billion in one place


@dataclass(frozen=True, eq=False)
class StoredAnalysis:
    """One analysis as it lies in the library; ``result`` refers to ``arrays`` by name."""

    dataset: int
    name: str
    fingerprint: str
    result: object
    arrays: Mapping[str, NDArray[np.generic]]


def save(library: Library, analysis: StoredAnalysis, step: Step = no_step) -> int:
    """Store an analysis, under a name that its data set does not have yet; returns its id.

    Raises `UserError` where the data set has been deleted meanwhile, and for more numbers than one
    place of a library holds.
    """
    size = sum(array.nbytes for array in analysis.arrays.values())
    if size > _LARGEST:
        raise UserError(
            f"The results take {size / 1e9:.1f} GB, and a library keeps 1 GB of one analysis; "
            "analyse part of the objects, or their files with the command analyze."
        )
    size += len(next(packed_pieces(analysis.arrays)))  # the header
    with library.transaction():
        dataset_row(analysis.dataset)
        taken = MdAnalysis.select(MdAnalysis.name).where(MdAnalysis.dataset == analysis.dataset)
        row = MdAnalysis.create(
            dataset=analysis.dataset,
            name=unused_name(analysis.name, [name for (name,) in taken.tuples()]),
            fingerprint=analysis.fingerprint,
            result=analysis.result,
            arrays=b"",
            created=int(time.time()),
        )
        write_arrays(library, row.id, size, packed_pieces(analysis.arrays), step)
        return int(row.id)


def write_arrays(
    library: Library,
    number: int,
    size: int,
    pieces: Iterable[bytes | memoryview],
    step: Step = no_step,
) -> None:
    """Store so many bytes of packed arrays with an analysis, inside a transaction."""
    change = "UPDATE mdanalysis SET arrays = zeroblob(?) WHERE id = ?"
    library.database.execute_sql(change, (size, number))
    done = 0
    with _opened(library, number) as blob:
        for piece in pieces:
            step(done, size, "Keeping the results")
            blob.write(piece)
            done += len(piece)


def load(library: Library, number: int) -> StoredAnalysis:
    """Read an analysis; raises `UserError` where it no longer exists."""
    fields = [field for field in MdAnalysis._meta.sorted_fields if field.name != "arrays"]
    with library.connected(), library.database.atomic():  # both reads are of one moment
        row = MdAnalysis.select(*fields).where(MdAnalysis.id == number).get_or_none()
        if row is None:
            raise UserError("That analysis is no longer in the library; run it again.")
        with _opened(library, number, readonly=True) as blob:
            packed = gathered(iter(lambda: blob.read(_PIECE), b""), len(blob))
    arrays = unpack_arrays(packed)
    return StoredAnalysis(row.dataset_id, row.name, row.fingerprint, row.result, arrays)


def _opened(library: Library, number: int, *, readonly: bool = False) -> sqlite3.Blob:
    """Open the arrays of an analysis, to be read or written in pieces.

    As one value they would hold up all other threads: the results of 100,000 objects are 150 MB.
    """
    connection: sqlite3.Connection = library.database.connection()
    return connection.blobopen("mdanalysis", "arrays", number, readonly=readonly)


def delete(library: Library, number: int) -> None:
    """Delete an analysis."""
    with library.transaction():
        MdAnalysis.delete_by_id(number)


def rename(library: Library, number: int, name: str) -> None:
    """Give an analysis another name; raises `UserError` for an empty one."""
    if not name.strip():
        raise UserError("An analysis needs a name; type at least one letter.")
    with library.transaction():
        MdAnalysis.update(name=name.strip()).where(MdAnalysis.id == number).execute()
