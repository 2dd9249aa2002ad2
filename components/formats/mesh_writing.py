"""Surface meshes written: binary PLY, and OBJ with its material."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.formats.points import write_rows
from components.formats.values import one_line
from components.shape.mesh import Mesh
from components.shape.specimen import FloatArray


def write_ply(mesh: Mesh) -> bytes:
    """Write a mesh as binary PLY, to the bit."""
    columns: list[tuple[str, str, NDArray[Any]]] = [
        (name, "double", mesh.vertices[:, i]) for i, name in enumerate("xyz")
    ]
    for kind, names, array in (
        ("double", ("nx", "ny", "nz"), mesh.normals),
        ("double", ("s", "t"), mesh.uv),
        ("uchar", ("red", "green", "blue", "alpha"), mesh.colours),
    ):
        if array is not None:
            columns += [(name, kind, array[:, i]) for i, name in enumerate(names)]
    types = {"double": "<f8", "uchar": "u1"}
    table = np.empty(len(mesh.vertices), dtype=[(name, types[kind]) for name, kind, _ in columns])
    for name, _, values in columns:
        table[name] = values
    faces = np.empty(len(mesh.faces), dtype=[("corners", "u1"), ("faces", "<i4", 3)])
    faces["corners"], faces["faces"] = 3, mesh.faces
    texture = [f"comment TextureFile {one_line(mesh.texture)}"] if mesh.texture else []
    head = [
        *("ply", "format binary_little_endian 1.0", *texture),
        *(f"element vertex {len(mesh.vertices)}", *(f"property {k} {n}" for n, k, _ in columns)),
        *(f"element face {len(mesh.faces)}", "property list uchar int vertex_indices"),
        "end_header\n",
    ]
    return "\n".join(head).encode() + table.tobytes() + faces.tobytes()


def write_obj(mesh: Mesh, library: str = "") -> str:
    """Write a mesh as OBJ; colours stand behind the vertices, as most programs read them.

    ``library`` is the name of the MTL file beside it, with the text of `write_mtl`.
    """
    vertices = mesh.vertices
    if mesh.colours is not None:
        vertices = np.column_stack([vertices, mesh.colours[:, :3] / 255])
    parts = [f"mtllib {one_line(library)}\nusemtl surface\n"] if library else []
    corner = "{0}"
    parts.append(_lines("v", vertices))
    if mesh.uv is not None:
        parts.append(_lines("vt", mesh.uv))
        corner = "{0}/{0}"
    if mesh.normals is not None:
        parts.append(_lines("vn", mesh.normals))
        corner = "{0}/{0}/{0}" if mesh.uv is not None else "{0}//{0}"
    written = [corner.format(i + 1) for i in range(len(mesh.vertices))]
    parts += [f"f {written[a]} {written[b]} {written[c]}\n" for a, b, c in mesh.faces.tolist()]
    return "".join(parts)


def write_mtl(texture: str) -> str:
    """Write the material of a mesh that `write_obj` has written: it shows an image."""
    return f"newmtl surface\nKd 1 1 1\nmap_Kd {one_line(texture)}\n"


def _lines(key: str, rows: FloatArray) -> str:
    return "".join(f"{key} {row}\n" for row in write_rows(rows).split("\n")[:-1])
