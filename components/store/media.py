"""Images and meshes of objects: files named after their content, so that equal ones are one."""

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from components.errors import Step, UserError, no_step
from components.shape.mesh import SUFFIXES
from components.store.files import keep_by_content, media_name
from components.store.library import Library
from MdModel import MdImage, MdThreeDModel

if TYPE_CHECKING:
    from PIL import Image

_EXIF_DIRECTORY = 0x8769  # where cameras keep most of what they write


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to an object."""

    object: int
    path: Path


def attach_images(library: Library, images: Sequence[Attachment], step: Step = no_step) -> None:
    """Copy photographs into the library and tie them to their objects, all or none.

    Raises `UserError` for a file that is no image.
    """
    rows = []
    with library.transaction(), added_files(library) as add:
        for i, image in enumerate(images):
            step(i, len(images), f"Copying {image.path.name}")
            rows.append({**_row(image, add(image.path)), **image_facts(image.path)})
        for start in range(0, len(rows), 500):
            MdImage.insert_many(rows[start : start + 500]).execute()


def attach_meshes(library: Library, meshes: Sequence[Attachment], step: Step = no_step) -> None:
    """Copy surface meshes into the library and tie them to their objects, all or none.

    What belongs to a mesh, materials and textures, follows it as further files of the object.
    """
    rows = []
    with library.transaction(), added_files(library) as add:
        for i, mesh in enumerate(meshes):
            step(i, len(meshes), f"Copying {mesh.path.name}")
            rows.append(_row(mesh, add(mesh.path)))
        for start in range(0, len(rows), 500):
            MdThreeDModel.insert_many(rows[start : start + 500]).execute()


def detach_images(library: Library, objects: Sequence[int]) -> None:
    """Take the photographs of objects away; their files stay until nothing can bring them back."""
    with library.transaction():
        MdImage.delete().where(MdImage.object.in_(objects)).execute()


def detach_meshes(library: Library, objects: Sequence[int]) -> None:
    """Take the meshes of objects away; their files stay until nothing can bring them back."""
    with library.transaction():
        MdThreeDModel.delete().where(MdThreeDModel.object.in_(objects)).execute()


def image_of(library: Library, number: int) -> Path | None:
    """Return the file of an object's photograph, or None."""
    with library.connected():
        row = MdImage.get_or_none(MdImage.object == number)
    return None if row is None else stored_path(library, row.sha256, row.name)


def mesh_files(library: Library, number: int) -> dict[str, Path]:
    """Files of an object's mesh by their names: the mesh first, then what belongs to it."""
    with library.connected():
        query = MdThreeDModel.select().where(MdThreeDModel.object == number)
        rows = list(query.order_by(MdThreeDModel.id))
    rows.sort(key=lambda row: Path(row.name).suffix.lower() not in SUFFIXES)
    return {row.name: stored_path(library, row.sha256, row.name) for row in rows}


def stored_path(library: Library, sha256: str, name: str) -> Path:
    """Say where a file with this content lies, whether it is there or not."""
    return library.media / media_name(sha256, name)


@contextmanager
def added_files(library: Library) -> Iterator[Callable[[Path], str]]:
    """Give a function that copies a file into the media folder and returns its SHA-256.

    Belongs into the transaction that refers to the files. When the block fails, those that were
    new are taken away again.
    """
    new: list[Path] = []

    def add(path: Path) -> str:
        target, is_new = keep_by_content(path, library.media)
        if is_new:
            new.append(target)
        return target.stem

    try:
        yield add
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def image_facts(path: Path) -> dict[str, object]:
    """Width and height of a photograph in pixels, and what the camera wrote.

    Raises `UserError` for a file that is no image, or a damaged one.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # nothing is decoded here, and scans are large
    try:
        with Image.open(path) as image:
            return {"width": image.width, "height": image.height, "exif": _exif(image)}
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's
        raise UserError(
            f"{path.name} is not an image that can be read; mend it or remove its IMAGE= line."
        ) from error


def _exif(image: "Image.Image") -> dict[str, object]:
    """Return what the camera wrote by its names, as far as it is whole."""
    from PIL.ExifTags import TAGS

    try:
        exif = image.getexif()
        tags = {**exif, **exif.get_ifd(_EXIF_DIRECTORY)}
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return {}
    return {TAGS.get(tag, str(tag)): _plain(value) for tag, value in tags.items()}


def _row(attachment: Attachment, sha256: str) -> dict[str, object]:
    facts = attachment.path.stat()
    return {
        "object": attachment.object,
        "sha256": sha256,
        "name": attachment.path.name,
        "size": facts.st_size,
        "modified": int(facts.st_mtime),
    }


def _plain(value: object) -> str | int | float:
    """Make a value of EXIF fit for JSON; bytes (thumbnails, maker's notes) become their length."""
    if isinstance(value, int | float | str):
        return value
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
