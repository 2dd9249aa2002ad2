"""Looks for everything in a library that is not as it should be, and changes nothing."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from components.errors import Step, no_step, part_of
from components.store.check_rows import unreadable_columns, wrong_objects
from components.store.faults import explained
from components.store.files import media_name, sha256_of
from components.store.findings import Finding, place
from components.store.library import Library
from components.store.snapshots import reading
from components.store.sweep import ORPHANS, orphans

_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_MOST = 20  # messages of SQLite about its own pages


@dataclass(frozen=True)
class CheckReport:
    """How much was looked at, and what was found."""

    datasets: int
    objects: int
    files: int
    findings: tuple[Finding, ...]


def check(library: Library, step: Step = no_step) -> CheckReport:
    """Look at the database, at each row and at the content of each image and mesh.

    Reads one state of the library, which may be in use; what a history could still bring back
    counts as an orphan.
    """
    findings: list[Finding] = []
    counts = (0, 0, 0)
    with explained(library.folder), reading(library.path) as connection:
        connection.text_factory = _lenient
        connection.execute("BEGIN")
        try:
            counts = _counts(connection)
            for i, look in enumerate(_LOOKS):
                findings += look(connection, library, part_of(step, i, len(_LOOKS)))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _CORRUPT:
                raise
            findings.append(_damaged(str(error)))
    return CheckReport(*counts, tuple(dict.fromkeys(findings)))


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _counts(connection: sqlite3.Connection) -> tuple[int, int, int]:
    row: tuple[int, int, int] = connection.execute(
        "SELECT (SELECT COUNT(*) FROM mddataset), (SELECT COUNT(*) FROM mdobject),"
        " (SELECT COUNT(*) FROM mdimage) + (SELECT COUNT(*) FROM mdthreedmodel)"
    ).fetchone()
    return row


def _damaged(reason: str) -> Finding:
    mend = "rebuild the indexes" if " index " in f"{reason} " else ""
    text = f"the database is damaged ({reason})"
    if not mend:
        text += "; restore the newest file of the folder 'backups' into a new library"
    return Finding("database", "modan2.db", text, mend)


def _pages(connection: sqlite3.Connection, _library: Library, step: Step) -> Iterator[Finding]:
    step(0, 1, "Checking the database")
    for (found,) in connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall():
        if found != "ok":
            yield _damaged(found.replace("\n", " "))


def _references(connection: sqlite3.Connection, _library: Library, step: Step) -> Iterator[Finding]:
    step(0, 1, "Checking what belongs to what")
    mends = {
        "mddataset": "put it at the top of the tree",
        "mdobject": "put it into a data set 'Recovered'",
        "mdimage": "make an object for it in a data set 'Recovered'",
        "mdthreedmodel": "make an object for it in a data set 'Recovered'",
        "mdanalysis": "put it into a data set 'Recovered'",
    }
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        lost = "data set" if parent == "mddataset" else "object"
        text = f"the {lost} that it belongs to is gone"
        where = place(connection, table, row)
        yield Finding("parentless", where, text, mends[table], table, row)


def _tree(connection: sqlite3.Connection, _library: Library, step: Step) -> Iterator[Finding]:
    step(0, 1, "Checking the tree of data sets")
    # 0 stands above the top of the tree; no row has it
    parents = dict(connection.execute("SELECT id, COALESCE(parent_id, 0) FROM mddataset"))
    known: set[int] = set()
    for start in sorted(parents):
        path: set[int] = set()
        number = start
        while number in parents and number not in known | path:
            path.add(number)
            number = parents[number]
        known |= path
        if number in path:
            where = place(connection, "mddataset", number)
            text = "it lies, through others, in itself, so that the tree cannot show it"
            mend = "put it at the top of the tree"
            yield Finding("cycle", where, text, mend, "mddataset", number)


def _order(connection: sqlite3.Connection, _library: Library, step: Step) -> Iterator[Finding]:
    step(0, 1, "Checking the order of objects")
    rows = connection.execute(
        "SELECT DISTINCT dataset_id FROM mdobject GROUP BY dataset_id, sequence HAVING COUNT(*) > 1"
    )
    for (number,) in rows.fetchall():
        where = place(connection, "mddataset", number)
        text = "several objects have the same place in the order"
        yield Finding("sequence", where, text, "number them anew", "mddataset", number)


def _columns(connection: sqlite3.Connection, _library: Library, step: Step) -> Iterator[Finding]:
    step(0, 1, "Checking the data sets")
    return unreadable_columns(connection)


def _objects(connection: sqlite3.Connection, _library: Library, step: Step) -> Iterator[Finding]:
    return wrong_objects(connection, step)


def _media(connection: sqlite3.Connection, library: Library, step: Step) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT 'mdimage', id, sha256, name FROM mdimage"
        " UNION ALL SELECT 'mdthreedmodel', id, sha256, name FROM mdthreedmodel"
    )
    users: dict[str, tuple[str, int]] = {}
    for table, row, sha256, name in rows.fetchall():
        users.setdefault(media_name(sha256, name), (table, row))
    for i, (path, (table, row)) in enumerate(users.items()):
        step(i, len(users), "Checking images and meshes")
        file = library.media / path
        if file.is_file() and sha256_of(file) == file.stem:
            continue
        aside = library.media / ORPHANS / file.name
        mend = "put it back" if aside.is_file() and sha256_of(aside) == file.stem else ""
        where = place(connection, table, row)
        if file.is_file():
            mend = mend or "keep it as it is now"
            text = "the content of the file is not what was stored"
            yield Finding("changed file", where, text, mend, table, row, file=path)
        else:
            text = f"the file media/{path} is missing; attach it again"
            yield Finding("missing file", where, text, mend, table, row, file=path)


def _orphans(connection: sqlite3.Connection, library: Library, step: Step) -> Iterator[Finding]:
    step(0, 1, "Looking for files without an object")
    for path in orphans(connection, library.folder):
        name = path.relative_to(library.media).as_posix()
        text = "the file belongs to no object"
        yield Finding("orphan", f"media/{name}", text, f"move it to media/{ORPHANS}", file=name)


_LOOKS = (_pages, _references, _tree, _order, _columns, _objects, _media, _orphans)
