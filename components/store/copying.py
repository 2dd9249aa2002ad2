"""Objects into other data sets: copied or moved, with their variables, images and meshes."""

from collections.abc import Sequence
from typing import NamedTuple

from peewee import fn

from components.errors import Step, UserError, listing, no_step
from components.shape.specimen import Value
from components.shape.variables import fitted
from components.store.codec import pack_values, unpack_values
from components.store.datasets import system_of
from components.store.library import Library
from components.store.rows import dataset_row, given, gone, id_list, now
from components.store.schemes import landmark_count
from components.store.turning import turn
from MdModel import MdDataset, MdObject

_BATCH = 20_000  # objects between two reports of progress
_COORDINATE = 8  # bytes

_COPY = """
INSERT INTO mdobject (id, dataset_id, sequence, name, description, landmarks, curves, scale, unit,
                      variables, created, modified)
SELECT new, ?, place, name, description, landmarks, curves, scale, unit, packed, ?, ?
FROM temp.given CROSS JOIN mdobject ON mdobject.id = old ORDER BY new
"""
_COPY_IMAGES = """
INSERT INTO mdimage (object_id, sha256, name, size, width, height, modified, exif)
SELECT new, sha256, name, size, width, height, modified, exif
FROM temp.given CROSS JOIN mdimage ON object_id = old ORDER BY new, mdimage.id
"""
_COPY_MODELS = """
INSERT INTO mdthreedmodel (object_id, sha256, name, size, modified)
SELECT new, sha256, name, size, modified
FROM temp.given CROSS JOIN mdthreedmodel ON object_id = old ORDER BY new, mdthreedmodel.id
"""
_MOVE = """
UPDATE mdobject SET dataset_id = ?, modified = ?,
    sequence = (SELECT place FROM temp.given WHERE number = mdobject.id),
    variables = (SELECT packed FROM temp.given WHERE number = mdobject.id)
WHERE id IN (SELECT number FROM temp.given)
"""


class _Object(NamedTuple):
    """What decides whether and how an object fits into another data set."""

    id: int
    name: str
    dataset: int
    size: int  # bytes of its landmarks
    variables: str


def copy(library: Library, numbers: Sequence[int], target: int, step: Step = no_step) -> list[int]:
    """Append copies of objects to a data set, in this order, and return their ids.

    Variables are matched by name; those that the target lacks are added to it. The files of
    images and meshes are shared. Raises `UserError` where the landmarks do not fit the target's
    or a value not the type of its variable; then, and when ``step`` raises, nothing is changed.
    """
    with library.transaction():
        found = _read(library, numbers)
        packed = _fitted(library, found, target)
        first = 1 + int(MdObject.select(fn.COALESCE(fn.MAX(MdObject.id), 0)).scalar())
        place = _next_place(target)
        rows = [(first + i, o.id, place + i, packed[o.id]) for i, o in enumerate(found)]
        run = library.database.execute_sql
        for start in range(0, len(rows), _BATCH):
            step(start, len(rows), "Copying objects")
            columns = ("new", "old", "place", "packed")
            with given(library, columns, rows[start : start + _BATCH]):
                run(_COPY, (target, now(), now()))
                run(_COPY_IMAGES)
                run(_COPY_MODELS)
        _turn(library, {o.id: new for o, (new, *_) in zip(found, rows, strict=True)}, found, target)
        step(len(rows), len(rows), "Copying objects")
    return [new for new, *_ in rows]


def move(library: Library, numbers: Sequence[int], target: int, step: Step = no_step) -> None:
    """Take objects out of their data sets and append them to another one, in this order.

    As `copy` in everything else. Objects that are there already stay where they are.
    """
    with library.transaction():
        found = [o for o in _read(library, numbers) if o.dataset != target]
        packed = _fitted(library, found, target)
        place = _next_place(target)
        rows = [(o.id, place + i, packed[o.id]) for i, o in enumerate(found)]
        for start in range(0, len(rows), _BATCH):
            step(start, len(rows), "Moving objects")
            columns = ("number", "place", "packed")
            with given(library, columns, rows[start : start + _BATCH]):
                library.database.execute_sql(_MOVE, (target, now()))
        _turn(library, {o.id: o.id for o in found}, found, target)
        step(len(rows), len(rows), "Moving objects")


def _turn(library: Library, ids: dict[int, int], found: Sequence[_Object], target: int) -> None:
    """Bring objects of other data sets, by their new ids, into the system of the target."""
    systems = {source: system_of(dataset_row(source)) for source in {o.dataset for o in found}}
    turn(library, {ids[o.id]: systems[o.dataset] for o in found}, system_of(dataset_row(target)))


def _read(library: Library, numbers: Sequence[int]) -> list[_Object]:
    rows = library.database.execute_sql(
        "SELECT id, name, dataset_id, LENGTH(landmarks), variables FROM mdobject"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (id_list(numbers),),
    )
    found = {row[0]: _Object(*row) for row in rows}
    if any(number not in found for number in numbers):
        raise gone("object")
    return [found[number] for number in dict.fromkeys(numbers)]


def _next_place(dataset: int) -> int:
    last = MdObject.select(fn.COALESCE(fn.MAX(MdObject.sequence), 0))
    return int(last.where(MdObject.dataset == dataset).scalar()) + 1


def _fitted(library: Library, found: Sequence[_Object], target: int) -> dict[int, str]:
    """Check that objects fit into a data set; return their variables packed for it, by id."""
    row = dataset_row(target)
    sources = {number: dataset_row(number) for number in dict.fromkeys(o.dataset for o in found)}
    _check_landmarks(found, list(sources.values()), row, landmark_count(library, target))
    lacking = _lacking(list(sources.values()), row.variables)
    if lacking:
        row.variables += lacking
        changed = {"variables": row.variables, "modified": now()}
        MdDataset.update(changed).where(MdDataset.id == target).execute()
    packed: dict[int, str] = {}
    for number, source in sources.items():
        own = [o for o in found if o.dataset == number]
        packed |= _packed(own, source.variables, row.variables)
    return packed


def _lacking(sources: Sequence[MdDataset], has: list[dict[str, str]]) -> list[dict[str, str]]:
    """Variables of sources that are not among those of the target; the first of equal names."""
    lacking: dict[str, dict[str, str]] = {}
    names = {variable["name"] for variable in has}
    for source in sources:
        for variable in source.variables:
            if variable["name"] not in names:
                lacking.setdefault(variable["name"], variable)
    return list(lacking.values())


def _check_landmarks(
    found: Sequence[_Object], sources: Sequence[MdDataset], target: MdDataset, count: int | None
) -> None:
    for source in sources:
        if source.dimension != target.dimension:
            raise UserError(
                f"{source.name!r} is {source.dimension}-D and {target.name!r} "
                f"{target.dimension}-D; choose a data set with as many axes."
            )
    width = _COORDINATE * target.dimension
    odd = [
        f"{o.name} ({o.size // width})"
        for o in found
        if count is not None and o.size not in (0, count * width)
    ]
    if odd:
        raise UserError(
            f"{listing(odd)}: not {count} landmarks like the objects of {target.name!r}; "
            "mend or leave out these objects, or choose another data set."
        )


def _packed(
    objects: Sequence[_Object], source: list[dict[str, str]], target: list[dict[str, str]]
) -> dict[int, str]:
    """Bring the values of objects into the order and types of another list of variables."""
    texts = [o.variables for o in objects]
    if source == target[: len(source)]:  # a list that is too short ends in missing values
        return {o.id: o.variables for o in objects}
    own = zip(source, unpack_values(texts, len(source)), strict=True)
    columns = {variable["name"]: (variable["type"], values) for variable, values in own}
    fitting, bad = [], list[str]()
    for variable in target:
        kind, values = columns.get(variable["name"], (variable["type"], (None,) * len(objects)))
        if kind != variable["type"]:
            values = _converted(objects, variable, values, bad)
        fitting.append(values)
    if bad:
        raise UserError(f"{listing(bad)}: correct these values or rename the variable.")
    rows = zip(*fitting, strict=True)
    return {o.id: pack_values(row) for o, row in zip(objects, rows, strict=True)}


def _converted(
    objects: Sequence[_Object],
    variable: dict[str, str],
    values: Sequence[Value],
    bad: list[str],
) -> tuple[Value, ...]:
    """Turn values into the type of a variable; those that do not fit are told in ``bad``."""
    converted: list[Value] = []
    for item, value in zip(objects, values, strict=True):
        try:
            converted.append(fitted(value, variable["type"]))
        except ValueError as error:
            bad.append(f"{item.name}, {variable['name']} ({error})")
    return tuple(converted)
