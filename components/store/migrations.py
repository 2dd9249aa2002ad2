"""Numbered steps from one schema version to the next; each runs in one transaction.

Version 1 is the first schema. A later version adds a function ``_to_2(database)`` to `_STEPS`,
which changes tables with ``playhouse.migrate`` and moves the data.
"""

from collections.abc import Callable

from peewee import SqliteDatabase

from components.errors import UserError
from MdModel import SCHEMA_VERSION, TABLES

_STEPS: dict[int, Callable[[SqliteDatabase], None]] = {}


def bring_up_to_date(database: SqliteDatabase, place: str) -> None:
    """Create the tables of a new library, or lift an older one to the known version.

    Raises `UserError` where the library was written by a newer Modan2; it stays as it is.
    """
    version = database.pragma("user_version")
    if version > SCHEMA_VERSION:
        raise UserError(
            f"{place} was written by a newer Modan2 (library version {version}, "
            f"this program knows {SCHEMA_VERSION}); install the newer program to open it."
        )
    if version == SCHEMA_VERSION:
        return
    with database.atomic("IMMEDIATE"):
        if version == 0:
            database.create_tables(TABLES, safe=False)
        for number in range(max(version, 1) + 1, SCHEMA_VERSION + 1):
            _STEPS[number](database)
        database.pragma("user_version", SCHEMA_VERSION)
