"""Data sets that come from elsewhere into a library: rows, packed columns and media at once."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peewee import Model, fn

from components.errors import Step, UserError, no_step, part_of
from components.store.analyses import write_arrays
from components.store.bulk import insert_rows
from components.store.datasets import unused_name
from components.store.files import demand_room
from components.store.library import Library
from components.store.package_rows import Entry, columns, media, part_name, row_of
from components.store.rows import dataset_row
from MdModel import MdAnalysis, MdDataset, MdImage, MdObject, MdThreeDModel

_PIECE = 1 << 20  # bytes of packed arrays that are stored at once
_BATCH = 1000  # objects between two reports


@dataclass(frozen=True)
class Content:
    """Data sets that have been verified; packed columns and media are read when they are stored.

    ``blobs(column)`` gives a packed column of all rows in order; ``media`` gives the bytes of
    each medium by `part_name`, ``size`` those of all together. ``notes`` are sentences on what
    was not understood, or is not there.
    """

    name: str
    datasets: list[Entry]
    blobs: Callable[[str], Iterator[bytes | memoryview | None]]
    media: Mapping[str, Callable[[], Iterator[bytes]]]
    size: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Added:
    """What was added. ``datasets`` are the ids of those at the top.

    ``damaged`` names images and meshes that the content has no bytes of.
    """

    datasets: tuple[int, ...]
    objects: int
    files: int
    damaged: tuple[str, ...]


def add_content(
    library: Library,
    content: Content,
    add: Callable[[Path], str],
    parent: int | None = None,
    step: Step = no_step,
) -> Added:
    """Add data sets to a library, below another one or at the top.

    Belongs into a transaction; ``add`` comes from `components.store.media.added_files`. Rows get
    new ids, and data sets names that are free. Raises `UserError` where the disk is full.
    """
    demand_room(library.folder, content.size)
    if parent is not None:
        dataset_row(parent)  # raises where it is gone
    tops = _add_rows(library, content, parent, part_of(step, 0, 2))
    names = {part_name(m["sha256"], m["name"]): m for m in media(content.datasets)}
    _add_media(content, names, add, part_of(step, 1, 2))
    objects = sum(len(dataset["objects"]) for dataset in content.datasets)
    damaged = tuple(m["name"] for part, m in names.items() if part not in content.media)
    return Added(tops, objects, len(content.media), damaged)


def _add_rows(
    library: Library, content: Content, parent: int | None, step: Step
) -> tuple[int, ...]:
    """Add all rows and return the ids of the data sets at the top of the package."""
    numbers, tops = _add_datasets(library, content.datasets, parent)
    landmarks, curves, arrays = map(content.blobs, ("landmarks", "curves", "arrays"))
    first = _next_id(MdObject)
    done, total = 0, sum(len(dataset["objects"]) for dataset in content.datasets)
    for number, dataset in zip(numbers, content.datasets, strict=True):
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
        for entry in dataset["analyses"]:
            _add_analysis(library, number, entry, next(arrays) or b"", step)
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


def _add_analysis(
    library: Library, dataset: int, entry: Entry, packed: bytes | memoryview, step: Step
) -> None:
    """Add an analysis, whose arrays may be large."""
    number = _next_id(MdAnalysis)
    _insert(
        library, MdAnalysis, ("id", "dataset_id"), [(number, dataset)], [{**entry, "arrays": b""}]
    )
    pieces = (packed[i : i + _PIECE] for i in range(0, len(packed), _PIECE))
    write_arrays(library, number, len(packed), pieces, lambda *_: step(0, 0, ""))


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
    content: Content, names: Mapping[str, Entry], add: Callable[[Path], str], step: Step
) -> None:
    """Copy media to the names of their content."""
    with tempfile.TemporaryDirectory(prefix="modan2-") as folder:
        for i, (part, chunks) in enumerate(content.media.items()):
            medium = names[part]
            step(i, len(content.media), f"Storing {medium['name']}")
            file = Path(folder) / f"medium{Path(medium['name']).suffix}"
            with file.open("wb") as written:
                written.writelines(chunks())
            if add(file) != medium["sha256"]:
                raise UserError(
                    f"{medium['name']} has changed while it was imported; import it again."
                )
            file.unlink()
