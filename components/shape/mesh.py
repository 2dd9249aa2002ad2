"""A surface as triangles between points in space."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray

SUFFIXES = (".obj", ".ply", ".stl")
"""Endings of the files that may hold a mesh, in lower case."""


@dataclass(frozen=True, eq=False, slots=True)
class Mesh:
    """A triangle mesh as a file holds it; the arrays are read-only.

    ``vertices`` is (vertices, 3) in the units of the file and ``faces`` (faces, 3), the places of
    the corners among them; a cloud of points has no faces. ``normals`` is (vertices, 3),
    ``colours`` (vertices, 4) in red, green, blue, opacity from 0 to 255, ``uv`` (vertices, 2), the
    places in the image ``texture``, counted from its lower left corner as parts of its sides; each
    is None where the file has none. ``texture`` is a file name as written.
    """

    vertices: FloatArray
    faces: NDArray[np.int64]
    normals: FloatArray | None = None
    colours: NDArray[np.uint8] | None = None
    uv: FloatArray | None = None
    texture: str = ""

    def __post_init__(self) -> None:
        if self.vertices.ndim != 2 or self.vertices.shape[1] != 3:
            raise ValueError(f"vertices {self.vertices.shape} are not points in space")
        if self.faces.ndim != 2 or self.faces.shape[1] != 3:
            raise ValueError(f"faces {self.faces.shape} are not triangles")
        if self.faces.size and not 0 <= self.faces.min() <= self.faces.max() < len(self.vertices):
            raise ValueError("a face has a corner that is no vertex")
        for array, width in ((self.normals, 3), (self.colours, 4), (self.uv, 2)):
            if array is not None and array.shape != (len(self.vertices), width):
                raise ValueError(f"{array.shape} does not fit {len(self.vertices)} vertices")
            if array is not None:
                array.setflags(write=False)
        self.vertices.setflags(write=False)
        self.faces.setflags(write=False)
