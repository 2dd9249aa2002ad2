"""What an edit changed, row by row, so that it can be reversed to the byte.

While an edit runs, temporary triggers write every row that it inserts, updates or deletes (by
cascade, too) into a temporary table, as it was before. Any edit can so be undone without code of
its own, and undoing is itself an edit, whose reverse is the redo.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import cast

from peewee import IntegrityError

from components.errors import Step, UserError, no_step
from components.store.bulk import delete_rows, insert_rows
from components.store.library import Library
from MdModel import TABLES

_COLUMNS = {
    table._meta.table_name: [field.column_name for field in table._meta.sorted_fields]  # peewee's
    for table in TABLES
}
_WIDEST = max(len(columns) for columns in _COLUMNS.values())
_AT_ONCE = 1000  # rows that are taken back between two steps

Row = tuple[object, ...]


def _trigger(table: str, kind: str, event: str) -> str:
    """Return the statement that watches one table for one kind of change."""
    columns = ["id"] if kind == "I" else _COLUMNS[table]
    places = ", ".join(f"c{i}" for i in range(len(columns)))
    row = "NEW" if kind == "I" else "OLD"
    values = ", ".join(f"{row}.{column}" for column in columns)
    return (
        f"CREATE TEMP TRIGGER watch_{table}_{kind} AFTER {event} ON main.{table} BEGIN"
        f" INSERT INTO touched (name, kind, {places}) VALUES ('{table}', '{kind}', {values}); END"
    )


_EVENTS = {"I": "INSERT", "U": "UPDATE", "D": "DELETE"}
_START = [
    # columns without a type keep every value as it is
    "CREATE TEMP TABLE touched (number INTEGER PRIMARY KEY, name, kind, "
    + ", ".join(f"c{i}" for i in range(_WIDEST))
    + ")",
    *(_trigger(table, kind, event) for table in _COLUMNS for kind, event in _EVENTS.items()),
]
_END = [
    *(f"DROP TRIGGER temp.watch_{table}_{kind}" for table in _COLUMNS for kind in _EVENTS),
    "DROP TABLE temp.touched",
]


@dataclass
class Changes:
    """Rows that an edit has touched, in order: table, kind of change, and the row before.

    The kind is I, U or D for inserted, updated or deleted; an inserted row has only its id.
    """

    rows: list[tuple[str, str, Row]] = field(default_factory=list)

    def updated_objects(self, most: int) -> set[int] | None:
        """Ids of the objects, where the edit updated at most so many, and nothing else; else None.

        They may have come into another data set by it.
        """
        if len(self.rows) > most or any(
            (name, kind) != ("mdobject", "U") for name, kind, _ in self.rows
        ):
            return None
        return {cast("int", row[0]) for _, _, row in self.rows}


@contextmanager
def recorded(library: Library, step: Step = no_step) -> Iterator[Changes]:
    """Run the block as one transaction and collect what it changes; filled when it ends.

    ``step`` is asked in the middle of long statements of the block, too; where it raises, nothing
    is changed.
    """
    changes = Changes()
    with library.transaction(step):
        run = library.database.execute_sql
        for statement in _START:
            run(statement)
        yield changes
        for _, name, kind, *row in run("SELECT * FROM temp.touched ORDER BY number"):
            width = 1 if kind == "I" else len(_COLUMNS[name])
            changes.rows.append((name, kind, tuple(row[:width])))
        for statement in _END:
            run(statement)


def reverse(library: Library, changes: Changes, step: Step = no_step) -> Changes:
    """Take changes back and return the changes that this made; nothing, where ``step`` raises.

    Raises `UserError` where a task has stored something meanwhile that the history does not know
    yet, in the place of rows that would come back.
    """
    total, done = len(changes.rows), 0
    with _in_free_places(), recorded(library, step) as made:
        library.database.execute_sql("PRAGMA defer_foreign_keys = ON")
        backwards = reversed(changes.rows)
        for (name, kind), touched in groupby(backwards, key=lambda change: change[:2]):
            rows = [row for _, _, row in touched]
            for start in range(0, len(rows), _AT_ONCE):
                step(done + start, total, "")
                some = rows[start : start + _AT_ONCE]
                if kind == "I":
                    delete_rows(library, name, [number for (number,) in some])
                else:
                    insert_rows(library, name, _COLUMNS[name], some, replace=kind == "U")
            done += len(rows)
        step(total, total, "")
    return made


@contextmanager
def _in_free_places() -> Iterator[None]:
    try:
        yield
    except (sqlite3.IntegrityError, IntegrityError) as error:
        raise UserError(
            "A task has just stored something in the library; nothing was undone or done again: "
            "look at what it has made, then try again."
        ) from error
