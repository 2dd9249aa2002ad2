"""Packages written, read and spoilt, for tests."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from components.errors import Cancelled, Step, no_step
from components.store import datasets
from components.store.library import Library
from components.store.media import added_files
from components.store.package import Exported, write_package
from components.store.package_reading import verified
from components.store.package_storing import Added, add_content

Parts = dict[str, bytes]


def packed(library: Library, path: Path, *numbers: int, **more: Any) -> Exported:  # as they are
    """Write a package of some data sets, or of all."""
    tops = [d.id for d in datasets.tree(library) if d.parent is None]
    return write_package(library, numbers or tops, path, "Modan2 test", **more)


def taken(library: Library, path: Path, parent: int | None = None, step: Step = no_step) -> Added:
    """Read a package into a library."""
    with verified(path, step) as content, library.transaction(), added_files(library) as add:
        return add_content(library, content, add, parent, step)


@contextmanager
def other(folder: Path) -> Iterator[Library]:
    """Open another library; the one that was open is closed."""
    if Library._open is not None:
        Library._open.close()
    with Library(folder) as library:
        yield library


def parts_of(path: Path) -> Parts:
    """Read all parts of a zip file."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: Parts) -> None:
    """Write parts as they are."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def relisted(parts: Parts) -> Parts:
    """Make the manifest say what the parts are now."""
    manifest = json.loads(parts["manifest.json"])
    manifest["parts"] = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in parts.items()
        if name != "manifest.json"
    ]
    return {**parts, "manifest.json": json.dumps(manifest).encode()}


def stops_after(calls: int) -> Step:
    """Give a `Step` that is cancelled when it has been called so often."""
    left = iter(range(calls))

    def step(_done: int, _total: int, _text: str) -> None:
        if next(left, None) is None:
            raise Cancelled

    return step


def steps_of(act: Callable[[Step], object]) -> int:
    """Count the steps of an act."""
    calls: list[str] = []
    act(lambda _done, _total, text: calls.append(text))
    return len(calls)
