"""Many rows with few statements.

A statement on a table that is watched by triggers keeps a copy of each page that it changes,
until it is through: with one statement for each row, recording an edit would take three times
as long as the edit.
"""

import json
from collections.abc import Sequence
from itertools import chain

from components.store.library import Library

_PARAMETERS = 999  # of one statement; every build of SQLite takes that many


def insert_rows(
    library: Library,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[object, ...]],
    *,
    replace: bool = False,
) -> None:
    """Insert rows in their order, inside the transaction of the caller.

    With ``replace``, a row whose id is there already is updated.
    """
    names = ", ".join(columns)
    marks = f"({', '.join('?' * len(columns))})"
    new = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "id")
    conflict = f" ON CONFLICT (id) DO UPDATE SET {new}" if replace else ""
    at_once = _PARAMETERS // len(columns)
    cursor = library.database.cursor()
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        places = ", ".join([marks] * len(some))
        statement = f"INSERT INTO {table} ({names}) VALUES {places}{conflict}"  # noqa: S608  # names of ours
        cursor.execute(statement, tuple(chain.from_iterable(some)))


def delete_rows(library: Library, table: str, ids: Sequence[object]) -> None:
    """Delete the rows with these ids, inside the transaction of the caller."""
    library.database.execute_sql(
        f"DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608  # ours
        (json.dumps(ids),),
    )
