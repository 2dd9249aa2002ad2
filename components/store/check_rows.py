"""Looks into the packed columns of a library: can each be read, and does it fit its scheme."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from components.errors import Step
from components.store.codec import unpack_arrays
from components.store.curve_entries import is_curve, is_named
from components.store.findings import Finding, Kind, place

Schemes = dict[int, tuple[int, int | None]]
"""For each data set its dimension, and how many variables it has, where that can be read."""

_EVERY = 2000  # objects between two reports
_DIMENSIONS = (2, 3)


def _whole(values: Any) -> bool:  # noqa: ANN401  # any JSON
    return isinstance(values, list) and all(type(value) is int for value in values)


def _named(values: Any, *keys: str) -> bool:  # noqa: ANN401  # any JSON
    return isinstance(values, list) and all(
        isinstance(value, dict) and all(isinstance(value.get(key), str) for key in keys)
        for value in values
    )


def _curves(values: Any) -> bool:  # noqa: ANN401  # any JSON
    return isinstance(values, list) and all(is_curve(value) for value in values if is_named(value))


FITS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "mddataset": {
        "landmark_names": lambda v: isinstance(v, list) and all(isinstance(n, str) for n in v),
        "wireframe": lambda v: isinstance(v, list) and all(_whole(x) and len(x) == 2 for x in v),
        "polygons": lambda v: isinstance(v, list) and all(_whole(x) for x in v),
        "baseline": _whole,
        "curves": _curves,
        "variables": lambda v: _named(v, "name", "type"),
        "views": lambda v: _named(v, "name", "filter"),
    },
    "mdimage": {"exif": lambda v: isinstance(v, dict)},
    "mdanalysis": {"result": lambda v: v is not None},
}


def unreadable_columns(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Find JSON of another kind than it should be, impossible dimensions and broken arrays."""
    for table, columns in FITS.items():
        for column, fits in columns.items():
            select = f"SELECT id, {column} FROM {table}"  # noqa: S608  # our own names
            for row, text in connection.execute(select):
                if not fits(parsed(text)):
                    wrong = f"its {column.replace('_', ' ')} cannot be read"
                    yield _column(connection, table, row, column, wrong)
    for row, dimension in connection.execute("SELECT id, dimension FROM mddataset"):
        if dimension not in _DIMENSIONS:
            where = place(connection, "mddataset", row)
            text = f"it has {dimension} dimensions"
            mend = "give it the dimension that fits its landmarks"
            yield Finding("dimension", where, text, mend, "mddataset", row)
    for row, arrays in connection.execute("SELECT id, arrays FROM mdanalysis"):
        if not _arrays_fit(arrays):
            yield _column(connection, "mdanalysis", row, "arrays", "its numbers cannot be read")


def wrong_objects(connection: sqlite3.Connection, step: Step) -> Iterator[Finding]:
    """Find landmarks, curves and variables that cannot be read or do not fit their data set."""
    schemes: Schemes = {}
    for number, dimension, text in connection.execute(
        "SELECT id, dimension, variables FROM mddataset"
    ):
        variables = parsed(text)
        schemes[number] = dimension, len(variables) if isinstance(variables, list) else None
    (total,) = connection.execute("SELECT COUNT(*) FROM mdobject").fetchone()
    rows = connection.execute(
        "SELECT id, dataset_id, typeof(landmarks), length(landmarks), curves, variables"
        " FROM mdobject"
    )
    for i, (row, dataset, kind, length, curves, variables) in enumerate(rows):
        if i % _EVERY == 0:
            step(i, total, "Checking objects")
        dimension, count = schemes.get(dataset, (0, None))
        if kind != "blob" or (dimension in _DIMENSIONS and length % (8 * dimension)):
            yield _object(connection, row, "landmarks", f"do not fit {dimension} dimensions")
        if curves is not None and not _arrays_fit(curves):
            yield _object(connection, row, "curves", "cannot be read")
        if not _values_fit(parsed(variables), count):
            yield _object(connection, row, "variables", "do not fit those of the data set")


def parsed(text: object) -> Any:  # noqa: ANN401  # any JSON
    """Read JSON; what cannot be read is None."""
    try:
        return json.loads(text) if isinstance(text, str | bytes) else None
    except ValueError:
        return None


def is_value(value: object) -> bool:
    """Whether a variable can have this value."""
    return value is None or isinstance(value, str | int | float)


def _values_fit(values: object, count: int | None) -> bool:
    if not isinstance(values, list) or not all(is_value(value) for value in values):
        return False
    return count is None or len(values) <= count  # a short list ends in missing values


def _arrays_fit(data: object) -> bool:
    try:
        return isinstance(data, bytes) and unpack_arrays(data) is not None
    except (ValueError, TypeError, KeyError, IndexError):
        return False


def _object(connection: sqlite3.Connection, row: int, column: Kind, wrong: str) -> Finding:
    where = place(connection, "mdobject", row)
    mend = "keep what fits, and all of it as text in the description"
    return Finding(column, where, f"its {column} {wrong}", mend, "mdobject", row, column)


def _column(
    connection: sqlite3.Connection, table: str, row: int, column: str, wrong: str
) -> Finding:
    where = place(connection, table, row)
    mend = "empty it and keep the text in the description"
    if table == "mdanalysis":
        mend = "delete the analysis, which stays in the copy made before mending"
    return Finding("column", where, wrong, mend, table, row, column)
