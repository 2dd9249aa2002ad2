"""_Opens into a library: everything is verified before anything is stored."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from components.errors import Step, no_step
from components.store.codec import gathered
from components.store.package import DATASETS, FORMAT, MANIFEST, VERSION
from components.store.package_rows import (
    BLOBS,
    Entry,
    Unfit,
    check,
    check_blob,
    media,
    packed_rows,
    part_name,
)
from components.store.package_storing import Content
from components.store.zips import (
    Part,
    opened,
    part_bytes,
    part_chunks,
    parts_of,
    refused,
    verify_parts,
)

_FEW = 2  # pieces of a packed column that are joined at once
_MOST_JSON = 2 << 30  # bytes, about eight million objects


@dataclass(frozen=True)
class _Open:
    """A package that is open."""

    path: Path
    archive: ZipFile
    infos: Mapping[str, ZipInfo]
    datasets: list[Entry]


@contextmanager
def verified(path: Path, step: Step = no_step) -> Iterator[Content]:
    """Open a package of which everything has been checked; nothing is written.

    Raises `UserError` where the file is not what `write_package` has written, or was written by a
    newer version.
    """
    with opened(path) as archive:
        infos = parts_of(archive, path)
        parts, absent = _manifest(archive, infos, path)
        found, wanted = set(infos) - {MANIFEST}, {part.name for part in parts}
        if wanted - found:
            raise refused(path, f"the part {min(wanted - found)!r} is missing")
        if found - wanted:
            raise refused(path, f"{min(found - wanted)!r} in it belongs to no package")
        verify_parts(archive, infos, parts, path, step)
        try:
            package = _Open(path, archive, infos, _parsed(archive, infos, path, DATASETS, step))
            check(package.datasets, step)
            _check_parts(package, parts, absent)
        except Unfit as error:
            raise refused(path, str(error)) from error
        files = [name for name in infos if name.startswith("media/")]
        yield Content(
            path.name,
            package.datasets,
            partial(_blobs, package),
            {name: partial(part_chunks, archive, infos[name], path) for name in files},
            sum(infos[name].file_size for name in files),
        )


def _manifest(
    archive: ZipFile, infos: Mapping[str, ZipInfo], path: Path
) -> tuple[list[Part], set[str]]:
    """Parts that the package has, and the names of media that it has not."""
    content = _parsed(archive, infos, path, MANIFEST) if MANIFEST in infos else None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise refused(path, "it is a zip file but no package of Modan2")
    version = content.get("version")
    if type(version) is int and version > VERSION:
        raise refused(
            path, f"a newer Modan2 ({content.get('program')}) has written it; update yours first"
        )
    parts, absent = content.get("parts"), content.get("absent")
    if (
        version != VERSION
        or not isinstance(parts, list)
        or not all(map(_is_part, parts))
        or len({part["name"] for part in parts}) < len(parts)
        or not isinstance(absent, list)
        or not all(isinstance(name, str) for name in absent)
    ):
        raise refused(path, "its list of parts cannot be read")
    return [Part(**part) for part in parts], set(absent)


def _is_part(part: object) -> bool:
    return (
        isinstance(part, dict)
        and set(part) == {"name", "size", "sha256"}
        and isinstance(part["name"], str)
        and type(part["size"]) is int
        and isinstance(part["sha256"], str)
    )


def _parsed(
    archive: ZipFile, infos: Mapping[str, ZipInfo], path: Path, name: str, step: Step = no_step
) -> Any:  # noqa: ANN401  # any JSON
    def asked(entry: object) -> object:
        step(0, 0, "")  # called, Python also lets other threads run, which a parse would hold up
        return entry

    if name not in infos:
        raise refused(path, f"the part {name!r} is missing")
    try:
        return json.loads(part_bytes(archive, infos[name], path, _MOST_JSON), object_hook=asked)
    except (ValueError, RecursionError) as error:
        raise refused(path, f"the part {name!r} cannot be read") from error


def _check_parts(package: _Open, parts: Sequence[Part], absent: set[str]) -> None:
    """Raise `Unfit` where parts and data sets do not belong together."""
    hashes = {part.name: part.sha256 for part in parts}
    names = {part_name(m["sha256"], m["name"]): m["sha256"] for m in media(package.datasets)}
    own = {MANIFEST, DATASETS, *(f"{column}.bin" for column in BLOBS)}
    if set(package.infos) != own | (set(names) - absent):
        odd = min(set(package.infos) ^ (own | (set(names) - absent)))
        raise Unfit(f"the part {odd!r} is missing or belongs to nothing")
    for name in set(names) - absent:
        if hashes[name] != names[name]:
            raise Unfit(f"the part {name!r} is not the image or mesh that it is called")
    for column in BLOBS:
        sizes = [row[column] or 0 for _, row in packed_rows(package.datasets, column)]
        if package.infos[f"{column}.bin"].file_size != sum(sizes):
            raise Unfit(f"the part '{column}.bin' does not fit the data sets")
        rows = packed_rows(package.datasets, column)
        for (dataset, row), blob in zip(rows, _blobs(package, column), strict=True):
            check_blob(dataset, row, column, blob)


def _blobs(package: _Open, column: str) -> Iterator[bytes | memoryview | None]:
    """Read a packed column row by row."""
    name = f"{column}.bin"
    chunks = part_chunks(package.archive, package.infos[name], package.path)
    held = memoryview(b"")
    for _, row in packed_rows(package.datasets, column):
        wanted, pieces = row[column] or 0, list[memoryview]()
        while wanted:
            held = held or memoryview(next(chunks))
            pieces.append(held[:wanted])
            held = held[wanted:]
            wanted -= len(pieces[-1])
        if row[column] is None:
            yield None
        else:
            yield b"".join(pieces) if len(pieces) <= _FEW else gathered(pieces, row[column])
