"""Surface meshes read: OBJ, PLY and STL.

PLY and STL are read by trimesh, which is imported when the first of them is read (0.5 s).
"""

import io
import logging
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError
from components.formats.ascii_ply import as_binary
from components.formats.mesh_companions import companions, libraries_of, ply_texture, textures_of
from components.formats.obj import read_obj
from components.shape.mesh import Mesh
from components.shape.specimen import FloatArray

_STARTS = {".ply": rb"\s*ply\s", ".obj": rb"(?ms).*^[ \t]*v[ \t]", ".stl": rb"\s*solid\b"}
_HEAD = 65_536
_ELEMENT = re.compile(rb"^element[ \t]+\w+[ \t]+(\d{1,12})\b", re.MULTILINE)
_STL_HEADER, _STL_FACE = 84, 50  # bytes
_DAMAGE = (
    *(ValueError, LookupError, TypeError, AttributeError, NameError, ArithmeticError),
    *(AssertionError, MemoryError, Warning),
)  # what trimesh raises where a file is not as it should be: it does not check before it reads


def read(path: Path) -> Mesh:
    """Read a mesh with the name of its texture; the image itself is not read.

    Raises `UserError` where the file is missing, empty, damaged, or no mesh.
    """
    check(path)
    beside = companions(path)
    materials = {one.name: one.read_bytes() for one in beside if one.suffix.lower() == ".mtl"}
    return parse(path.read_bytes(), path.name, materials)


def check(path: Path) -> None:
    """Raise `UserError` where a file cannot be a mesh of its suffix, by its beginning and size."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(min(_HEAD, size))  # room is made for as much as is asked for
    except OSError as error:
        raise UserError(f"{path.name} cannot be read ({error.strerror}).") from error
    if not head.strip():
        raise UserError(f"{path.name} is empty.")
    suffix = path.suffix.lower()
    if suffix == ".stl" and _is_binary_stl(head, size):
        return
    if suffix not in _STARTS or not re.match(_STARTS[suffix], head):
        raise UserError(f"{path.name} is damaged or no mesh in OBJ, PLY or STL; export it again.")


def parse(data: bytes, source: str, materials: Mapping[str, bytes] | None = None) -> Mesh:
    """Read a mesh; the suffix of ``source`` says how.

    ``materials`` are the MTL files of an OBJ. Where they show several images, ``texture`` is
    empty. Raises `UserError` where the mesh is damaged or has no vertices.
    """
    suffix = Path(source).suffix.lower()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # numpy only warns of numbers that end in letters
            warnings.simplefilter("error", DeprecationWarning)
            parts = _load(data, suffix)
        mesh = _joined(parts, _texture(data, suffix, materials or {}))
    except _DAMAGE as error:
        raise UserError(
            f"{source} is damaged or no mesh in OBJ, PLY or STL; export it again."
        ) from error
    if not len(mesh.vertices) or not np.isfinite(mesh.vertices).all():
        what = "coordinates that are no numbers" if len(mesh.vertices) else "no vertices"
        raise UserError(f"{source} has {what}; export it again.")
    return mesh


def _load(data: bytes, suffix: str) -> list[dict[str, Any]]:
    """Read the parts of a mesh, named as trimesh names what it makes its own objects of."""
    if suffix == ".obj":
        return [_obj_parts(data)]
    from trimesh.exchange import ply, stl

    logging.getLogger("trimesh").setLevel(logging.CRITICAL)  # it warns of what becomes a sentence
    if suffix == ".ply":
        head, _, body = data.partition(b"end_header")
        promised = sum(map(int, _ELEMENT.findall(head)))
        if b"ascii" in head and body.strip().count(b"\n") + 1 < promised:
            raise ValueError("the file ends too early")
        wedges = b"texcoord" in head
        data = as_binary(data)
        found = ply.load_ply(io.BytesIO(data), skip_materials=True, fix_texture=wedges)
    else:
        plain = (
            data
            if _is_binary_stl(data, len(data))
            else data.decode("latin-1").encode("ascii", "replace")
        )
        found = stl.load_stl(io.BytesIO(plain))
    return list(found["geometry"].values()) if "geometry" in found else [found]


def _obj_parts(data: bytes) -> dict[str, Any]:
    found = read_obj(data)
    return {
        "vertices": found.vertices,
        "faces": found.faces,
        "vertex_normals": found.normals,
        "vertex_colors": found.colours,
        "visual": SimpleNamespace(uv=found.uv),
    }


def _is_binary_stl(head: bytes, size: int) -> bool:
    faces = int.from_bytes(head[_STL_HEADER - 4 : _STL_HEADER], "little")
    return size == _STL_HEADER + _STL_FACE * faces


def _joined(parts: list[dict[str, Any]], texture: str) -> Mesh:
    """Put the parts of a file into one mesh, with what all of them have."""
    vertices = [np.asarray(part["vertices"], dtype=np.float64) for part in parts]
    starts = np.cumsum([0, *map(len, vertices)]).tolist()
    faces = [
        _triangles(part["faces"]) + start
        for part, start in zip(parts, starts, strict=False)
        if part.get("faces") is not None and len(part["faces"])
    ]
    visuals = [getattr(part.get("visual"), "uv", None) for part in parts]
    colours = [_bytes(part.get("vertex_colors"), len(vertices[i])) for i, part in enumerate(parts)]
    return Mesh(
        vertices=_stacked(vertices) if vertices else np.empty((0, 3)),
        faces=np.concatenate(faces) if faces else np.empty((0, 3), dtype=np.int64),
        normals=_float(_stacked([part.get("vertex_normals") for part in parts])),
        colours=_stacked(colours),
        uv=_float(_stacked(visuals)),
        texture=texture,
    )


def _triangles(faces: Any) -> NDArray[np.int64]:  # noqa: ANN401  # trimesh gives arrays and lists
    """Return triangles; a face of more corners becomes a fan of them around the first."""
    corners = np.asarray(faces, dtype=np.int64)
    fan = [corners[:, [0, i, i + 1]] for i in range(1, corners.shape[1] - 1)]
    return np.concatenate(fan) if len(fan) > 1 else corners


def _stacked(arrays: list[Any]) -> Any:  # noqa: ANN401  # arrays of one kind, whichever
    known = [array for array in arrays if array is not None]
    return np.concatenate(known) if known and len(known) == len(arrays) else None


def _float(array: Any) -> FloatArray | None:  # noqa: ANN401  # as trimesh gives it
    return None if array is None else np.array(array, dtype=np.float64)


def _bytes(colours: Any, count: int) -> NDArray[np.uint8] | None:  # noqa: ANN401  # as above
    """Return colours as bytes with opacity; parts of 1 are scaled, what is no number is black."""
    if colours is None:
        return None
    values = np.asarray(colours)
    if values.dtype.kind == "f":
        values = np.nan_to_num(values)
        values = (values * (255 if values.max() <= 1 else 1)).clip(0, 255).round()
    opaque = np.full((count, 4), 255, dtype=np.uint8)
    opaque[:, : values.shape[1]] = values
    return opaque


def _texture(data: bytes, suffix: str, materials: Mapping[str, bytes]) -> str:
    if suffix == ".ply":
        return ply_texture(data)
    if suffix != ".obj" or not libraries_of(data[:_HEAD].decode("utf-8", "replace")):
        return ""
    shown = {
        name for one in materials.values() for name in textures_of(one.decode("utf-8", "replace"))
    }
    return shown.pop() if len(shown) == 1 else ""
