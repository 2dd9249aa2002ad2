"""Packages: data sets with everything that belongs to them, as one file for other libraries.

docs/formats.md describes the file. Equal content gives equal bytes, whatever its ids are.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import ZipFile

from peewee import BlobField, Model

from components.errors import Step, UserError, no_step, part_of
from components.store.datasets import Dataset, tree
from components.store.files import sha256_of
from components.store.library import Library
from components.store.media import stored_path
from components.store.package_rows import (
    BLOBS,
    LISTS,
    Entry,
    Unfit,
    check,
    check_blob,
    columns,
    entry_of,
    media,
    packed_rows,
    part_name,
    plain_name,
)
from components.store.zips import Part, add_part, file_chunks, written
from MdModel import MdAnalysis, MdDataset, MdImage, MdObject, MdThreeDModel

SUFFIX = ".modan.zip"
FORMAT = "Modan2 package"
VERSION = 1
MANIFEST = "manifest.json"
DATASETS = "datasets.json"

_BATCH = 1000  # rows read at a time
_DENSE = (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".bmp")  # not made smaller by packing


@dataclass(frozen=True)
class Exported:
    """A finished package. ``damaged`` names images and meshes that are missing or have decayed."""

    path: Path
    datasets: int
    objects: int
    files: int
    damaged: tuple[str, ...]


def write_package(
    library: Library,
    numbers: Sequence[int],
    path: Path,
    program: str,
    *,
    below: bool = True,
    step: Step = no_step,
) -> Exported:
    """Write data sets, by their ids, with the data sets below them, into one file.

    The file is there whole or not at all; ``program`` is noted in it. A data set that lies below
    another one of ``numbers`` is written once, at its place in the tree. Raises `UserError` where
    the file cannot be written or a data set is damaged.
    """
    chosen = _chosen(library, numbers, below=below)
    with written(path) as archive:
        with library.connected(), library.database.atomic():  # rows of one moment
            entries = [_dataset(library, entry, chosen, step) for entry in chosen]
            parts = _write_rows(library, archive, chosen, entries, part_of(step, 0, 2))
        files, damaged = _media(library, entries)
        for i, (name, file) in enumerate(files.items()):
            part_of(step, 1, 2)(i, len(files), f"Packing {file.name}")
            dense = file.suffix.lower() in _DENSE
            parts.append(add_part(archive, name, file_chunks(file), deflate=not dense))
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "program": program,
            "parts": [asdict(part) for part in parts],
            "absent": sorted(damaged),
        }
        add_part(archive, MANIFEST, [_json(manifest, indent=1)], deflate=True)
        step(1, 1, "Packed")
    objects = sum(len(entry["objects"]) for entry in entries)
    return Exported(path, len(entries), objects, len(files), tuple(damaged.values()))


def _chosen(library: Library, numbers: Sequence[int], *, below: bool) -> list[Dataset]:
    """Return the data sets to write, parents before children."""
    taken: dict[int, Dataset] = {}
    for entry in tree(library):
        if entry.id in numbers or (below and entry.parent in taken):
            taken[entry.id] = entry
    if not numbers or any(number not in taken for number in numbers):
        raise UserError("That data set is no longer in the library; choose another one.")
    return list(taken.values())


def _dataset(library: Library, dataset: Dataset, chosen: Sequence[Dataset], step: Step) -> Entry:
    """Read everything of a data set but its packed columns."""
    places = {entry.id: i for i, entry in enumerate(chosen)}
    try:
        ((_, entry),) = _rows(library, MdDataset, "WHERE id = ?", dataset.id)
        objects = dict(
            _rows(library, MdObject, "WHERE dataset_id = ? ORDER BY sequence, id", dataset.id)
        )
        analyses = _rows(library, MdAnalysis, "WHERE dataset_id = ? ORDER BY id", dataset.id)
        entry |= {
            "parent": places.get(dataset.parent) if dataset.parent else None,
            "objects": list(objects.values()),
            "analyses": [analysis for _, analysis in analyses],
        }
        for item in objects.values():
            item |= {"images": [], "models": []}
        for kind, table in (("images", MdImage), ("models", MdThreeDModel)):
            condition = "WHERE object_id IN (SELECT id FROM mdobject WHERE dataset_id = ?)"
            for owner, medium in _rows(
                library, table, f"{condition} ORDER BY id", dataset.id, key="object_id"
            ):
                medium["name"] = plain_name(medium["name"])
                objects[owner][kind].append(medium)
        check([{**entry, "parent": None}], step)
    except (ValueError, Unfit) as error:
        raise _broken(library, dataset.name, error) from error
    return entry


def _rows(
    library: Library, table: type[Model], condition: str, number: int, key: str = "id"
) -> Iterator[tuple[int, Entry]]:
    """Read rows as entries, each with the value of a column beside it."""
    names = [
        f"LENGTH({field.name})" if isinstance(field, BlobField) else field.name
        for field in columns(table)
    ]
    select = f"SELECT {key}, {', '.join(names)} FROM {table._meta.table_name} {condition}"  # noqa: S608  # names of ours
    for number_, *row in library.database.execute_sql(select, (number,)):
        yield number_, entry_of(table, row)


def _write_rows(
    library: Library,
    archive: ZipFile,
    chosen: Sequence[Dataset],
    entries: Sequence[Entry],
    step: Step,
) -> list[Part]:
    """Write the entries, and each packed column of all rows as one part."""
    parts = [add_part(archive, DATASETS, _pieces(entries), deflate=True)]
    for i, column in enumerate(BLOBS):
        report = part_of(step, i, len(BLOBS))
        blobs = _blobs(library, column, chosen, entries, report)
        parts.append(add_part(archive, f"{column}.bin", blobs, deflate=column == "arrays"))
    return parts


def _pieces(entries: Sequence[Entry]) -> Iterator[bytes]:
    """Write entries as JSON, a batch of objects at a time: all at once would hold up others."""
    for i, entry in enumerate(entries):
        for j, (key, value) in enumerate(entry.items()):
            yield (b"," if j else b",{" if i else b"[{") + _json(key) + b":"
            if key not in LISTS:
                yield _json(value)
                continue
            for start in range(0, len(value), _BATCH):
                yield (b"," if start else b"[") + _json(value[start : start + _BATCH])[1:-1]
            yield b"]" if value else b"[]"
        yield b"}"
    yield b"]"


def _blobs(
    library: Library,
    column: str,
    chosen: Sequence[Dataset],
    entries: Sequence[Entry],
    step: Step,
) -> Iterator[bytes]:
    """Read a packed column of all rows, in the order of the entries."""
    table = BLOBS[column]._meta.table_name
    order = "id" if BLOBS[column] is MdAnalysis else "sequence, id"
    select = f"SELECT {column} FROM {table} WHERE dataset_id = ? ORDER BY {order}"  # noqa: S608  # names of ours
    for i, (dataset, entry) in enumerate(zip(chosen, entries, strict=True)):
        step(i, len(chosen), f"Packing {dataset.name}")
        wanted = packed_rows([entry], column)
        cursor = library.database.execute_sql(select, (dataset.id,))
        while rows := cursor.fetchmany(_BATCH):
            try:
                for (blob,) in rows:
                    check_blob(*next(wanted), column, blob)
            except Unfit as error:
                raise _broken(library, dataset.name, error) from error
            yield b"".join(blob for (blob,) in rows if blob is not None)


def _media(library: Library, entries: Sequence[Entry]) -> tuple[dict[str, Path], dict[str, str]]:
    """Files by the names of their parts, and the names of those that are missing or decayed."""
    files: dict[str, Path] = {}
    damaged: dict[str, str] = {}
    for medium in media(entries):
        name = part_name(medium["sha256"], medium["name"])
        path = stored_path(library, medium["sha256"], medium["name"])
        if name in files or name in damaged:
            continue
        if path.is_file() and sha256_of(path) == medium["sha256"]:
            files[name] = path
        else:
            damaged[name] = medium["name"]
    return dict(sorted(files.items())), damaged


def _json(value: object, indent: int | None = None) -> bytes:
    between = (",", ":") if indent is None else None
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=between).encode()


def _broken(library: Library, name: str, error: Exception) -> UserError:
    return UserError(
        f"The data set {name!r} is damaged ({error}) and was not packed; mend it with: "
        f"python Modan2.py check --mend --library {library.folder}"
    )
