"""What specimens are called, where a file leaves a choice."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from components.errors import listing
from components.formats.reading import Note

_IMAGES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif")


def image_stem(image: str) -> str:
    """Return the file name of an image without folders (of any system) and ending."""
    name = image.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name


def is_image(name: str) -> bool:
    """Whether a name is that of an image file."""
    return name.lower().endswith(_IMAGES)


def choose_names(
    ids: Sequence[str],
    images: Sequence[str],
    labels: Sequence[str],
    comments: Sequence[str],
    source: str,
) -> list[str]:
    """Choose a name for each specimen of a file out of what the file says ("" = nothing).

    The IDs, if every specimen has another one; but not if they merely count while the images
    tell the specimens apart, because programs number by themselves and people name their
    images. Then the images, if every specimen has another one. Else whatever each has, in the
    order of the parameters ID, label, a comment no other has, image; else a running number.
    """
    stems = [image_stem(image) for image in images]
    if _distinct(ids) and not (only_count(ids) and _distinct(stems)):
        return list(ids)
    if _distinct(stems):
        return stems
    shared = {comment for comment, times in Counter(comments).items() if times > 1}
    return [
        name or label or (comment if comment not in shared else "") or stem or numbered(source, i)
        for i, (name, label, comment, stem) in enumerate(
            zip(ids, labels, comments, stems, strict=True)
        )
    ]


def file_stem(source: str) -> str:
    """Name for the object of a file that holds only one: the file's name without its endings."""
    name = PurePath(source).name
    for ending in (".mrk.json", ".fcsv", ".json"):
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return PurePath(source).stem or "unnamed"


def numbered(source: str, index: int) -> str:
    """Name for a specimen without one: the file's name and a running number from 1."""
    return f"{PurePath(source).stem}_{index + 1}"


def landmark_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Return labels of landmarks as names; none where they are empty or count from 0 or 1."""
    return () if only_count(labels) or not any(labels) else tuple(labels)


def only_count(names: Sequence[str]) -> bool:
    """Whether names are nothing but a count from 0 or from 1."""
    return any(list(names) == [str(i + first) for i in range(len(names))] for first in (0, 1))


def repeated(names: Sequence[str], what: str) -> list[Note]:
    """Note which names stand for several specimens; none where all are different."""
    often = [name for name, times in Counter(names).items() if times > 1 and name]
    if not often:
        return []
    text = f"{what} used more than once: {listing(often)}; each specimen stays an object of its own"
    return [Note(None, f"{text}.")]


def _distinct(names: Sequence[str]) -> bool:
    return all(names) and len(set(names)) == len(names)
