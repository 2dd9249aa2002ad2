"""Restoring: the data sets of a backup are added to an open library; nothing is overwritten."""

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
from components.store.snapshots import DATABASE, copy_database, reading
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
    with (
        proven(library, source, part_of(step, 0, 2)) as backup,
        library.transaction(step),
    ):
        return add(library, backup, part_of(step, 1, 2))


@dataclass(frozen=True)
class Proven:
    """A backup that is whole; its rows are the database ``old`` of the library's connection.

    ``files`` are its media, by their place in the folder ``media``: their original names.
    """

    media: Path
    files: Mapping[str, str]


@contextmanager
def proven(library: Library, source: Path, step: Step = no_step) -> Iterator[Proven]:
    """Give a copy of a backup that is whole and of the present version; nothing is written yet.

    Belongs around the transaction in which `add` is called; raises as `restore`.
    """
    database, media = _parts(source.expanduser().resolve())
    with tempfile.TemporaryDirectory(prefix="modan2-") as name:
        files = _copied(database, Path(name), step)
        with library.connected(), _attached(library, Path(name) / DATABASE):
            yield Proven(media, files)


def add(library: Library, backup: Proven, step: Step = no_step) -> Restored:
    """Add what a proven backup holds, inside a transaction; see `restore`."""
    before = MdObject.select().count()
    datasets = _add_rows(library, part_of(step, 0, 2))
    objects = MdObject.select().count() - before
    damaged = _add_media(library, backup, part_of(step, 1, 2))
    return Restored(datasets, objects, len(backup.files) - len(damaged), damaged)


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


def _copied(database: Path, folder: Path, step: Step) -> dict[str, str]:
    """Copy a database into a folder, prove that it is whole, and return the files it refers to."""
    place = database.parent
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
    with reading(folder / DATABASE) as connection, heeding(connection, step):
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise UserError(
                f"{database} has rows that belong to nothing; "
                "mend it first (Modan2.py check --mend), then restore it."
            )
        return media_files(connection)


@contextmanager
def _attached(library: Library, database: Path) -> Iterator[None]:
    """Have the library's connection see another database as ``old``."""
    library.database.execute_sql("ATTACH ? AS old", (str(database),))
    try:
        yield
    finally:
        library.database.execute_sql("DETACH old")


def _add_rows(library: Library, step: Step) -> tuple[int, ...]:
    """Add the rows of all tables and return the ids of the data sets at the top of the tree."""
    library.database.execute_sql("PRAGMA defer_foreign_keys = ON")  # a child may come first
    shifts = {table: table.select(fn.COALESCE(fn.MAX(table.id), 0)).scalar() for table in TABLES}
    for i, table in enumerate(TABLES):
        _add_table(library, table, shifts, part_of(step, i, len(TABLES)))
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


def _add_table(library: Library, table: type[Model], shifts: Shifts, step: Step) -> None:
    """Add the rows of one table, ids and references shifted, and prove that they are in."""
    fields = table._meta.sorted_fields  # peewee's
    name, columns = table._meta.table_name, [field.column_name for field in fields]
    values = {field.column_name: _shifted(field, shifts) for field in fields}
    insert = (
        f"INSERT INTO main.{name} ({', '.join(columns)})"  # noqa: S608  # our own names
        f" SELECT {', '.join(values.values())} FROM old.{name} AS o"
        " WHERE o.id > ? AND o.id <= ? ORDER BY o.id"
    )
    run = library.database.execute_sql
    batches = _batches(library, name)
    for i, (first, last) in enumerate(batches):
        step(i, len(batches), "Restoring objects")
        run(insert, (first, last))
    unlike = " OR ".join(f"n.{column} IS NOT {value}" for column, value in values.items())
    odd = run(
        f"SELECT 1 FROM old.{name} AS o LEFT JOIN main.{name} AS n ON n.id = {values['id']}"  # noqa: S608
        f" WHERE {unlike} LIMIT 1"
    )
    if odd.fetchone() is not None:
        raise UserError(
            f"{library.folder} does not hold what was read from the backup, so nothing was "
            "restored; look after its disk, then try again."
        )


def _batches(library: Library, name: str) -> list[tuple[int, int]]:
    """Ids between which the rows of a table lie, a batch each: above the first, up to the last."""
    query = f"SELECT id FROM old.{name} ORDER BY id"  # noqa: S608  # our own names
    ids = [number for (number,) in library.database.execute_sql(query)]
    ends = [*ids[_BATCH - 1 :: _BATCH], *ids[-1:]]
    return list(zip([min(ids, default=0) - 1, *ends], ends, strict=False))


def _shifted(field: Field, shifts: Shifts) -> str:
    """Select a column, with ids and references moved behind those that are in use."""
    if isinstance(field, ForeignKeyField):
        return f"o.{field.column_name} + {shifts[field.rel_model]}"
    return f"o.id + {shifts[field.model]}" if field.primary_key else f"o.{field.column_name}"


def _add_media(library: Library, backup: Proven, step: Step) -> tuple[str, ...]:
    """Copy the media of new rows; return the original names of those that are not whole."""
    damaged = []
    with added_files(library) as put:
        for i, (path, name) in enumerate(backup.files.items()):
            step(i, len(backup.files), f"Copying {name}")
            there, found = library.media / path, found_again(backup.media, path)
            if found == there and there.is_file():
                continue
            if not found.is_file() or put(found) != there.stem:
                damaged.append(name)
    return tuple(damaged)
