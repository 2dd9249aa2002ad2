"""Many rows with few statements."""

from collections.abc import Sequence
from itertools import chain

from components.store.library import Library

_PARAMETERS = 999  # of one statement; every build of SQLite takes that many


def insert_rows(
    library: Library, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert rows in their order, inside the transaction of the caller.

    A statement on a table that is watched by triggers keeps a copy of each page that it changes,
    until it is through: with one statement for each row, recording an edit would take three times
    as long as the edit.
    """
    names = ", ".join(columns)
    marks = f"({', '.join('?' * len(columns))})"
    at_once = _PARAMETERS // len(columns)
    cursor = library.database.cursor()
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        places = ", ".join([marks] * len(some))
        statement = f"INSERT INTO {table} ({names}) VALUES {places}"  # noqa: S608  # names of ours
        cursor.execute(statement, tuple(chain.from_iterable(some)))
