"""A small library with something of everything, and ways to look at it and to hurt it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
from PIL import Image

from components.shape.specimen import Specimen
from components.store import analyses, datasets, media, objects
from components.store.analyses import StoredAnalysis
from components.store.datasets import Scheme
from components.store.library import Library

TABLES = ("mddataset", "mdobject", "mdimage", "mdthreedmodel", "mdanalysis")
PLANE = Scheme(2, variables=(("species", "text"), ("age", "number")))

Content = dict[str, list[tuple[object, ...]]]


def fill(library: Library, files: Path) -> int:
    """Store nested data sets, objects, a curve, two pictures, a mesh and an analysis."""
    files.mkdir(exist_ok=True)
    Image.new("RGB", (6, 4), "red").save(files / "red.png")
    Image.new("RGB", (6, 4), "blue").save(files / "blue.png")
    (files / "cube.ply").write_text("ply, or so\n")
    top = datasets.create(library, "wings", PLANE)
    below = datasets.create(library, "left", PLANE, parent=top)
    form = np.arange(8.0).reshape(4, 2)
    traced = Specimen("traced", form, curves=(form,), variables={"species": "Leeds", "age": 3.0})
    ids = objects.add(library, top, [traced, Specimen("plain", form * np.nan)])
    objects.add(library, below, [Specimen("low", form + 1)])
    names = ("red.png", "blue.png")
    pictures = [media.Attachment(n, files / f) for n, f in zip(ids, names, strict=True)]
    media.attach_images(library, pictures)
    media.attach_meshes(library, [media.Attachment(ids[0], files / "cube.ply")])
    analyses.save(library, StoredAnalysis(top, "PCA", "f", {"a": 1}, {"a": form}))
    return top


def content(library: Library) -> Content:
    """All rows of all tables."""
    with library.connected():
        run = library.database.execute_sql
        return {table: run(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in TABLES}


def rows_in(database: Path) -> Content:
    """All rows of all tables of a database that is not open."""
    with closing(sqlite3.connect(database)) as connection:
        run = connection.execute
        return {table: run(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in TABLES}


def media_of(folder: Path) -> dict[str, bytes]:
    """Read the files of a media folder by name, without those set aside."""
    place = folder / "media"
    found = [p for p in place.rglob("*") if p.is_file() and p.parent.name != "orphans"]
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}


def killed(act: Callable[[], object]) -> bool:
    """Run an act in a child of this process; tell whether it died on the way."""
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        finally:  # an error must not run the tests a second time
            os._exit(70)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -9), f"the child ended with {code}"
    return code == -9
