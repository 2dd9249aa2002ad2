"""A library: one folder with the database, the media and the backups."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from peewee import PeeweeException, SqliteDatabase

from components.errors import Step, UserError, no_step
from components.store.faults import LibraryReadOnly, explained
from components.store.lock import Lock
from components.store.migrations import bring_up_to_date, refuse_other_versions
from components.store.pointer import refuse_moved
from components.store.snapshots import DATABASE, reading_uri
from components.store.stopping import heeding
from components.store.sweep import sweep
from MdModel import TABLES

# page_size, of a new library: four rows to a page of 4096 bytes would leave a fifth of it empty
# synchronous=FULL: an acknowledged edit survives a power cut
_PRAGMAS = {
    "page_size": 16384,
    "foreign_keys": 1,
    "journal_mode": "wal",
    "busy_timeout": 5000,
    "synchronous": 2,
    "journal_size_limit": 64 * 2**20,  # what the log of a large import keeps until it is closed
}
_READING_PRAGMAS = {"busy_timeout": 5000, "query_only": 1}


class Library:
    """An open library; a program has at most one open at a time.

    Each thread that uses it works inside ``with library.connected()``, so that it has, and
    closes, a connection of its own. One program at a time can change a library; others can open
    it for reading, and see each change once it is committed.
    """

    folder: Path
    read_only: bool
    _lock: Lock | None
    _open: "Library | None" = None

    def __init__(
        self,
        folder: Path,
        *,
        create: bool = True,
        read_only: bool = False,
        wait: float = 0.0,
        step: Step = no_step,
    ) -> None:
        """Open the library in ``folder``, or make a new one there; stopped, it stays closed.

        Raises `LibraryInUse` where another program still has it after ``wait`` seconds,
        `LibraryReadOnly` where it can only be read, `LibraryMoved`, `LibraryDamaged`, or another
        `UserError` where the folder cannot be used or holds a newer library.
        """
        if Library._open is not None:
            raise RuntimeError(f"the library {Library._open.folder} is still open")
        self.folder = folder.expanduser().resolve()
        self.read_only = read_only
        refuse_moved(self.folder)
        if (read_only or not create) and not self.path.is_file():
            raise UserError(f"There is no library in {self.folder}; choose a folder with one.")
        with explained(self.folder):
            if read_only:
                self._open_for_reading()
            else:
                self._open_for_writing(wait, step)
        Library._open = self

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / DATABASE

    @property
    def media(self) -> Path:
        """The folder of images and meshes."""
        return self.folder / "media"

    def close(self) -> None:
        """Close this thread's connection; the folder is whole and may be copied.

        The history ends with it, so files that no row refers to any more are set aside.
        """
        if Library._open is not self:
            return
        Library._open = None
        if self._lock is not None:
            self._sweep()
        self._let_go()

    def disconnect(self) -> None:
        """Close this thread's connection: another thread goes on with the library, or closes it."""
        self.database.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Give the current thread a connection for the time of the block.

        What disk and database cannot do in the block is raised as a `UserError`.
        """
        with explained(self.folder):
            opened = self.database.connect(reuse_if_open=True)
            try:
                yield
            finally:
                if opened:
                    self.database.close()

    @contextmanager
    def transaction(self, step: Step = no_step) -> Iterator[None]:
        """All of the block or nothing of it, in this thread's connection.

        The outermost one asks ``step`` in the middle of long statements, too.

        Raises `LibraryReadOnly` where the library is open for reading, `UserError` where its
        folder has gone.
        """
        if self.read_only:
            raise LibraryReadOnly(self.folder)
        if not self.path.exists():  # a deleted file can still be written, and would be lost
            raise UserError(
                f"The library {self.folder} is not there any more; "
                "put the folder back or connect its disk, then open it again."
            )
        with self.connected():
            asked = no_step if self.database.in_transaction() else step
            with (
                self.database.atomic("IMMEDIATE"),
                heeding(self.database.connection(), asked),
            ):
                yield

    def never_wait(self) -> None:
        """Have this thread's changes refused at once while another thread makes one.

        For the thread of a window, which would stand still for as long as others may wait. The
        library may have been opened by another thread.
        """
        with explained(self.folder):
            self.database.execute_sql("PRAGMA busy_timeout = 50")

    def _open_for_reading(self) -> None:
        self._lock = None
        self.database = SqliteDatabase(reading_uri(self.path), uri=True, pragmas=_READING_PRAGMAS)
        try:
            self.database.connect()
            self.database.bind(TABLES)
            refuse_other_versions(self.database, self.folder)
        except BaseException:
            self._let_go()
            raise

    def _open_for_writing(self, wait: float, step: Step) -> None:
        self.media.mkdir(parents=True, exist_ok=True)
        if not os.access(self.folder, os.W_OK):
            raise LibraryReadOnly(self.folder)
        self.database = SqliteDatabase(str(self.path), pragmas=_PRAGMAS)
        self._lock = Lock(self.folder, wait)
        try:
            self.database.connect()
            self.database.bind(TABLES)
            bring_up_to_date(self.database, self.folder, step)
            if self._lock.abandoned:
                self._sweep(step)
        except BaseException:
            self._let_go()
            raise

    def _sweep(self, step: Step = no_step) -> None:
        # a library opens and closes all the same; the next sweep finds what this one leaves
        with suppress(sqlite3.Error, PeeweeException, OSError):
            sweep(self.database.connection(), self.folder, step)

    def _let_go(self) -> None:
        self.database.close()
        if self._lock is not None:
            self._lock.release()
