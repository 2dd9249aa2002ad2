"""Changes of objects that are in the library: names, descriptions, scale, order, existence."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from components.errors import Step, UserError, no_step, part_of
from components.shape.specimen import Specimen
from components.store import objects, schemes
from components.store.library import Library
from components.store.rows import (
    dataset_row,
    id_list,
    now,
    object_ids,
    object_names,
    update_objects,
)
from MdModel import MdObject

_AT_ONCE = 1000  # objects that are deleted between two steps


def add_empty(library: Library, dataset: int, name: str = "") -> int:
    """Append an object whose landmarks are all missing, as many as the others have.

    Without a name it is called by its place. Returns its id.
    """
    with library.transaction():
        landmarks = schemes.landmark_count(library, dataset) or 0
        form = np.full((landmarks, dataset_row(dataset).dimension), np.nan)
        (number,) = objects.add(library, dataset, [Specimen(name.strip(), form)])
        if not name.strip():
            row = MdObject.get_by_id(number)
            MdObject.update(name=f"Object {row.sequence}").where(MdObject.id == number).execute()
    return number


def rename(library: Library, names: Mapping[int, str], step: Step = no_step) -> None:
    """Give objects other names, by id; raises `UserError` for an empty one."""
    if not all(name.strip() for name in names.values()):
        raise UserError("An object needs a name; type at least one letter.")
    with library.transaction():
        update_objects(library, "name", {k: name.strip() for k, name in names.items()}, step)


def describe(library: Library, texts: Mapping[int, str]) -> None:
    """Give objects other descriptions, by id."""
    with library.transaction():
        update_objects(library, "description", texts)


def set_scale(
    library: Library, numbers: Sequence[int], scale: float | None, unit: str = ""
) -> None:
    """Set how many units a pixel of these objects measures; None where that is not known.

    Raises `UserError` for a scale that is not a positive number.
    """
    if scale is not None:
        _demand_scale(scale)
    with library.transaction():
        object_names(library, numbers)
        library.database.execute_sql(
            "UPDATE mdobject SET scale = ?, unit = ?, modified = ?"
            " WHERE id IN (SELECT value FROM json_each(?)) AND (scale IS NOT ? OR unit IS NOT ?)",
            (scale, unit.strip(), now(), id_list(numbers), scale, unit.strip()),
        )


def set_scales(
    library: Library, scales: Mapping[int, float], unit: str, step: Step = no_step
) -> None:
    """Give each object a scale of its own, by id, all in one unit.

    Raises `UserError` for a scale that is not a positive number.
    """
    for scale in scales.values():
        _demand_scale(scale)
    with library.transaction():
        update_objects(library, "scale", scales, part_of(step, 0, 2))
        update_objects(library, "unit", dict.fromkeys(scales, unit.strip()), part_of(step, 1, 2))


def set_sequences(library: Library, sequences: Mapping[int, int], step: Step = no_step) -> None:
    """Set the numbers by which the objects of a data set are ordered, by id."""
    with library.transaction():
        update_objects(library, "sequence", sequences, step)


def reorder(library: Library, dataset: int, numbers: Sequence[int]) -> None:
    """Bring objects into this order and number the data set from 1.

    Where only some of the objects are given, they share out the places that they have.
    """
    with library.transaction():
        order = object_ids(library, dataset)
        moving = set(numbers)
        if len(moving) != len(numbers) or not moving <= set(order):
            raise UserError("Only objects of one data set can be ordered; choose them again.")
        places = iter(numbers)
        arranged = [next(places) if number in moving else number for number in order]
        update_objects(library, "sequence", {k: i for i, k in enumerate(arranged, 1)})


def delete(library: Library, numbers: Sequence[int], step: Step = no_step) -> None:
    """Delete objects, with the rows of their images and meshes."""
    with library.transaction():
        for start in range(0, len(numbers), _AT_ONCE):
            step(start, len(numbers), "")
            library.database.execute_sql(
                "DELETE FROM mdobject WHERE id IN (SELECT value FROM json_each(?))",
                (id_list(numbers[start : start + _AT_ONCE]),),
            )


def _demand_scale(scale: float) -> None:
    if not (math.isfinite(scale) and scale > 0):
        raise UserError(f"A scale must be a number above 0, not {scale:g}; measure it again.")
