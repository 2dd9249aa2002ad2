"""Zip files: equal content gives equal bytes, and nothing is read of one that could do harm."""

import hashlib
import os
import stat
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from components.errors import Step, UserError
from components.store.faults import explained
from components.store.files import replacing

BEGINNING = b"PK"
"""The first bytes of every zip file, whatever its name."""

_OLDEST = (1980, 1, 1, 0, 0, 0)  # the same time in every file, so that equal content is equal
_CHUNK = 1 << 20
_RATIO = 100  # how many times its size in the file a part may have
_SMALL = 32 << 20  # bytes up to which the ratio does not matter
_ENCRYPTED = 1
# what the standard library raises for bytes that are no zip file, or not a whole one
_UNSOUND = (
    BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One file inside a zip file."""

    name: str
    size: int
    sha256: str


def refused(path: Path, reason: str) -> UserError:
    """Return the error for a file that is not imported, because of what stands in it."""
    return UserError(
        f"{path.name} was not imported: {reason}; get the file again from where it came from."
    )


@contextmanager
def written(path: Path) -> Iterator[ZipFile]:
    """Give a new zip file, which becomes ``path`` when the block succeeds; else nothing is left.

    Raises `UserError` where it cannot be written.
    """
    with explained(path.parent), replacing(path) as partial, partial.open("wb") as file:
        with ZipFile(file, "w") as archive:
            yield archive
        file.flush()
        os.fsync(file.fileno())


def add_part(archive: ZipFile, name: str, chunks: Iterable[bytes], *, deflate: bool) -> Part:
    """Write one part, whose time and permissions are always the same."""
    info = ZipInfo(name, _OLDEST)
    info.compress_type = ZIP_DEFLATED if deflate else ZIP_STORED
    info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as part:
        for chunk in chunks:
            for start in range(0, len(chunk), _CHUNK):  # one large one would hold up other threads
                piece = memoryview(chunk)[start : start + _CHUNK]
                digest.update(piece)
                size += len(piece)
                part.write(piece)
    return Part(name, size, digest.hexdigest())


def file_chunks(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


@contextmanager
def opened(path: Path) -> Iterator[ZipFile]:
    """Open a zip file for reading; raises `UserError` where it is none, or not a whole one."""
    with explained(path.parent), path.open("rb") as file:
        begins = file.read(len(BEGINNING)) == BEGINNING
        try:
            archive = ZipFile(file)
        except _UNSOUND as error:
            fault = "the file is damaged or cut short" if begins else "it is not a zip file"
            raise refused(path, fault) from error
        with archive:
            yield archive


def parts_of(archive: ZipFile, path: Path) -> dict[str, ZipInfo]:
    """Parts of a zip file by name, folders left out.

    Raises `UserError` for a name that leads elsewhere or is there twice, for links, for encrypted
    parts, and for a part that is much larger than the file can hold.
    """
    parts: dict[str, ZipInfo] = {}
    for info in archive.infolist():
        if info.is_dir() and not info.file_size:
            continue
        _demand_plain(info, path)
        if info.filename.casefold() in parts:
            raise refused(path, f"{info.filename!r} is in it twice")
        parts[info.filename.casefold()] = info
    if sum(info.compress_size for info in parts.values()) > path.stat().st_size:
        raise refused(path, "its parts lie in each other, as in a bomb")
    return {info.filename: info for info in parts.values()}


def part_chunks(archive: ZipFile, info: ZipInfo, path: Path) -> Iterator[bytes]:
    """Read a part piece by piece, never more of it than its directory says.

    Raises `UserError` where it is not what was written.
    """
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                yield chunk
    except _UNSOUND as error:
        raise refused(path, f"the part {info.filename!r} is damaged or cut short") from error


def part_bytes(archive: ZipFile, info: ZipInfo, path: Path, most: int) -> bytes:
    """Read a part at once; raises `UserError` where it is longer than ``most`` or damaged."""
    if info.file_size > most:
        raise refused(path, f"the part {info.filename!r} is larger than any that Modan2 writes")
    return b"".join(part_chunks(archive, info, path))


def verify_parts(
    archive: ZipFile, infos: Mapping[str, ZipInfo], parts: Iterable[Part], path: Path, step: Step
) -> None:
    """Read parts through and raise `UserError` for the first that is not what it should be."""
    wanted = list(parts)
    done, total = 0, sum(part.size for part in wanted)
    for part in wanted:
        if infos[part.name].file_size != part.size:
            raise refused(path, f"the part {part.name!r} has another size than was written")
        digest = hashlib.sha256()
        for chunk in part_chunks(archive, infos[part.name], path):
            step(done, total, f"Checking {part.name}")
            digest.update(chunk)
            done += len(chunk)
        if digest.hexdigest() != part.sha256:
            raise refused(path, f"the part {part.name!r} is not what was written")


def _demand_plain(info: ZipInfo, path: Path) -> None:
    name = info.filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    if (
        name != info.orig_filename
        or "\\" in name
        or ":" in name
        or any(not part or part in (".", "..") for part in name.split("/"))
    ):
        raise refused(path, f"the name {info.orig_filename!r} in it leads out of the file")
    if kind and not stat.S_ISREG(kind):
        raise refused(path, f"{name!r} in it is a link or a device and not a file")
    if info.flag_bits & _ENCRYPTED:
        raise refused(path, f"{name!r} in it is encrypted")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise refused(path, f"{name!r} in it is packed in a way that this program does not know")
    if info.file_size > _SMALL and info.file_size > _RATIO * info.compress_size:
        raise refused(
            path, f"{name!r} in it would grow to {info.file_size / 1e6:.0f} MB, as a bomb"
        )
