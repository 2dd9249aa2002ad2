"""Landmarks of menpo and landmarker.io (.ljson), versions 1 to 3: groups of points of one image.

A point of an image is written row first, that is y before x.
"""

import json
import re
from dataclasses import dataclass

import numpy as np

from components.errors import listing
from components.formats import json_text
from components.formats.demands import the_only_object
from components.formats.naming import file_stem, landmark_names
from components.formats.reading import Format, Note, Reading
from components.shape.specimen import FloatArray, Specimen
from components.shape.systems import Y_DOWN, in_system

_GROUPS = re.compile(r'"groups"\s*:\s*[\[{]|"labels"\s*:\s*\[')
_POINTS = re.compile(r'"points?"\s*:\s*\[')
_ALL = "all"  # the label of landmarks without names


@dataclass(frozen=True, eq=False)
class _Group:
    """Points of one group: names, coordinates as written, and links that count from 0."""

    title: str
    names: list[str]
    coords: FloatArray
    links: list[tuple[int, int]]


def looks_like(head: str) -> bool:
    """Whether the text is JSON with groups or labels, and points."""
    groups = _GROUPS.search(head) is not None
    return groups and head.lstrip().startswith("{") and _POINTS.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it; see `reading.Format`.

    The points of all groups are landmarks, one group after the other; labels become names, and
    connectivity the wireframe.
    """
    file = json_text.load(text, source)
    groups = _groups(file, source)
    filled = [group for group in groups if len(group.coords)]
    if len({group.coords.shape[1] for group in filled}) != 1:
        json_text.fail(source, "there are no points, or they differ in their number of axes")
    coords = np.concatenate([group.coords for group in filled])
    notes = []
    if coords.shape[1] == 2:
        coords = coords[:, ::-1].copy()
        notes.append(Note(None, "pixels of an image: the y axis points down."))
    names: list[str] = []
    links: list[tuple[int, int]] = []
    for group in filled:
        links += [(a + len(names), b + len(names)) for a, b in group.links]
        several = len(filled) > 1 and not isinstance(file.get("groups"), list)
        names += [f"{group.title} {name}" if several else name for name in group.names]
    if len(filled) > 1:
        counts = [f"{group.title} ({len(group.coords)})" for group in filled]
        notes.append(Note(None, f"landmarks of {len(filled)} groups in turn: {listing(counts)}."))
    specimen = Specimen(file_stem(source), coords, system=Y_DOWN if coords.shape[1] == 2 else "")
    return Reading(
        FORMAT.name, (specimen,), landmark_names(names), tuple(links), notes=tuple(notes)
    )


def write(reading: Reading) -> str:
    """Write the one object as a group of version 3.

    The file has no place for anything but landmarks, their names and the wireframe.
    """
    specimen = in_system(the_only_object(reading, FORMAT.name), Y_DOWN)
    rows = specimen.landmarks
    rows = rows[:, ::-1] if rows.shape[1] == 2 else rows
    count = len(rows)
    labels = [{"label": name, "mask": [i]} for i, name in enumerate(reading.landmark_names)]
    points = [[None if np.isnan(x) else x for x in row] for row in rows.tolist()]
    group = {
        "labels": labels or [{"label": _ALL, "mask": list(range(count))}],
        "landmarks": {"connectivity": [list(link) for link in reading.wireframe], "points": points},
    }
    return json.dumps({"groups": {"LJSON": group}, "version": 3}, ensure_ascii=False, indent=1)


def _groups(file: dict[str, object], source: str) -> list[_Group]:
    found = file.get("groups", {"LJSON": file})
    if isinstance(found, list):
        parts = [json_text.mapping(part, "a group", source) for part in found]
        return [_old_group(part, source) for part in parts]
    groups = json_text.mapping(found, '"groups"', source)
    return [_group(name, value, source) for name, value in groups.items()]


def _group(title: str, value: object, source: str) -> _Group:
    """Read a group of versions 2 and 3: all points together, and labels that pick some."""
    what = f"group {title!r}"
    group = json_text.mapping(value, what, source)
    landmarks = json_text.mapping(group.get("landmarks"), f'{what}, "landmarks"', source)
    coords = json_text.points(landmarks.get("points"), f"{what}, points", source)
    names = [str(i + 1) for i in range(len(coords))]
    taken: set[int] = set()
    for item in json_text.sequence(group.get("labels"), f"{what}, labels", source):
        label = json_text.mapping(item, f"{what}, a label", source)
        text = json_text.text(label.get("label"))
        mask = json_text.whole_numbers(label.get("mask"), f"{what}, mask", source, len(coords))
        if text == _ALL and len(mask) == len(coords):
            continue
        for i, place in enumerate(mask, 1):
            if place not in taken:
                names[place] = text if len(mask) == 1 else f"{text}_{i}"
        taken |= set(mask)
    return _Group(title, names, coords, _links(landmarks, what, source, len(coords)))


def _old_group(group: dict[str, object], source: str) -> _Group:
    """Read a group of version 1, each point of which is an object of its own."""
    title = json_text.text(group.get("label"))
    what = f"group {title!r}"
    items = json_text.sequence(group.get("landmarks"), f"{what}, landmarks", source)
    rows = [json_text.mapping(item, f"{what}, a landmark", source).get("point") for item in items]
    coords = json_text.points(rows, f"{what}, points", source)
    names = [f"{title}_{i + 1}" for i in range(len(coords))] if len(coords) > 1 else [title]
    return _Group(title, names, coords, _links(group, what, source, len(coords)))


def _links(owner: dict[str, object], what: str, source: str, count: int) -> list[tuple[int, int]]:
    links = []
    for link in json_text.sequence(owner.get("connectivity"), f"{what}, connectivity", source):
        ends = json_text.whole_numbers(link, f"{what}, a link", source, count)
        if len(ends) != 2:
            json_text.fail(source, f"{what}: a link should be two landmarks")
        links.append((ends[0], ends[1]))
    return links


FORMAT = Format("menpo landmarks", (".ljson", ".json"), looks_like, parse, write, single=True)
