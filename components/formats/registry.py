"""All formats, and the way from a file to what it says."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from components.errors import UserError, listing
from components.formats import (
    checkpoint,
    deeplabcut,
    fcsv,
    ibug,
    imp,
    landmark_ascii,
    landmark_editor,
    landmark_table,
    ljson,
    markups,
    meshes,
    meshlab,
    modan_json,
    morphoj,
    morphologika,
    nts,
    point_table,
    stereomorph,
    tps,
    transposed_table,
    variables,
    wide_table,
)
from components.formats.naming import file_stem
from components.formats.reading import Format, Note, Reading
from components.formats.text import read_text
from components.shape import mesh
from components.shape.specimen import Specimen

FORMATS: tuple[Format, ...] = (
    tps.FORMAT,
    nts.FORMAT,
    morphologika.FORMAT,
    landmark_table.FORMAT,
    wide_table.FORMAT,
    transposed_table.FORMAT,
    deeplabcut.FORMAT,
    morphoj.FORMAT,
    imp.FORMAT,
    point_table.FORMAT,
    fcsv.FORMAT,
    markups.FORMAT,
    landmark_editor.FORMAT,
    landmark_ascii.FORMAT,
    checkpoint.FORMAT,
    meshlab.FORMAT,
    stereomorph.FORMAT,
    ibug.FORMAT,
    ljson.FORMAT,
    modan_json.FORMAT,
)
SUFFIXES: tuple[str, ...] = tuple(
    sorted({*mesh.SUFFIXES, *(end for form in FORMATS for end in form.suffixes)})
)
"""The endings of all files that may be imported, in lower case, for a dialog that opens them."""

MESH = "Surface mesh"
"""The name of the format of a mesh, which holds an object without landmarks."""

_HEAD = 65_536


def recognise(name: str, head: str) -> Format:
    """Find the format of a file from its name and the beginning of its text.

    What the text looks like decides, and the suffix only between formats that it fits. Raises
    `UserError` where it fits none.
    """
    fits = [one for one in FORMATS if one.looks_like(head)]
    if fits:
        return next((one for one in fits if name.lower().endswith(one.suffixes)), fits[0])
    if variables.looks_like(head):
        raise UserError(
            f"{name}, line 1: this is a table without coordinates (specimen, landmark, x, y, or "
            "x1, y1, x2, y2, ...); if it holds variables, give it as variables together with a "
            "file of landmarks."
        )
    known = listing([one.name for one in FORMATS], 3)
    raise UserError(f"{name} is not a landmark file that this program knows ({known}).")


def read(path: Path) -> Reading:
    """Read a landmark file; raises `UserError` with one sentence where that is impossible.

    A surface mesh is an object that has landmarks only later; it is not read beyond its beginning.
    """
    if path.suffix.lower() in mesh.SUFFIXES:
        meshes.check(path)
        specimen = Specimen(file_stem(path.name), np.empty((0, 3)), mesh=path.name)
        note = Note(None, "a surface without landmarks, to be digitised.")
        return Reading(MESH, (specimen,), notes=(note,))
    text, encoding = read_text(path)
    reading = recognise(path.name, text[:_HEAD]).parse(text, path.name)
    if not encoding:
        return reading
    return replace(reading, notes=(Note(None, f"The text was read as {encoding}."), *reading.notes))
