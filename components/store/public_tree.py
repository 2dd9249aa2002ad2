"""Data sets of the public Modan2, put together as a tree that can be stored."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from components.store.datasets import unused_name
from components.store.package_rows import Unfit, check
from components.store.package_storing import Content
from components.store.public_entries import Source, dataset_entry
from components.store.public_ledger import Ledger
from components.store.public_media import Media
from components.store.public_values import text_of
from components.store.zips import file_chunks, refused


def assembled(path: Path, sources: Sequence[Source], media: Media, ledger: Ledger) -> Content:
    """Convert all data sets, parents before children.

    Raises `UserError` where they hold what no library can.
    """
    ordered = list(_parents_first(sources, ledger))
    places: dict[object, int] = {}
    names: dict[int | None, list[str]] = {}
    entries = []
    for place, (source, above) in enumerate(ordered):
        parent = places.get(above)
        places[source.row["id"]] = place
        taken = names.setdefault(parent, [])
        name = unused_name(_name(source), taken)
        taken.append(name)
        entries.append(dataset_entry(source, name, parent, ledger))
    try:
        check(entries)
    except Unfit as error:
        raise refused(path, str(error)) from error
    return Content(
        name=path.name,
        datasets=entries,
        blobs=lambda column: iter(ledger.columns[column]),
        media={name: partial(file_chunks, file) for name, file in sorted(media.files.items())},
        size=sum(file.stat().st_size for file in media.files.values()),
        notes=ledger.sentences(),
    )


def _parents_first(sources: Sequence[Source], ledger: Ledger) -> Iterator[tuple[Source, object]]:
    """Give each data set with the id of the one above it; circles and lost parents are broken."""
    parents = {source.row["id"]: source.row.get("parent_id") for source in sources}
    children: dict[object, list[Source]] = {}
    for source in sources:
        number = source.row["id"]
        if parents[number] is not None and not _lies_well(number, parents):
            ledger.note("The data set that it lay below is not there", _name(source))
            parents[number] = None
        children.setdefault(parents[number], []).append(source)
    waiting: list[tuple[Source, object]] = [(s, None) for s in reversed(children.get(None, []))]
    while waiting:
        source, above = waiting.pop()
        yield source, above
        number = source.row["id"]
        waiting += [(child, number) for child in reversed(children.get(number, []))]


def _lies_well(number: object, parents: dict[object, object]) -> bool:
    """Whether the data set above is there, and does not lie below this one."""
    if parents[number] not in parents:
        return False
    above, seen = parents[number], set()
    while above is not None and above not in seen:
        if above == number:
            return False
        seen.add(above)
        above = parents.get(above)
    return True


def _name(source: Source) -> str:
    return text_of(source.row.get("dataset_name")).strip() or f"data set {source.row['id']}"
