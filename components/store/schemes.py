"""The landmark scheme of a data set: names, what is drawn between them, number of landmarks."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from components.errors import UserError
from components.shape.curves import Curve, check_curves, renumbered
from components.shape.links import (
    check_baseline,
    check_names,
    check_polygons,
    check_wireframe,
    with_landmark,
    without_landmark,
)
from components.store.codec import pack_landmarks
from components.store.curve_entries import entry_of, is_named
from components.store.datasets import curves_of, unused_name
from components.store.library import Library
from components.store.rows import dataset_row, now, update_objects
from MdModel import MdDataset

_COORDINATE = 8  # bytes


def landmark_count(library: Library, dataset: int) -> int | None:
    """How many landmarks the objects of a data set have, missing ones included.

    The usual number where objects differ, the number of names where none has landmarks, and
    None where there are no names either.
    """
    with library.connected():
        row = dataset_row(dataset)
        usual = library.database.execute_sql(
            "SELECT LENGTH(landmarks) AS size FROM mdobject WHERE dataset_id = ? AND size > 0"
            " GROUP BY size ORDER BY COUNT(*) DESC, size DESC LIMIT 1",
            (dataset,),
        ).fetchone()
    count: int = usual[0] // (_COORDINATE * row.dimension) if usual else len(row.landmark_names)
    return count or None


def change(
    library: Library,
    dataset: int,
    *,
    landmark_names: Sequence[str] | None = None,
    wireframe: Sequence[Sequence[int]] | None = None,
    polygons: Sequence[Sequence[int]] | None = None,
    baseline: Sequence[int] | None = None,
    curves: Sequence[Curve] | None = None,
) -> None:
    """Set parts of the scheme; None leaves a part as it is, and empty takes it away.

    Raises `UserError` naming the entry that speaks of a landmark that is not there, or that
    is there twice; then nothing is changed.
    """
    with library.transaction():
        row, count = dataset_row(dataset), landmark_count(library, dataset)
        parts: dict[str, object] = {}
        if landmark_names is not None:
            parts["landmark_names"] = check_names(landmark_names, count)
        if wireframe is not None:
            parts["wireframe"] = check_wireframe(wireframe, count)
        if polygons is not None:
            parts["polygons"] = check_polygons(polygons, count)
        if baseline is not None:
            parts["baseline"] = check_baseline(baseline, count, row.dimension)
        if curves is not None:
            parts["curves"] = _among(row, check_curves(curves, count))
        if parts:
            _store(row, parts)


def insert_landmark(library: Library, dataset: int, index: int, name: str = "") -> None:
    """Insert a landmark at an index into every object, as missing, and into the scheme.

    Objects that do not reach up to it stay as they are. ``name`` counts where landmarks have
    names; without it the landmark is called "new".
    """
    with library.transaction():
        row, count = dataset_row(dataset), landmark_count(library, dataset) or 0
        if not 0 <= index <= count:
            raise UserError(f"There are {count} landmarks; insert the new one among or after them.")
        names = list(row.landmark_names)
        if names:
            names.insert(index, name.strip() or unused_name("new", names))
        parts = {
            "landmark_names": check_names(names, None),
            "wireframe": with_landmark(row.wireframe, index),
            "polygons": with_landmark(row.polygons, index),
            "baseline": with_landmark([row.baseline], index)[0],
            "curves": _among(
                row, renumbered(curves_of(row), lambda run: with_landmark([run], index)[0])
            ),
        }
        _store(row, parts)
        hole = pack_landmarks(np.full((1, row.dimension), np.nan))
        at = index * len(hole)
        _cut(library, dataset, lambda old: old[:at] + hole + old[at:] if len(old) >= at else old)


def remove_landmark(library: Library, dataset: int, index: int) -> None:
    """Remove a landmark from every object and from the scheme.

    Lines and the baseline that use it go with it; polygons and curves lose a corner.
    """
    with library.transaction():
        row, count = dataset_row(dataset), landmark_count(library, dataset) or 0
        if not 0 <= index < count:
            raise UserError(f"There are {count} landmarks and no landmark {index + 1} to remove.")
        baselines = without_landmark([row.baseline], index, row.dimension)
        parts = {
            "landmark_names": [*row.landmark_names[:index], *row.landmark_names[index + 1 :]],
            "wireframe": without_landmark(row.wireframe, index, 2),
            "polygons": without_landmark(row.polygons, index, 3),
            "baseline": baselines[0] if baselines else (),
            "curves": _among(
                row, renumbered(curves_of(row), lambda run: without_landmark([run], index, 0)[0])
            ),
        }
        _store(row, parts)
        width = _COORDINATE * row.dimension
        at = index * width
        _cut(library, dataset, lambda old: old[:at] + old[at + width :])


def _among(row: MdDataset, curves: Sequence[Curve]) -> list[object]:
    """Return what the column of curves shall hold: these, and all else that it holds."""
    others = [entry for entry in row.curves if not is_named(entry)]
    return [*others, *map(entry_of, curves)]


def _store(row: MdDataset, parts: Mapping[str, object]) -> None:
    MdDataset.update(**parts, modified=now()).where(MdDataset.id == row.id).execute()


def _cut(library: Library, dataset: int, cut: Callable[[bytes], bytes]) -> None:
    """Change the packed landmarks of all objects."""
    rows = library.database.execute_sql(
        "SELECT id, landmarks FROM mdobject WHERE dataset_id = ?", (dataset,)
    )
    update_objects(library, "landmarks", {number: cut(blob) for number, blob in rows.fetchall()})
