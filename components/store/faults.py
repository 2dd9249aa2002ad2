"""What disks, shares and SQLite cannot do, said in one sentence each."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peewee import PeeweeException

from components.errors import UserError


@dataclass(frozen=True)
class Holder:
    """Who has a library open: a process, its computer, and since when (local time)."""

    process: int
    computer: str
    since: str


class LibraryInUse(UserError):
    """Another program has the library open; it can be opened for reading only meanwhile."""

    def __init__(self, folder: Path, holder: Holder | None) -> None:
        self.folder, self.holder = folder, holder
        who = (
            f"process {holder.process} on {holder.computer}, since {holder.since}"
            if holder
            else "another process"
        )
        super().__init__(
            f"The library {folder} is open in another Modan2 ({who}); "
            "close it there, or open it here for reading only."
        )


class LibraryReadOnly(UserError):
    """The library cannot be written, because it was opened so or because the folder is so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"The library {folder} can be read but not changed; open it where nobody else has it "
            "open and its folder can be written, or copy it to such a folder."
        )


class LibraryDamaged(UserError):
    """The database file is not whole; what it holds is left as it is."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder = folder
        super().__init__(
            f"{folder} is damaged or cannot be opened as a library ({reason}); "
            "restore the newest file of its folder 'backups', or a backup, into a new library."
        )


class LibraryMoved(UserError):
    """The library that was in this folder has been moved; ``target`` is where it is now."""

    def __init__(self, folder: Path, target: Path, pointer: Path) -> None:
        self.folder, self.target = folder, target
        super().__init__(
            f"The library {folder} was moved to {target}; open it there, "
            f"or delete the file {pointer.name} to begin a new library here."
        )


class DiskFull(UserError):
    """There is no room for what was to be written; everything written before is whole."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            f"The disk of {place} is full and this change was not stored; "
            "all earlier ones are safe: make room, then try again."
        )


_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn a fault of the disk or of the database in ``folder`` into a `UserError`.

    Errors that tell of a bug, such as wrong SQL or a broken constraint, pass as they are.
    """
    try:
        yield
    except (sqlite3.Error, PeeweeException) as error:
        known = _of_database(error, folder)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        raise _of_file(error, folder) from error


def _of_database(error: BaseException | None, folder: Path) -> UserError | None:
    # a failed rollback hides what it followed from, and peewee wraps what sqlite3 raises
    while error is not None:
        code = getattr(error, "sqlite_errorcode", None)
        known = None if code is None else _of_code(code & 0xFF, folder, str(error))
        if known is not None:
            return known
        error = error.__context__
    return None


def _of_code(code: int, folder: Path, reason: str) -> UserError | None:
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return LibraryDamaged(folder, reason)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(folder)
    if code == sqlite3.SQLITE_READONLY:
        return LibraryReadOnly(folder)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return UserError(
            f"The library {folder} is busy with another task; try again when that has ended."
        )
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return UserError(
            f"The database of {folder} cannot be reached ({reason}); "
            "see whether the disk or the network share is there, then try again."
        )
    return None


def _of_file(error: OSError, folder: Path) -> UserError:
    place = error.filename or folder
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return DiskFull(place)
    if error.errno in _READ_ONLY:
        return UserError(
            f"{place} cannot be used ({reason}); change its permissions or choose another place."
        )
    if error.errno == errno.ENOENT:
        return UserError(f"{place} is not there, or no longer; put it back, then try again.")
    return UserError(
        f"{place} cannot be used ({reason}); "
        "see whether the disk or the network share is there, then try again."
    )
