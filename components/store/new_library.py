"""A library for one command, which leaves nothing where it fails."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from components.store.library import Library


@contextmanager
def library_for(folder: Path, wait: float = 0.0) -> Iterator[Library]:
    """Open a library, or make one; where the block fails, a folder that was made goes again.

    ``wait`` is that of `Library`, which says what is raised.
    """
    place = folder.expanduser().resolve()
    made = [path for path in (place, *place.parents) if not path.exists()]
    with Library(folder, wait=wait) as library:
        try:
            yield library
        except BaseException:
            library.close()
            if made:
                shutil.rmtree(made[-1], ignore_errors=True)
            raise
