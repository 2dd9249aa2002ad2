"""Files in: read, join with covariates, and stored as one data set, all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from components.errors import Step, listing, no_step, part_of
from components.formats.mesh_companions import companions
from components.formats.reading import Reading
from components.shape.curves import Curve, traced
from components.shape.specimen import Specimen, Value
from components.store import datasets, media, objects, schemes, variables
from components.store.library import Library
from components.workflow.beside import IMAGE_SUFFIXES, beside
from components.workflow.files_read import FilesRead, Source, read_each
from components.workflow.import_choices import ImportChoices, Target, target_of
from components.workflow.import_plan import (
    Parcel,
    fit_variables,
    in_units,
    misfits,
    parcels,
    prepared,
)
from components.workflow.import_report import absent_images, count_of, report_of
from components.workflow.matching import together
from components.workflow.schemes import reading_of


@dataclass(frozen=True, eq=False)
class Incoming:
    """What becomes one data set, before anything is stored.

    ``notes`` are sentences about what was not understood, changed or left unmatched, ``decided``
    about what the choices have left out; ``folders`` say where the file of each specimen lies.
    """

    name: str
    specimens: tuple[Specimen, ...]
    scheme: datasets.Scheme
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    folders: tuple[Path, ...]
    decided: tuple[str, ...] = ()


def read_files(
    files: Sequence[Path], variables: Path | None = None, step: Step = no_step
) -> Incoming:
    """Read landmark files, one after the other, and join covariates by specimen name.

    Raises `UserError` where a file cannot be read or the files do not fit together.
    """
    return arrange(read_each(files, variables, step), ImportChoices(), step=step)[0]


def arrange(
    read: FilesRead,
    choices: ImportChoices,
    target: Target | None = None,
    step: Step = no_step,
) -> tuple[Incoming, ...]:
    """Make of files what is stored: one data set, or one for each file.

    ``target`` is the existing data set that the objects are for. Raises `UserError` where the
    choices forbid the import or something does not fit.
    """
    heed = partial(step, 0, 1, "Arranging objects")
    heed()
    found = parcels(read, choices, target)
    heed()
    notes = tuple(finding.sentence for finding in report_of(read, images=False).findings)
    return tuple(_incoming(read, choices, parcel, notes, target, heed) for parcel in found)


def store(
    library: Library,
    incoming: Incoming,
    name: str,
    parent: int | None = None,
    step: Step = no_step,
    *,
    into: int | None = None,
) -> int:
    """Make a data set of what was read, with the images found beside the files; return its id.

    With ``into``, the objects are added to that data set, which gets the variables that it lacks
    and, where it has none, the curves.
    One transaction: when ``step`` raises, or a file fails, the library is as it was.
    """
    with library.transaction():
        if into is None:
            dataset = datasets.create(library, name, incoming.scheme, parent)
        else:
            dataset = into
            there = dict(datasets.dataset(library, into).scheme.variables)
            for variable, kind in incoming.scheme.variables:
                if variable not in there:
                    variables.add(library, into, variable, kind)
        ids = objects.add(library, dataset, incoming.specimens, step)
        if into is not None and not datasets.dataset(library, into).scheme.curves:
            schemes.change(library, into, curves=incoming.scheme.curves)
        media.attach_images(library, _files(incoming, ids, "image"), step)
        media.attach_meshes(library, _files(incoming, ids, "mesh"), step)
    return dataset


def store_all(
    library: Library, read: FilesRead, choices: ImportChoices, step: Step = no_step
) -> tuple[tuple[int, ...], tuple[Incoming, ...]]:
    """Store files as the choices want it, all or nothing; return the ids of the data sets."""
    target = target_of(library, choices.into) if choices.into is not None else None
    found = arrange(read, choices, target, step)
    numbers = []
    with library.transaction():
        for i, incoming in enumerate(found):
            report = part_of(step, i, len(found))
            numbers.append(
                store(library, incoming, incoming.name, choices.parent, report, into=choices.into)
            )
    return tuple(numbers), found


def as_reading(incoming: Incoming) -> Reading:
    """Return what would be stored as one file would give it."""
    return reading_of(incoming.scheme, incoming.specimens)


def all_notes(incoming: Incoming, *, images: bool = True) -> list[str]:
    """Everything that deserves a word, files that were spoken of and not found included."""
    notes = [*incoming.notes, *incoming.decided]
    if images:
        names = [s.image for s in incoming.specimens]
        notes += filter(None, [absent_images(incoming.folders, names)])
    return notes


def _incoming(
    read: FilesRead,
    choices: ImportChoices,
    parcel: Parcel,
    notes: tuple[str, ...],
    target: Target | None,
    heed: Callable[[], object],
) -> Incoming:
    # as digitised still: heights of images, which a turn of the y axis needs, are in pixels
    specimens = prepared(read, replace(choices, apply_scale=False, system=""), parcel)
    heed()
    if target is not None:
        specimens = fit_variables(specimens, target)
    owners = read.owners[parcel.rows].tolist()
    files = [read.files[owner] for owner in sorted(set(owners))]
    there = target.dataset if target else None
    found = together(read.files, owners, specimens, there, choices.system)
    heed()
    turned = tuple(map(in_units, found.specimens) if choices.apply_scale else found.specimens)
    heed()
    folders = read.folders
    sources = [file.source for file in files]
    scheme = _scheme(found.readings, found.specimens, found.system)
    heed()
    return Incoming(
        name=parcel.name,
        specimens=turned,
        scheme=scheme,
        sources=(*sources, read.table) if read.table else tuple(sources),
        notes=notes,
        folders=tuple(folders[i] for i in parcel.rows.tolist()),
        decided=(*_decided(read, choices, parcel), *found.notes, *_other_curves(scheme, there)),
    )


def _decided(read: FilesRead, choices: ImportChoices, parcel: Parcel) -> list[str]:
    """Say what the choices have left out."""
    notes = []
    if len(parcel.left_out):
        verb = "was" if len(parcel.left_out) == 1 else "were"
        odd = [read.specimens[i].name for i in parcel.left_out.tolist()]
        notes.append(f"{count_of(len(odd))} {verb} left out: {listing(odd)}.")
    if len(parcel.odd):
        notes.append(
            f"{count_of(len(parcel.odd))} with another number of landmarks: mend or leave out "
            "before an analysis."
        )
    unfit = misfits(read, choices, parcel)
    if unfit:
        names = f"{count_of(len(unfit), 'name')} without the parts of {choices.names!r}"
        notes.append(f"{names}: {listing(unfit)}.")
    return notes


def _other_curves(scheme: datasets.Scheme, there: datasets.Dataset | None) -> list[str]:
    """Say that a data set which has curves keeps them, where those of the files are others."""
    if there is None or not there.scheme.curves:
        return []
    odd = [curve.name for curve in scheme.curves if curve not in there.scheme.curves]
    text = f"{there.name!r} keeps the curves that it has; those of the files are others"
    return [f"{text}: {listing(odd)}."] if odd else []


def _files(incoming: Incoming, ids: Sequence[int], kind: str) -> list[media.Attachment]:
    found = []
    for number, specimen, folder in zip(ids, incoming.specimens, incoming.folders, strict=True):
        name = specimen.image if kind == "image" else specimen.mesh
        path = beside(folder, name) if name else None
        if path is not None and (kind == "mesh" or path.suffix.lower() in IMAGE_SUFFIXES):
            more = companions(path) if kind == "mesh" else ()
            found += [media.Attachment(number, one) for one in (path, *more)]
    return found


def _scheme(
    readings: Sequence[Reading], specimens: Sequence[Specimen], system: str
) -> datasets.Scheme:
    named = next((r for r in readings if r.landmark_names), None)
    linked = next((r for r in readings if r.wireframe or r.polygons), None)
    columns = dict.fromkeys(name for s in specimens for name in s.variables)
    return datasets.Scheme(
        dimension=specimens[0].landmarks.shape[1] if specimens else 2,
        landmark_names=named.landmark_names if named else (),
        wireframe=linked.wireframe if linked else (),
        polygons=linked.polygons if linked else (),
        variables=tuple((name, _type(name, specimens)) for name in columns),
        system=system,
        curves=_curves(readings, specimens),
    )


def _curves(readings: Sequence[Reading], specimens: Sequence[Specimen]) -> tuple[Curve, ...]:
    """Return the curves of the first file that has any, and the traced ones with other names."""
    shared = next((r.curves for r in readings if r.curves), ())
    names = {curve.name for curve in shared}
    return (*shared, *(curve for curve in traced(specimens) if curve.name not in names))


def _type(name: str, specimens: Sequence[Specimen]) -> str:
    values: list[Value] = [s.variables.get(name) for s in specimens]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {float}:
        return "number"
    return "flag" if kinds == {bool} else "text"
