"""Images and meshes that landmark files speak of, looked for beside them."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif")


def beside(folder: Path, name: str) -> Path | None:
    """Find a file named in a landmark file: as written, or by its bare name."""
    plain = name.replace("\\", "/")
    for candidate in (folder / plain, folder / Path(plain).name):
        if candidate.is_file():
            return candidate
    return None


def absent(names: Iterable[tuple[Path, str]]) -> tuple[list[str], int]:
    """Return which of the files named, each with its folder, are not there, and how many names."""
    find, missing, total = lru_cache(1000)(beside), list[str](), 0
    for folder, name in names:
        if name:
            total += 1
            if find(folder, name) is None:
                missing.append(name)
    return missing, total


def image_height(folder: Path, name: str) -> float | None:
    """Return the height in pixels of an image beside a file; None where there is none."""
    path = beside(folder, name) if name else None
    if path is None:
        return None
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return float(image.height)
    except (UnidentifiedImageError, OSError):
        return None  # an unreadable image is told where it is stored
