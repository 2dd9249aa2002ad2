"""A folder of results that appears whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from components.errors import UserError


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a place to write files into, which become ``folder`` when the block succeeds.

    Files of the same names that ``folder`` held before are replaced, others stay. When the
    block fails, nothing is left behind. Raises `UserError` where the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written ({error.strerror}); choose another folder."
        ) from error
    try:
        yield place
        _move(place, folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _move(place: Path, folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
        for path in sorted(place.iterdir()):
            path.replace(folder / path.name)
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written ({error.strerror}); choose another folder."
        ) from error
