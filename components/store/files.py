"""Files of a library: copied with proof, named after their content, durable before rows refer."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from components.errors import UserError

PARTIAL = ".partial"
"""Ends the name of a file that is being written, in a folder of the library."""

FOLDER_PARTIAL = ".modan2-partial"
"""Ends the name of a folder that is being filled, anywhere; nobody else has such names."""

_CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def media_name(sha256: str, name: str) -> str:
    """Where a file with this content lies in a media folder, relative to it."""
    return f"{sha256[:2]}/{sha256}{Path(name).suffix.lower()}"


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a place to write a file into, which becomes ``target`` when the block succeeds.

    Its name is durable then. When the block fails, nothing is left of it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + PARTIAL)
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    make_durable(target.parent)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill, which becomes ``target`` when the block succeeds; else it goes.

    ``target`` is not there, or empty.
    """
    partial = target.with_name(target.name + FOLDER_PARTIAL)
    shutil.rmtree(partial, ignore_errors=True)  # left by a process that was killed
    partial.mkdir(parents=True)
    try:
        yield partial
        for folder in (partial, *(path for path in partial.rglob("*") if path.is_dir())):
            make_durable(folder)
        if target.exists():
            target.rmdir()
        partial.replace(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    make_durable(target.parent)


def copy_proven(source: Path, target: Path) -> str:
    """Copy a file, read the copy again and return the SHA-256 of both.

    Raises `UserError` where the copy does not hold what was read, `OSError` where a file cannot
    be read or written.
    """
    with replacing(target) as partial:
        return _write_proven(source, partial)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file another name on the same disk, where that is possible, or copy it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:  # another disk, or one without links
        copy_proven(source, target)


def keep_by_content(source: Path, media: Path) -> tuple[Path, bool]:
    """Copy a file into a media folder, to the name of its content; tells the path and if it is new.

    Where it is already there, that file stays, unless its content has decayed. Raises as
    `copy_proven` does.
    """
    partial = media / f"incoming{PARTIAL}"
    try:
        sha256 = _write_proven(source, partial)
        target = media / media_name(sha256, source.name)
        new = not target.exists()
        if not new and sha256_of(target) == sha256:
            return target, False
        if not target.parent.exists():
            target.parent.mkdir()
            make_durable(media)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    make_durable(target.parent)
    return target, new


def make_durable(folder: Path) -> None:
    """Have the system write the names in a folder to the disk."""
    if os.name == "nt":  # has no such call; it writes names with the files
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def demand_room(place: Path, needed: int) -> None:
    """Raise `UserError` where the disk of ``place`` has not ``needed`` bytes and a tenth more."""
    free = shutil.disk_usage(nearest(place)).free
    if free < needed * 1.1:
        raise UserError(
            f"{place} needs {_megabytes(needed * 1.1)} and its disk has {_megabytes(free)} free; "
            "make room or choose another disk."
        )


def nearest(place: Path) -> Path:
    """Return the place itself, or the nearest folder above it that is there."""
    return next(folder for folder in (place, *place.parents) if folder.exists())


def total_size(paths: Iterable[Path]) -> int:
    """Bytes of the files that are there."""
    return sum(path.stat().st_size for path in paths if path.is_file())


def refuse_nested(source: Path, target: Path) -> None:
    """Raise `UserError` where one folder lies in the other, or both are one."""
    if source == target or source in target.parents or target in source.parents:
        raise UserError(
            f"{target} and the library {source} lie in each other; choose a folder beside it."
        )


def _write_proven(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as written:
        for chunk in _chunks(source):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    if sha256_of(target) != digest.hexdigest():
        raise UserError(
            f"The copy of {source} is not what was read from it; "
            f"look after the disk of {target.parent}, then try again."
        )
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        error.filename = str(path)  # a share that goes away while it is read gives no name
        raise


def _megabytes(size: float) -> str:
    return f"{size / 1e6:.1f} MB"
