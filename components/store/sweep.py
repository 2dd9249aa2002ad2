"""Sets aside the files that no row needs any more, and deletes them a month later.

An edit that deletes or replaces a picture leaves its file, so that undo finds it. Once the history
is gone, at the end of a session or after a crash, the sweep moves what nothing refers to into
``media/orphans``. From there a restored copy of the database, or a check, takes it back.
"""

import os
import re
import sqlite3
import time
from pathlib import Path

from components.errors import Step, no_step
from components.store.files import PARTIAL, media_name
from components.store.snapshots import BACKUPS

ORPHANS = "orphans"
_KEPT = 30 * 24 * 3600  # seconds, three times as long as the daily copies reach back
_STORED = re.compile(r"[0-9a-f]{64}(\.\w+)?")


def sweep(connection: sqlite3.Connection, folder: Path, step: Step = no_step) -> None:
    """Tidy the media of a library: only for whoever has its lock and no history.

    Files that no row refers to are set aside, those set aside a month ago are deleted, and so
    is what interrupted copies have left. Files that the program did not name stay.
    """
    # an import in another thread may be about to refer to a file: wait for its end
    connection.execute("BEGIN IMMEDIATE")
    try:
        for path in (*folder.glob(f"media/**/*{PARTIAL}"), *folder.glob(f"{BACKUPS}/*{PARTIAL}")):
            path.unlink()
        for path in orphans(connection, folder, step):
            set_aside(path, folder)
        for path in (folder / "media" / ORPHANS).glob("*"):
            if _STORED.fullmatch(path.name) and path.stat().st_mtime < time.time() - _KEPT:
                path.unlink()
    finally:
        connection.execute("ROLLBACK")


def set_aside(path: Path, folder: Path) -> None:
    """Move a file of the media folder of a library to its orphans, where it stays for a month."""
    place = folder / "media" / ORPHANS
    place.mkdir(exist_ok=True)
    os.utime(path)  # the month begins now
    path.replace(place / path.name)


def orphans(connection: sqlite3.Connection, folder: Path, step: Step = no_step) -> list[Path]:
    """Media files that no row refers to."""
    wanted = media_files(connection)
    found = []
    for done, path in enumerate((folder / "media").glob("[0-9a-f][0-9a-f]/*")):
        step(min(done, len(wanted)), len(wanted), "Looking for files that nothing needs")
        if _STORED.fullmatch(path.name) and f"{path.parent.name}/{path.name}" not in wanted:
            found.append(path)
    return found


def media_files(connection: sqlite3.Connection) -> dict[str, str]:
    """Files that the rows of a database refer to, relative to the media folder: original names."""
    rows = connection.execute(
        "SELECT sha256, name FROM mdimage UNION SELECT sha256, name FROM mdthreedmodel"
    )
    return {media_name(sha256, name): name for sha256, name in rows}


def found_again(media: Path, path: str) -> Path:
    """Where a medium lies: at its place, or among the files set aside."""
    place = media / path
    aside = media / ORPHANS / place.name
    return aside if aside.is_file() and not place.is_file() else place
