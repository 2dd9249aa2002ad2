"""Objects that a filter chooses, out of the columns that the object table shows."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from components.shape.filter import Column, matches, written_name, written_text
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

_FILTER = re.compile(r"[=<>~]|\bis\s+(not\s+)?missing\b", re.IGNORECASE)


def kinds(scheme: Scheme) -> dict[str, Kind]:
    """Types of all columns that a filter can speak of, by name."""
    return BUILT_IN | {name: cast("Kind", kind) for name, kind in scheme.variables}


def as_filter(text: str, scheme: Scheme) -> str:
    """Return what was typed as a filter; plain words must all be in the name or text variables."""
    if _FILTER.search(text):
        return text
    columns = [written_name(name) for name, kind in kinds(scheme).items() if kind == "text"]
    words = [
        " or ".join(f"{column} ~ {written_text(word)}" for column in columns)
        for word in text.split()
    ]
    return words[0] if len(words) == 1 else " and ".join(f"({word})" for word in words)


def filterable(
    columns: ObjectColumns, scheme: Scheme, before: Mapping[str, Column] | None = None
) -> dict[str, Column]:
    """Return the columns that a filter can speak of, by name.

    Those of ``before`` that hold the same values are taken over, with what they have prepared.
    """
    values: dict[str, Sequence[Value] | NDArray[np.generic]] = {
        "name": columns.names,
        "number": columns.sequences,
        "landmarks": columns.landmarks,
        "missing": columns.missing,
        "centroid_size": columns.centroid_sizes,
    }
    values |= columns.variables
    made = {}
    for name, kind in kinds(scheme).items():
        old = before.get(name) if before else None
        if old is not None and old.kind == kind and old.values is values.get(name):
            made[name] = old
        elif name in values:
            made[name] = Column(kind, values[name])
    return made


def matching(text: str, columns: ObjectColumns, scheme: Scheme) -> NDArray[np.bool_]:
    """Tell for each object of a data set whether a filter chooses it.

    Raises `UserError` that says at which character the filter cannot be understood.
    """
    return matches(text, filterable(columns, scheme))


def chosen(library: Library, dataset: int, text: str) -> list[int]:
    """Ids of the objects of a data set that a filter chooses, in their order."""
    columns = objects.load_columns(library, dataset)
    found = matching(text, columns, datasets.dataset(library, dataset).scheme)
    ids: list[int] = columns.ids[found].tolist()
    return ids
