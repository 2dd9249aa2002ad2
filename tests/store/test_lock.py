"""One program writes a library; another one is told who has it, and may read."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from library_contents import content, fill

from components.errors import UserError
from components.store import datasets
from components.store.datasets import Scheme
from components.store.faults import LibraryInUse, LibraryReadOnly
from components.store.library import Library
from components.store.lock import LOCK, Lock
from components.store.snapshots import DATABASE

ROOT = Path(__file__).resolve().parents[2]
OTHER = """
import sys
from pathlib import Path
from components.store import datasets
from components.store.library import Library
with Library(Path(sys.argv[1])) as library:
    print("open", flush=True)
    for line in sys.stdin:
        datasets.create(library, line.strip(), datasets.Scheme(2))
        print("stored", flush=True)
"""


@contextmanager
def other_program(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run another program that has the library open and adds a data set for each line."""
    command = [sys.executable, "-c", OTHER, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as child:
        assert answer(child) == "open"
        yield child
        child.kill()


def answer(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def ask(child: subprocess.Popen[str], name: str) -> None:
    assert child.stdin is not None
    child.stdin.write(f"{name}\n")
    child.stdin.flush()


@pytest.mark.slow
def test_a_second_program_is_told_who_has_the_library_and_may_read(tmp_path: Path) -> None:
    with other_program(tmp_path) as child:
        with pytest.raises(LibraryInUse, match=f"process {child.pid} on ") as caught:
            Library(tmp_path, wait=0.1)
        holder = caught.value.holder
        assert holder is not None
        assert (holder.process, holder.computer) == (child.pid, socket.gethostname())
        with Library(tmp_path, read_only=True) as library:
            assert not datasets.tree(library)
            ask(child, "from the other program")
            assert answer(child) == "stored"
            assert [d.name for d in datasets.tree(library)] == ["from the other program"]
    with Library(tmp_path) as library:  # the other one was killed: its lock went with it
        assert [d.name for d in datasets.tree(library)] == ["from the other program"]


def test_every_edit_of_a_library_open_for_reading_is_refused(tmp_path: Path) -> None:
    with Library(tmp_path / "library") as library:
        top = fill(library, tmp_path / "files")
        before = content(library)
    files = set((tmp_path / "library").rglob("*"))
    with Library(tmp_path / "library", read_only=True) as library:
        assert content(library) == before
        for edit in (
            lambda: datasets.create(library, "new", Scheme(2)),
            lambda: datasets.delete(library, top),
        ):
            with pytest.raises(LibraryReadOnly, match="can be read but not changed"):
                edit()
        with pytest.raises(LibraryReadOnly), library.connected():
            library.database.execute_sql("DELETE FROM mdobject")
        assert content(library) == before
    new = set((tmp_path / "library").rglob("*")) - files
    assert {path.name for path in new} <= {f"{DATABASE}-shm", f"{DATABASE}-wal"}  # by SQLite


def test_a_library_for_reading_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no library in"):
        Library(tmp_path / "absent", read_only=True)
    assert not (tmp_path / "absent").exists()


def test_a_lock_that_a_dead_process_left_is_taken_over(tmp_path: Path) -> None:
    Library(tmp_path).close()
    (tmp_path / LOCK).write_text(json.dumps({"process": 1, "computer": "gone", "since": "then"}))
    with Library(tmp_path) as library:
        assert json.loads((tmp_path / LOCK).read_text())["process"] == os.getpid()
        datasets.create(library, "new", Scheme(2))
    assert (tmp_path / LOCK).read_text() == ""


@pytest.mark.parametrize("text", ["", "not JSON", "[1]", '{"who": 1}'])
def test_a_lock_file_of_any_content_is_no_obstacle(tmp_path: Path, text: str) -> None:
    (tmp_path / LOCK).write_text(text)
    lock = Lock(tmp_path)
    assert lock.abandoned == bool(text)
    (tmp_path / LOCK).write_text(text)
    with pytest.raises(LibraryInUse, match="another process"):
        Library(tmp_path)
    lock.release()
    Library(tmp_path).close()


def test_who_waits_gets_the_library_when_it_is_free(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    freed = threading.Timer(0.2, lock.release)
    freed.start()
    Library(tmp_path, wait=20).close()
    freed.join()


def test_waiting_ends(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    start = time.monotonic()
    with pytest.raises(LibraryInUse):
        Library(tmp_path, wait=0.2)
    assert 0.2 <= time.monotonic() - start < 10
    lock.release()


def test_a_library_that_could_not_be_opened_is_not_kept_locked(tmp_path: Path) -> None:
    Library(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("PRAGMA user_version = 7")
    with pytest.raises(UserError, match="newer"):
        Library(tmp_path)
    Lock(tmp_path).release()
