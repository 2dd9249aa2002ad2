"""One program at a time writes a library: a lock of the operating system on a small file.

The file says who has the lock. The system frees the lock of a process that dies, so that what
it wrote stays behind and tells the next one that the library was not closed.
"""

import json
import os
import socket
import sys
import time
from pathlib import Path
from threading import Event
from typing import IO

from components.store.faults import Holder, LibraryInUse

LOCK = "modan2.lock"
_PAUSE = 0.05  # seconds between two tries

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # the locked byte lies behind the text, which so stays readable

    def _try(file: IO[str]) -> bool:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _free(file: IO[str]) -> None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _free(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


class Lock:
    """The right to write a library, held until `release` or the end of the process.

    ``abandoned`` tells that the last holder did not release it: it crashed.
    """

    def __init__(self, folder: Path, wait: float = 0.0) -> None:
        """Take the lock of a library folder, waiting for at most ``wait`` seconds.

        Raises `LibraryInUse` where another process has it.
        """
        self._file = (folder / LOCK).open("a+", encoding="utf-8")
        deadline = time.monotonic() + wait
        try:
            while not _try(self._file):
                _pause_until(deadline, folder, self._file)
            self.abandoned = bool(self._read())
            self._write(_self())
        except BaseException:
            self._file.close()
            raise

    def release(self) -> None:
        """Give the lock back."""
        self._write("")
        _free(self._file)
        self._file.close()

    def _read(self) -> str:
        self._file.seek(0)
        return self._file.read()

    def _write(self, text: str) -> None:
        self._file.truncate(0)
        self._file.seek(0)
        self._file.write(text)
        self._file.flush()


def _pause_until(deadline: float, folder: Path, file: IO[str]) -> None:
    if time.monotonic() >= deadline:
        raise LibraryInUse(folder, _holder(file))
    Event().wait(_PAUSE)


def _self() -> str:
    since = time.strftime("%Y-%m-%d %H:%M")
    return json.dumps({"process": os.getpid(), "computer": socket.gethostname(), "since": since})


def _holder(file: IO[str]) -> Holder | None:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read()))
    except (ValueError, TypeError):  # not written yet, or not by this program
        return None
