"""Copies of the database: made while it is in use, compared row by row, then kept by name."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from components.errors import Step, UserError, no_step
from components.store.faults import LibraryDamaged, explained
from components.store.files import replacing
from components.store.stopping import heeding

DATABASE = "modan2.db"
BACKUPS = "backups"
"""The folder of copies inside a library; each is one file, and its media are the library's."""

DAILY = "daily "
_DAY = 24 * 3600
_PIECE = 1 << 20  # bytes of a packed column that are read at once
_PAGES = 2000  # copied between two reports


def reading_uri(path: Path) -> str:
    """Address of a database for SQLite that promises not to write it."""
    uri = f"{path.resolve().as_uri()}?mode=ro"
    log = path.with_name(f"{path.name}-wal")
    if os.access(path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
        return uri
    return f"{uri}&immutable=1"  # without it, SQLite wants to make a file beside the database


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for reading, whether another connection writes it or not."""
    uri = reading_uri(path)
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5)) as connection:
        yield connection


def digest_of(connection: sqlite3.Connection) -> str:
    """SHA-256 of all rows of all tables: equal content, equal digest, however the pages lie."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
    ).fetchall()
    digest = hashlib.sha256()
    usual, connection.text_factory = connection.text_factory, bytes  # text may be broken
    for (name,) in names:
        digest.update(f"{name}\n".encode())
        _add_rows(digest, connection, name)
    connection.text_factory = usual
    return digest.hexdigest()


def _add_rows(digest: "hashlib._Hash", connection: sqlite3.Connection, table: str) -> None:
    """Add the rows of a table to a digest, so that no two different tables look alike.

    A large packed column is read in pieces: as one value, it would hold up all other threads.
    """
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    kinds = {name.decode(): kind for _, name, kind, *_ in columns}
    packed = [name for name, kind in kinds.items() if kind == b"BLOB"]
    shown = [
        f"iif(length({name}) > {_PIECE}, length({name}), {name})" if name in packed else name
        for name in kinds
    ]
    rows = f'SELECT {", ".join(shown)} FROM "{table}" ORDER BY rowid'  # noqa: S608  # our own
    for row in connection.execute(rows):
        values = [value for value in row if isinstance(value, bytes)]
        plain = [(len(value),) if isinstance(value, bytes) else value for value in row]
        digest.update(f"{plain}\n".encode())
        for value in values:
            digest.update(value)
    for column in packed:
        large = f'SELECT rowid FROM "{table}" WHERE length({column}) > {_PIECE} ORDER BY rowid'  # noqa: S608  # our own
        for (number,) in connection.execute(large):
            with connection.blobopen(table, column, number, readonly=True) as blob:
                while piece := blob.read(_PIECE):
                    digest.update(piece)


def copy_database(source: Path, target: Path, step: Step = no_step) -> str:
    """Copy a database that may be in use, compare all rows, and return their digest.

    ``target`` is one whole file that needs no other, or is not there. Raises `UserError` where
    the copy cannot be made or does not hold what the source holds.
    """
    try:
        with replacing(target) as partial:
            return _copy(source, partial, step)
    except sqlite3.Error as error:
        damaged = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        with explained(source.parent if damaged else target.parent):
            raise


def _copy(source: Path, target: Path, step: Step) -> str:
    def report(_status: int, left: int, total: int) -> None:
        step(total - left, total, "Copying the database")

    target.unlink(missing_ok=True)
    with (
        reading(source) as old,
        closing(sqlite3.connect(target)) as new,
        heeding(old, step),
        heeding(new, step),
    ):
        old.execute("BEGIN")  # all that follows reads one and the same state
        old.execute("SELECT 1 FROM sqlite_master").fetchone()
        old.backup(new, pages=_PAGES, progress=report)
        new.execute("PRAGMA journal_mode = DELETE")  # a copy is one file
        digest = digest_of(old)
        if digest != digest_of(new):
            raise UserError(
                f"A copy of {source} does not hold what the database holds; "
                f"look after the disk of {target.parent}, then try again."
            )
        ((found,),) = new.execute("PRAGMA integrity_check(1)").fetchall()
        if found != "ok":  # a damaged copy must not push out the good ones
            raise LibraryDamaged(source.parent, found)
    return digest


def daily_copy(folder: Path, *, keep: int = 10, step: Step = no_step) -> Path | None:
    """Copy the database of a library into its backups, once a day and when it has changed.

    The oldest daily copies beyond ``keep`` are deleted. Returns the new copy, or None.
    Raises `UserError` where the copy cannot be made.
    """
    with explained(folder):
        copies = daily_copies(folder)
        if copies and time.time() - copies[-1].stat().st_mtime < _DAY:
            return None
        if copies and _same(copies[-1], folder / DATABASE):
            copies[-1].touch()  # it holds today's state, too
            return None
        target = folder / BACKUPS / f"{DAILY}{time.strftime('%Y-%m-%d %H.%M.%S')}.db"
        copy_database(folder / DATABASE, target, step)
        for old in daily_copies(folder)[:-keep]:
            old.unlink()
    return target


def daily_copies(folder: Path) -> list[Path]:
    """Return the daily copies of a library, oldest first."""
    return sorted((folder / BACKUPS).glob(f"{DAILY}*.db"))


def kept_copy(folder: Path, label: str, step: Step = no_step) -> Path:
    """Copy the database of a library into its backups for good, before it is changed."""
    place = folder / BACKUPS
    target, number = place / f"{label}.db", 2
    while target.exists():
        if _same(target, folder / DATABASE):
            return target
        target, number = place / f"{label} ({number}).db", number + 1
    copy_database(folder / DATABASE, target, step)
    return target


def _same(copy: Path, database: Path) -> bool:
    try:
        with reading(copy) as kept, reading(database) as now:
            return digest_of(kept) == digest_of(now)
    except sqlite3.DatabaseError:  # a copy that has become unreadable is no copy
        return False
