"""Objects that a filter chooses, out of the columns that the object table shows."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from components.shape.filter import Column, matches
from components.shape.specimen import Value
from components.shape.variables import Kind
from components.store import datasets, objects
from components.store.datasets import Scheme
from components.store.library import Library
from components.store.objects import ObjectColumns

BUILT_IN: dict[str, Kind] = {
    "name": "text",
    "number": "number",
    "landmarks": "number",
    "missing": "number",
    "centroid_size": "number",
}
"""Columns of every object, for filters; a variable of the same name comes before them."""


def kinds(scheme: Scheme) -> dict[str, Kind]:
    """Types of all columns that a filter can speak of, by name."""
    return BUILT_IN | {name: cast("Kind", kind) for name, kind in scheme.variables}


def matching(text: str, columns: ObjectColumns, scheme: Scheme) -> NDArray[np.bool_]:
    """Tell for each object of a data set whether a filter chooses it.

    Raises `UserError` that says at which character the filter cannot be understood.
    """
    values: dict[str, Sequence[Value] | NDArray[np.generic]] = {
        "name": columns.names,
        "number": columns.sequences,
        "landmarks": columns.landmarks,
        "missing": columns.missing,
        "centroid_size": columns.centroid_sizes,
    }
    values |= columns.variables
    there = {
        name: Column(kind, values[name]) for name, kind in kinds(scheme).items() if name in values
    }
    return matches(text, there)


def chosen(library: Library, dataset: int, text: str) -> list[int]:
    """Ids of the objects of a data set that a filter chooses, in their order."""
    columns = objects.load_columns(library, dataset)
    found = matching(text, columns, datasets.dataset(library, dataset).scheme)
    ids: list[int] = columns.ids[found].tolist()
    return ids
