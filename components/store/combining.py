"""Whole data sets: duplicated, merged into a new one, split into several."""

from collections.abc import Sequence

from components.errors import Step, UserError, no_step, part_of
from components.shape.variables import fitted
from components.store import copying, datasets
from components.store.codec import unpack_values
from components.store.library import Library
from components.store.rows import dataset_row, gone, object_ids

MOST_PARTS = 200
"""Data sets that `split` makes at most."""


def duplicate(
    library: Library, number: int, *, analyses: bool = False, step: Step = no_step
) -> int:
    """Copy a data set with its scheme, filters, objects and their media, beside the original.

    Data sets below it are not copied, its analyses only if asked for. Returns the new id.
    """
    with library.transaction():
        row = dataset_row(number)
        new = datasets.create_like(library, number, row.name, row.parent_id)
        copying.copy(library, object_ids(library, number), new, step)
        if analyses:
            library.database.execute_sql(
                "INSERT INTO mdanalysis (dataset_id, name, fingerprint, result, arrays, created)"
                " SELECT ?, name, fingerprint, result, arrays, created FROM mdanalysis"
                " WHERE dataset_id = ? ORDER BY id",
                (new, number),
            )
    return new


def merge(
    library: Library,
    numbers: Sequence[int],
    name: str,
    parent: int | None = None,
    step: Step = no_step,
) -> int:
    """Copy the objects of data sets, one after the other, into a new one; the originals stay.

    The scheme is that of the first, with the variables of all. Raises `UserError` where their
    landmarks differ. Returns the new id.
    """
    if not name.strip():
        raise UserError("A data set needs a name; type at least one letter.")
    with library.transaction():
        new = datasets.create_like(library, numbers[0], name.strip(), parent)
        for i, number in enumerate(numbers):
            report = part_of(step, i, len(numbers))
            copying.copy(library, object_ids(library, number), new, report)
    return new


def split(library: Library, number: int, variable: str, step: Step = no_step) -> list[int]:
    """Copy the objects of a data set into new ones below it, one for each value of a variable.

    The original stays whole, and so do its analyses. Objects without a value form a data set
    of their own, the last. Returns the new ids, in the order of the values.
    """
    with library.transaction():
        parts = _parts(library, number, variable)
        if len(parts) > MOST_PARTS:
            raise UserError(
                f"{variable!r} has {len(parts)} different values and would make as many data sets; "
                f"choose a variable with at most {MOST_PARTS}."
            )
        new = []
        for i, (name, objects) in enumerate(parts.items()):
            new.append(datasets.create_like(library, number, name, number))
            copying.copy(library, objects, new[-1], part_of(step, i, len(parts)))
    return new


def _parts(library: Library, number: int, variable: str) -> dict[str, list[int]]:
    """Ids of objects by the value of a variable, written as text."""
    scheme = dataset_row(number).variables
    names = [entry["name"] for entry in scheme]
    if variable not in names:
        raise gone(f"variable {variable!r}")
    rows = library.database.execute_sql(
        "SELECT id, variables FROM mdobject WHERE dataset_id = ? ORDER BY sequence, id", (number,)
    ).fetchall()
    if not rows:
        raise UserError("This data set has no objects to split; import some first.")
    place = names.index(variable)
    values = unpack_values([text for _, text in rows], len(names))[place]
    kinds = {type(value) for value in values if value is not None}
    present = {value for value in values if value not in (None, "")}
    order = sorted(present) if len(kinds) == 1 else sorted(present, key=str)
    parts: dict[str, list[int]] = {str(fitted(value, "text")): [] for value in order}
    without: list[int] = []
    for (identity, _), value in zip(rows, values, strict=True):
        (without if value in (None, "") else parts[str(fitted(value, "text"))]).append(identity)
    return parts | ({f"no {variable}": without} if without else {})
