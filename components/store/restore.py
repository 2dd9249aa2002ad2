"""Restoring: the data sets of a backup are added to an open library; nothing is overwritten."""

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from peewee import Field, ForeignKeyField, Model, SqliteDatabase, fn

from components.errors import Step, UserError, no_step, part_of
from components.store.backup import noted_digest
from components.store.datasets import unused_name
from components.store.faults import explained
from components.store.library import Library
from components.store.media import added_files
from components.store.migrations import bring_up_to_date, refuse_newer
from components.store.snapshots import DATABASE, add_rows, copy_database, reading
from components.store.stopping import heeding
from components.store.sweep import found_again, media_files
from MdModel import TABLES, MdDataset, MdObject

_BATCH = 1000  # rows between two reports

Shifts = Mapping[type[Model], int]


@dataclass(frozen=True)
class Restored:
    """What was added. ``datasets`` are the ids of those at the top of the tree.

    ``damaged`` names images and meshes that the backup has not, or not as they were.
    """

    datasets: tuple[int, ...]
    objects: int
    files: int
    damaged: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """How much a backup holds."""

    datasets: int
    objects: int
    analyses: int


def held_by(source: Path) -> Held:
    """Look into a backup; raises `UserError` where it is none, or cannot be restored."""
    database, _ = _parts(source.expanduser().resolve())
    with explained(database.parent), reading(database) as found:
        refuse_newer(found.execute("PRAGMA user_version").fetchone()[0], database.parent)
        counts = (
            found.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608  # our own names
            for table in ("mddataset", "mdobject", "mdanalysis")
        )
        return Held(*counts)


def restore(library: Library, source: Path, step: Step = no_step) -> Restored:
    """Add everything that a backup holds to a library, in one transaction.

    ``source`` is a backup, any other library, or one file of a library's folder of backups; it
    stays as it is. Rows get new ids and data sets names that are free; media come along.
    Raises `UserError` where the source is damaged or newer than this program.
    """
    database, media = _parts(source.expanduser().resolve())
    with _proven(database, part_of(step, 0, 3)) as old, library.transaction():
        before = MdObject.select().count()
        datasets = _add_rows(library, old, part_of(step, 1, 3))
        objects = MdObject.select().count() - before
        files = media_files(old)
        damaged = _add_media(library, media, files, part_of(step, 2, 3))
    return Restored(datasets, objects, len(files) - len(damaged), damaged)


def _parts(source: Path) -> tuple[Path, Path]:
    """Find the database and the media folder of a backup."""
    if (source / DATABASE).is_file():
        return source / DATABASE, source / "media"
    if source.is_file():
        beside = source.parent / "media"
        return source, beside if beside.is_dir() else source.parent.parent / "media"
    raise UserError(
        f"{source} is neither a backup nor a library; "
        f"choose a folder with a file {DATABASE}, or a file in a library's folder of backups."
    )


@contextmanager
def _proven(database: Path, step: Step) -> Iterator[sqlite3.Connection]:
    """Give a copy of a database that is whole and of the present version."""
    place = database.parent
    with tempfile.TemporaryDirectory(prefix="modan2-") as name:
        folder = Path(name)
        with explained(place), reading(database) as found:
            refuse_newer(found.execute("PRAGMA user_version").fetchone()[0], place)
            digest = copy_database(database, folder / DATABASE, step)
        if noted_digest(place) not in (None, digest):
            raise UserError(
                f"{place} does not hold what was written into it; "
                "it was changed or damaged since, so restore another backup."
            )
        with closing(SqliteDatabase(str(folder / DATABASE))) as copy:
            copy.connect()
            bring_up_to_date(copy, folder)
        with reading(folder / DATABASE) as connection:
            with heeding(connection, step):
                unowned = connection.execute("PRAGMA foreign_key_check").fetchone()
            if unowned:
                raise UserError(
                    f"{database} has rows that belong to nothing; "
                    "mend it first (Modan2.py check --mend), then restore it."
                )
            yield connection


def _add_rows(library: Library, old: sqlite3.Connection, step: Step) -> tuple[int, ...]:
    """Add the rows of all tables and return the ids of the data sets at the top of the tree."""
    library.database.execute_sql("PRAGMA defer_foreign_keys = ON")  # a child may come first
    shifts = {table: table.select(fn.COALESCE(fn.MAX(table.id), 0)).scalar() for table in TABLES}
    for i, table in enumerate(TABLES):
        _add_table(library, old, table, shifts, part_of(step, i, len(TABLES)))
    tops = MdDataset.select().where(MdDataset.parent.is_null())
    tops = list(tops.order_by(MdDataset.position, MdDataset.id))
    here = [row for row in tops if row.id <= shifts[MdDataset]]
    new = [row for row in tops if row.id > shifts[MdDataset]]
    names = [row.name for row in here]
    last = max((row.position for row in here), default=-1)
    for number, row in enumerate(new, last + 1):
        names.append(unused_name(row.name, names))
        changed = MdDataset.update(name=names[-1], position=number)
        changed.where(MdDataset.id == row.id).execute()
    return tuple(row.id for row in new)


def _add_table(
    library: Library, old: sqlite3.Connection, table: type[Model], shifts: Shifts, step: Step
) -> None:
    """Add the rows of one table, ids and references shifted, and prove that they are in."""
    fields = table._meta.sorted_fields  # peewee's
    name, columns = table._meta.table_name, ", ".join(field.column_name for field in fields)
    shifted = ", ".join(_shifted(field, shifts) for field in fields)
    marks = ", ".join("?" * len(fields))
    (total,) = old.execute(f"SELECT COUNT(*) FROM {name}").fetchone()  # noqa: S608  # our own names
    rows = old.execute(f"SELECT {shifted} FROM {name} ORDER BY id")  # noqa: S608  # our own names
    read, stored, done = hashlib.sha256(), hashlib.sha256(), 0
    while batch := rows.fetchmany(_BATCH):
        step(done, total, "Restoring objects")
        insert = f"INSERT INTO {name} ({columns}) VALUES ({marks})"  # noqa: S608  # our own names
        library.database.cursor().executemany(insert, batch)
        add_rows(read, batch)
        done += len(batch)
    select = f"SELECT {columns} FROM {name} WHERE id > ? ORDER BY id"  # noqa: S608  # our own names
    add_rows(stored, library.database.execute_sql(select, (shifts[table],)))
    if stored.digest() != read.digest():
        raise UserError(
            f"{library.folder} does not hold what was read from the backup, so nothing was "
            "restored; look after its disk, then try again."
        )


def _shifted(field: Field, shifts: Shifts) -> str:
    """Select a column, with ids and references moved behind those that are in use."""
    if isinstance(field, ForeignKeyField):
        return f"{field.column_name} + {shifts[field.rel_model]}"
    return f"{field.column_name} + {shifts[field.model]}" if field.primary_key else field.name


def _add_media(
    library: Library, source: Path, files: Mapping[str, str], step: Step
) -> tuple[str, ...]:
    """Copy the media of new rows; return the original names of those that are not whole."""
    damaged = []
    with added_files(library) as add:
        for i, (path, name) in enumerate(files.items()):
            step(i, len(files), f"Copying {name}")
            there, found = library.media / path, found_again(source, path)
            if found == there and there.is_file():
                continue
            if not found.is_file() or add(found) != there.stem:
                damaged.append(name)
    return tuple(damaged)
