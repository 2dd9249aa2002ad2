"""A library looked into without a trace: a copy of its database is opened for reading."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from components.store.faults import explained
from components.store.library import Library
from components.store.public_database import database_in
from components.store.snapshots import DATABASE, copy_database

_MEDIA = "media"


def own_database(path: Path) -> Path | None:
    """Return the database that a path is or holds, where this program wrote it, else None."""
    with explained(path.parent):
        database = database_in(path)
    if database is None:
        return None
    uri = f"{database.resolve().as_uri()}?mode=ro&immutable=1"  # no file is made beside it
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            columns = connection.execute("PRAGMA table_info(mddataset)").fetchall()
    except sqlite3.DatabaseError:
        return None
    return database if "landmark_names" in {name for _, name, *_ in columns} else None


@contextmanager
def opened_copy(database: Path, *, media: bool = False) -> Iterator[Library]:
    """Open a copy of a library for reading, with ``media`` also of its images and meshes.

    Raises `UserError` where it is damaged, or of another version.
    """
    with tempfile.TemporaryDirectory(prefix="modan2-") as name:
        folder = Path(name)
        with explained(database.parent):
            log = database.with_name(f"{database.name}-wal")
            if log.is_file() and log.stat().st_size:  # a program has it open
                copy_database(database, folder / DATABASE)
            else:
                shutil.copyfile(database, folder / DATABASE)
            places = [place / _MEDIA for place in database.parents[:2]]
            for place in [one for one in places if media and one.is_dir()][:1]:
                shutil.copytree(place, folder / _MEDIA)
        with Library(folder, read_only=True) as library:
            yield library
