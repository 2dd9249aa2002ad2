"""Files of one data set brought together: landmarks matched by name, axes pointing one way."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from components.errors import listing
from components.formats.reading import Reading
from components.shape.curves import renumbered
from components.shape.specimen import Specimen
from components.shape.systems import in_system
from components.store.datasets import Dataset
from components.workflow.beside import image_height
from components.workflow.files_read import FileRead
from components.workflow.import_report import count_of

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Matched:
    """Readings of which all have the landmarks of the first, or of a data set, in its order.

    ``orders`` has an entry for each reading: where it had the landmarks before, or None where
    nothing was changed. ``notes`` are sentences.
    """

    readings: tuple[Reading, ...]
    orders: tuple[Places | None, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Together:
    """Objects of several files that fit each other: ``system`` is that of all of them."""

    readings: tuple[Reading, ...]
    specimens: tuple[Specimen, ...]
    system: str
    notes: tuple[str, ...]


def together(
    files: Sequence[FileRead],
    owners: Sequence[int],
    specimens: Sequence[Specimen],
    target: Dataset | None = None,
    system: str = "",
) -> Together:
    """Match objects of files by the names of their landmarks and by their coordinate system.

    ``owners`` says in which of the files each object stands; ``target`` is the data set that they
    are for, if it is there already, and ``system`` the coordinate system to have, "" for theirs.
    """
    own = {i: reading for i in sorted(set(owners)) if (reading := files[i].reading) is not None}
    titles = [files[i].path.name for i in own]
    names, title = (target.scheme.landmark_names, target.name) if target else ((), "")
    matched = by_name(list(own.values()), titles, names, title)
    orders = dict(zip(own, matched.orders, strict=True))
    found = [reordered(one, orders[i]) for one, i in zip(specimens, owners, strict=True)]
    places = [file.path.parent for file in files]
    folders = [places[i] for i in owners]
    found, system, notes = in_one_system(
        found, folders, system or (target.scheme.system if target else "")
    )
    return Together(matched.readings, tuple(found), system, (*matched.notes, *notes))


def by_name(
    readings: Sequence[Reading], titles: Sequence[str], names: Sequence[str] = (), owner: str = ""
) -> Matched:
    """Match the landmarks of files by their names, whatever their case.

    ``titles`` are the names of the files, ``names`` those of the landmarks of the data set
    ``owner`` that they are for; without them, the first file with names decides. The same names in
    another order are put into order; other names are named, and match by their places.
    """
    if not names:
        first = next((i for i, reading in enumerate(readings) if reading.landmark_names), None)
        if first is None:
            return Matched(tuple(readings), (None,) * len(readings), ())
        names, owner = readings[first].landmark_names, titles[first]
    orders = [_order(reading.landmark_names, names) for reading in readings]
    notes = []
    moved = [title for title, order in zip(titles, orders, strict=True) if order is not None]
    if moved:
        notes.append(
            f"{listing(moved)}: landmarks stand in another order than in {owner} "
            "and are matched by their names."
        )
    odd = [
        (title, reading.landmark_names)
        for title, reading, order in zip(titles, readings, orders, strict=True)
        if order is None
        and reading.landmark_names
        and _keys(reading.landmark_names) != _keys(names)
    ]
    if odd:
        notes.append(_otherwise([title for title, _ in odd], odd[0][1], names, owner))
    found = [
        reading if order is None else _relinked(reading, order, names)
        for reading, order in zip(readings, orders, strict=True)
    ]
    return Matched(tuple(found), tuple(orders), tuple(notes))


def reordered(specimen: Specimen, order: Places | None) -> Specimen:
    """Put the landmarks of a specimen into another order, if it has all of them."""
    if order is None or len(specimen.landmarks) != len(order):
        return specimen
    return replace(specimen, landmarks=specimen.landmarks[order])


def in_one_system(
    specimens: Sequence[Specimen], folders: Sequence[Path], system: str = ""
) -> tuple[list[Specimen], str, list[str]]:
    """Turn objects into one coordinate system: ``system``, else that of most of them.

    Returns them, the system and what to say of it. The heights of images, which y is counted
    from, are those of the files beside the landmarks, in ``folders``.
    """
    known = Counter(one.system for one in specimens if one.system)
    if not system:
        system = known.most_common(1)[0][0] if known else ""
    found, turned, silent = list(specimens), list[str](), list[str]()
    for i, (one, folder) in enumerate(zip(specimens, folders, strict=True)):
        if one.system not in ("", system):
            height = one.image_height or image_height(folder, one.image)
            found[i] = in_system(replace(one, image_height=height), system)
            turned.append(one.name)
        elif not one.system and known:
            silent.append(one.name)
    notes = []
    if turned:
        notes.append(
            f"{count_of(len(turned))} turned into the system {system} of the others, "
            f"which mirrors nothing: {listing(turned)}."
        )
    if silent:
        notes.append(
            f"{count_of(len(silent))} silent on how their axes point, kept as they are beside "
            f"others in the system {system}: {listing(silent)}."
        )
    return found, system, notes


def _keys(names: Sequence[str]) -> list[str]:
    return [name.strip().casefold() for name in names]


def _order(names: Sequence[str], wanted: Sequence[str]) -> Places | None:
    """Return where the wanted names stand; None where they are other names or in order already."""
    mine, theirs = _keys(names), _keys(wanted)
    places = {key: i for i, key in enumerate(mine)}
    if mine == theirs or len(places) < len(mine) or sorted(mine) != sorted(theirs):
        return None
    return np.array([places[key] for key in theirs], dtype=np.intp)


def _relinked(reading: Reading, order: Places, names: Sequence[str]) -> Reading:
    new = np.argsort(order).tolist()
    return replace(
        reading,
        landmark_names=tuple(names),
        wireframe=tuple((new[a], new[b]) for a, b in reading.wireframe),
        polygons=tuple(tuple(new[i] for i in polygon) for polygon in reading.polygons),
        curves=renumbered(reading.curves, lambda run: tuple(new[i] for i in run)),
    )


def _otherwise(
    titles: Sequence[str], mine: Sequence[str], wanted: Sequence[str], owner: str
) -> str:
    """Say that landmarks have other names, with those of the first file that has them."""
    here = [name for name in mine if name.strip().casefold() not in _keys(wanted)]
    there = [name for name in wanted if name.strip().casefold() not in _keys(mine)]
    some = f" ({listing(here, 3)})" if here else ""
    others = f" ({listing(there, 3)})" if there else ""
    return (
        f"{listing(titles)}: landmarks have other names{some} than in {owner}{others}; they are "
        "matched by their places, so check that these are the same landmarks."
    )
