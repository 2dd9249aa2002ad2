"""Packages into a library: everything is verified before anything is stored."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from peewee import Model, fn

from components.errors import Step, no_step, part_of
from components.store.bulk import insert_rows
from components.store.datasets import unused_name
from components.store.files import demand_room
from components.store.library import Library
from components.store.package import DATASETS, FORMAT, MANIFEST, VERSION, part_name
from components.store.package_rows import (
    BLOBS,
    Entry,
    Unfit,
    check,
    check_blob,
    columns,
    media,
    packed_rows,
    row_of,
)
from components.store.zips import (
    Part,
    opened,
    part_bytes,
    part_chunks,
    parts_of,
    refused,
    verify_parts,
)
from MdModel import MdAnalysis, MdDataset, MdImage, MdObject, MdThreeDModel

_MOST_JSON = 512 << 20  # bytes, about two million objects
_BATCH = 1000  # objects between two reports


@dataclass(frozen=True)
class Added:
    """What was added. ``datasets`` are the ids of those at the top of the package.

    ``damaged`` names images and meshes that were missing already when the package was written.
    """

    datasets: tuple[int, ...]
    objects: int
    files: int
    damaged: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """A package that has been verified and is still open."""

    path: Path
    archive: ZipFile
    infos: Mapping[str, ZipInfo]
    datasets: list[Entry]


@contextmanager
def verified(path: Path, step: Step = no_step) -> Iterator[Package]:
    """Open a package of which everything has been checked; nothing is written.

    Raises `UserError` where the file is not what `write_package` has written, or was written by a
    newer version.
    """
    with opened(path) as archive:
        infos = parts_of(archive, path)
        parts, absent = _manifest(archive, infos, path)
        found, wanted = set(infos) - {MANIFEST}, {part.name for part in parts}
        if wanted - found:
            raise refused(path, f"the part {min(wanted - found)!r} is missing")
        if found - wanted:
            raise refused(path, f"{min(found - wanted)!r} in it belongs to no package")
        verify_parts(archive, infos, parts, path, step)
        try:
            package = Package(path, archive, infos, _parsed(archive, infos, path, DATASETS))
            check(package.datasets)
            _check_parts(package, parts, absent)
        except Unfit as error:
            raise refused(path, str(error)) from error
        yield package


def add_package(
    library: Library,
    package: Package,
    add: Callable[[Path], str],
    parent: int | None = None,
    step: Step = no_step,
) -> Added:
    """Add the data sets of a package to a library, below another data set or at the top.

    Belongs into a transaction; ``add`` comes from `components.store.media.added_files`. Rows get
    new ids, and data sets names that are free.
    """
    files = _files(package)
    demand_room(library.folder, sum(package.infos[name].file_size for name in files))
    tops = _add_rows(library, package, parent, part_of(step, 0, 2))
    names = {part_name(m["sha256"], m["name"]): m["name"] for m in media(package.datasets)}
    _add_media(package, files, names, add, part_of(step, 1, 2))
    objects = sum(len(dataset["objects"]) for dataset in package.datasets)
    damaged = tuple(name for part, name in names.items() if part not in package.infos)
    return Added(tops, objects, len(files), damaged)


def _manifest(
    archive: ZipFile, infos: Mapping[str, ZipInfo], path: Path
) -> tuple[list[Part], set[str]]:
    """Parts that the package has, and the names of media that it has not."""
    content = _parsed(archive, infos, path, MANIFEST) if MANIFEST in infos else None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise refused(path, "it is a zip file but no package of Modan2")
    version = content.get("version")
    if type(version) is int and version > VERSION:
        raise refused(
            path, f"a newer Modan2 ({content.get('program')}) has written it; update yours first"
        )
    parts, absent = content.get("parts"), content.get("absent")
    if (
        version != VERSION
        or not isinstance(parts, list)
        or not all(map(_is_part, parts))
        or len({part["name"] for part in parts}) < len(parts)
        or not isinstance(absent, list)
        or not all(isinstance(name, str) for name in absent)
    ):
        raise refused(path, "its list of parts cannot be read")
    return [Part(**part) for part in parts], set(absent)


def _is_part(part: object) -> bool:
    return (
        isinstance(part, dict)
        and set(part) == {"name", "size", "sha256"}
        and isinstance(part["name"], str)
        and type(part["size"]) is int
        and isinstance(part["sha256"], str)
    )


def _parsed(archive: ZipFile, infos: Mapping[str, ZipInfo], path: Path, name: str) -> Any:  # noqa: ANN401  # any JSON
    if name not in infos:
        raise refused(path, f"the part {name!r} is missing")
    try:
        return json.loads(part_bytes(archive, infos[name], path, _MOST_JSON))
    except (ValueError, RecursionError) as error:
        raise refused(path, f"the part {name!r} cannot be read") from error


def _check_parts(package: Package, parts: Sequence[Part], absent: set[str]) -> None:
    """Raise `Unfit` where parts and data sets do not belong together."""
    hashes = {part.name: part.sha256 for part in parts}
    names = {part_name(m["sha256"], m["name"]): m["sha256"] for m in media(package.datasets)}
    own = {MANIFEST, DATASETS, *(f"{column}.bin" for column in BLOBS)}
    if set(package.infos) != own | (set(names) - absent):
        odd = min(set(package.infos) ^ (own | (set(names) - absent)))
        raise Unfit(f"the part {odd!r} is missing or belongs to nothing")
    for name in set(names) - absent:
        if hashes[name] != names[name]:
            raise Unfit(f"the part {name!r} is not the image or mesh that it is called")
    for column in BLOBS:
        sizes = [row[column] or 0 for _, row in packed_rows(package.datasets, column)]
        if package.infos[f"{column}.bin"].file_size != sum(sizes):
            raise Unfit(f"the part '{column}.bin' does not fit the data sets")
        rows = packed_rows(package.datasets, column)
        for (dataset, row), blob in zip(rows, _blobs(package, column), strict=True):
            check_blob(dataset, row, column, blob)


def _blobs(package: Package, column: str) -> Iterator[bytes | None]:
    """Read a packed column row by row."""
    name = f"{column}.bin"
    chunks = part_chunks(package.archive, package.infos[name], package.path)
    held = bytearray()
    for _, row in packed_rows(package.datasets, column):
        length = row[column] or 0
        while len(held) < length:
            held += next(chunks)
        yield None if row[column] is None else bytes(held[:length])
        del held[:length]


def _files(package: Package) -> list[str]:
    return [name for name in package.infos if name.startswith("media/")]


def _add_rows(
    library: Library, package: Package, parent: int | None, step: Step
) -> tuple[int, ...]:
    """Add all rows and return the ids of the data sets at the top of the package."""
    numbers, tops = _add_datasets(library, package.datasets, parent)
    landmarks, curves = _blobs(package, "landmarks"), _blobs(package, "curves")
    arrays = _blobs(package, "arrays")
    first = _next_id(MdObject)
    done, total = 0, sum(len(dataset["objects"]) for dataset in package.datasets)
    for number, dataset in zip(numbers, package.datasets, strict=True):
        for start in range(0, len(dataset["objects"]), _BATCH):
            step(done, total, "Storing objects")
            items = dataset["objects"][start : start + _BATCH]
            ids = range(first + done, first + done + len(items))
            done += len(items)
            packed = [{**o, "landmarks": next(landmarks), "curves": next(curves)} for o in items]
            _insert(library, MdObject, ("id", "dataset_id"), [(i, number) for i in ids], packed)
            for kind, table in (("images", MdImage), ("models", MdThreeDModel)):
                owners = [(i,) for i, item in zip(ids, items, strict=True) for _ in item[kind]]
                _insert(library, table, ("object_id",), owners, [m for o in items for m in o[kind]])
        analyses = [{**entry, "arrays": next(arrays)} for entry in dataset["analyses"]]
        _insert(library, MdAnalysis, ("dataset_id",), [(number,)] * len(analyses), analyses)
    return tops


def _add_datasets(
    library: Library, datasets: Sequence[Entry], parent: int | None
) -> tuple[list[int], tuple[int, ...]]:
    """Add the rows of data sets; returns the ids of all, and of those at the top."""
    first = _next_id(MdDataset)
    above = MdDataset.parent.is_null() if parent is None else MdDataset.parent == parent
    siblings = list(MdDataset.select(MdDataset.name, MdDataset.position).where(above))
    names = [row.name for row in siblings]
    places = {None: max((row.position for row in siblings), default=-1) + 1}
    keys, rows, tops = [], [], []
    for i, dataset in enumerate(datasets):
        place, owner, name = dataset["parent"], parent, dataset["name"]
        if place is None:
            name = unused_name(name, names)
            names.append(name)
            tops.append(first + i)
        else:
            owner = first + place
        keys.append((first + i, owner, places.setdefault(place, 0)))
        rows.append({**dataset, "name": name})
        places[place] += 1
    _insert(library, MdDataset, ("id", "parent_id", "position"), keys, rows)
    return [number for number, *_ in keys], tuple(tops)


def _next_id(table: type[Model]) -> int:
    return 1 + int(table.select(fn.COALESCE(fn.MAX(table.id), 0)).scalar())


def _insert(
    library: Library,
    table: type[Model],
    keys: Sequence[str],
    owners: Sequence[tuple[object, ...]],
    entries: Sequence[Entry],
) -> None:
    names = [*keys, *(field.column_name for field in columns(table))]
    rows = [(*owner, *row_of(table, e)) for owner, e in zip(owners, entries, strict=True)]
    insert_rows(library, table._meta.table_name, names, rows)


def _add_media(
    package: Package,
    files: Sequence[str],
    names: Mapping[str, str],
    add: Callable[[Path], str],
    step: Step,
) -> None:
    """Copy media to the names of their content."""
    with tempfile.TemporaryDirectory(prefix="modan2-") as folder:
        for i, part in enumerate(files):
            step(i, len(files), f"Storing {names[part]}")
            file = Path(folder) / f"medium{Path(names[part]).suffix}"
            with file.open("wb") as written:
                for chunk in part_chunks(package.archive, package.infos[part], package.path):
                    written.write(chunk)
            add(file)
            file.unlink()
