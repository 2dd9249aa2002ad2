"""A library: one folder with the database, the media and the backups."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import DatabaseError, OperationalError, SqliteDatabase

from components.errors import UserError
from components.store.migrations import bring_up_to_date
from MdModel import TABLES

DATABASE = "modan2.db"

# synchronous=FULL: an acknowledged edit survives a power cut
_PRAGMAS = {"foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 5000, "synchronous": 2}


class Library:
    """An open library; a program has at most one open at a time.

    Each thread that uses it works inside ``with library.connected()``, so that it has, and
    closes, a connection of its own.
    """

    folder: Path
    _open: "Library | None" = None

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        """Open the library in ``folder``, or make a new one there.

        Raises `UserError` where the folder cannot be used or holds a newer library.
        """
        if Library._open is not None:
            raise RuntimeError(f"the library {Library._open.folder} is still open")
        self.folder = folder.expanduser().resolve()
        path = self.folder / DATABASE
        if not create and not path.is_file():
            raise UserError(f"There is no library in {self.folder}; choose a folder with one.")
        self.database = SqliteDatabase(str(path), pragmas=_PRAGMAS)
        try:
            self.media.mkdir(parents=True, exist_ok=True)
            self.database.connect()
            self.database.bind(TABLES)
            bring_up_to_date(self.database, str(self.folder))
        except OSError as error:
            reason = error.strerror or error
            raise UserError(
                f"The library folder {self.folder} cannot be used ({reason}); choose another one."
            ) from error
        except (OperationalError, DatabaseError) as error:
            self.database.close()
            raise UserError(
                f"{path} cannot be opened as a library ({error}); "
                "choose another folder or restore a backup."
            ) from error
        except UserError:
            self.database.close()
            raise
        Library._open = self

    @property
    def media(self) -> Path:
        """The folder of images and meshes."""
        return self.folder / "media"

    def close(self) -> None:
        """Close this thread's connection; the folder is whole and may be copied."""
        self.database.close()
        if Library._open is self:
            Library._open = None

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Give the current thread a connection for the time of the block."""
        opened = self.database.connect(reuse_if_open=True)
        try:
            yield
        finally:
            if opened:
                self.database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing of it, in this thread's connection."""
        with self.connected(), self.database.atomic("IMMEDIATE"):
            yield
