"""What a user decides about files that are written, and what the objects become by it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, UnusableObjects, UserError, listing, no_step
from components.formats.reading import Format, Reading
from components.formats.registry import FORMATS
from components.shape.specimen import Specimen
from components.shape.table import check_equal_shapes
from components.stats.missing import impute
from components.stats.procrustes import procrustes
from components.workflow.import_plan import in_units

PACKAGE = "Modan2 package"
WRITABLE: tuple[Format, ...] = tuple(form for form in FORMATS if form.write is not None)


@dataclass(frozen=True)
class ExportChoices:
    """How objects are written.

    ``format`` is the name of one of `WRITABLE`, or `PACKAGE`. ``objects`` are ids, None for all.
    ``superimposed`` writes Procrustes coordinates, ``apply_scale`` units instead of pixels. A
    landmark without a coordinate is written as ``missing`` on every axis, or in the way of the
    format where that is None. ``variables`` are the names of those to write, None for all. With
    ``separate``, each object gets a file of its own in a folder. ``overwrite`` allows to replace
    files.
    """

    format: str = "TPS"
    objects: tuple[int, ...] | None = None
    superimposed: bool = False
    apply_scale: bool = False
    missing: float | None = None
    variables: tuple[str, ...] | None = None
    separate: bool = False
    overwrite: bool = False


def format_named(name: str) -> Format:
    """Return a format that is written; its name may be in any case, or its beginning."""
    folded = name.casefold()
    exact = [form for form in WRITABLE if form.name.casefold() == folded]
    fits = exact or [form for form in WRITABLE if form.name.casefold().startswith(folded)]
    if len(fits) != 1:
        known = listing([form.name for form in WRITABLE], len(WRITABLE))
        raise UserError(f"{name!r} is not one of the formats that are written: {known}.")
    return fits[0]


def format_of_suffix(name: str) -> Format:
    """Return the format that writes files with the ending of a name.

    Of several, the first whose usual ending it is: ``.json`` is ours, ``.mrk.json`` that of Slicer.
    """
    folded = name.casefold()
    fits = [form for form in WRITABLE if folded.endswith(form.suffixes)]
    if fits:
        return next((form for form in fits if folded.endswith(form.suffixes[0])), fits[0])
    known = listing(sorted({end for form in WRITABLE for end in form.suffixes}), 40)
    raise UserError(f"{name}: no format that is written has this ending ({known}); name one.")


def treated(reading: Reading, choices: ExportChoices, step: Step = no_step) -> Reading:
    """Return what is written but for the missing code; raises `UserError` where that fails."""
    specimens = reading.specimens
    if not specimens:
        raise UserError("There are no objects to export; choose a data set that has some.")
    if choices.variables is not None:
        specimens = tuple(_with_variables(one, choices.variables) for one in specimens)
    if choices.apply_scale:
        without = [one.name for one in specimens if one.scale is None]
        if without:
            raise UserError(
                f"{listing(without)}: no scale that could be applied; keep the scales beside the "
                "coordinates."
            )
        specimens = tuple(map(in_units, specimens))
    if choices.superimposed:
        specimens = _superimposed(specimens, step)
    return replace(reading, specimens=specimens)


def coded(reading: Reading, missing: float | None) -> Reading:
    """Write missing landmarks as a number; raises `UserError` where a landmark has it already."""
    if missing is None:
        return reading
    there = [s.name for s in reading.specimens if (s.landmarks == missing).all(axis=1).any()]
    if there:
        raise UserError(
            f"{listing(there)}: a landmark lies at {missing:g} on every axis; "
            "choose another number for missing ones."
        )
    specimens = tuple(
        replace(one, landmarks=np.where(_lacking(one), missing, one.landmarks))
        if one.missing
        else one
        for one in reading.specimens
    )
    return replace(reading, specimens=specimens)


def _lacking(specimen: Specimen) -> NDArray[np.bool_]:
    return np.asarray(np.isnan(specimen.landmarks).any(axis=1))[:, None]


def _with_variables(specimen: Specimen, names: Sequence[str]) -> Specimen:
    there = specimen.variables
    return replace(specimen, variables={name: there[name] for name in names if name in there})


def _superimposed(specimens: Sequence[Specimen], step: Step) -> tuple[Specimen, ...]:
    """Superimpose with missing landmarks estimated, and have them missing again in the end."""
    check_equal_shapes(specimens)
    coords = np.stack([one.landmarks for one in specimens])
    lacking = np.isnan(coords).any(axis=2)
    try:
        whole = impute(coords, "tps", step=step).coords if lacking.any() else coords
        aligned = procrustes(whole, step=step).aligned.copy()
    except UnusableObjects as error:
        raise error.named([one.name for one in specimens]) from error
    aligned[lacking] = np.nan
    return tuple(
        Specimen(
            one.name,
            aligned[i],
            comment=one.comment,
            variables=one.variables,
            system=one.system,
        )
        for i, one in enumerate(specimens)
    )
