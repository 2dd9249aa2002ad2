"""Files out: objects of a library, or of other files, written whole or not at all."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from components.errors import Step, UserError, listing, no_step, part_of
from components.formats.losses import compared, losses
from components.formats.reading import OBJECTS_AT_ONCE, Format, Reading
from components.shape.specimen import Specimen
from components.store import datasets, objects, whole_objects
from components.store.files import replacing
from components.store.library import Library
from components.workflow import packaging
from components.workflow.export_choices import (
    PACKAGE,
    ExportChoices,
    coded,
    format_named,
    treated,
)
from components.workflow.output import whole_folder
from components.workflow.schemes import reading_of

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')  # in names of files, on Windows
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LONGEST = 120  # letters of a file's name
_UNTOLD = "Superimposed objects are written without their curves, outlines, images and meshes."
_PIECE = 500  # objects of a text that is read again at once
_JUDGED = 20  # objects that tell what a format cannot hold


@dataclass(frozen=True)
class Written:
    """Files that were written, and sentences about what they do not hold."""

    paths: tuple[Path, ...]
    objects: int
    sentences: tuple[str, ...]


def load(
    library: Library,
    dataset: int,
    numbers: Sequence[int] | None = None,
    step: Step = no_step,
) -> Reading:
    """Read a data set, or some of its objects, as a file would give it."""
    scheme = datasets.dataset(library, dataset).scheme
    specimens = whole_objects.load_specimens(library, dataset, numbers, step)
    return reading_of(scheme, specimens)


def load_some(library: Library, dataset: int) -> Reading:
    """Read a few objects of a data set that tell what it holds: the first, and the incomplete."""
    columns = objects.load_columns(library, dataset)
    incomplete = columns.ids[columns.missing > 0]
    few = [*columns.ids[:_JUDGED].tolist(), *incomplete[: _JUDGED // 2].tolist()]
    return load(library, dataset, few)


def foreseen(reading: Reading, choices: ExportChoices) -> tuple[str, ...]:
    """Say what a file will not hold; raises `UserError` where it cannot be written."""
    if choices.format == PACKAGE:
        return ()
    form, kept = format_named(choices.format), treated(reading, choices)
    whole = coded(kept, choices.missing)
    if in_folder(choices, form, len(whole.specimens)):
        return _losses_of_many(reading, kept, whole, form, _texts(whole, form))
    return _losses(reading, kept, whole, form, _begun(whole, form)[0])


def export(
    library: Library, dataset: int, choices: ExportChoices, path: Path, step: Step = no_step
) -> Written:
    """Write a data set, or some of its objects, to a file or, one file each, into a folder.

    Raises `UserError` where that cannot be done; then, and when ``step`` raises, there is nothing
    at ``path``, or what was there before.
    """
    if choices.format != PACKAGE:
        reading = load(library, dataset, choices.objects, part_of(step, 0, 2))
        return write(reading, choices, path, part_of(step, 1, 2))
    if choices.objects is not None:
        raise UserError("A package holds whole data sets; export all objects, or to a file.")
    demand_free([path], choices)
    made = packaging.export_package(library, [dataset], path, step=step)
    lost = f"Missing or damaged in the library: {listing(made.damaged)}."
    return Written((path,), made.objects, (lost,) if made.damaged else ())


def write(reading: Reading, choices: ExportChoices, path: Path, step: Step = no_step) -> Written:
    """Write objects; see `export`."""
    form = format_named(choices.format)
    kept = treated(reading, choices, part_of(step, 0, 3))
    whole = coded(kept, choices.missing)
    if in_folder(choices, form, len(whole.specimens)):
        return _write_many(reading, kept, whole, choices, path, step)
    first, rest = _begun(whole, form)
    said = _losses(reading, kept, whole, form, first, part_of(step, 1, 3))
    demand_free([path], choices)
    with _writable(path), replacing(path) as place:
        _put(place, chain([first], rest), len(whole.specimens), part_of(step, 2, 3))
        step(1, 1, "Written")  # the last moment to cancel
    return Written((path,), len(whole.specimens), said)


def _write_many(
    reading: Reading, kept: Reading, whole: Reading, choices: ExportChoices, path: Path, step: Step
) -> Written:
    """Write each object into a file of its own."""
    form = format_named(choices.format)
    texts = _texts(whole, form, part_of(step, 1, 3))
    said = _losses_of_many(reading, kept, whole, form, texts, part_of(step, 2, 3))
    names = file_names([one.name for one in kept.specimens], form.suffixes[0])
    paths = tuple(path / name for name in names)
    demand_free(paths, choices)
    with whole_folder(path) as folder:
        for i, (name, text) in enumerate(zip(names, texts, strict=True)):
            step(i, len(names), f"Writing {name}")
            _put(folder / name, [text])
        step(len(names), len(names), "Written")
    return Written(paths, len(paths), said)


def in_folder(choices: ExportChoices, form: Format, count: int) -> bool:
    """Whether the objects go into files of their own, so that the path is that of a folder."""
    return choices.separate or (form.single and count > 1)


def demand_free(paths: Sequence[Path], choices: ExportChoices) -> None:
    """Raise `UserError` where a file is there already and may not be replaced."""
    there = [path.name for path in paths if path.exists()]
    if there and not choices.overwrite:
        raise UserError(
            f"{listing(there)}: there already; choose another name, or have it replaced."
        )


def file_names(names: Sequence[str], suffix: str) -> list[str]:
    """Turn names of objects into names of files that every system allows, all different."""
    taken: set[str] = set()
    found = []
    for name in names:
        plain = _FORBIDDEN.sub("_", name).strip(" .")[:_LONGEST] or "unnamed"
        plain = f"_{plain}" if _RESERVED.fullmatch(plain.partition(".")[0]) else plain
        free, number = plain, 2
        while free.casefold() in taken:
            free, number = f"{plain} ({number})", number + 1
        taken.add(free.casefold())
        found.append(f"{free}{suffix}")
    return found


def _begun(whole: Reading, form: Format) -> tuple[str, Iterator[str]]:
    """Begin the text of one file: all of it, or of many objects the first piece, and the rest.

    Raises `UserError` where the objects cannot be written.
    """
    rest = form.texts(whole)
    first = next(rest)
    return (first, rest) if len(whole.specimens) > _PIECE else (first + "".join(rest), iter(()))


def _texts(whole: Reading, form: Format, step: Step = no_step) -> list[str]:
    """Write each object as a text of its own."""
    texts = []
    for i, one in enumerate(whole.specimens):
        step(i, len(whole.specimens), f"Writing {one.name}")
        texts.append("".join(form.texts(replace(whole, specimens=(one,)))))
    return texts


def _losses(
    reading: Reading, kept: Reading, whole: Reading, form: Format, text: str, step: Step = no_step
) -> tuple[str, ...]:
    """Say what the text of one file, given unless objects are many, does not hold of them."""
    said = _left_out(reading, kept)
    if whole is kept and form.keeps_all(kept):
        return said
    return (*said, *compared(kept, _read_again(whole, form, text, step), form))


def _losses_of_many(
    reading: Reading,
    kept: Reading,
    whole: Reading,
    form: Format,
    texts: Sequence[str],
    step: Step = no_step,
) -> tuple[str, ...]:
    """Say what the texts of objects do not hold, of all objects together."""
    if len(texts) == 1 and whole is kept and form.keeps_all(kept):
        return _left_out(reading, kept)
    names: dict[str, list[str]] = {}
    for i, (one, text) in enumerate(zip(kept.specimens, texts, strict=True)):
        step(i, len(texts), "Reading the files again")
        for sentence in losses(replace(kept, specimens=(one,)), form, text):
            names.setdefault(sentence.replace(f" of {one.name}.", " of \0."), []).append(one.name)
    said = (text.replace("\0", listing(found)) for text, found in names.items())
    return (*_left_out(reading, kept), *said)


def _left_out(reading: Reading, kept: Reading) -> tuple[str, ...]:
    untold = any(map(_more, reading.specimens)) > any(map(_more, kept.specimens))
    return (_UNTOLD,) if untold else ()


def _read_again(whole: Reading, form: Format, text: str, step: Step) -> Reading:
    """Read what was written; many objects in pieces, each written once more.

    A parser that goes through all of a large text at once would hold the other threads.
    """
    count = len(whole.specimens)
    if count <= _PIECE:
        step(0, 1, "Reading the file again")
        return form.parse(text, "export")
    pieces = []
    for start in range(0, count, _PIECE):
        step(start, count, "Reading the file again")
        piece = replace(whole, specimens=whole.specimens[start : start + _PIECE])
        pieces.append(form.parse("".join(form.texts(piece)), "export"))
    return replace(pieces[0], specimens=tuple(one for back in pieces for one in back.specimens))


def _more(specimen: Specimen) -> bool:
    """Whether an object has what a superimposed one has not."""
    return bool(specimen.curves or specimen.outlines or specimen.image or specimen.mesh)


def _put(path: Path, texts: Iterable[str], objects: int = 1, step: Step = no_step) -> None:
    """Write pieces of a text, in utf-8, none of them so large that other threads would wait."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for i, text in enumerate(texts):
            step(min(i * OBJECTS_AT_ONCE, objects), objects, f"Writing {path.stem}")
            file.write(text)


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}); choose another place."
        ) from error
