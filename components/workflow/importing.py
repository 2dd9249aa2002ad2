"""Files in: read, join with covariates, and stored as one data set, all or nothing."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from components.errors import Step, UserError, listing, no_step
from components.formats.reading import Reading
from components.formats.registry import read
from components.formats.variables import join, read_variables
from components.shape.specimen import Specimen, Value
from components.store import datasets, media, objects
from components.store.library import Library

_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif")


@dataclass(frozen=True)
class Source:
    """A file that was read, known by its content."""

    name: str
    sha256: str
    format: str


@dataclass(frozen=True, eq=False)
class Incoming:
    """What one or several files hold, before anything is stored.

    ``notes`` are sentences about what was not understood, changed or left unmatched.
    """

    specimens: tuple[Specimen, ...]
    scheme: datasets.Scheme
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    folder: Path


def read_files(
    files: Sequence[Path], variables: Path | None = None, step: Step = no_step
) -> Incoming:
    """Read landmark files, one after the other, and join covariates by specimen name.

    Raises `UserError` where a file cannot be read or the files do not fit together.
    """
    readings, sources, notes = [], [], []
    for i, path in enumerate(files):
        step(i, len(files), f"Reading {path.name}")
        reading = read(path)
        readings.append(reading)
        sources.append(Source(path.name, _sha256(path), reading.format))
        notes += [_note(path, note.line, note.text) for note in reading.notes]
    specimens = tuple(s for reading in readings for s in reading.specimens)
    if variables is not None:
        table = read_variables(variables)
        joined = join(specimens, table)
        specimens = tuple(_with_files(s) for s in joined.specimens)
        sources.append(Source(variables.name, _sha256(variables), "variables"))
        notes += _unmatched(variables, joined.without_values, joined.unused)
    notes += _unlike(specimens)
    step(len(files), len(files), "Files read")
    scheme = _scheme(readings, specimens)
    return Incoming(specimens, scheme, tuple(sources), tuple(notes), files[0].parent)


def store(
    library: Library,
    incoming: Incoming,
    name: str,
    parent: int | None = None,
    step: Step = no_step,
) -> int:
    """Make a data set of what was read, with the images found beside the files.

    One transaction: when ``step`` raises, or a file fails, the library is as it was.
    """
    with library.transaction():
        dataset = datasets.create(library, name, incoming.scheme, parent)
        ids = objects.add(library, dataset, incoming.specimens, step)
        media.attach_images(library, _files(incoming, ids, "image"), step)
        media.attach_meshes(library, _files(incoming, ids, "mesh"), step)
    return dataset


def all_notes(incoming: Incoming, *, images: bool = True) -> list[str]:
    """Everything that deserves a word, files that were spoken of and not found included."""
    notes = list(incoming.notes)
    if images:
        wanted = [s.image for s in incoming.specimens if s.image]
        absent = [name for name in wanted if _beside(incoming.folder, name) is None]
        if absent:
            notes.append(
                f"{len(absent)} of {len(wanted)} images are not beside the file: "
                f"{listing(absent, 3)}."
            )
    return notes


def _files(incoming: Incoming, ids: Sequence[int], kind: str) -> list[media.Attachment]:
    found = []
    for number, specimen in zip(ids, incoming.specimens, strict=True):
        name = specimen.image if kind == "image" else specimen.mesh
        path = _beside(incoming.folder, name) if name else None
        if path is not None and (kind == "mesh" or path.suffix.lower() in _IMAGE_SUFFIXES):
            found.append(media.Attachment(number, path))
    return found


def _beside(folder: Path, name: str) -> Path | None:
    """Find a file named in a landmark file: as written, or by its bare name."""
    plain = name.replace("\\", "/")
    for candidate in (folder / plain, folder / Path(plain).name):
        if candidate.is_file():
            return candidate
    return None


def _with_files(specimen: Specimen) -> Specimen:
    """Take the columns ``image`` and ``mesh`` of a table of variables as names of files."""
    values = dict(specimen.variables)
    image, mesh = values.pop("image", None), values.pop("mesh", None)
    return replace(
        specimen,
        variables=values,
        image=str(image or specimen.image),
        mesh=str(mesh or specimen.mesh),
    )


def _scheme(readings: Sequence[Reading], specimens: Sequence[Specimen]) -> datasets.Scheme:
    axes = Counter(s.landmarks.shape[1] for s in specimens)
    if len(axes) > 1:
        usual = axes.most_common(1)[0][0]
        odd = [s.name for s in specimens if s.landmarks.shape[1] != usual]
        raise UserError(
            f"{listing(odd)}: not {usual}-D like the other objects; "
            "import two- and three-dimensional objects as separate data sets."
        )
    named = next((r for r in readings if r.landmark_names), None)
    linked = next((r for r in readings if r.wireframe or r.polygons), None)
    columns = dict.fromkeys(name for s in specimens for name in s.variables)
    return datasets.Scheme(
        dimension=next(iter(axes), 2),
        landmark_names=named.landmark_names if named else (),
        wireframe=linked.wireframe if linked else (),
        polygons=linked.polygons if linked else (),
        variables=tuple((name, _type(name, specimens)) for name in columns),
    )


def _type(name: str, specimens: Sequence[Specimen]) -> str:
    values: list[Value] = [s.variables.get(name) for s in specimens]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {float}:
        return "number"
    return "flag" if kinds == {bool} else "text"


def _unmatched(path: Path, without: Sequence[str], unused: Sequence[str]) -> list[str]:
    notes = []
    if without:
        notes.append(f"{path.name}: no row for {len(without)} specimens: {listing(without)}.")
    if unused:
        notes.append(f"{path.name}: {len(unused)} rows without a specimen: {listing(unused)}.")
    return notes


def _unlike(specimens: Sequence[Specimen]) -> list[str]:
    counts = Counter(len(s.landmarks) for s in specimens)
    if len(counts) < 2:
        return []
    usual = counts.most_common(1)[0][0]
    odd = [f"{s.name} ({len(s.landmarks)})" for s in specimens if len(s.landmarks) != usual]
    return [
        (
            f"{len(odd)} objects do not have {usual} landmarks like the others: {listing(odd)}; "
            "mend them before an analysis."
        )
    ]


def _note(path: Path, line: int | None, text: str) -> str:
    return f"{path.name}, line {line}: {text}" if line else f"{path.name}: {text}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
