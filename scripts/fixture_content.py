"""What a library for the tests of later versions holds, and how it is made."""

import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from components.shape.specimen import Specimen
from components.store import analyses, datasets, media, objects, views
from components.store.analyses import StoredAnalysis
from components.store.datasets import Scheme, View
from components.store.library import Library
from MdModel import SCHEMA_VERSION, TABLES

MADE = 1_700_000_000  # seconds since 1970, UTC


@dataclass(frozen=True, eq=False)
class Part:
    """One data set; ``parent`` is the name of another one."""

    name: str
    scheme: Scheme
    specimens: tuple[Specimen, ...] = ()
    parent: str | None = None
    description: str = ""
    views: tuple[View, ...] = ()


def parts() -> tuple[Part, ...]:
    """Return the data sets: plane and space, nested, with gaps of every kind."""
    wings = Scheme(
        dimension=2,
        landmark_names=("base", "", "tip", "rear"),
        wireframe=((0, 1), (1, 2), (2, 3)),
        polygons=((0, 1, 2, 3),),
        variables=(("species", "text"), ("age", "number"), ("adult", "flag")),
        baseline=(0, 2),
    )
    skulls = Scheme(3, ("nose", "left", "right", "crown"), ((0, 3),), baseline=(1, 2, 3))
    adults = View("adults", "adult = true and age > 2")
    told = "Two lines,\nwith a tab\tand an é."
    return (
        Part("Wings, “1999”", wings, _wings(5), description=told, views=(adults,)),
        Part("left", wings, _wings(2), parent="Wings, “1999”"),
        Part("Skulls", skulls, _skulls(3)),
        Part("nothing yet", Scheme(3)),
    )


def _wings(count: int) -> tuple[Specimen, ...]:
    rng = np.random.default_rng(count)
    made = []
    for i in range(count):
        landmarks = rng.normal(100, 20, (4, 2))
        if i == 1:
            landmarks[2] = np.nan
        traced = i == 2
        made.append(
            Specimen(
                name=f"wing {i}, “{count}”",
                landmarks=landmarks,
                curves=(rng.normal(size=(3, 2)), rng.normal(size=(2, 2))) if traced else (),
                outlines=(rng.normal(size=(4, 2)),) if traced else (),
                scale=0.025 if i != 3 else None,
                unit="mm" if i != 3 else "",
                image="wing.png" if i == 0 else "",
                comment="torn\tat the tip" if i == 1 else "",
                variables={
                    "species": ("alba", "nigra", None)[i % 3],
                    "age": i / 3 if i != 3 else None,
                    "adult": i % 2 == 0,
                },
            )
        )
    return tuple(made)


def _skulls(count: int) -> tuple[Specimen, ...]:
    rng = np.random.default_rng(count)
    forms = [Specimen(f"skull {i}", rng.normal(size=(4, 3))) for i in range(count)]
    undigitised = Specimen("undigitised", np.empty((0, 3)))
    return (replace(forms[0], mesh="skull.ply"), *forms[1:], undigitised)


def make_library(folder: Path, files: Path) -> dict[str, Any]:
    """Make the library, from files written into ``files``, and return what it must be read as."""
    _write_media(files)
    content = parts()
    numbers: dict[str | None, int] = {}
    with Library(folder) as library:
        for part in content:
            parent = numbers.get(part.parent)
            numbers[part.name] = number = datasets.create(library, part.name, part.scheme, parent)
            datasets.describe(library, number, part.description)
            for view in part.views:
                views.save(library, number, view)
            ids = objects.add(library, number, part.specimens)
            pairs = list(zip(ids, part.specimens, strict=True))
            images = [media.Attachment(i, files / s.image) for i, s in pairs if s.image]
            meshes = [media.Attachment(i, files / s.mesh) for i, s in pairs if s.mesh]
            media.attach_images(library, images)
            media.attach_meshes(library, meshes)
        analysis = _analysis(numbers[content[0].name])
        analyses.save(library, analysis)
        _set_dates(library)
    _shrink(folder)
    return {
        "version": SCHEMA_VERSION,
        "datasets": [plain(asdict(part)) for part in content],
        "analysis": plain(asdict(analysis)),
        "files": {path.name: path.read_bytes().hex() for path in sorted(files.glob("*.p*"))},
    }


def plain(value: Any) -> Any:  # noqa: ANN401  # any value of a data class
    """Turn arrays and tuples into lists, and what is missing into None, as JSON has it."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def _analysis(dataset: int) -> StoredAnalysis:
    result = {"kind": "PCA", "fields": {"scores": {"array": "0"}, "groups": None}}
    arrays = {"0": np.arange(6.0).reshape(3, 2) / 7, "1": np.array(["alba", "nigra"])}
    return StoredAnalysis(dataset, "PCA of wings", "0123abcd" * 8, result, arrays)


def _write_media(files: Path) -> None:
    picture = Image.new("RGB", (12, 8), "white")
    picture.putpixel((3, 4), (255, 0, 0))
    exif = picture.getexif()
    exif[0x010F] = "Camera works"  # make
    picture.save(files / "wing.png", exif=exif)
    corners = "0 0 0\n1 0 0\n0 1 0\n"
    (files / "skull.ply").write_text(
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\n"
        "property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n"
        f"{corners}3 0 1 2\n"
    )


def _set_dates(library: Library) -> None:
    with library.transaction():
        for table in TABLES:
            dates = {"created", "modified"} & set(table._meta.fields)  # peewee's
            table.update(dict.fromkeys(dates, MADE)).execute()


def _shrink(folder: Path) -> None:
    """Write the database with small pages, for the sake of the repository."""
    with closing(sqlite3.connect(folder / "modan2.db")) as connection:
        for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA page_size = 512", "VACUUM"):
            connection.execute(statement)
