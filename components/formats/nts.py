"""NTSYS-pc matrices (.nts), and the .dta files that Landmark Editor writes in the same form.

A header line ``1 30L 20 0 DIM=2`` says: a rectangular matrix of 30 rows and 20 columns, labels
of the rows below, nothing missing, landmarks in two dimensions (F. J. Rohlf's NTSYS-pc).
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import PurePath
from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError
from components.formats.naming import landmark_names, numbered, repeated
from components.formats.numbers import all_numbers, count_words, number
from components.formats.points import write_all
from components.formats.reading import Format, Note, Reading, batches
from components.formats.stand_ins import Rows, mark_missing
from components.shape.specimen import FloatArray, Specimen
from components.shape.table import check_equal_shapes

_COMMENTS = re.compile(r"""(?:[ \t]*(?:["'][^\n]*)?\n)*""")
_HEADER = re.compile(
    r"[ \t]*(\d)[ \t]+(\d{1,9})([LBE]?)[ \t]+(\d{1,9})([LBE]?)[ \t]+([01])(?![^\s])([^\n]*)",
    re.IGNORECASE | re.ASCII,
)
_DIMENSION = re.compile(r"\bDIM[ \t]*=[ \t]*(\d+)", re.IGNORECASE | re.ASCII)
_WORD = re.compile(r"\S+")
_LINE = re.compile(r"[^\n]*\S[^\n]*")


class _Header(NamedTuple):
    """What the header says; ``code`` stands for a missing value, ``end`` is where it ends."""

    line: int
    kind: int
    rows: int
    row_labels: str
    columns: int
    column_labels: bool
    code: float | None
    axes: int | None
    end: int


class _Body(NamedTuple):
    """What stands below a header: labels of the rows, and the numbers.

    They stand in ``text`` from ``start`` on; ``line`` is the number of the line there.
    """

    labels: list[str]
    text: str
    line: int
    start: int


def looks_like(head: str) -> bool:
    """Whether the first line that is no comment is the header of a matrix."""
    match = _match(head)
    if match is None or not (int(match[2]) and int(match[4])):
        return False
    words = _DIMENSION.sub(" ", match[7]).split()
    return len(words) < 2 and all(number(word) is not None for word in words)


def parse(text: str, source: str) -> Reading:
    """Read one specimen from each row, or from all rows if a row is one landmark.

    Raises `UserError` as `reading.Format` says, and where the matrix is one of variables.
    """
    header, notes = _header(text, source)
    _check(header, source)
    body = _body(text, header, source)
    values, commas = all_numbers(body.text, body.line, source, body.start)
    notes += commas
    axes = header.axes or 2
    single = header.columns == axes and header.rows > 1
    points = values.reshape(-1, axes)
    notes += _missing(points, header, body)
    shape = (1, -1, axes) if single else (header.rows, -1, axes)
    names = [PurePath(source).stem] if single else body.labels
    names = names or [numbered(source, i) for i in range(header.rows)]
    specimens = tuple(
        Specimen(name, landmarks)
        for name, landmarks in zip(names, points.reshape(shape), strict=True)
    )
    return Reading(
        FORMAT.name,
        specimens,
        landmark_names(body.labels) if single else (),
        notes=(*notes, *repeated(names, "names")),
    )


def write(reading: Reading) -> str:
    """Write specimens so that `parse` returns the same coordinates, bit for bit.

    The format has no place for anything but names without blanks and landmarks. Raises
    `UserError` where numbers of landmarks or axes differ, or where several specimens have one
    landmark each, which would pass for one specimen.
    """
    return "".join(pieces(reading))


def pieces(reading: Reading) -> Iterator[str]:
    """Give the text of `write` some objects at a time; see `reading.Format`."""
    specimens = reading.specimens
    check_equal_shapes(specimens)
    landmarks, axes = specimens[0].landmarks.shape
    if landmarks == 1 and len(specimens) > 1:
        raise UserError("NTSYS cannot hold several objects of one landmark; choose another format.")
    code = _code(specimens)
    missing = f"1 {code}" if code else "0"
    labels = "\n".join("_".join(specimen.name.split()) or "unnamed" for specimen in specimens)
    header = f"1 {len(specimens)}L {landmarks * axes} {missing} DIM={axes}"
    yield f"{header}\n{labels}\n"
    for some in batches(specimens):
        rows = _rows(some)
        yield rows.replace("NA", code) if code else rows


def _rows(specimens: Sequence[Specimen]) -> str:
    return "".join(write_all([specimen.landmarks for specimen in specimens]))


def _code(specimens: Sequence[Specimen]) -> str:
    """Choose the number that stands for missing values; none where nothing is missing."""
    parts = (np.concatenate([one.landmarks for one in some]) for some in batches(specimens))
    if not any(np.isnan(part).any() for part in parts):
        return ""
    code = "9999"
    for some in batches(specimens):
        rows = _rows(some)
        # No other number may even contain the code: geomorph replaces it as a text.
        while code in rows:
            code += "9"
    return code


def _match(text: str) -> re.Match[str] | None:
    comments = _COMMENTS.match(text)
    return _HEADER.match(text, comments.end() if comments else 0)


def _header(text: str, source: str) -> tuple[_Header, list[Note]]:
    match = _match(text)
    if match is None:
        raise UserError(f"{source}: there is no header such as 1 30L 20 0 DIM=2; add it.")
    top = text[: match.start()].split("\n")
    notes = [
        Note(line, f"comment: {comment.strip()[1:].strip()}")
        for line, comment in enumerate(top, 1)
        if comment.strip()
    ]
    dimension = _DIMENSION.search(match[7])
    words = _DIMENSION.sub(" ", match[7]).split()
    code = number(words[0]) if words else None
    unknown = " ".join(words if code is None else words[1:])
    if unknown:
        notes.append(Note(len(top), f"{unknown[:40]!r} in the header is left out."))
    if match[5]:
        notes.append(Note(len(top), "the labels of the columns are left out."))
    header = _Header(
        line=len(top),
        kind=int(match[1]),
        rows=int(match[2]),
        row_labels=match[3].upper(),
        columns=int(match[4]),
        column_labels=bool(match[5]),
        code=code if match[6] == "1" else None,
        axes=int(dimension[1]) if dimension else None,
        end=match.end(),
    )
    return header, notes


def _check(header: _Header, source: str) -> None:
    """Raise where a matrix holds no landmarks."""
    if header.kind != 1:
        what = f"a matrix of type {header.kind}, such as distances, holds no landmarks"
        _fail(source, header.line, f"{what}; choose one of type 1")
    if header.axes is None:
        _fail(
            source,
            header.line,
            f"without DIM= this is a matrix of {header.columns} variables, not of landmarks; "
            "add DIM=2 or DIM=3 if it does hold coordinates",
        )
    if header.axes not in (2, 3):
        _fail(source, header.line, f"DIM={header.axes} should be 2 or 3; mend the header")
    if not header.rows or not header.columns or header.columns % header.axes:
        what = f"{header.columns} columns are not landmarks of {header.axes} coordinates each"
        _fail(source, header.line, f"{what}; mend the header")


def _body(text: str, header: _Header, source: str) -> _Body:
    above = header.rows if header.row_labels == "L" else 0
    names = header.columns if header.column_labels else 0
    beside = header.rows if header.row_labels in ("B", "E") else 0
    rest = names + beside + header.rows * header.columns
    found = count_words(text, header.end)
    if found == above + rest:
        labels, start = _labels_above(text, header.end, above, _WORD)
    else:  # labels that hold blanks stand one a line
        labels, start = _labels_above(text, header.end, above, _LINE)
        if len(labels) != above or count_words(text, start) != rest:
            what = f"{header.rows} rows of {header.columns} numbers"
            labelled = f" and {above + names + beside} labels" if above + names + beside else ""
            _fail(
                source,
                header.line,
                f"the header promises {what}{labelled}, but {found} words follow; "
                "mend the header or the rows",
            )
    start = _labels_above(text, start, names, _WORD)[1]
    line = 1 + text.count("\n", 0, start)
    if beside:
        labels, text = _labels_beside(text, start, header)
        start = 0
    return _Body(labels, text, line, start)


def _labels_above(
    text: str, start: int, count: int, unit: re.Pattern[str]
) -> tuple[list[str], int]:
    """Return labels, each a word or a whole line, and where the last one ends."""
    labels: list[str] = []
    for label in itertools.islice(unit.finditer(text, start), count):
        labels.append(label[0].strip())
        start = label.end()
    return labels, start


def _labels_beside(text: str, start: int, header: _Header) -> tuple[list[str], str]:
    """Cut the label at the beginning or the end of each row out of the text."""
    first = 0 if header.row_labels == "B" else header.columns
    words = _WORD.finditer(text, start)
    found = list(itertools.islice(words, first, None, header.columns + 1))
    ends = [start, *(word.end() for word in found)]
    starts = [*(word.start() for word in found), len(text)]
    numbers = "".join(text[a:b] for a, b in zip(ends, starts, strict=True))
    return [word[0] for word in found], numbers


def _missing(points: FloatArray, header: _Header, body: _Body) -> list[Note]:
    """Replace what stands for a missing value by NaN, in place."""
    if header.code is None:
        lines = partial(_lines, body, points.shape[1])
        return mark_missing([Rows(points, lines)], minus_one=False)
    coded = points == header.code
    points[coded] = np.nan
    if not coded.any():
        return []
    what = f"{int(coded.sum())} coordinates of {header.code:g}, the code of the header,"
    return [Note(header.line, f"{what} are read as missing.")]


def _lines(body: _Body, axes: int, rows: NDArray[np.intp]) -> list[int]:
    """Lines in which points begin, whose numbers may be wrapped anywhere."""
    words = _WORD.finditer(body.text, body.start)
    steps = np.diff(rows * axes, prepend=-1) - 1
    starts = [next(itertools.islice(words, step, None)).start() for step in steps.tolist()]
    return [body.line + body.text.count("\n", body.start, start) for start in starts]


def _fail(source: str, line: int, what: str) -> NoReturn:
    raise UserError(f"{source}, line {line}: {what}.")


FORMAT = Format("NTSYS", (".nts", ".dta"), looks_like, parse, write, pieces=pieces)
