"""Data sets: what the tree shows, and the landmark scheme that the objects of one share."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from peewee import JOIN, fn

from components.errors import UserError
from components.store.library import Library
from MdModel import MdAnalysis, MdDataset, MdObject

Link = tuple[int, int]


@dataclass(frozen=True)
class Scheme:
    """What the objects of a data set share. Landmarks are counted from 0.

    ``variables`` are (name, type) pairs, the type being text, number or flag.
    """

    dimension: int
    landmark_names: tuple[str, ...] = ()
    wireframe: tuple[Link, ...] = ()
    polygons: tuple[tuple[int, ...], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Dataset:
    """One data set as the tree shows it."""

    id: int
    parent: int | None
    name: str
    objects: int
    scheme: Scheme
    description: str = ""
    analyses: tuple["AnalysisEntry", ...] = field(default=())


@dataclass(frozen=True)
class AnalysisEntry:
    """One stored analysis as the tree shows it."""

    id: int
    dataset: int
    name: str
    fingerprint: str


def tree(library: Library) -> tuple[Dataset, ...]:
    """All data sets, parents before children, with counts and analyses: two queries."""
    entries: dict[int, list[AnalysisEntry]] = {}
    with library.connected():
        analyses = MdAnalysis.select(
            MdAnalysis.id, MdAnalysis.dataset, MdAnalysis.name, MdAnalysis.fingerprint
        ).order_by(MdAnalysis.id)
        for number, dataset, name, fingerprint in analyses.tuples():
            entry = AnalysisEntry(number, dataset, name, fingerprint)
            entries.setdefault(dataset, []).append(entry)
        rows = (
            MdDataset.select(MdDataset, fn.COUNT(MdObject.id).alias("count"))
            .join(MdObject, JOIN.LEFT_OUTER, on=(MdObject.dataset == MdDataset.id))
            .group_by(MdDataset.id)
            .order_by(MdDataset.position, MdDataset.id)
        )
        flat = [_dataset(row, tuple(entries.get(row.id, ()))) for row in rows]
    return tuple(_parents_first(flat))


def dataset(library: Library, number: int) -> Dataset:
    """One data set; raises `UserError` where it no longer exists."""
    for found in tree(library):
        if found.id == number:
            return found
    raise UserError("That data set is no longer in the library; choose another one.")


def create(library: Library, name: str, scheme: Scheme, parent: int | None = None) -> int:
    """Add an empty data set as the last child of its parent and return its id."""
    now = int(time.time())
    with library.transaction():
        last = (
            MdDataset.select(fn.COALESCE(fn.MAX(MdDataset.position), -1))
            .where(_child_of(parent))
            .scalar()
        )
        row = MdDataset.create(
            name=free_name(library, name, parent),
            parent=parent,
            position=last + 1,
            dimension=scheme.dimension,
            landmark_names=scheme.landmark_names,
            wireframe=scheme.wireframe,
            polygons=scheme.polygons,
            variables=[{"name": n, "type": t} for n, t in scheme.variables],
            created=now,
            modified=now,
        )
        return int(row.id)


def rename(library: Library, number: int, name: str) -> None:
    """Give a data set another name; raises `UserError` for an empty one."""
    if not name.strip():
        raise UserError("A data set needs a name; type at least one letter.")
    with library.transaction():
        MdDataset.update(name=name.strip(), modified=int(time.time())).where(
            MdDataset.id == number
        ).execute()


def delete(library: Library, number: int) -> None:
    """Delete a data set, the data sets below it, their objects, media rows and analyses."""
    with library.transaction():
        MdDataset.delete_by_id(number)


def free_name(library: Library, name: str, parent: int | None) -> str:
    """``name``, or ``name (2)``, ``name (3)`` ... where siblings have it already."""
    with library.connected():
        query = MdDataset.select(MdDataset.name).where(_child_of(parent))
        return unused_name(name, [taken for (taken,) in query.tuples()])


def unused_name(name: str, taken: Sequence[str]) -> str:
    """Return the first of ``name``, ``name (2)``, ``name (3)`` ... that is not taken."""
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name} ({number})", number + 1
    return candidate


def _child_of(parent: int | None) -> object:
    return MdDataset.parent.is_null() if parent is None else MdDataset.parent == parent


def _dataset(row: MdDataset, analyses: tuple[AnalysisEntry, ...]) -> Dataset:
    scheme = Scheme(
        dimension=row.dimension,
        landmark_names=tuple(row.landmark_names),
        wireframe=tuple((a, b) for a, b in row.wireframe),
        polygons=tuple(tuple(polygon) for polygon in row.polygons),
        variables=tuple((v["name"], v["type"]) for v in row.variables),
    )
    return Dataset(row.id, row.parent_id, row.name, row.count, scheme, row.description, analyses)


def _parents_first(flat: Sequence[Dataset]) -> list[Dataset]:
    children: dict[int | None, list[Dataset]] = {}
    for entry in flat:
        children.setdefault(entry.parent, []).append(entry)
    ordered: list[Dataset] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        entry = waiting.pop()
        ordered.append(entry)
        waiting.extend(reversed(children.get(entry.id, [])))
    return ordered
