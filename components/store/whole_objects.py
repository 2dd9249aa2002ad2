"""Objects of a data set as files give them: everything of each, for an export."""

from collections.abc import Sequence

import numpy as np

from components.errors import Step, UserError, no_step
from components.shape.specimen import Specimen
from components.store.codec import (
    unpack_curve_names,
    unpack_curves,
    unpack_image,
    unpack_values,
)
from components.store.datasets import system_of
from components.store.library import Library
from components.store.rows import dataset_row, id_list
from MdModel import MdDataset

_BATCH = 250  # objects read at a time

_QUERY = """
SELECT name, description, scale, unit, variables, landmarks, curves,
    (SELECT name FROM mdimage WHERE object_id = mdobject.id ORDER BY id LIMIT 1),
    (SELECT height FROM mdimage WHERE object_id = mdobject.id ORDER BY id LIMIT 1),
    (SELECT name FROM mdthreedmodel WHERE object_id = mdobject.id ORDER BY id LIMIT 1)
FROM mdobject WHERE dataset_id = ?
"""
_CHOSEN = " AND id IN (SELECT value FROM json_each(?))"


def load_specimens(
    library: Library,
    dataset: int,
    numbers: Sequence[int] | None = None,
    step: Step = no_step,
) -> tuple[Specimen, ...]:
    """Read all objects of a data set, or those with these ids, in the order of the data set.

    Raises `UserError` where the data set is gone or an object is damaged.
    """
    found: list[Specimen] = []
    with library.connected(), library.database.atomic():
        scheme = dataset_row(dataset)
        query, given = _QUERY, list[object]([dataset])
        if numbers is not None:
            query, given = query + _CHOSEN, [dataset, id_list(numbers)]
        count = f"SELECT COUNT(*) FROM ({query})"  # noqa: S608  # ours
        ((total,),) = library.database.execute_sql(count, given)
        cursor = library.database.execute_sql(f"{query} ORDER BY sequence, id", given)
        while rows := cursor.fetchmany(_BATCH):
            step(len(found), total, "Reading objects")
            try:
                found += _specimens(rows, scheme)
            except (ValueError, TypeError, KeyError) as error:
                raise UserError(
                    f"An object in the data set {scheme.name!r} cannot be read; mend it with: "
                    f"python Modan2.py check --mend --library {library.folder}"
                ) from error
    step(total, total, "Objects read")
    return tuple(found)


def _specimens(rows: Sequence[Sequence[object]], scheme: MdDataset) -> list[Specimen]:
    names, system = [variable["name"] for variable in scheme.variables], system_of(scheme)
    titles, texts, scales, units, packed, landmarks, curves, images, heights, meshes = zip(
        *rows, strict=True
    )
    columns = unpack_values(packed, len(names)) if names else []
    values = zip(*columns, strict=True) if names else [()] * len(rows)
    made = []
    for i, row in enumerate(values):
        lines, outlines = unpack_curves(curves[i])
        made.append(
            Specimen(
                name=titles[i],
                landmarks=np.frombuffer(landmarks[i], "<f8")
                .astype(np.float64)
                .reshape(-1, scheme.dimension),
                curves=lines,
                outlines=outlines,
                scale=scales[i],
                unit=units[i],
                image=images[i] or unpack_image(curves[i]),
                mesh=meshes[i] or "",
                comment=texts[i],
                variables=dict(zip(names, row, strict=True)),
                curve_names=unpack_curve_names(curves[i]),
                system=system,
                image_height=heights[i],
            )
        )
    return made
