"""Backups: a folder with a copy of the database, its media, and a note that proves the rows."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

from components.errors import Step, no_step, part_of
from components.store.faults import explained
from components.store.files import (
    copy_proven,
    demand_room,
    new_folder,
    refuse_nested,
    total_size,
)
from components.store.library import Library
from components.store.snapshots import DATABASE, copy_database, reading
from components.store.sweep import media_files

NOTE = "backup.json"


@dataclass(frozen=True)
class Backup:
    """A finished backup. ``damaged`` names images and meshes that are missing or have decayed."""

    folder: Path
    objects: int
    files: int
    damaged: tuple[str, ...]


def back_up(library: Library, place: Path, step: Step = no_step) -> Backup:
    """Copy a library, which may be in use, into a new dated folder in ``place``.

    The copy is the state of one moment, compared row by row and file by file. The folder is there
    whole or not at all, and is itself a library. Raises `UserError` where there is no room or
    ``place`` cannot be written.
    """
    place = place.expanduser().resolve()
    target = place / time.strftime("Modan2 backup %Y-%m-%d %H.%M.%S")
    refuse_nested(library.folder, target)
    copying = part_of(step, 1, 2)
    with explained(place):
        _demand_room(library, place)
        with new_folder(target) as folder:
            digest = copy_database(library.path, folder / DATABASE, part_of(step, 0, 2))
            with reading(folder / DATABASE) as copy:
                files = media_files(copy)
                (objects,) = copy.execute("SELECT COUNT(*) FROM mdobject").fetchone()
            damaged = []
            for i, (path, name) in enumerate(files.items()):
                copying(i, len(files), f"Copying {name}")
                if not _copy(library.media / path, folder / "media" / path):
                    damaged.append(name)
            (folder / NOTE).write_text(json.dumps({"rows": digest}), "utf-8")
            copying(len(files), len(files), "Copied")  # the last moment to cancel
    return Backup(target, objects, len(files) - len(damaged), tuple(damaged))


def noted_digest(folder: Path) -> str | None:
    """Digest of the rows that a backup was made with; None where the folder has none.

    Programs before November 2026 noted another digest, as "digest", which is not looked at.
    """
    note = folder / NOTE
    found = json.loads(note.read_text("utf-8")).get("rows") if note.is_file() else None
    return None if found is None else str(found)


def _demand_room(library: Library, place: Path) -> None:
    with reading(library.path) as now:
        media = [library.media / path for path in media_files(now)]
    demand_room(place, total_size([library.path, *media]))


def _copy(source: Path, target: Path) -> bool:
    """Copy a file even where its content is not what its name says; tell if all is well."""
    return source.is_file() and copy_proven(source, target) == source.stem
