"""Packages out and in: whole data sets with everything that belongs to them.

What comes in may be a package of ours, or a package, backup, library folder or database of the
public Modan2.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

from components.errors import Step, UserError, listing, no_step, part_of
from components.store import datasets
from components.store.faults import explained
from components.store.library import Library
from components.store.library_copy import opened_copy, own_database
from components.store.media import added_files
from components.store.package import SUFFIX, Exported, write_package
from components.store.package_reading import verified
from components.store.package_storing import Added, Content, add_content
from components.store.public_database import database_in, opened_library
from components.store.public_packages import is_public, opened_package
from components.store.sweep import media_files
from components.store.zips import BEGINNING
from components.workflow import public_analyses
from components.workflow.edits.labels import counted
from components.workflow.history import Editor
from components.workflow.version import VERSION

__all__ = [
    "ENDINGS",
    "SUFFIX",
    "Exported",
    "Taken",
    "are_whole",
    "described",
    "export_package",
    "import_whole",
]


ENDINGS = (SUFFIX, ".zip", ".db")
"""What packages, ours and those of the public Modan2, and its database may end in."""


@dataclass(frozen=True)
class Taken:
    """Data sets that were added to a library: ids of those at the top, and what to say of them."""

    datasets: tuple[int, ...]
    sentences: tuple[str, ...]


def export_package(
    library: Library,
    numbers: Sequence[int],
    path: Path,
    *,
    below: bool = True,
    step: Step = no_step,
) -> Exported:
    """Write data sets, with those below them, into a package that replaces ``path``.

    The library stays as it is, so any thread may do it. Raises `UserError` where that fails; then,
    and when ``step`` raises, there is no file, or the one that was there before.
    """
    return write_package(library, numbers, path, f"Modan2 {VERSION}", below=below, step=step)


def are_whole(paths: Sequence[Path]) -> bool:
    """Whether these are packages or libraries and not files of landmarks; their content decides.

    Raises `UserError` where some are and others not.
    """
    whole = [path for path in paths if _is_whole(path)]
    if whole and len(whole) < len(paths):
        raise UserError(
            f"{listing([path.name for path in whole])}: a package holds data sets of its own; "
            "import it without other files."
        )
    return bool(whole)


def import_whole(
    editor: Editor, paths: Sequence[Path], step: Step = no_step, parent: int | None = None
) -> Taken:
    """Add everything that packages and foreign libraries hold to a library, all or nothing.

    It comes below the data set ``parent``, or to the top. It is one edit, and what they hold is
    verified before anything is stored.

    On a worker thread, the editor is a `Pending`. Raises `UserError` naming the file that cannot
    be imported, and why.
    """
    with ExitStack() as stack:
        contents = [
            stack.enter_context(_opened(path, part_of(part_of(step, 0, 2), i, len(paths))))
            for i, path in enumerate(paths)
        ]
        label = f"Import {listing([path.name for path in paths], 2)}"
        report = part_of(step, 1, 2)
        return editor.do(label, lambda: _store(editor.library, contents, parent, report))


def described(path: Path, step: Step = no_step) -> tuple[str, ...]:
    """Say what a package or a foreign library holds; nothing is imported.

    Raises `UserError` where it could not be imported either.
    """
    database = own_database(path)
    if database is not None:
        with opened_copy(database) as library:
            return (path.name, *_described(library))
    with _opened(path, step) as content:
        depths: list[int] = []
        lines = [path.name]
        for entry in content.datasets:
            parent = entry["parent"]
            depths.append(1 if parent is None else depths[parent] + 1)
            counts = (len(entry[key]) for key in ("variables", "analyses"))
            objects = len(entry["objects"])
            lines.append(_line(depths[-1], entry["name"], objects, entry["dimension"], *counts))
        count = counted(len(content.media), "image or mesh", "images and meshes")
        lines.append(
            f"{count}, {content.size / 1e6:.1f} MB" if content.media else "No images or meshes"
        )
        return (*lines, *(f"Note: {note}" for note in content.notes))


def _described(library: Library) -> Iterator[str]:
    """Say what a library of this program holds."""
    depths: dict[int | None, int] = {None: 0}
    for one in datasets.tree(library):
        depths[one.id] = depths[one.parent] + 1
        yield _line(
            depths[one.id],
            one.name,
            one.objects,
            one.scheme.dimension,
            len(one.scheme.variables),
            len(one.analyses),
        )
    count = len(media_files(library.database.connection()))
    yield counted(count, "image or mesh", "images and meshes") if count else "No images or meshes"


def _line(depth: int, name: str, objects: int, axes: int, variables: int, analyses: int) -> str:
    return (
        f"{'  ' * depth}{name}: {counted(objects, 'object')}, {axes}-D, "
        f"{counted(variables, 'variable')}, {_results(analyses)}"
    )


def _store(library: Library, contents: Sequence[Content], parent: int | None, step: Step) -> Taken:
    taken: list[int] = []
    sentences: list[str] = []
    with added_files(library) as add:
        for i, content in enumerate(contents):
            added = add_content(library, content, add, parent, part_of(step, i, len(contents)))
            taken += added.datasets
            sentences += _sentences(content, added)
        step(1, 1, "Imported")
    return Taken(tuple(taken), tuple(sentences))


def _sentences(content: Content, added: Added) -> list[str]:
    found = [
        counted(len(content.datasets), "data set"),
        counted(added.objects, "object"),
        _results(sum(len(dataset["analyses"]) for dataset in content.datasets)),
        counted(added.files, "file"),
    ]
    said = [f"{content.name}: imported {listing(found)}."]
    if added.damaged:
        said.append(f"Missing in {content.name}: {listing(added.damaged)}.")
    return [*said, *content.notes]


def _results(count: int) -> str:
    return "1 analysis" if count == 1 else f"{count:,} analyses"


def _opened(path: Path, step: Step) -> AbstractContextManager[Content]:
    if path.is_dir() or database_in(path) is not None:
        return opened_library(path, step, public_analyses.converted)
    if is_public(path):
        return opened_package(path, step, public_analyses.converted)
    return verified(path, step)


def _is_whole(path: Path) -> bool:
    with explained(path.parent):
        if path.is_dir() or database_in(path) is not None:
            return True
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(BEGINNING)) == BEGINNING
