"""Removes the files that no row needs any more.

An edit that deletes or replaces a picture leaves its file, so that undo finds it. Once the history
is gone, at the end of a session or after a crash, the sweep takes away what nothing refers to.
"""

import re
import sqlite3
from pathlib import Path

from components.store.files import PARTIAL, media_name
from components.store.snapshots import BACKUPS, reading

_STORED = re.compile(r"[0-9a-f]{64}(\.\w+)?")


def sweep(connection: sqlite3.Connection, folder: Path) -> int:
    """Delete media files that no row refers to, and what interrupted copies have left.

    Only for whoever has the library's lock and no history. Rows of the copies in the backups
    count as well, so that each copy can be restored with its pictures. Files that the program
    did not name stay. Returns the number of deleted files.
    """
    # an import in another thread may be about to refer to a file: wait for its end
    connection.execute("BEGIN IMMEDIATE")
    try:
        unwanted = [*folder.glob(f"media/**/*{PARTIAL}"), *folder.glob(f"{BACKUPS}/*{PARTIAL}")]
        unwanted += orphans(connection, folder)
        for path in unwanted:
            path.unlink()
    finally:
        connection.execute("ROLLBACK")
    return len(unwanted)


def orphans(connection: sqlite3.Connection, folder: Path) -> list[Path]:
    """Media files that neither a row of the library nor one of its copies refers to."""
    media = folder / "media"
    stored = [path for path in media.glob("[0-9a-f][0-9a-f]/*") if _STORED.fullmatch(path.name)]
    if not stored:
        return []
    wanted = media_files(connection)
    for copy in (folder / BACKUPS).glob("*.db"):
        with reading(copy) as kept:
            wanted |= media_files(kept)
    return [path for path in stored if f"{path.parent.name}/{path.name}" not in wanted]


def media_files(connection: sqlite3.Connection) -> dict[str, str]:
    """Files that the rows of a database refer to, relative to the media folder: original names."""
    rows = connection.execute(
        "SELECT sha256, name FROM mdimage UNION SELECT sha256, name FROM mdthreedmodel"
    )
    return {media_name(sha256, name): name for sha256, name in rows}
