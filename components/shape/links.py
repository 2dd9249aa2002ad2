"""What is drawn between landmarks: wireframe, polygons and baseline, checked and renumbered.

Landmarks are counted from 0 in the program and from 1 in what the user reads.
"""

from collections.abc import Iterable, Sequence

from components.errors import UserError

Entry = tuple[int, ...]


def check_wireframe(lines: Iterable[Sequence[int]], landmarks: int | None) -> tuple[Entry, ...]:
    """Return the lines of a wireframe, each two different landmarks that exist.

    ``landmarks`` is how many there are, None where that is not known yet. Raises `UserError`
    naming the line that is wrong, or that is there twice.
    """
    entries = tuple(tuple(line) for line in lines)
    for entry in entries:
        if len(entry) != 2:
            raise UserError(f"{_named('Wireframe line', entry)} must join two landmarks; mend it.")
    return _checked("Wireframe line", entries, landmarks)


def check_polygons(polygons: Iterable[Sequence[int]], landmarks: int | None) -> tuple[Entry, ...]:
    """Return polygons, each three or more different landmarks; raises as `check_wireframe`."""
    entries = tuple(tuple(polygon) for polygon in polygons)
    for entry in entries:
        if len(entry) < 3:
            raise UserError(f"{_named('Polygon', entry)} needs three landmarks or more; mend it.")
    return _checked("Polygon", entries, landmarks)


def check_baseline(baseline: Sequence[int], landmarks: int | None, axes: int) -> Entry:
    """Return a baseline: two landmarks in the plane, three in space, or none at all."""
    entry = tuple(baseline)
    if not entry:
        return entry
    if len(entry) != axes:
        count = "two landmarks in the plane" if axes == 2 else "three landmarks in space"
        raise UserError(f"{_named('Baseline', entry)} must have {count}; mend it.")
    return _checked("Baseline", (entry,), landmarks)[0]


def check_names(names: Sequence[str], landmarks: int | None) -> tuple[str, ...]:
    """Return landmark names: as many as there are landmarks, all different, or none at all."""
    stripped = tuple(name.strip() for name in names)
    if stripped and landmarks is not None and len(stripped) != landmarks:
        raise UserError(
            f"There are {len(stripped)} landmark names for {landmarks} landmarks; "
            "give each landmark a name, or none of them."
        )
    for i, name in enumerate(stripped):
        if not name:
            raise UserError(f"Landmark {i + 1} has no name; give each a name, or none of them.")
        if name in stripped[:i]:
            first = stripped.index(name) + 1
            raise UserError(f"Landmarks {first} and {i + 1} are both named {name!r}; change one.")
    return stripped


def with_landmark(entries: Iterable[Sequence[int]], index: int) -> tuple[Entry, ...]:
    """Renumber lines, polygons or baselines for a landmark that is inserted at ``index``."""
    return tuple(tuple(place + (place >= index) for place in entry) for entry in entries)


def without_landmark(entries: Iterable[Sequence[int]], index: int, least: int) -> tuple[Entry, ...]:
    """Renumber entries for a landmark that is removed; those left with too few are dropped.

    ``least`` is 2 for lines, 3 for polygons and the number of axes for a baseline.
    """
    kept: dict[frozenset[int], Entry] = {}
    for entry in entries:
        rest = tuple(place - (place > index) for place in entry if place != index)
        if len(rest) >= least:
            kept.setdefault(frozenset(rest), rest)
    return tuple(kept.values())


def _checked(title: str, entries: Sequence[Entry], landmarks: int | None) -> tuple[Entry, ...]:
    seen: set[frozenset[int]] = set()
    for entry in entries:
        named, places = _named(title, entry), frozenset(entry)
        if len(places) < len(entry):
            raise UserError(f"{named} has the same landmark twice; mend or remove it.")
        if min(entry) < 0 or (landmarks is not None and max(entry) >= landmarks):
            there = "start at 1" if min(entry) < 0 else f"end at {landmarks}"
            raise UserError(f"{named}: the landmarks {there}; mend or remove it.")
        if places in seen:
            raise UserError(f"{named} is there twice; remove one of the two.")
        seen.add(places)
    return tuple(entries)


def _named(title: str, entry: Entry) -> str:
    return f"{title} {'-'.join(str(place + 1) for place in entry)}"
