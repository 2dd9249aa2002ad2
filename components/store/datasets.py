"""Data sets: what the tree shows, and the landmark scheme that the objects of one share."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from peewee import fn

from components.errors import UserError
from components.shape.curves import Curve
from components.store.curve_entries import entry_of, is_curve, is_named
from components.store.library import Library
from components.store.rows import dataset_row, now
from MdModel import MdAnalysis, MdDataset, MdObject

Link = tuple[int, int]


@dataclass(frozen=True)
class Scheme:
    """What the objects of a data set share. Landmarks are counted from 0.

    ``variables`` are (name, type) pairs, the type being text, number or flag; ``system`` is one
    of `components.shape.systems.SYSTEMS`, "" where it is unknown.
    """

    dimension: int
    landmark_names: tuple[str, ...] = ()
    wireframe: tuple[Link, ...] = ()
    polygons: tuple[tuple[int, ...], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    baseline: tuple[int, ...] = ()
    system: str = ""
    curves: tuple[Curve, ...] = ()


@dataclass(frozen=True)
class View:
    """A saved filter of a data set, in the language of `components.shape.filter`."""

    name: str
    filter: str


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
    views: tuple[View, ...] = ()


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
        # For each data set by the index: a join of all objects takes three times as long.
        count = MdObject.select(fn.COUNT(MdObject.id)).where(MdObject.dataset == MdDataset.id)
        rows = MdDataset.select(MdDataset, count.alias("count")).order_by(
            MdDataset.position, MdDataset.id
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
    return _insert(
        library,
        name,
        parent,
        dimension=scheme.dimension,
        landmark_names=scheme.landmark_names,
        wireframe=scheme.wireframe,
        polygons=scheme.polygons,
        baseline=scheme.baseline,
        variables=[{"name": n, "type": t} for n, t in scheme.variables],
        curves=[
            *([{"system": scheme.system}] if scheme.system else []),
            *map(entry_of, scheme.curves),
        ],
    )


def create_like(library: Library, model: int, name: str, parent: int | None = None) -> int:
    """Add an empty data set with the scheme, variables and saved filters of another one."""
    with library.transaction():
        row = dataset_row(model)
        shared = {name: getattr(row, name) for name in _SHARED}
        return _insert(library, name, parent, description=row.description, **shared)


def rename(library: Library, number: int, name: str) -> None:
    """Give a data set another name; raises `UserError` for an empty one."""
    if not name.strip():
        raise UserError("A data set needs a name; type at least one letter.")
    with library.transaction():
        _update(number, name=name.strip())


def describe(library: Library, number: int, text: str) -> None:
    """Give a data set another description."""
    with library.transaction():
        _update(number, description=text)


def move(library: Library, number: int, parent: int | None, place: int | None = None) -> None:
    """Put a data set below another one, None being the top, at a place counted from 0, or last.

    Where a sibling there has its name, it gets a free one. Raises `UserError` where the new
    parent lies below the data set itself.
    """
    with library.transaction():
        row = dataset_row(number)
        _refuse_cycle(row, parent)
        siblings = (
            MdDataset.select(MdDataset.id, MdDataset.name)
            .where(_child_of(parent) & (MdDataset.id != number))
            .order_by(MdDataset.position, MdDataset.id)
        )
        order, names = [s.id for s in siblings], [s.name for s in siblings]
        order.insert(len(order) if place is None else place, number)
        if row.parent_id != parent:
            _update(number, parent=parent, name=unused_name(row.name, names))
        for position, sibling in enumerate(order):
            MdDataset.update(position=position).where(
                (MdDataset.id == sibling) & (MdDataset.position != position)
            ).execute()


def delete(library: Library, number: int) -> None:
    """Delete a data set, the data sets below it, their objects, media rows and analyses."""
    with library.transaction():
        MdDataset.delete_by_id(number)


def system_of(row: MdDataset) -> str:
    """Return the coordinate system of a data set, "" where it is unknown."""
    entries = [entry for entry in row.curves if isinstance(entry, dict)]
    return next((str(entry["system"]) for entry in entries if "system" in entry), "")


def curves_of(row: MdDataset) -> tuple[Curve, ...]:
    """Return the curves of a data set, without what else is kept among them."""
    return tuple(
        Curve(entry["name"], tuple(entry["landmarks"]), entry["closed"])
        for entry in row.curves
        if is_named(entry) and is_curve(entry)
    )


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


_SHARED = ("dimension", "landmark_names", "wireframe", "polygons", "baseline", "curves",
           "variables", "views")  # fmt: skip


def _insert(library: Library, name: str, parent: int | None, **columns: object) -> int:
    with library.transaction():
        if parent is not None:
            dataset_row(parent)  # raises where it is gone
        position = fn.COALESCE(fn.MAX(MdDataset.position), -1) + 1
        row = MdDataset.create(
            name=free_name(library, name, parent),
            parent=parent,
            position=MdDataset.select(position).where(_child_of(parent)).scalar(),
            created=now(),
            modified=now(),
            **columns,
        )
        return int(row.id)


def _update(number: int, **columns: object) -> None:
    dataset_row(number)
    MdDataset.update(**columns, modified=now()).where(MdDataset.id == number).execute()


def _refuse_cycle(row: MdDataset, parent: int | None) -> None:
    above = parent
    while above is not None:
        ancestor = dataset_row(above)
        if ancestor.id == row.id:
            inside = parent if parent is not None and parent != row.id else None
            where = f"{dataset_row(inside).name!r}, which lies below it" if inside else "itself"
            raise UserError(f"{row.name!r} cannot be moved into {where}; choose another place.")
        above = ancestor.parent_id


def _child_of(parent: int | None) -> object:
    return MdDataset.parent.is_null() if parent is None else MdDataset.parent == parent


def _dataset(row: MdDataset, analyses: tuple[AnalysisEntry, ...]) -> Dataset:
    scheme = Scheme(
        dimension=row.dimension,
        landmark_names=tuple(row.landmark_names),
        wireframe=tuple((a, b) for a, b in row.wireframe),
        polygons=tuple(tuple(polygon) for polygon in row.polygons),
        variables=tuple((v["name"], v["type"]) for v in row.variables),
        baseline=tuple(row.baseline),
        system=system_of(row),
        curves=curves_of(row),
    )
    views = tuple(View(view["name"], view["filter"]) for view in row.views)
    return Dataset(
        row.id, row.parent_id, row.name, row.count, scheme, row.description, analyses, views
    )


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
