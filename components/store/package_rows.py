"""What a package says of data sets, in JSON: rows of the tables and back, checked both ways."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PureWindowsPath
from typing import Any

import numpy as np
from peewee import BlobField, Field, FloatField, ForeignKeyField, IntegerField, Model

from components.errors import Step, no_step
from components.shape.variables import KINDS
from components.store.check_rows import FITS, is_value
from MdModel import TABLES, JSONField, MdAnalysis, MdDataset, MdImage, MdObject, MdThreeDModel

Entry = dict[str, Any]
"""One row: its columns by name, a packed column being the number of its bytes."""

LISTS: Mapping[str, type[Model]] = {
    "objects": MdObject, "analyses": MdAnalysis, "images": MdImage, "models": MdThreeDModel,
}  # fmt: skip
"""Lists inside an entry, by name: the first two of data sets, the others of objects."""

BLOBS: Mapping[str, type[Model]] = {
    "landmarks": MdObject, "curves": MdObject, "arrays": MdAnalysis,
}  # fmt: skip
"""Packed columns; each has a part of its own, with the bytes of all rows one after the other."""

_OWN = ("id", "position")  # said by the place in the file
_COLUMNS: Mapping[type[Model], tuple[Field, ...]] = {
    table: tuple(
        field
        for field in table._meta.sorted_fields  # peewee's
        if not isinstance(field, ForeignKeyField) and field.name not in _OWN
    )
    for table in TABLES
}
_DIMENSIONS = (2, 3)
_LARGEST = 2**63
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[|<]([biufc]\d{1,2}|U\d{1,4})")
_AT_ONCE = 500  # objects that are checked between two steps
_HEADER = 4  # bytes; see components.store.codec
_ENDING = 8  # characters of a file's ending that are kept in the name of its part


class Unfit(Exception):
    """Something in a package or a library is not as it must be; ``str(error)`` says what."""


def columns(table: type[Model]) -> tuple[Field, ...]:
    """Columns that a package holds: all but ids and what refers to them."""
    return _COLUMNS[table]


def entry_of(table: type[Model], row: Sequence[object]) -> Entry:
    """Turn values of `columns` into an entry; packed columns are given as their lengths."""
    fields = columns(table)
    return {
        field.name: json.loads(value) if isinstance(field, JSONField) and value else value  # type: ignore[arg-type]  # JSON columns are text
        for field, value in zip(fields, row, strict=True)
    }


def row_of(table: type[Model], entry: Entry) -> list[Any]:
    """Undo `entry_of`."""
    return [
        field.db_value(entry[field.name]) if isinstance(field, JSONField) else entry[field.name]
        for field in columns(table)
    ]


def check(datasets: object, step: Step = no_step) -> None:
    """Raise `Unfit` where the entries of data sets are not what a library can hold."""
    if not isinstance(datasets, list) or not datasets:
        raise Unfit("it holds no data sets")
    for place, dataset in enumerate(datasets):
        _check_entry(MdDataset, dataset, ("parent", "objects", "analyses"))
        parent = dataset["parent"]
        if parent is not None and not (type(parent) is int and 0 <= parent < place):
            raise Unfit(f"the data set {dataset['name']!r} lies below one that is not before it")
        _check_scheme(dataset)
        for i, item in enumerate(dataset["objects"]):
            if not i % _AT_ONCE:
                step(0, 0, "")
            _check_object(item, dataset)
        for item in dataset["analyses"]:
            _check_entry(MdAnalysis, item, ())


def packed_rows(datasets: Sequence[Entry], column: str) -> Iterator[tuple[Entry, Entry]]:
    """Rows with a packed column, in the order of the file, each behind its data set."""
    name = "analyses" if BLOBS[column] is MdAnalysis else "objects"
    return ((dataset, row) for dataset in datasets for row in dataset[name])


def check_blob(dataset: Entry, row: Entry, column: str, blob: object) -> None:
    """Raise `Unfit` where a packed column does not hold what its entry says."""
    if blob is None and row[column] is None:
        return
    if not isinstance(blob, bytes | memoryview) or len(blob) != row[column]:
        raise Unfit(f"the {column} of {row['name']!r} cannot be read")
    if column != "landmarks":  # whose bytes are numbers, whatever they are
        _check_arrays(blob, row["name"], dataset["dimension"] if column == "curves" else None)


def media(datasets: Sequence[Entry]) -> Iterator[Entry]:
    """Entries of all images and meshes."""
    for dataset in datasets:
        for item in dataset["objects"]:
            yield from item["images"]
            yield from item["models"]


def plain_name(name: str) -> str:
    """Return the name of a file without what would lead elsewhere on any system."""
    plain = re.sub(r"[\\/\0]", "_", name)
    plain = plain if PureWindowsPath(plain).name == plain else plain.replace(":", "_")
    return plain if plain not in ("", ".", "..") else "_"


def part_name(sha256: str, name: str) -> str:
    """Where a medium with this content lies in a package."""
    ending = PureWindowsPath(name).suffix.lower()
    plain = ending.isascii() and ending[1:].isalnum() and len(ending) <= _ENDING
    return f"media/{sha256}{ending if plain else ''}"


def _check_scheme(dataset: Entry) -> None:
    """Check what the columns of a data set mean together."""
    name, axes = dataset["name"], dataset["dimension"]
    if axes not in _DIMENSIONS:
        raise Unfit(f"the data set {name!r} has {axes} axes")
    if any(variable["type"] not in KINDS for variable in dataset["variables"]):
        raise Unfit(f"the data set {name!r} has a variable of an unknown type")
    if not all(isinstance(curve, dict) for curve in dataset["curves"]):
        raise Unfit(f"the curves of the data set {name!r} cannot be read")


def _check_object(item: object, dataset: Entry) -> None:
    entry = _check_entry(MdObject, item, ("images", "models"))
    if entry["landmarks"] % (8 * dataset["dimension"]):
        raise Unfit(f"the landmarks of {entry['name']!r} do not fit {dataset['dimension']} axes")
    values = entry["variables"]
    if (
        not isinstance(values, list)
        or len(values) > len(dataset["variables"])
        or not all(map(is_value, values))
    ):
        raise Unfit(f"the variables of {entry['name']!r} do not fit those of the data set")
    for kind in ("images", "models"):
        for medium in entry[kind]:
            _check_entry(LISTS[kind], medium, ())
            name = medium["name"]
            if not _SHA256.fullmatch(medium["sha256"]) or plain_name(name) != name:
                raise Unfit(f"{name!r} is not the name of an image or a mesh")


def _check_entry(table: type[Model], entry: object, more: Sequence[str]) -> Entry:
    """Check the columns of a row, and that lists are lists."""
    fields = columns(table)
    if not isinstance(entry, dict) or set(entry) != {*(f.name for f in fields), *more}:
        raise Unfit(f"the columns of {table._meta.table_name} are not those of this version")
    named = repr(entry["name"]) if isinstance(entry["name"], str) else table._meta.table_name
    for field in fields:
        if not _fits(table, field, entry[field.name]):
            raise Unfit(f"the {field.name.replace('_', ' ')} of {named} cannot be read")
    for name in more:
        if name in LISTS and not isinstance(entry[name], list):
            raise Unfit(f"the {name} of {named} cannot be read")
    return entry


def _fits(table: type[Model], field: Field, value: Any) -> bool:  # noqa: ANN401  # any JSON
    if value is None:
        return bool(field.null)
    if isinstance(field, JSONField):
        rule = FITS.get(table._meta.table_name, {}).get(field.name)
        return _writable(str(field.db_value(value))) and (rule is None or rule(value))
    if isinstance(field, BlobField):
        return type(value) is int and 0 <= value < _LARGEST
    if isinstance(field, IntegerField):
        return type(value) is int and -_LARGEST <= value < _LARGEST
    if isinstance(field, FloatField):
        return type(value) in (int, float) and math.isfinite(value)
    return isinstance(value, str) and _writable(value)


def _writable(text: str) -> bool:
    """Whether SQLite can hold a text: half a character, as JSON can spell it, it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_arrays(blob: bytes | memoryview, name: str, axes: int | None) -> None:
    """Raise `Unfit` where packed arrays are broken, or not points with as many axes."""
    try:
        start = _HEADER + int.from_bytes(blob[:_HEADER], "little")
        for array, kind, shape in json.loads(bytes(blob[_HEADER:start])):
            points = axes is None or (kind == "<f8" and len(shape) == 2 and shape[1] == axes)
            known = isinstance(array, str) and _NUMBER.fullmatch(kind)
            if not points or not known or any(type(size) is not int or size < 0 for size in shape):
                raise Unfit(f"the numbers of {name!r} cannot be read")
            start += math.prod(shape) * np.dtype(kind).itemsize
    except (ValueError, TypeError, RecursionError) as error:
        raise Unfit(f"the numbers of {name!r} cannot be read") from error
    if start != len(blob):
        raise Unfit(f"the numbers of {name!r} cannot be read")
