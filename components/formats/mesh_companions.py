"""Files that belong to a mesh: the materials of an OBJ, and the images of their textures."""

import re
from collections.abc import Iterator
from pathlib import Path

from components.formats.text import decode

_LIBRARY = re.compile(r"^[ \t]*mtllib[ \t]+(.+)$", re.MULTILINE)
_OPTION = r"-\w+(?:[ \t]+(?:[-+]?[\d.]+|on|off|[rgbmlz](?=[ \t])))*[ \t]+"
_MAP = re.compile(
    rf"^[ \t]*(map_\w+|bump|disp|decal|refl|norm)[ \t]+(?:{_OPTION})*(.+)$",
    re.MULTILINE | re.IGNORECASE,
)
_PLY_HEAD = re.compile(rb"\s*ply\b.*?\bend_header\b", re.DOTALL | re.IGNORECASE)
_PLY_TEXTURE = re.compile(r"^comment[ \t]+texturefile[ \t]+(.+)$", re.MULTILINE | re.IGNORECASE)
_COLOUR = "map_kd"  # the image that a surface shows; others give gloss, bumps and so on
_HEAD = 65_536


def textures_of(materials: str) -> tuple[str, ...]:
    """Names of the images that the materials of an MTL file show, without repetition."""
    maps = [(kind.lower(), name.strip()) for kind, name in _MAP.findall(materials)]
    return tuple(dict.fromkeys(name for kind, name in maps if kind == _COLOUR))


def ply_texture(data: bytes) -> str:
    """Name of the image that the header of a PLY file gives, "" where it gives none."""
    head = _PLY_HEAD.match(data[:_HEAD])
    found = _PLY_TEXTURE.search(decode(head[0], "").text) if head and b"\0" not in head[0] else None
    return found[1].strip() if found else ""


def libraries_of(text: str) -> tuple[str, ...]:
    """Names of the MTL files of an OBJ file as written: one of them may be several, with blanks."""
    return tuple(dict.fromkeys(name.strip() for name in _LIBRARY.findall(text)))


def companions(path: Path) -> tuple[Path, ...]:
    """Files beside a mesh that belong to it: materials, then images. Those that lack are left out.

    A name may have folders before it that are only on the machine which wrote it.
    """
    suffix = path.suffix.lower()
    if suffix == ".ply":
        with path.open("rb") as file:
            name = ply_texture(file.read(min(_HEAD, path.stat().st_size)))
        return tuple(_there(path.parent, name)) if name else ()
    if suffix != ".obj":
        return ()
    libraries = [
        found
        for line in libraries_of(_text(path))
        for found in list(_there(path.parent, line))
        or [one for word in line.split() for one in _there(path.parent, word)]
    ]
    images = [
        found
        for library in libraries
        for _, name in _MAP.findall(_text(library))
        for found in _there(library.parent, name.strip())
    ]
    return tuple(dict.fromkeys([*libraries, *images]))


def _there(folder: Path, name: str) -> Iterator[Path]:
    """Yield the file of this name, as written or without its folders, if there is one."""
    plain = name.replace("\\", "/").replace("\0", "")
    for candidate in (folder / plain, folder / Path(plain).name):
        if len(plain) < 1000 and candidate.is_file():
            yield candidate
            return


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
