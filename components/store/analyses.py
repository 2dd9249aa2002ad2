"""Stored analyses: options and numbers as JSON, arrays as one packed column."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError
from components.store.codec import pack_arrays, unpack_arrays
from components.store.datasets import unused_name
from components.store.library import Library
from components.store.rows import dataset_row
from MdModel import MdAnalysis

_LARGEST = 990_000_000  # bytes of arrays: SQLite keeps a billion in one place


@dataclass(frozen=True, eq=False)
class StoredAnalysis:
    """One analysis as it lies in the library; ``result`` refers to ``arrays`` by name."""

    dataset: int
    name: str
    fingerprint: str
    result: object
    arrays: Mapping[str, NDArray[np.generic]]


def save(library: Library, analysis: StoredAnalysis) -> int:
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
    with library.transaction():
        dataset_row(analysis.dataset)
        taken = MdAnalysis.select(MdAnalysis.name).where(MdAnalysis.dataset == analysis.dataset)
        row = MdAnalysis.create(
            dataset=analysis.dataset,
            name=unused_name(analysis.name, [name for (name,) in taken.tuples()]),
            fingerprint=analysis.fingerprint,
            result=analysis.result,
            arrays=pack_arrays(analysis.arrays),
            created=int(time.time()),
        )
        return int(row.id)


def load(library: Library, number: int) -> StoredAnalysis:
    """Read an analysis; raises `UserError` where it no longer exists."""
    with library.connected():
        row = MdAnalysis.get_or_none(MdAnalysis.id == number)
    if row is None:
        raise UserError("That analysis is no longer in the library; run it again.")
    return StoredAnalysis(
        row.dataset_id, row.name, row.fingerprint, row.result, unpack_arrays(row.arrays)
    )


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
