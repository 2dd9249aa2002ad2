"""The file that a moved library leaves behind, so that nobody begins a new one there unawares."""

import os
from pathlib import Path

from components.store.faults import LibraryMoved
from components.store.files import replacing

POINTER = "moved-to.txt"


def refuse_moved(folder: Path) -> None:
    """Raise `LibraryMoved` where the library of this folder has been moved away."""
    target = pointed_to(folder)
    if target is not None:
        raise LibraryMoved(folder, target, folder / POINTER)


def pointed_to(folder: Path) -> Path | None:
    """Where the library of this folder has been moved, or None."""
    pointer = folder / POINTER
    return Path(pointer.read_text("utf-8").strip()) if pointer.is_file() else None


def leave_pointer(folder: Path, target: Path) -> None:
    """Say in ``folder`` that its library is in ``target``; once it is said, it is durable."""
    with replacing(folder / POINTER) as partial, partial.open("w", encoding="utf-8") as file:
        file.write(f"{target}\n")
        file.flush()
        os.fsync(file.fileno())
