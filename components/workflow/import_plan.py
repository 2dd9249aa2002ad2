"""Choices applied to files that were read: which objects are stored where, and how."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError, listing
from components.formats.values import typed
from components.shape.specimen import FloatArray, Specimen, Value
from components.shape.systems import SYSTEMS, Y_DOWN, Y_UP, in_system
from components.shape.variables import fitted
from components.workflow.beside import image_height
from components.workflow.files_read import FilesRead, usual
from components.workflow.import_choices import ImportChoices, Target
from components.workflow.name_pattern import name_pattern

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Parcel:
    """Objects that go into one data set: places in `FilesRead.specimens`.

    ``landmarks`` is how many they have or should have, ``odd`` those of ``rows`` that have another
    number, ``left_out`` the objects that the choices leave out.
    """

    name: str
    rows: Rows
    landmarks: int
    odd: Rows
    left_out: Rows


def parcels(
    read: FilesRead, choices: ImportChoices, target: Target | None = None
) -> tuple[Parcel, ...]:
    """Sort the objects into data sets; ``target`` is the existing one that they go into.

    Raises `UserError` where the choices forbid the import or something does not fit.
    """
    _check_files(read, choices)
    _check_choices(read, choices)
    if target is None and choices.separate:
        groups = [
            (file.path.stem, np.flatnonzero(read.owners == i))
            for i, file in enumerate(read.files)
            if file.reading is not None and file.reading.specimens
        ]
    else:
        first = next(file.path.stem for file in read.files if file.reading is not None)
        name = target.dataset.name if target else choices.name.strip() or first
        groups = [(name, np.arange(len(read.specimens)))]
    made = tuple(_parcel(read, choices, name, rows, target) for name, rows in groups)
    if not sum(len(parcel.rows) for parcel in made):
        raise UserError("Every object would be left out; choose what to do with them otherwise.")
    return made


def unchosen(read: FilesRead) -> Parcel:
    """Return all objects as they are, to be shown where the choices do not fit them."""
    rows, none = np.arange(len(read.specimens)), np.arange(0)
    return Parcel("", rows, usual(read.landmarks) if len(rows) else 0, none, none)


def prepared(
    read: FilesRead, choices: ImportChoices, parcel: Parcel, most: int | None = None
) -> list[Specimen]:
    """Return the objects of a parcel, or the first of them, as the choices want them stored."""
    rows = parcel.rows[:most].tolist()
    found = [read.specimens[i] for i in rows]
    if choices.system in (Y_UP, Y_DOWN):
        paths = [read.files[i].path for i in read.owners[rows].tolist()]
        found = [
            replace(one, image_height=one.image_height or image_height(path.parent, one.image))
            if one.system not in ("", choices.system)
            else one
            for one, path in zip(found, paths, strict=True)
        ]
    for change in _changes(choices, parcel.landmarks):
        found = list(map(change, found))
    if choices.names.strip():
        found = list(_with_parts(found, choices.names))
    return found


def misfits(read: FilesRead, choices: ImportChoices, parcel: Parcel) -> tuple[str, ...]:
    """Names of a parcel that do not fit the pattern of the choices."""
    if not choices.names.strip():
        return ()
    pattern = name_pattern(choices.names)
    names = (read.specimens[i].name for i in parcel.rows.tolist())
    return tuple(name for name in names if pattern.values(name) is None)


def fit_variables(specimens: Sequence[Specimen], target: Target) -> list[Specimen]:
    """Give variables that the data set has already the type that they have there.

    Raises `UserError` naming objects whose values do not fit.
    """
    kinds = dict(target.dataset.scheme.variables)
    bad: list[str] = []

    def fit(specimen: Specimen, name: str, value: Value) -> Value:
        try:
            return fitted(value, kinds[name]) if name in kinds else value
        except ValueError as error:
            bad.append(f"{specimen.name}, {name} ({error})")
            return None

    found = [
        replace(s, variables={name: fit(s, name, value) for name, value in s.variables.items()})
        for s in specimens
    ]
    if bad:
        raise UserError(
            f"{listing(bad)}: not the type of this variable in {target.dataset.name!r}; "
            "change the values or the type of the variable there."
        )
    return found


def _check_files(read: FilesRead, choices: ImportChoices) -> None:
    if not choices.skip_unreadable or not read.good:
        for file in read.files:
            if file.reading is None:
                raise UserError(file.problem)
    if not read.specimens:
        raise UserError(f"{listing([file.path.name for file in read.files])}: no objects in it.")


def _check_choices(read: FilesRead, choices: ImportChoices) -> None:
    if choices.names.strip():
        there = [v for v in name_pattern(choices.names).variables if v in read.variables]
        if there:
            raise UserError(
                f"The files have a variable {there[0]!r} already; name that part otherwise."
            )
    if choices.system:
        other = read.axes != SYSTEMS[choices.system]
        if other.any():
            raise UserError(
                f"{listing(_names(read, np.flatnonzero(other)))}: not in "
                f"{SYSTEMS[choices.system]}-D, so they cannot be in the system {choices.system}."
            )


def _parcel(
    read: FilesRead, choices: ImportChoices, name: str, rows: Rows, target: Target | None
) -> Parcel:
    axes = target.dataset.scheme.dimension if target else usual(read.axes[rows])
    flat = read.axes[rows] == axes
    if not flat.all() and (choices.unequal != "leave out" or not flat.any()):
        mixed = len(np.unique(read.owners[rows])) == 1
        raise _other_axes(_names(read, rows[~flat]), axes, target, mixed=mixed)
    landmarks = target.landmarks if target and target.landmarks else None
    if landmarks is None:
        landmarks = usual(read.landmarks[rows[flat]])
    odd = flat & (read.landmarks[rows] != landmarks)
    if odd.any() and choices.unequal == "stop":
        raise UserError(
            f"{listing(_counted(read, rows[odd]))}: not {landmarks} landmarks like the others; "
            "mend the file, or have them left out, filled up or kept."
        )
    keep = flat & ~odd if choices.unequal == "leave out" else flat
    if choices.unequal == "fill":
        odd &= read.landmarks[rows] > landmarks
    if target and (odd & keep).any():
        raise UserError(
            f"{listing(_counted(read, rows[odd & keep]))}: not {landmarks} landmarks like the "
            f"objects of {target.dataset.name!r}; leave these out or choose another data set."
        )
    if target and not keep.any():
        raise UserError(
            f"No object has {landmarks} landmarks like those of {target.dataset.name!r}; "
            "choose another data set."
        )
    parcel = Parcel(name, rows[keep], landmarks, rows[odd & keep], rows[~keep])
    if choices.apply_scale and not read.scaled[parcel.rows].all():
        without = parcel.rows[~read.scaled[parcel.rows]]
        raise UserError(
            f"{listing(_names(read, without))}: no scale that could be applied; "
            "write their scales into the file, or keep all scales beside the coordinates."
        )
    return parcel


def _other_axes(
    names: Sequence[str], axes: int, target: Target | None, *, mixed: bool
) -> UserError:
    """Say which objects are not in so many axes; ``mixed`` where they stand in one file."""
    if target:
        return UserError(
            f"{listing(names)}: not {axes}-D like the data set {target.dataset.name!r}; "
            "choose another one."
        )
    return UserError(
        f"{listing(names)}: not {axes}-D like the other objects; "
        + (
            "have them left out, or divide the file."
            if mixed
            else "make a data set for each file (on the command line with --separate)."
        )
    )


def _names(read: FilesRead, rows: Rows) -> list[str]:
    return [read.specimens[i].name for i in rows.tolist()]


def _counted(read: FilesRead, rows: Rows) -> list[str]:
    return [f"{read.specimens[i].name} ({read.landmarks[i]})" for i in rows.tolist()]


def _changes(choices: ImportChoices, landmarks: int) -> Iterator[Callable[[Specimen], Specimen]]:
    if choices.missing or choices.negative_missing:
        yield lambda one: replace(one, landmarks=_without_codes(one.landmarks, choices))
    if choices.unequal == "fill":
        yield lambda one: _filled(one, landmarks)
    if choices.apply_scale:
        yield in_units
    if choices.system:
        yield lambda one: in_system(one, choices.system)


def _without_codes(points: FloatArray, choices: ImportChoices) -> FloatArray:
    gone = np.zeros(len(points), dtype=np.bool_)
    for code in choices.missing:
        gone |= (points == code).all(axis=1)
    if choices.negative_missing:
        gone |= (points < 0).any(axis=1)
    return np.where(gone[:, None], np.nan, points)


def _filled(specimen: Specimen, landmarks: int) -> Specimen:
    points = specimen.landmarks
    lacking = landmarks - len(points)
    if lacking <= 0:
        return specimen
    more = np.full((lacking, points.shape[1]), np.nan)
    return replace(specimen, landmarks=np.concatenate([points, more]))


def in_units(specimen: Specimen) -> Specimen:
    """Return coordinates in units; one unit is then one unit, so the scale is 1."""
    factor = specimen.scale
    assert factor is not None, "a parcel with apply_scale has scales only"
    return replace(
        specimen,
        landmarks=specimen.landmarks * factor,
        curves=tuple(chain * factor for chain in specimen.curves),
        outlines=tuple(chain * factor for chain in specimen.outlines),
        scale=1.0,
        image_height=None if specimen.image_height is None else specimen.image_height * factor,
    )


def _with_parts(specimens: Sequence[Specimen], text: str) -> Iterator[Specimen]:
    """Add the parts of the names; a variable of numbers only becomes one of numbers."""
    pattern = name_pattern(text)
    parts = [pattern.values(one.name) or {} for one in specimens]
    columns = {name: typed([found.get(name, "") for found in parts]) for name in pattern.variables}
    for i, one in enumerate(specimens):
        values = {name: column[i] for name, column in columns.items()}
        yield replace(one, variables={**one.variables, **values})
