"""Numbered steps from one schema version to the next, all of them in one transaction.

Version 1 is the first schema. A later version adds a function ``_to_2(database)`` to `_STEPS`,
which changes tables with ``playhouse.migrate`` and moves the data.
"""

from collections.abc import Callable
from pathlib import Path

from peewee import SqliteDatabase

from components.errors import Step, UserError, no_step
from components.store.snapshots import kept_copy
from MdModel import SCHEMA_VERSION, TABLES

_STEPS: dict[int, Callable[[SqliteDatabase], None]] = {}


def bring_up_to_date(database: SqliteDatabase, folder: Path, step: Step = no_step) -> None:
    """Create the tables of a new library, or lift an older one to the known version.

    Before it is lifted, a proven copy goes to its backups. Raises `UserError` where the library
    was written by a newer Modan2, or is the database of another program; it stays as it is.
    """
    version = _known_version(database, folder)
    if version == SCHEMA_VERSION:
        return
    if version == 0:
        _create(database, folder)
        return
    kept_copy(folder, f"version {version}, before version {SCHEMA_VERSION}", step)
    # rebuilding a table drops the old one, which would delete all that refers to its rows
    database.pragma("foreign_keys", 0)
    with database.atomic("IMMEDIATE"):
        broken = _broken_references(database)
        for number in range(version + 1, SCHEMA_VERSION + 1):
            step(number - 1, SCHEMA_VERSION, "Bringing the library up to date")
            _STEPS[number](database)
        if _broken_references(database) > broken:
            raise RuntimeError(f"the step to version {SCHEMA_VERSION} has cut rows loose")
        database.pragma("user_version", SCHEMA_VERSION)
    database.pragma("foreign_keys", 1)


def refuse_other_versions(database: SqliteDatabase, folder: Path) -> None:
    """Raise `UserError` where a library cannot be read without changing it first."""
    version = _known_version(database, folder)
    if version < SCHEMA_VERSION:
        raise UserError(
            f"{folder} is of library version {version} and this program reads {SCHEMA_VERSION}; "
            "open it once where it can be changed."
        )


def _known_version(database: SqliteDatabase, folder: Path) -> int:
    version = int(database.pragma("user_version"))
    refuse_newer(version, folder)
    return version


def refuse_newer(version: int, folder: Path) -> None:
    """Raise `UserError` where this program does not know a library version yet."""
    if version > SCHEMA_VERSION:
        raise UserError(
            f"{folder} was written by a newer Modan2 (library version {version}, "
            f"this program knows {SCHEMA_VERSION}); install the newer program to open it."
        )


def _create(database: SqliteDatabase, folder: Path) -> None:
    if database.get_tables():
        raise UserError(f"The database in {folder} is of another program; choose another folder.")
    with database.atomic("IMMEDIATE"):
        database.create_tables(TABLES, safe=False)
        database.pragma("user_version", SCHEMA_VERSION)


def _broken_references(database: SqliteDatabase) -> int:
    return len(database.execute_sql("PRAGMA foreign_key_check").fetchall())
