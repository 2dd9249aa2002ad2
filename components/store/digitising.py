"""One object: everything of it read, its landmarks and curves changed."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from components.errors import UserError
from components.shape.specimen import FloatArray, Specimen
from components.store.codec import (
    pack_curves,
    pack_landmarks,
    unpack_curve_names,
    unpack_curves,
    unpack_image,
    unpack_landmarks,
)
from components.store.datasets import system_of
from components.store.library import Library
from components.store.rows import gone, now
from MdModel import MdDataset, MdObject


def load(library: Library, number: int) -> Specimen:
    """Read one object; raises `UserError` where it no longer exists."""
    with library.connected():
        rows = MdObject.select(MdObject, MdDataset).join(MdDataset)
        row = rows.where(MdObject.id == number).first()
    if row is None:
        raise gone("object")
    curves, outlines = unpack_curves(row.curves)
    names = [variable["name"] for variable in row.dataset.variables]
    values = [*row.variables, *[None] * len(names)]  # the list may be too short
    return Specimen(
        name=row.name,
        landmarks=unpack_landmarks([row.landmarks], row.dataset.dimension)[0],
        curves=curves,
        outlines=outlines,
        scale=row.scale,
        unit=row.unit,
        image=unpack_image(row.curves),
        comment=row.description,
        variables=dict(zip(names, values, strict=False)),
        curve_names=unpack_curve_names(row.curves),
        system=system_of(row.dataset),
    )


def set_landmarks(library: Library, number: int, landmarks: ArrayLike) -> None:
    """Set all landmarks of an object: (landmarks, axes), NaN = missing.

    Raises `UserError` where a coordinate is infinite or the axes are not those of the data set.
    """
    new = np.array(landmarks, dtype=np.float64)
    _change(library, number, lambda _old, _name: new)


def move_landmark(library: Library, number: int, index: int, point: Sequence[float] | None) -> None:
    """Put a landmark elsewhere; None marks it as missing. Raises `UserError` if it is not there."""

    def moved(landmarks: FloatArray, name: str) -> FloatArray:
        _demand(landmarks, index, name)
        landmarks[index] = np.nan if point is None else point
        return landmarks

    _change(library, number, moved)


def insert_landmark(
    library: Library, number: int, index: int, point: Sequence[float] | None
) -> None:
    """Add a landmark to one object, so that it gets this index; None makes it a missing one."""

    def longer(landmarks: FloatArray, name: str) -> FloatArray:
        if index != len(landmarks):
            _demand(landmarks, index, name)
        return np.insert(landmarks, index, np.nan if point is None else point, axis=0)

    _change(library, number, longer)


def add_landmark(library: Library, number: int, point: Sequence[float] | None) -> int:
    """Add a landmark behind the last one of an object and return its index."""
    with library.transaction():
        index = len(_landmarks(library, number)[1])
        insert_landmark(library, number, index, point)
    return index


def remove_landmark(library: Library, number: int, index: int) -> None:
    """Take a landmark out of one object; those behind it move up."""

    def shorter(landmarks: FloatArray, name: str) -> FloatArray:
        _demand(landmarks, index, name)
        return np.delete(landmarks, index, axis=0)

    _change(library, number, shorter)


def set_curves(
    library: Library,
    number: int,
    curves: Sequence[FloatArray],
    outlines: Sequence[FloatArray] = (),
) -> None:
    """Set the curves and outlines of an object, each (points, axes).

    They keep their names where there are as many as before.
    """
    with library.transaction():
        _, _, axes = _landmarks(library, number)
        for points in (*curves, *outlines):
            if points.ndim != 2 or points.shape[1] != axes or not np.isfinite(points).all():
                raise UserError(
                    f"A curve needs points with {axes} finite coordinates; trace it again."
                )
        before = MdObject.get_by_id(number).curves
        names = unpack_curve_names(before)
        names = names if len(names) == len(curves) + len(outlines) else ()
        packed = pack_curves(
            Specimen(
                "",
                np.empty((0, axes)),
                tuple(curves),
                tuple(outlines),
                image=unpack_image(before),
                curve_names=names,
            )
        )
        library.database.execute_sql(
            "UPDATE mdobject SET curves = ?, modified = ? WHERE id = ? AND curves IS NOT ?",
            (packed, now(), number, packed),
        )


def _change(library: Library, number: int, change: Callable[[FloatArray, str], FloatArray]) -> None:
    with library.transaction():
        name, landmarks, axes = _landmarks(library, number)
        new = change(landmarks.copy(), name)
        if new.ndim != 2 or new.shape[1] != axes or np.isinf(new).any():
            raise UserError(f"{name}: landmarks need {axes} finite coordinates; set them again.")
        packed = pack_landmarks(new)
        library.database.execute_sql(
            "UPDATE mdobject SET landmarks = ?, modified = ? WHERE id = ? AND landmarks IS NOT ?",
            (packed, now(), number, packed),
        )


def _landmarks(library: Library, number: int) -> tuple[str, FloatArray, int]:
    """Name, landmarks and number of axes of an object."""
    row = library.database.execute_sql(
        "SELECT mdobject.name, landmarks, dimension FROM mdobject"
        " JOIN mddataset ON mddataset.id = dataset_id WHERE mdobject.id = ?",
        (number,),
    ).fetchone()
    if row is None:
        raise gone("object")
    name, blob, axes = row
    return name, unpack_landmarks([blob], axes)[0], axes


def _demand(landmarks: FloatArray, index: int, name: str) -> None:
    if not 0 <= index < len(landmarks):
        raise UserError(
            f"{name} has {len(landmarks)} landmarks and no landmark {index + 1}; choose another."
        )
