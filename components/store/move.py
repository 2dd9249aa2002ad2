"""Moving a library to another folder, so that there is a whole library at every moment.

Copy, prove, switch, delete: the new folder is filled under another name and gets its own in one
step; a pointer in the old folder then says where the library is; only after that is the old one
deleted. Interrupted before the pointer, the old library is the one; after it, the new one.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from components.errors import Step, UserError, no_step, part_of
from components.store.faults import explained
from components.store.files import (
    PARTIAL,
    demand_room,
    link_or_copy,
    nearest,
    new_folder,
    refuse_nested,
    total_size,
)
from components.store.library import Library
from components.store.lock import LOCK
from components.store.pointer import POINTER, leave_pointer, pointed_to
from components.store.snapshots import DATABASE, copy_database

_BESIDE = (f"{DATABASE}-wal", f"{DATABASE}-shm", LOCK)  # in the copy, or of no use


def move_library(source: Path, target: Path, step: Step = no_step) -> Path:
    """Move a closed library into a folder that is empty or not there; returns that folder.

    Called again after an interruption, it finishes or begins anew. Raises `UserError`, with the
    library where it was, for a folder that is not empty or lies in the library, for too little
    room, and where a file cannot be copied.
    """
    source, target = source.expanduser().resolve(), target.expanduser().resolve()
    with explained(target):
        if pointed_to(source) != target:
            refuse_nested(source, target)
            _refuse_used(target)
            with Library(source, create=False):
                _copy_to(source, target, step)
                leave_pointer(source, target)
        _delete_copied(source, target)
    return target


def _refuse_used(target: Path) -> None:
    if target.is_dir() and {path.name for path in target.iterdir()} <= {POINTER}:
        return  # a library that was moved away may come back
    if target.exists():
        raise UserError(f"{target} is not empty; choose an empty folder, or type a new one.")


def _copy_to(source: Path, target: Path, step: Step) -> None:
    files = [path for path in _files(source) if path.name not in (DATABASE, POINTER, *_BESIDE)]
    linked = source.stat().st_dev == nearest(target).stat().st_dev
    demand_room(target, total_size([source / DATABASE, *([] if linked else files)]))
    with new_folder(target) as folder:
        copy_database(source / DATABASE, folder / DATABASE, part_of(step, 0, 2))
        for i, path in enumerate(files):
            part_of(step, 1, 2)(i, len(files), f"Copying {path.name}")
            link_or_copy(path, folder / path.relative_to(source))
        (target / POINTER).unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in folder.rglob("*") if p.is_file() and p.suffix != PARTIAL)


def _delete_copied(source: Path, target: Path) -> None:
    """Delete what is at ``target``; what has come to ``source`` since stays there."""
    if not (target / DATABASE).is_file():
        raise UserError(
            f"{source} was moved to {target}, and there is no library now; "
            f"put it back there, or delete the file {POINTER} to open what is here."
        )
    for path in list(_files(source)):
        copy = target / path.relative_to(source)
        if copy.is_file() and copy.stat().st_size == path.stat().st_size:
            path.unlink()
    for name in (DATABASE, *_BESIDE):
        (source / name).unlink(missing_ok=True)
    for folder in sorted((p for p in source.rglob("*") if p.is_dir()), reverse=True):
        with suppress(OSError):  # not empty
            folder.rmdir()
