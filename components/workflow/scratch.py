"""Room on disk for arrays that are larger than memory."""

import os
import tempfile
from pathlib import Path

import numpy as np

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.room import Room


def room_on_disk(folder: Path) -> Room:
    """Give room in temporary files in a folder, which is made if it is not there.

    A file has no name (on Windows: is deleted when it is closed), so that nothing is left behind,
    however the program ends, and its space is free again as soon as nobody uses the array.
    Asking for room raises `UserError` where the folder cannot be written or the disk is full.
    """

    def room(shape: tuple[int, ...]) -> FloatArray:
        size = 8 * int(np.prod(shape, dtype=np.int64))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                if hasattr(os, "posix_fallocate"):  # or a full disk would be noticed too late
                    os.posix_fallocate(file.fileno(), 0, max(size, 1))
                return np.asarray(np.memmap(file, np.float64, "w+", shape=shape))
        except OSError as error:
            raise UserError(
                f"{size / 1e9:.1f} GB for the work in files cannot be had in {folder} "
                f"({error.strerror}); choose another folder for the results."
            ) from error

    return room
