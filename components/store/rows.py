"""What the edits of objects share: values handed over in one table, and rows that must be there."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from components.errors import Step, UserError, no_step
from components.store.bulk import insert_rows
from components.store.library import Library
from MdModel import MdDataset

_AT_ONCE = 1000  # objects that are changed between two steps


def gone(what: str) -> UserError:
    """Return the error for a row that is not there any more: deleted, or not yet done again."""
    return UserError(f"That {what} is no longer in the library; choose another one.")


def now() -> int:
    """Seconds since 1970, UTC: what ``created`` and ``modified`` hold."""
    return int(time.time())


def id_list(numbers: Sequence[int]) -> str:
    """Write ids for ``IN (SELECT value FROM json_each(?))``, which takes any number of them."""
    return json.dumps([int(number) for number in numbers])


def dataset_row(number: int) -> MdDataset:
    """Return the row of a data set; raises `UserError` where it no longer exists."""
    row: MdDataset | None = MdDataset.get_or_none(MdDataset.id == number)
    if row is None:
        raise gone("data set")
    return row


def object_ids(library: Library, dataset: int) -> list[int]:
    """Ids of the objects of a data set, in their order."""
    with library.connected():
        found = library.database.execute_sql(
            "SELECT id FROM mdobject WHERE dataset_id = ? ORDER BY sequence, id", (dataset,)
        )
        return [number for (number,) in found]


def object_names(library: Library, objects: Sequence[int]) -> list[str]:
    """Names of objects, in the order given; raises `UserError` where one no longer exists."""
    with library.connected():
        found = library.database.execute_sql(
            "SELECT id, name FROM mdobject WHERE id IN (SELECT value FROM json_each(?))",
            (id_list(objects),),
        )
        names = dict(found.fetchall())
    if any(number not in names for number in objects):
        raise gone("object")
    return [names[number] for number in objects]


@contextmanager
def given(
    library: Library, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> Iterator[None]:
    """Hold rows in the temporary table ``given``, whose first column is the key.

    So that one statement changes many rows: one for each row would be slow under the triggers
    that record an edit. A query begins with ``temp.given CROSS JOIN``, or SQLite may go through
    the larger table first.
    """
    run = library.database.execute_sql
    key, *others = columns
    run(f"CREATE TEMP TABLE given ({key} INTEGER PRIMARY KEY, {', '.join(others)})")
    try:
        insert_rows(library, "temp.given", columns, rows)
        yield
    finally:
        run("DROP TABLE temp.given")


def update_objects(
    library: Library, column: str, values: Mapping[int, object], step: Step = no_step
) -> None:
    """Set one column of many objects, by id, and when they were modified.

    Belongs into a transaction. Objects that have the value already stay untouched. Raises
    `UserError` where an object no longer exists.
    """
    rows = list(values.items())
    for start in range(0, len(rows), _AT_ONCE):
        step(start, len(rows), "")
        _update(library, column, rows[start : start + _AT_ONCE])


def _update(library: Library, column: str, rows: Sequence[tuple[int, object]]) -> None:
    with given(library, ("id", "value"), rows):
        there = library.database.execute_sql(
            "SELECT COUNT(*) FROM temp.given CROSS JOIN mdobject USING (id)"
        ).fetchone()
        if there != (len(rows),):
            raise gone("object")
        value = "(SELECT value FROM temp.given WHERE given.id = mdobject.id)"
        library.database.execute_sql(
            f"UPDATE mdobject SET {column} = {value}, modified = ?"  # noqa: S608  # names of ours
            f" WHERE id IN (SELECT id FROM temp.given) AND {column} IS NOT {value}",
            (now(),),
        )
