"""Disk full, folder read-only, database busy or damaged: a sentence, and nothing is lost."""

import errno
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
from library_contents import content, fill, killed, media_of
from peewee import IntegrityError

from components.errors import UserError
from components.shape.specimen import Specimen
from components.store import changes, datasets, files, media, objects
from components.store.backup import back_up
from components.store.faults import DiskFull, LibraryDamaged, LibraryReadOnly
from components.store.library import Library
from components.store.snapshots import DATABASE


def many(count: int) -> list[Specimen]:
    return [Specimen(f"s{i}", np.full((50, 2), i / 7)) for i in range(count)]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Return a folder on a disk of 2 MB, which only root can make."""
    # not in tmp_path: other runs of pytest look into that, and keep the disk busy
    with tempfile.TemporaryDirectory(prefix="modan2-disk-") as name:
        command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", name]
        able = shutil.which("mount") is not None
        if not able or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("this user cannot mount a small disk")
        yield Path(name)
        subprocess.run(["umount", "--lazy", name], check=True)


def test_a_full_database_takes_nothing_of_an_edit_and_works_on(library: Library) -> None:
    number = datasets.create(library, "set", datasets.Scheme(2))
    objects.add(library, number, many(10))
    before = content(library)
    pages = library.database.pragma("page_count")
    library.database.pragma("max_page_count", pages + 3)
    for _ in range(2):
        with pytest.raises(DiskFull, match=f"disk of {library.folder} is full"):
            objects.add(library, number, many(1000))
        with pytest.raises(DiskFull), changes.recorded(library), library.transaction():
            objects.add(library, number, many(1000))
        assert content(library) == before
    library.database.pragma("max_page_count", 1_000_000)
    objects.add(library, number, many(1000))
    assert len(content(library)["mdobject"]) == 1010


def test_a_full_disk_keeps_what_was_stored_before(small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "large.ply").write_bytes(b"x" * 3_000_000)
    with Library(small_disk / "library") as library:
        number = datasets.create(library, "set", datasets.Scheme(2))
        ids = objects.add(library, number, many(10))
        before = content(library)
        with pytest.raises(DiskFull):
            media.attach_meshes(library, [media.Attachment(ids[0], tmp_path / "large.ply")])
        assert not [path for path in library.media.rglob("*") if path.is_file()]
        with pytest.raises(DiskFull):
            objects.add(library, number, many(5000))
        assert content(library) == before
        with pytest.raises(UserError, match="make room"):
            media.attach_meshes(library, [media.Attachment(ids[0], tmp_path / "large.ply")])
        datasets.rename(library, number, "other")
    with Library(small_disk / "library") as library:
        assert content(library)["mdobject"] == before["mdobject"]
        assert datasets.tree(library)[0].name == "other"


def test_a_backup_to_a_full_disk_leaves_nothing(small_disk: Path, library: Library) -> None:
    number = datasets.create(library, "set", datasets.Scheme(2))
    objects.add(library, number, many(4000))
    with pytest.raises(UserError, match="make room"):
        back_up(library, small_disk)
    assert not list(small_disk.iterdir())


def test_a_busy_database_is_no_lock_error(library: Library) -> None:
    library.database.pragma("busy_timeout", 10)
    with closing(sqlite3.connect(library.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="busy with another task; try again"):
            datasets.create(library, "set", datasets.Scheme(2))
        other.execute("ROLLBACK")
    datasets.create(library, "set", datasets.Scheme(2))


def test_a_bug_passes_as_it_is(library: Library) -> None:
    with pytest.raises(IntegrityError), library.transaction():
        library.database.execute_sql("INSERT INTO mdimage (object_id) VALUES (1)")
    with pytest.raises(KeyError), library.transaction():
        raise KeyError


class Fading(io.BufferedIOBase):
    """A file of which the first bytes can be read before its disk goes."""

    def __init__(self, file: BinaryIO, code: int) -> None:
        self._file, self._code, self._reads = file, code, 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > 2:
            raise OSError(self._code, os.strerror(self._code))
        return self._file.read(size or -1)

    def close(self) -> None:
        self._file.close()


def damage(path: Path) -> None:
    """Overwrite every page but the first, which says what the file is."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        page = 16384
        assert size > 2 * page
        file.seek(page)
        file.write(b"\x55" * (size - page))


def test_a_damaged_database_says_what_to_do_and_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library(folder) as library:
        fill(library, tmp_path / "files")
    damage(folder / DATABASE)
    before = (folder / DATABASE).read_bytes()
    with (
        pytest.raises(LibraryDamaged, match="restore the newest file of its folder 'backups'"),
        Library(folder) as library,
    ):
        datasets.tree(library)
    assert (folder / DATABASE).read_bytes() == before


def test_a_read_only_folder_can_be_read(small_disk: Path, tmp_path: Path) -> None:
    folder = small_disk / "library"
    with Library(folder) as library:
        fill(library, tmp_path / "files")
        before = content(library)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(LibraryReadOnly, match="can be read but not changed"):
        Library(folder)
    with Library(folder, read_only=True) as library:
        assert content(library) == before
        with pytest.raises(LibraryReadOnly):
            datasets.create(library, "set", datasets.Scheme(2))
    with pytest.raises(UserError, match="cannot be used"):
        Library(small_disk / "new")


def test_a_folder_that_goes_away_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library(folder) as library:
        shutil.rmtree(folder)
        with pytest.raises(UserError, match="not there any more"):
            datasets.create(library, "set", datasets.Scheme(2))
    assert not folder.exists()


@pytest.mark.parametrize("code", [errno.ESTALE, errno.EIO, errno.ENOENT])
def test_a_share_that_disappears_while_a_file_is_copied(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    number = datasets.create(library, "set", datasets.Scheme(2))
    ids = objects.add(library, number, many(2))
    before = content(library)
    for name in ("near.ply", "far.ply"):
        (tmp_path / name).write_bytes(name.encode() * 500)
    opened = Path.open

    def far_away(path: Path, *arguments: Any, **options: Any) -> Any:
        file = opened(path, *arguments, **options)
        if path.name == "far.ply":
            monkeypatch.setattr(files, "_CHUNK", 1000)
            file = Fading(file, code)
        return file

    monkeypatch.setattr(Path, "open", far_away)
    names = ("near.ply", "far.ply")
    meshes = [media.Attachment(n, tmp_path / f) for n, f in zip(ids, names, strict=True)]
    with pytest.raises(UserError, match="far.ply"):
        media.attach_meshes(library, meshes)
    assert content(library) == before
    assert not media_of(library.folder)


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal of POSIX")
def test_what_was_committed_survives_a_power_cut(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    Library(folder).close()

    def work() -> None:
        library = Library(folder)
        for i in range(20):
            datasets.create(library, f"set {i}", datasets.Scheme(2))
        with library.transaction():
            datasets.create(library, "not committed", datasets.Scheme(2))
            os.kill(os.getpid(), signal.SIGKILL)

    assert killed(work)
    assert (folder / f"{DATABASE}-wal").stat().st_size > 0
    with Library(folder) as library:
        assert [d.name for d in datasets.tree(library)] == [f"set {i}" for i in range(20)]
