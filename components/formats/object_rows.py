"""Tables of objects -> a reading, and back to their cells: what all wide tables share."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from components.errors import UserError, listing
from components.formats.axis_columns import Layout, heading, layout
from components.formats.delimited import fitted
from components.formats.naming import choose_names, is_image, landmark_names, repeated
from components.formats.numbers import NumberRows
from components.formats.reading import Note, Reading
from components.formats.stand_ins import Rows, mark_missing
from components.formats.values import one_line, typed
from components.shape.specimen import FloatArray, Specimen, Value
from components.shape.table import check_equal_shapes

KEYS = ("specimen", "object", "individual", "name", "id")
"""Headings of the column that holds the names of objects, the likeliest first."""


@dataclass(frozen=True)
class Table:
    """A table of a file: its headings, where the coordinates stand, and the rows with lines."""

    source: str
    headings: Sequence[str]
    where: Layout
    rows: Iterable[tuple[int, list[str]]]
    decimal_comma: bool


@dataclass(frozen=True, eq=False)
class Objects:
    """Objects of a file: ``coords`` is (objects, landmarks, axes); the rest has one entry each."""

    source: str
    labels: Sequence[str]
    coords: FloatArray
    names: Sequence[str]
    lines: Sequence[int]
    images: Sequence[str] = ()
    variables: Mapping[str, Sequence[Value]] = field(default_factory=dict)


def read_table(table: Table, name: str, notes: Sequence[Note] = ()) -> Reading:
    """Read an object from each row; ``name`` is that of the format.

    Names come from the column that `KEYS` finds, or the first one without coordinates; columns
    that are not coordinates, names or images are variables.
    """
    headings, where, source = table.headings, table.where, table.source
    places = checked_places(headings, where, source)
    numbers = NumberRows(source, decimal_comma=table.decimal_comma)
    kept: list[list[str]] = []
    for line, row in table.rows:
        cells = fitted(row, len(headings), line, source)
        numbers.add(line, [cells[i] for i in places])
        kept.append([cells[i].strip() for i in where.others])
    if not kept:
        raise UserError(f"{source}: there are no rows below the header; add the objects.")
    coords = numbers.array().reshape(len(kept), -1, where.axes)
    if numbers.comma:
        text = "commas in the coordinates are read as decimal points."
        notes = [*notes, Note(None, text)]
    columns = {i: [row[j] for row in kept] for j, i in enumerate(where.others)}
    key = _key(headings, where.others)
    names = columns.pop(key) if key is not None else [""] * len(kept)
    image = next((i for i in columns if headings[i].lower() == "image"), None)
    images = columns.pop(image) if image is not None else []
    variables = {
        headings[i]: typed(cells, decimal_comma=table.decimal_comma)
        for i, cells in columns.items()
        if any(cells)
        if not (headings[i].lower() in KEYS and cells == names)
    }
    if "" in variables:
        raise UserError(f"{source}: a column has values but no heading; write one.")
    return reading_of(
        Objects(source, where.labels, coords, names, numbers.lines, images, variables), name, notes
    )


def reading_of(objects: Objects, name: str, notes: Sequence[Note] = ()) -> Reading:
    """Make a reading, in which rows of a stand-in number become NaN (in ``objects.coords`` too).

    Names that are all names of image files are taken for the images, and their stems for names.
    """
    coords, lines, images = objects.coords, objects.lines, objects.images
    per_object = max(coords.shape[1], 1)
    points = coords.reshape(-1, coords.shape[2])
    found = Rows(points, lambda rows: [lines[row // per_object] for row in rows.tolist()])
    notes = [*notes, *mark_missing([found], minus_one=True)]
    empty = [""] * len(lines)
    ids, stems = objects.names, empty
    if not images and all(map(is_image, ids)):
        images, ids, stems = ids, empty, ids
    names = choose_names(ids, stems, empty, empty, objects.source)
    rows = zip(*objects.variables.values(), strict=True) if objects.variables else [()] * len(lines)
    specimens = tuple(
        Specimen(
            name=one,
            landmarks=landmarks,
            image=image,
            variables=dict(zip(objects.variables, row, strict=True)),
            line=line,
        )
        for one, landmarks, image, row, line in zip(
            names, coords, images or empty, rows, lines, strict=True
        )
    )
    labels = landmark_names(objects.labels)
    return Reading(name, specimens, labels, notes=(*notes, *repeated(names, "names")))


def checked_places(headings: Sequence[str], where: Layout, source: str) -> list[int]:
    """Return the places of coordinates; `UserError` where the headings are ambiguous."""
    places = [place for place in where.places if place is not None]
    if len(places) < len(where.places):
        label = where.labels[where.places.index(None) // where.axes]
        raise UserError(f"{source}: landmark {label!r} has no heading for z; add or mend it.")
    seen = {headings[place].lower() for place in places}
    for column in where.others:
        text = headings[column]
        if text and (text in seen or text.lower() in seen):
            raise UserError(f"{source}: two headings {text!r}; give each a name of its own.")
        seen.add(text)
    return places


def headings_for(reading: Reading) -> tuple[list[str], list[str]]:
    """Return the names of variables, and the headings of coordinates, for a table of objects.

    Raises `UserError` where objects differ in their landmarks, or where a reader would take a
    heading for something else.
    """
    specimens = reading.specimens
    check_equal_shapes(specimens)
    landmarks, axes = specimens[0].landmarks.shape
    names = reading.landmark_names or tuple(map(str, range(1, landmarks + 1)))
    labels = tuple(map(one_line, names))
    coordinates = [heading(axis, label) for label in labels for axis in "xyz"[:axes]]
    variables = list(dict.fromkeys(name for s in specimens for name in s.variables))
    others = ["specimen", "image", *map(one_line, variables)]
    where = layout([*others, *coordinates])
    expected = (labels, tuple(range(len(others))))
    clear = where is not None and (where.labels, where.others) == expected
    if not clear or "" in others or len({text.lower() for text in others}) < len(others):
        raise UserError(
            f"{listing([*variables, *labels])}: some of these variables and landmarks could be "
            "taken for something else in a table; rename them, or choose another format."
        )
    return variables, coordinates


def coordinate_cells(specimen: Specimen, missing: str = "NA") -> list[str]:
    """Write coordinates so that they read back bit for bit."""
    values = specimen.landmarks.ravel().tolist()
    return [missing if math.isnan(value) else repr(value) for value in values]


def _key(headings: Sequence[str], others: Sequence[int]) -> int | None:
    first = {headings[i].lower(): i for i in reversed(others)}
    return next((first[key] for key in KEYS if key in first), others[0] if others else None)
