"""Wavefront OBJ read: vertices with colours, texture coordinates, normals, faces of any width.

The text is read piece by piece and the numbers of a piece at once, so that a file takes little more
memory than its arrays. Groups, materials and what else is not listed above are passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray

Indices = NDArray[np.int32]

_PIECE = 8192  # bytes; the words of a piece take several times as much
_KEYS = {"v": 3, "vt": 2, "vn": 3}  # and the numbers that each must have
_LINES = {
    key: re.compile(rb"^[ \t]*%s[ \t]+([^\n#]*)" % key.encode(), re.MULTILINE)
    for key in (*_KEYS, "f")
}
_EMPTY_ROWS = {key: re.compile(rb"^[ \t]*%s[ \t]*$" % key.encode(), re.MULTILINE) for key in _KEYS}
_BACKWARDS = re.compile(rb"^[ \t]*f\b[^\n]*[ \t/]-", re.MULTILINE)
_LONGEST = 4 * _PIECE
_MOST = np.iinfo(np.int32).max
_NONE = -1


@dataclass(frozen=True, eq=False)
class Obj:
    """The arrays of a file; what is not there, or not for each vertex, is None."""

    vertices: FloatArray
    faces: NDArray[np.int64]
    colours: FloatArray | None
    uv: FloatArray | None
    normals: FloatArray | None


class Corners(NamedTuple):
    """What the corners of triangles are, each (triangles, 3): -1 where nothing is said."""

    vertices: Indices
    uv: Indices
    normals: Indices


def read_obj(data: bytes) -> Obj:
    """Read a mesh; a face of many corners becomes a fan of triangles around the first.

    A vertex whose faces give it several texture coordinates is there several times: once in its
    place, then behind the others. Raises `ValueError` where a number is none, a row is too short,
    or a face has a corner that is no vertex.
    """
    rows: dict[str, list[FloatArray]] = {key: [] for key in _KEYS}
    counts = dict.fromkeys(_KEYS, 0)
    found: list[Corners] = []
    for piece in _pieces(data):
        forward = _forward(piece, counts) if _BACKWARDS.search(piece) else piece
        for key, least in _KEYS.items():
            lines = _LINES[key].findall(piece)
            if lines:
                rows[key].append(_numbers(lines, least))
                counts[key] += len(lines)
            if _EMPTY_ROWS[key].search(piece):
                raise ValueError(f"a row of {key} has no numbers")
        faces = _LINES["f"].findall(forward)
        if faces:
            found.append(_fans(*_corners(faces)))
    return _joined(rows, found)


def _pieces(data: bytes) -> Iterator[bytes]:
    """Cut a file at ends of lines, with one kind of them, and lines that go on joined."""
    text = data
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\\\n" in text:
        text = text.replace(b"\\\n", b" ")
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + _PIECE) + 1 or len(text)
        yield text[start:end]
        start = end


def _forward(piece: bytes, counts: dict[str, int]) -> bytes:
    """Make corners that count back from the latest vertex count from the first one."""
    now = dict(counts)

    def line_of(line: bytes) -> bytes:
        key, *words = line.split() or [b""]
        name = key.decode("latin-1")
        if name in now:
            now[name] += 1
        if name != "f":
            return line
        corners = [
            b"/".join(
                b"%d" % (now[kind] + 1 + int(part)) if part.startswith(b"-") else part
                for kind, part in zip(_KEYS, word.split(b"/"), strict=False)
            )
            for word in words
        ]
        return b" ".join([b"f", *corners])

    return b"\n".join(map(line_of, piece.split(b"\n")))


def _numbers(lines: list[bytes], least: int) -> FloatArray:
    """Convert rows to (rows, numbers); rows of unequal length are cut to ``least``."""
    widths = {len(line.split()) for line in lines}
    if min(widths) < least:
        raise ValueError(f"a row of {least} numbers is too short")
    if len(widths) > 1:
        lines = [b" ".join(line.split()[:least]) for line in lines]
    values = np.fromstring(b" ".join(lines), sep=" ")
    rows: FloatArray = values.reshape(len(lines), -1)
    if rows.shape[1] != (least if len(widths) > 1 else widths.pop()):
        raise ValueError("a word is no number")
    return rows[:, :6] if rows.shape[1] <= 6 else rows[:, :6].copy()


def _corners(lines: list[bytes]) -> tuple[NDArray[np.int64], Indices]:
    """Return the number of corners of each face, and their vertex, texture, normal; 0 is none."""
    widths = np.array([len(line.split()) for line in lines])
    words = b" ".join(lines).split()
    if any(len(line) > _LONGEST for line in lines):
        raise ValueError("a face has too many corners")
    table = np.zeros((len(words), 3), dtype=np.int64)
    slashes = {word.count(b"/") for word in words}
    parts = max(slashes, default=0) + 1
    if parts > 3:
        raise ValueError("a corner has more than three parts")
    text = b" ".join(words).replace(b"//", b"/0/").replace(b"/", b" ")
    if len(slashes) == 1 and len(text.split()) == len(words) * parts:
        values = np.fromstring(text, dtype=np.int64, sep=" ")
        table[:, :parts] = values.reshape(-1, parts)
    else:
        padded = ([*word.split(b"/"), b"", b""][:3] for word in words)
        table[:] = [[int(part or b"0") for part in row] for row in padded]
    if len(table) and (table.min() < 0 or table.max() > _MOST or not table[:, 0].all()):
        raise ValueError("a face has a corner that is no vertex")
    return widths, table.astype(np.int32)


def _fans(widths: NDArray[np.int64], corners: Indices) -> Corners:
    """Cut faces into triangles around their first corner; a face of one or two is none."""
    triangles = np.maximum(widths - 2, 0)
    first = np.repeat(np.cumsum(widths) - widths, triangles)
    second = first + np.arange(len(first)) - np.repeat(np.cumsum(triangles) - triangles, triangles)
    fan = corners[np.column_stack([first, second + 1, second + 2])] - 1
    return Corners(*(np.ascontiguousarray(fan[:, :, i]) for i in range(3)))


def _joined(rows: dict[str, list[FloatArray]], found: list[Corners]) -> Obj:
    vertices = _stacked([array[:, :3] for array in rows["v"]], 3)
    coloured = bool(rows["v"]) and all(array.shape[1] == 6 for array in rows["v"])
    colours = _stacked([array[:, 3:] for array in rows["v"]], 3) if coloured else None
    uv = _stacked([array[:, :2] for array in rows["vt"]], 2)
    normals = _stacked([array[:, :3] for array in rows["vn"]], 3)
    rows.clear()
    if not found:
        alike = len(normals) == len(vertices) > 0
        return Obj(vertices, np.empty((0, 3), np.int64), colours, None, normals if alike else None)
    corners = Corners(*map(np.concatenate, zip(*found, strict=True)))
    found.clear()
    if len(corners.vertices) and corners.vertices.max() >= len(vertices):
        raise ValueError("a face has a corner that is no vertex")
    faces, origin = corners.vertices, None
    shown = _known(corners.uv, len(uv))
    if shown:
        faces, origin = _apart(corners.vertices, corners.uv, len(vertices))
    if origin is not None:
        vertices = vertices[origin]
        colours = None if colours is None else colours[origin]
    return Obj(
        vertices,
        faces.astype(np.int64),
        colours,
        _of_vertices(faces, corners.uv, uv, len(vertices)) if shown else None,
        _of_vertices(faces, corners.normals, normals, len(vertices))
        if _known(corners.normals, len(normals))
        else None,
    )


def _stacked(arrays: list[FloatArray], width: int) -> FloatArray:
    return np.concatenate(arrays) if arrays else np.empty((0, width))


def _known(indices: Indices, count: int) -> bool:
    """Whether corners name rows of a kind, and none that is not there."""
    return bool(len(indices) and indices.max() > _NONE and indices.max() < count)


def _apart(faces: Indices, uv: Indices, count: int) -> tuple[Indices, NDArray[np.int64] | None]:
    """Give corners that differ in texture vertices of their own, behind the others.

    Returns the faces, and of which vertex each is a copy; None where none is.
    """
    kept = np.full(count, _NONE, dtype=np.int32)
    said = uv != _NONE
    kept[faces[said]] = uv[said]
    odd = said & (kept[faces] != uv)
    if not odd.any():
        return faces, None
    rows = int(uv.max()) + 1
    pairs = faces[odd].astype(np.int64) * rows + uv[odd]
    different, place = np.unique(pairs, return_inverse=True)
    mended = faces.copy()
    mended[odd] = count + place
    return mended, np.concatenate([np.arange(count), different // rows])


def _of_vertices(faces: Indices, indices: Indices, rows: FloatArray, count: int) -> FloatArray:
    """Take a row for each vertex from the corners that name it; zeros where none does."""
    named = np.full(count, _NONE, dtype=np.int32)
    said = indices != _NONE
    named[faces[said]] = indices[said]
    values = rows[named]
    values[named == _NONE] = 0
    return values
