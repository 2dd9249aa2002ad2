"""What was understood of files, what was not, and what has to be decided: values to show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from components.errors import listing
from components.shape.specimen import Specimen
from components.workflow.beside import absent
from components.workflow.files_read import FileRead, FilesRead, usual


@dataclass(frozen=True)
class Finding:
    """One thing to know about a file; a ``problem`` is to be decided or mended.

    ``line`` counts from 1, and ``quote`` is what stands there. Findings with the same ``kind`` are
    alike, and ``name`` is that of their object.
    """

    text: str
    problem: bool = False
    file: str = ""
    line: int | None = None
    quote: str = ""
    kind: str = ""
    name: str = ""

    @property
    def sentence(self) -> str:
        """The finding with its place, as one sentence."""
        places = (self.file, f"line {self.line}" if self.line else "")
        return ": ".join(filter(None, [", ".join(filter(None, places)), self.text]))


@dataclass(frozen=True)
class FileReport:
    """What one file holds.

    ``landmarks`` has how many objects have how many, the most frequent first; ``missing``
    landmarks are those without a coordinate, in ``incomplete`` objects; ``units`` and ``systems``
    are those of scales and coordinates, "" where one is not known. Without a ``format`` the file
    could not be read.
    """

    name: str
    format: str
    objects: int = 0
    landmarks: tuple[tuple[int, int], ...] = ()
    axes: tuple[int, ...] = ()
    scaled: int = 0
    units: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    missing: int = 0
    incomplete: int = 0
    curves: int = 0
    outlines: int = 0
    images: int = 0
    meshes: int = 0
    variables: tuple[str, ...] = ()
    landmark_names: int = 0
    links: int = 0

    @property
    def facts(self) -> dict[str, str]:
        """Titles and values to show, those that say nothing left out."""
        if not self.format:
            return {}
        counts = " or ".join(str(count) for count, _ in sorted(self.landmarks))
        scale = f"{self.scaled} of {self.objects} objects" if self.scaled else "none"
        units = listing([unit for unit in self.units if unit])
        facts = {
            "Format": self.format,
            "Objects": f"{self.objects}",
            "Landmarks": counts or "0",
            "Axes": " or ".join(map(str, self.axes)) or "none",
            "Coordinates": " or ".join(filter(None, self.systems)),
            "Scale": scale + (f", in {units}" if units else ""),
            "Missing landmarks": f"{self.missing}"
            + (f" in {count_of(self.incomplete)}" if self.missing else ""),
            "Variables": listing(self.variables, 12),
        }
        for title, count in (
            ("Curves", self.curves),
            ("Outlines", self.outlines),
            ("Images", self.images),
            ("Meshes", self.meshes),
            ("Landmark names", self.landmark_names),
            ("Wireframe, polygons", self.links),
        ):
            facts[title] = str(count) if count else ""
        return {title: value for title, value in facts.items() if value}


@dataclass(frozen=True)
class ImportReport:
    """All files, and all findings: problems first, else in the order of the files."""

    files: tuple[FileReport, ...]
    findings: tuple[Finding, ...]


def report_of(read: FilesRead, *, images: bool = True) -> ImportReport:
    """Say what files hold; with ``images`` also which images are not beside them."""
    found = [*_of_files(read), *_of_all(read)]
    if images:
        found += _absent(read)
    found.sort(key=lambda finding: not finding.problem)
    owners = np.searchsorted(read.owners, np.arange(len(read.files) + 1))
    reports = [
        _report(file, read, slice(owners[i], owners[i + 1])) for i, file in enumerate(read.files)
    ]
    return ImportReport(tuple(reports), tuple(found))


def count_of(number: int, noun: str = "object") -> str:
    """Write a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _report(file: FileRead, read: FilesRead, span: slice) -> FileReport:
    reading, specimens = file.reading, read.specimens[span]
    if reading is None:
        return FileReport(file.path.name, "")
    missing = read.missing[span]
    return FileReport(
        name=file.path.name,
        format=reading.format,
        objects=len(specimens),
        landmarks=tuple(Counter(read.landmarks[span].tolist()).most_common()),
        axes=tuple(np.unique(read.axes[span]).tolist()),
        scaled=int(read.scaled[span].sum()),
        units=_each(s.unit for s in specimens if s.scale is not None),
        systems=_each(s.system for s in specimens),
        missing=int(missing.sum()),
        incomplete=int(np.count_nonzero(missing)),
        curves=sum(len(s.curves) for s in specimens),
        outlines=sum(len(s.outlines) for s in specimens),
        images=sum(bool(s.image) for s in specimens),
        meshes=sum(bool(s.mesh) for s in specimens),
        variables=_each(name for s in specimens for name in s.variables),
        landmark_names=len(reading.landmark_names),
        links=len(reading.wireframe) + len(reading.polygons),
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _of_files(read: FilesRead) -> Iterator[Finding]:
    """Tell what the readers have to say."""
    for file in read.files:
        name = file.path.name
        if file.reading is None:
            text = file.problem.removeprefix(name).removeprefix(": ")
            yield Finding(text.strip(), problem=True, file=name)
            continue
        for note in file.reading.notes:
            quote = file.quotes.get(note.line or 0, "")
            yield Finding(note.text, file=name, line=note.line, quote=quote)


def _of_all(read: FilesRead) -> Iterator[Finding]:
    """Tell what is to be said of the objects of all files together."""
    specimens = read.specimens
    if len(read.axes) and (read.axes != read.axes[0]).any():
        axes = usual(read.axes)
        odd = [specimens[i].name for i in np.flatnonzero(read.axes != axes).tolist()]
        verb = "is" if len(odd) == 1 else "are"
        yield _whole(f"{count_of(len(odd))} {verb} not {axes}-D like the others: {listing(odd)}.")
    yield from _unlike(read)
    if read.scaled.any() and not read.scaled.all():
        without = [specimens[i].name for i in np.flatnonzero(~read.scaled).tolist()]
        yield _whole(
            f"{len(without)} of {len(specimens)} objects without scale: {listing(without)}; "
            "sizes are compared only where all have one."
        )
    units = _each(s.unit for s in specimens if s.scale is not None and s.unit)
    if len(units) > 1:
        yield _whole(f"Scales are in several units: {listing(units)}.")
    yield from map(_whole, read.unmatched)
    across = _across(read) if len(read.good) > 1 else []
    if across:  # repetitions within a file are a note of its reader
        text = f"Names that stand in several files: {listing(sorted(across))}; each stays an object"
        yield Finding(f"{text} of its own.")


def _across(read: FilesRead) -> list[str]:
    """Names of objects that stand in several files."""
    names = set(zip(read.owners.tolist(), (s.name for s in read.specimens), strict=True))
    return [name for name, files in Counter(name for _, name in names).items() if files > 1]


def _whole(text: str) -> Finding:
    return Finding(text, problem=True)


def _unlike(read: FilesRead) -> Iterator[Finding]:
    counts = read.landmarks
    if not len(counts) or (counts == counts[0]).all():
        return
    landmarks = usual(counts)
    odd = [
        f"{s.name} ({len(s.landmarks)}{_line(s, read)})"
        for s in (read.specimens[i] for i in np.flatnonzero(counts != landmarks).tolist())
    ]
    have = "does not have" if len(odd) == 1 else "do not have"
    yield _whole(
        f"{count_of(len(odd))} {have} {landmarks} landmarks like the others: {listing(odd)}."
    )


def _line(specimen: Specimen, read: FilesRead) -> str:
    return f", line {specimen.line}" if specimen.line and len(read.files) == 1 else ""


def _absent(read: FilesRead) -> Iterator[Finding]:
    sentence = absent_images(read.folders, [s.image for s in read.specimens])
    if sentence:
        yield Finding(sentence)


def absent_images(folders: Sequence[Path], names: Sequence[str]) -> str:
    """Say which images of objects are not beside their files; "" where all are, or none is named.

    ``folders`` and ``names`` have one entry for each object.
    """
    missing, total = absent(zip(folders, names, strict=True))
    if not missing:
        return ""
    if total == 1:
        return f"The image {missing[0]} is not beside the file."
    verb = "is" if len(missing) == 1 else "are"
    return f"{len(missing)} of {total} images {verb} not beside the file: {listing(missing, 3)}."
