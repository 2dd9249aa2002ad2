"""Mesh files among landmark files: given to objects of the same name, else objects."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from components.formats.reading import Reading
from components.formats.registry import MESH
from components.shape.specimen import Specimen


def given_to_objects(
    paths: Sequence[Path], readings: Sequence[Reading | None]
) -> Iterator[tuple[int, Reading | None]]:
    """Give each mesh to the objects that have its name or speak of it.

    Yields the places of the files that stay, with what they say now. A mesh that no object wants
    stays as an object without landmarks, to be digitised.
    """
    meshes = {
        path.name.casefold(): path
        for path, reading in zip(paths, readings, strict=True)
        if reading is not None and reading.format == MESH
    }
    stems = {path.stem.casefold(): path for path in meshes.values()}
    given: set[Path] = set()

    def with_mesh(specimen: Specimen) -> Specimen:
        spoken = specimen.mesh.replace("\\", "/").rpartition("/")[2].casefold()
        mesh = meshes.get(spoken) if spoken else stems.get(specimen.name.casefold())
        if mesh is None:
            return specimen
        given.add(mesh)
        return replace(specimen, mesh=str(mesh))

    found = [
        reading
        if reading is None or reading.format == MESH or not meshes
        else replace(reading, specimens=tuple(map(with_mesh, reading.specimens)))
        for reading in readings
    ]
    for i, (path, reading) in enumerate(zip(paths, found, strict=True)):
        if path not in given:
            yield i, reading
