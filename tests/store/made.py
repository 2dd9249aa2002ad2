"""Small data sets with names, variables and pictures for tests of edits."""

import numpy as np

from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.datasets import Scheme
from components.store.library import Library
from MdModel import MdImage, MdObject, MdThreeDModel

LONG_AGO = 1_000_000_000
VARIABLES = (("species", "text"), ("age", "number"), ("adult", "flag"))
SCHEME = Scheme(
    2,
    landmark_names=("tip", "notch", "base", "heel"),
    wireframe=((0, 1), (1, 2), (2, 3)),
    polygons=((0, 1, 2, 3),),
    variables=VARIABLES,
    baseline=(1, 3),
)


def forms(count: int, landmarks: int = 4, axes: int = 2) -> list[Specimen]:
    rng = np.random.default_rng(count)
    return [
        Specimen(
            f"form {i}",
            rng.normal(size=(landmarks, axes)),
            variables={"species": "alba, é", "age": i / 3, "adult": i % 2 == 0},
        )
        for i in range(count)
    ]


def made(
    library: Library, count: int = 3, name: str = "Set", scheme: Scheme = SCHEME
) -> tuple[int, list[int]]:
    """Make a data set of old objects, each with an image and a mesh; ids of all."""
    with library.transaction():
        number = datasets.create(library, name, scheme)
        landmarks = len(scheme.landmark_names) or 4
        ids = objects.add(library, number, forms(count, landmarks, scheme.dimension))
        MdObject.update(created=LONG_AGO, modified=LONG_AGO).execute()
        facts = {"size": 1, "modified": LONG_AGO}
        for i in ids:
            picture = {"sha256": f"a{i}", "name": f"{i}.png", "width": 8, "height": 6}
            MdImage.create(object=i, **picture, **facts)
            MdThreeDModel.create(object=i, sha256=f"b{i}", name=f"{i}.ply", **facts)
    return number, ids


def modified(number: int) -> bool:
    """Tell whether an object of `made` has been modified since."""
    return bool(MdObject.get_by_id(number).modified > LONG_AGO)
