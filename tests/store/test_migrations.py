"""A library is lifted to a new version as a whole or not at all, and a copy stays."""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from library_contents import content, fill, killed, rows_in
from peewee import PeeweeException, SqliteDatabase, TextField
from playhouse.migrate import SqliteMigrator, migrate

from components.errors import UserError
from components.store import migrations
from components.store.library import Library
from components.store.snapshots import BACKUPS, DATABASE

COPY = "version 1, before version 2.db"
Watch = Callable[[sqlite3.Connection], None]


def to_2(database: SqliteDatabase) -> None:
    """Add a column, fill it, and rebuild the table that all others refer to."""
    migrator = SqliteMigrator(database)
    migrate(migrator.add_column("mdobject", "collector", TextField(default="nobody")))
    database.execute_sql("UPDATE mdobject SET collector = name || '!'")
    migrate(migrator.drop_column("mddataset", "views"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the folder of a closed library of version 1."""
    with Library(tmp_path / "library") as library:
        fill(library, tmp_path / "files")
    return tmp_path / "library"


@pytest.fixture
def version_2(old: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an old library, for a program that knows version 2."""
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", 2)
    monkeypatch.setattr(migrations, "_STEPS", {2: to_2})
    return old


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[Watch]:
    """Call what is in the list with each connection that is opened."""
    watches: list[Watch] = []
    usual = SqliteDatabase._connect

    def connect(database: SqliteDatabase) -> sqlite3.Connection:
        connection = usual(database)
        for watch in watches:
            watch(connection)
        return connection

    monkeypatch.setattr(SqliteDatabase, "_connect", connect)
    return watches


def version(folder: Path) -> int:
    with sqlite3.connect(folder / DATABASE) as connection:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return found


def test_a_library_is_lifted_and_a_copy_of_the_old_one_kept(version_2: Path) -> None:
    before = rows_in(version_2 / DATABASE)
    with Library(version_2) as library:
        run = library.database.execute_sql
        assert run("SELECT name, collector FROM mdobject").fetchall() == [
            (name, f"{name}!") for name in ("traced", "plain", "low")
        ]
        assert library.database.pragma("foreign_keys") == 1
        assert "views" not in [column.name for column in library.database.get_columns("mddataset")]
    assert version(version_2) == 2
    after = rows_in(version_2 / DATABASE)
    assert {table: len(rows) for table, rows in after.items()} == {
        table: len(rows) for table, rows in before.items()
    }, "dropping the old table must not delete what refers to it"
    assert rows_in(version_2 / BACKUPS / COPY) == before
    Library(version_2).close()
    assert [path.name for path in (version_2 / BACKUPS).iterdir()] == [COPY]


def test_a_fault_at_any_statement_leaves_the_old_library_whole(
    version_2: Path, watched: list[Watch]
) -> None:
    before = rows_in(version_2 / DATABASE)
    calls = last = failed = 0

    def authorise(*_what: object) -> int:
        nonlocal calls
        calls += 1
        return sqlite3.SQLITE_DENY if calls == last else sqlite3.SQLITE_OK

    watched.append(lambda connection: connection.set_authorizer(authorise))
    while calls >= last:
        calls, last = 0, last + 1
        try:
            Library(version_2).close()
        except PeeweeException:
            failed += 1
            if version(version_2) == 2:
                break  # failed after the commit
            assert (version(version_2), rows_in(version_2 / DATABASE)) == (1, before)
        else:
            break
    assert failed > 30
    assert version(version_2) == 2
    assert rows_in(version_2 / BACKUPS / COPY) == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal of POSIX")
def test_death_at_any_statement_leaves_the_old_library_whole(
    version_2: Path, watched: list[Watch]
) -> None:
    before = rows_in(version_2 / DATABASE)
    statements = deaths = 0

    def count(_statement: str) -> None:
        nonlocal statements
        statements += 1
        if statements > deaths:
            os.kill(os.getpid(), signal.SIGKILL)

    watched.append(lambda connection: connection.set_trace_callback(count))
    while killed(lambda: Library(version_2).close()):
        deaths += 1
        if version(version_2) == 2:
            break  # died after the commit
        assert rows_in(version_2 / DATABASE) == before
    assert deaths > 15
    watched.clear()
    with Library(version_2) as library:
        assert len(content(library)["mdobject"]) == 3
    assert rows_in(version_2 / BACKUPS / COPY) == before


def test_a_step_that_cuts_rows_loose_is_refused(
    version_2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(database: SqliteDatabase) -> None:
        database.execute_sql("DELETE FROM mddataset WHERE parent_id IS NOT NULL")

    monkeypatch.setattr(migrations, "_STEPS", {2: cut})
    with pytest.raises(RuntimeError, match="cut rows loose"):
        Library(version_2)
    assert version(version_2) == 1


def test_a_newer_library_is_refused_for_reading_too(old: Path) -> None:
    with sqlite3.connect(old / DATABASE) as connection:
        connection.execute("PRAGMA user_version = 3")
    connection.close()
    for read_only in (False, True):
        with pytest.raises(UserError, match="newer Modan2.*version 3.*knows 1"):
            Library(old, read_only=read_only)
    assert not (old / BACKUPS).exists()


def test_an_older_library_is_not_read_without_lifting_it(version_2: Path) -> None:
    with pytest.raises(UserError, match="library version 1 and this program reads 2"):
        Library(version_2, read_only=True)
    assert version(version_2) == 1


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute("CREATE TABLE mddataset (id, dataset_name)")
    connection.close()
    with pytest.raises(UserError, match="of another program"):
        Library(tmp_path)
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("mddataset",)]
    connection.close()
