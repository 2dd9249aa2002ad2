"""TPS files that lose nothing, told from the objects alone.

`losses.losses` reads a file again to say what it does not hold, which takes longer than to write
it. Of most data sets it can be proven without. Where it is not proven here, nothing is said: then
the file is read again.
"""

from collections.abc import Sequence

import numpy as np

from components.formats.naming import choose_names
from components.formats.reading import Reading
from components.formats.values import cell, typed
from components.shape.specimen import Specimen, Value
from components.shape.systems import Y_UP
from components.shape.table import text_of

_STAND_INS = (-1, -999, 9999)
_MARKS = frozenset('=,"')  # what has a meaning of its own between variables
_AT_ONCE = 500  # objects


def keeps_all(reading: Reading) -> bool:
    """Whether `tps.parse` surely gives back all that `tps.write` is given."""
    specimens = reading.specimens
    beyond = (reading.landmark_names, reading.wireframe, reading.polygons, reading.curves)
    if any(beyond) or not specimens or not all(map(_plain, specimens)):
        return False
    names, images, comments = zip(*((s.name, s.image, s.comment) for s in specimens), strict=True)
    if choose_names(names, images, [""] * len(names), comments, "") != list(names):
        return False
    return _coordinates(specimens) and _variables(specimens)


def _plain(specimen: Specimen) -> bool:
    """Whether an object has nothing but what has its line in the file, and plain texts."""
    scale = specimen.scale
    return (
        not (specimen.unit or specimen.mesh or specimen.curve_names)
        and not (specimen.curves or specimen.outlines)
        and specimen.system in ("", Y_UP)
        and (scale is None or 0 < scale < np.inf)
        and all(map(_one_line, (specimen.name, specimen.image, specimen.comment)))
    )


def _one_line(text: str) -> bool:
    return not text or (text.isprintable() and text[0] != " " != text[-1])


def _coordinates(specimens: Sequence[Specimen]) -> bool:
    """Whether rows are read as they were written: numbers are, but some stand for missing ones."""
    shapes = {specimen.landmarks.shape for specimen in specimens}
    axes = {shape[1] for shape in shapes}
    if axes not in ({2}, {3}) or not all(shape[0] for shape in shapes):
        return False
    for start in range(0, len(specimens), _AT_ONCE):
        rows = np.concatenate([s.landmarks for s in specimens[start : start + _AT_ONCE]])
        first = rows[:, 0]
        if np.isinf(rows).any() or any((first == number).any() for number in _STAND_INS):
            return False
    return True


def _variables(specimens: Sequence[Specimen]) -> bool:
    """Whether the values of each variable keep their type; that depends on all of them."""
    columns: dict[str, list[Value]] = {}
    for specimen in specimens:
        for name, value in specimen.variables.items():
            columns.setdefault(name, []).append(value)
    for name, values in columns.items():
        cells = [cell(value) for value in values]
        distinct = list(dict.fromkeys(cells))
        if not name or not all(_one_line(text) and _MARKS.isdisjoint(text)
                               for text in (name, *distinct)):  # fmt: skip
            return False
        back = dict(zip(distinct, map(text_of, typed(distinct)), strict=True))
        if any(text_of(value) != back[text] for value, text in zip(values, cells, strict=True)):
            return False
    return True
