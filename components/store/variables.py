"""Variables of a data set: their values cell by cell, and the columns themselves."""

from collections.abc import Callable, Mapping, Sequence

from components.errors import Step, UserError, listing, no_step, part_of
from components.shape.filter import with_renamed_column
from components.shape.specimen import Value
from components.shape.variables import KINDS, fitted
from components.store.codec import pack_values, unpack_values
from components.store.library import Library
from components.store.rows import dataset_row, gone, id_list, now, update_objects
from MdModel import MdDataset

_BATCH = 500  # objects that are unpacked in one call, which holds all threads

Cells = Mapping[tuple[int, str], Value]
"""Values by the id of an object and the name of a variable."""


def set_cells(library: Library, dataset: int, cells: Cells, step: Step = no_step) -> None:
    """Set any values of any objects of a data set; text becomes the type of its variable.

    Raises `UserError` naming objects and columns whose values do not fit; then nothing changes.
    """
    with library.transaction():
        scheme = dataset_row(dataset).variables
        kinds = {variable["name"]: variable["type"] for variable in scheme}
        places = {variable["name"]: i for i, variable in enumerate(scheme)}
        names, values = _read(library, dataset, len(scheme), {number for number, _ in cells})
        bad = []
        fitting = part_of(step, 0, 2)
        for i, ((number, column), value) in enumerate(cells.items()):
            if i % 1000 == 0:
                fitting(i, len(cells), "")
            if number not in values:
                raise gone("object")
            if column not in places:
                raise gone(f"variable {column!r}")
            try:
                values[number][places[column]] = fitted(value, kinds[column])
            except ValueError as error:
                bad.append(f"{names[number]}, {column} ({error})")
        if bad:
            raise UserError(f"{listing(bad)}: correct these values, then try again.")
        _write(library, values, part_of(step, 1, 2))


def add(
    library: Library, dataset: int, name: str, kind: str = "text", place: int | None = None
) -> None:
    """Add a variable without values, as the last one or at a place counted from 0."""
    with library.transaction():
        scheme = dataset_row(dataset).variables
        _demand_new(name, scheme)
        if kind not in KINDS:
            raise ValueError(f"a variable is one of {KINDS}, not {kind!r}")
        at = len(scheme) if place is None else place
        before = len(scheme)
        scheme.insert(at, {"name": name.strip(), "type": kind})
        _store(dataset, scheme)
        if at < before:  # at the end, the objects' lists are just too short
            _rewrite(library, dataset, before, lambda row: [*row[:at], None, *row[at:]])


def rename(library: Library, dataset: int, old: str, new: str) -> None:
    """Give a variable another name, in the saved filters too."""
    with library.transaction():
        row = dataset_row(dataset)
        place = _place(old, row.variables)
        _demand_new(new, row.variables[:place] + row.variables[place + 1 :])
        row.variables[place]["name"] = new.strip()
        for view in row.views:
            view["filter"] = with_renamed_column(view["filter"], old, new.strip())
        _store(dataset, row.variables, views=row.views)


def retype(
    library: Library, dataset: int, name: str, kind: str, *, empty_unfit: bool = False
) -> None:
    """Give a variable another type and convert its values.

    Raises `UserError` naming objects whose values cannot be converted, and changes nothing;
    with ``empty_unfit`` these values are emptied instead.
    """
    with library.transaction():
        scheme = dataset_row(dataset).variables
        place = _place(name, scheme)
        scheme[place]["type"] = kind
        names, values = _read(library, dataset, len(scheme))
        bad = []
        for number, row in values.items():
            try:
                row[place] = fitted(row[place], kind)
            except ValueError as error:
                bad.append(f"{names[number]} ({error})")
                row[place] = None
        if bad and not empty_unfit:
            raise UserError(f"{name}: {listing(bad)}; correct these values or have them emptied.")
        _store(dataset, scheme)
        _write(library, values)


def move(library: Library, dataset: int, name: str, place: int) -> None:
    """Move a variable to another place among the others, counted from 0."""
    with library.transaction():
        scheme = dataset_row(dataset).variables
        old = _place(name, scheme)
        order = [i for i in range(len(scheme)) if i != old]
        order.insert(place, old)
        _store(dataset, [scheme[i] for i in order])
        _rewrite(library, dataset, len(scheme), lambda row: [row[i] for i in order])


def remove(library: Library, dataset: int, name: str) -> None:
    """Remove a variable with its values."""
    with library.transaction():
        scheme = dataset_row(dataset).variables
        place = _place(name, scheme)
        _store(dataset, scheme[:place] + scheme[place + 1 :])
        _rewrite(library, dataset, len(scheme), lambda row: row[:place] + row[place + 1 :])


def _read(
    library: Library, dataset: int, count: int, objects: set[int] | None = None
) -> tuple[dict[int, str], dict[int, list[Value]]]:
    """Names, and ``count`` values each, of some or all objects of a data set, by id."""
    query, numbers = "SELECT id, name, variables FROM mdobject WHERE dataset_id = ?", list[str]()
    if objects is not None:
        # the plus keeps SQLite from going through the whole data set instead
        query = query.replace("dataset_id", "+dataset_id")
        query += " AND id IN (SELECT value FROM json_each(?))"
        numbers = [id_list(sorted(objects))]
    cursor = library.database.execute_sql(query, (dataset, *numbers))
    names: dict[int, str] = {}
    values: dict[int, list[Value]] = {}
    while found := cursor.fetchmany(_BATCH):
        columns = unpack_values([text for _, _, text in found], count) if count else []
        lists = list(zip(*columns, strict=True)) or [()] * len(found)
        for (number, name, _), row in zip(found, lists, strict=True):
            names[number], values[number] = name, list(row)
    return names, values


def _write(library: Library, values: Mapping[int, list[Value]], step: Step = no_step) -> None:
    packed = {number: pack_values(row) for number, row in values.items()}
    update_objects(library, "variables", packed, step)


def _rewrite(
    library: Library, dataset: int, count: int, change: Callable[[list[Value]], list[Value]]
) -> None:
    _, values = _read(library, dataset, count)
    _write(library, {number: change(row) for number, row in values.items()})


def _store(dataset: int, scheme: list[dict[str, str]], **more: object) -> None:
    MdDataset.update(variables=scheme, modified=now(), **more).where(
        MdDataset.id == dataset
    ).execute()


def _place(name: str, scheme: Sequence[Mapping[str, str]]) -> int:
    for place, variable in enumerate(scheme):
        if variable["name"] == name:
            return place
    raise gone(f"variable {name!r}")


def _demand_new(name: str, scheme: Sequence[Mapping[str, str]]) -> None:
    if not name.strip():
        raise UserError("A variable needs a name; type at least one letter.")
    if name.strip() in [variable["name"] for variable in scheme]:
        raise UserError(f"There is a variable {name.strip()!r} already; choose another name.")
