"""TPS files, as tpsDig and its many relatives write them.

Each specimen is a block of ``KEY=value`` lines that begins with ``LM=`` or ``LM3=`` and as many
rows of coordinates. The keys are those of F. J. Rohlf's tps programs.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from components.errors import UserError
from components.formats.naming import choose_names, repeated
from components.formats.numbers import number
from components.formats.points import Block, coordinates, write_all
from components.formats.reading import Format, Note, Reading, at_lines, batches
from components.formats.tps_exact import keeps_all
from components.formats.values import cell, one_line, pairs, typed_rows, write_pairs
from components.shape.specimen import FloatArray, Specimen, Value
from components.shape.systems import Y_DOWN, Y_UP, in_system

_LANDMARKS = re.compile(r"^[ \t]*LM3?[ \t]*=", re.IGNORECASE | re.MULTILINE)
_COMMENT_MARKS = "#\"'"
_COMMENT_LINE = re.compile(rf"^[ \t]*[{_COMMENT_MARKS}].*$", re.MULTILINE)
# A name, a value, and whole lines without a "=": one pass over the file, at the speed of C.
_KEY = re.compile(r"^([^=\n]*)=([^\n]*)((?:\n[^=]*(?![^\n]))?)", re.MULTILINE)
_COUNT = re.compile(r"(\d{1,9})(?:\s+(.*))?", re.ASCII)
_TEXTS = frozenset({"IMAGE", "ID", "SCALE", "COMMENT", "VARIABLES"})
_LABELS = {"LM3": "LM3=", "POINTS": "POINTS="}
_CHAINS = frozenset({"CURVES", "OUTLINES"})
_RADII = "RADII"  # kept as a variable: numbers between blanks
_HOMELESS = "text that belongs to no key, left out"


class _Key(NamedTuple):
    """A line ``KEY=value``, and where the text between it and the next one stands."""

    name: str
    value: str
    line: int
    start: int
    end: int


@dataclass(slots=True)
class _Form:
    """One specimen; its points are positions in a list of blocks."""

    line: int
    spatial: bool
    label: str
    landmarks: int
    chains: dict[str, list[int]] | None = None


def looks_like(head: str) -> bool:
    """Whether the text has a line ``LM=`` or ``LM3=``."""
    return _LANDMARKS.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read specimens in file order; see `reading.Format`.

    Coordinates stay as written: ``SCALE=`` goes to `Specimen.scale`. An ID that does not become
    the name is kept among the variables.
    """
    outline = _Outline(text, source)
    forms, texts = outline.forms, outline.texts
    arrays, notes = coordinates(outline.blocks, source, minus_one=True)
    outline.blocks.clear()
    ids, images, comments = ([x or "" for x in texts[name]] for name in ("ID", "IMAGE", "COMMENT"))
    names = choose_names(ids, images, [form.label for form in forms], comments, source)
    notes += repeated(ids, "IDs")
    scales = _scales(outline)
    variables = _variables(outline, names)
    usual = next((array.shape[1] for array in arrays if len(array)), 2)
    specimens = []
    for i, form in enumerate(forms):
        axes = _axes(form, arrays, usual, source)
        if form.spatial and axes == 2:
            outline.remark("LM3= above rows of two numbers, read as 2-D", form.line)
        comment = comments[i]
        if form.label and form.label != names[i]:
            comment = f"{comment}; {form.label}" if comment else form.label
        chains = form.chains or {}
        specimens.append(
            Specimen(
                name=names[i],
                landmarks=_shaped(arrays[form.landmarks], axes),
                curves=tuple([_shaped(arrays[j], axes) for j in chains.get("CURVES", ())]),
                outlines=tuple([_shaped(arrays[j], axes) for j in chains.get("OUTLINES", ())]),
                scale=scales[i],
                image=images[i],
                comment=comment,
                variables=variables[i],
                line=form.line,
                system=Y_UP if axes == 2 else "",
            )
        )
    return Reading(FORMAT.name, tuple(specimens), notes=(*outline.notes(), *notes))


def write(reading: Reading) -> str:
    """Write specimens so that `parse` returns the same coordinates, bit for bit.

    TPS has no place for units, meshes, names of landmarks and links.
    """
    return "".join(pieces(reading))


def pieces(reading: Reading) -> Iterator[str]:
    """Give the text of `write` some objects at a time; see `reading.Format`."""
    for some in batches(reading.specimens):
        turned = [in_system(s, Y_UP) if s.system == Y_DOWN else s for s in some]
        rows = write_all([p for s in turned for p in (s.landmarks, *s.curves, *s.outlines)])
        yield "".join([_written(specimen, rows) for specimen in turned])


class _Outline:
    """The structure of a file: its specimens, and blocks of rows not yet converted."""

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self.forms: list[_Form] = []
        self.blocks: list[Block] = []
        self.texts: dict[str, list[str | None]] = {name: [] for name in _TEXTS}
        self.radii: dict[int, list[str]] = {}
        self._leading: dict[str, str] = {}
        self._announced: list[tuple[_Form, _Key]] = []
        self._odd: dict[str, list[int]] = {}
        self._shifted: set[str] = set()
        self._lines: list[str] = []
        if any(mark in text for mark in _COMMENT_MARKS):
            text = _COMMENT_LINE.sub("", text)
        start = text.rfind("\n", 0, max(text.find("="), 0)) + 1
        self._text = text
        self._remark_rows(1, 0, start)
        self._take_keys(start)
        if not self.forms:
            raise UserError(f"{source}: no line begins with LM=; choose a TPS file.")
        for column in self.texts.values():
            column.extend([None] * (len(self.forms) - len(column)))
        self._shift_leading_texts()
        self._check_chains()

    def notes(self) -> list[Note]:
        """Say which lines were not understood, one note for each kind."""
        return [
            Note(lines[0], f"{what} ({_times(len(lines))}{at_lines(lines)}).")
            for what, lines in self._odd.items()
        ]

    def _take_keys(self, start: int) -> None:
        """Go through the lines with a ``=``, from the first of them on."""
        line, spelled = 1 + self._text.count("\n", 0, start), dict[str, str]()
        texts, forms, count = self.texts, self.forms, self._text.count
        for match in _KEY.finditer(self._text, start):
            raw, value = match.group(1, 2)
            first, end = match.span(3)
            name = spelled.get(raw)
            if name is None:
                name = spelled[raw] = raw.strip().upper()
            column = texts.get(name)
            if first == end and column is not None and len(column) == len(forms) - 1:
                column.append(value.strip())  # nearly all texts, without more ado
                line += 1
                continue
            key = _Key(name, value.strip(), line, first, end)
            if column is not None:
                self._take_text(key)
            else:
                self._take_points(key)
            line += 1 + count("\n", first, end)

    def _take_text(self, key: _Key) -> None:
        if not self.forms:
            again = self._leading.setdefault(key.name, key.value) is not key.value
        else:
            column, row = self.texts[key.name], len(self.forms) - 1
            again = len(column) > row
            if not again:
                column += [None] * (row - len(column))
                column.append(key.value)
        if again:
            self.remark(f"{key.name}= again in the same specimen, left out", key.line)
        if key.end > key.start:
            self._remark_rows(key.line, key.start, key.end)

    def _take_points(self, key: _Key) -> None:
        form = self.forms[-1] if self.forms else None
        if key.name in ("LM", "LM3"):
            count, label = self._count(key)
            block = self._block(key, count)
            self.forms.append(_Form(key.line, key.name == "LM3", label, block))
        elif form and key.name in _CHAINS:
            self._announced.append((form, key))
            form.chains = form.chains or {}
            form.chains.setdefault(key.name, [])
            self._remark_rows(key.line, key.start, key.end)
        elif form and key.name == "POINTS":
            form.chains = form.chains or {"CURVES": []}
            block = self._block(key, self._count(key)[0])
            next(reversed(form.chains.values())).append(block)
        elif form and key.name == _RADII and _COUNT.fullmatch(key.value):
            self._take_radii(key)
        else:
            self.remark(f"{key.name[:40]}= is not known here, left out", key.line)
            self._remark_rows(key.line, key.start, key.end)

    def _take_radii(self, key: _Key) -> None:
        """Keep as many numbers as the line says; any other row is noted."""
        count, words = self._count(key)[0], list[str]()
        for line, row in Block(self._text, key.line, 0, "", key.start, key.end).each():
            some = row.split()
            if len(words) + len(some) <= count and _finite(some):
                words += some
            else:
                self.remark(_HOMELESS, line)
        if len(words) < count:
            self.remark(f"{_RADII}= stands above fewer numbers", key.line)
        if self.radii.setdefault(len(self.forms) - 1, words) is not words:
            self.remark(f"{_RADII}= again in the same specimen, left out", key.line)

    def _count(self, key: _Key) -> tuple[int, str]:
        if key.value.isdecimal() and len(key.value) < 10 and key.value.isascii():
            return int(key.value), ""
        match = _COUNT.fullmatch(key.value)
        if not match:
            raise UserError(
                f"{self.source}, line {key.line}: {key.name}= needs a whole number, "
                f"not {key.value[:40]!r}; mend this line."
            )
        return int(match[1]), (match[2] or "").strip()

    def _block(self, key: _Key, rows: int) -> int:
        label = _LABELS.get(key.name, "LM=")
        self.blocks.append(Block(self._text, key.line, rows, label, key.start, key.end))
        return len(self.blocks) - 1

    def _remark_rows(self, line: int, start: int, end: int) -> None:
        for where, _ in Block(self._text, line, 0, "", start, end).each():
            self.remark(_HOMELESS, where)

    def remark(self, what: str, line: int) -> None:
        """Keep what is odd about a line, for the notes."""
        self._odd.setdefault(what, []).append(line)

    def line_of(self, name: str, i: int) -> int:
        """Find the line that has a key of a specimen: only where it is to be named."""
        self._lines = self._lines or self._text.split("\n")
        borders = [1, *(form.line for form in self.forms[1:]), len(self._lines) + 1]
        if name in self._shifted:
            borders = [1, *(form.line for form in self.forms)]
        for line in range(borders[i], borders[i + 1]):
            if self._lines[line - 1].partition("=")[0].strip().upper() == name:
                return line
        return self.forms[i].line

    def _shift_leading_texts(self) -> None:
        """Move texts to the next specimen where the file writes them before ``LM=``.

        That is so for a key which comes before the first specimen and is absent from the last.
        """
        for name, text in self._leading.items():
            column = self.texts[name]
            if column[-1] is None:
                column[:] = [text, *column[:-1]]
                self._shifted.add(name)
            else:
                self.remark(f"{name}= before the first LM=, left out", 1)

    def _check_chains(self) -> None:
        for form, key in self._announced:
            found = len((form.chains or {})[key.name])
            if found != self._count(key)[0]:
                raise UserError(
                    f"{self.source}, line {key.line}: {key.name}={key.value[:40]}, "
                    f"but {found} POINTS= follow; mend the count or the points."
                )


def _scales(outline: _Outline) -> list[float | None]:
    scales: list[float | None] = []
    for i, text in enumerate(outline.texts["SCALE"]):
        value = None if text is None else number(text)
        good = value is not None and value > 0
        scales.append(value if good else None)
        if text is not None and not good:
            outline.remark("SCALE= is not a positive number, no scale", outline.line_of("SCALE", i))
        elif text and "," in text:
            outline.remark("SCALE= with a decimal comma", outline.line_of("SCALE", i))
    return scales


def _variables(outline: _Outline, names: Sequence[str]) -> list[dict[str, Value]]:
    rows: list[dict[str, str]] = []
    for form, text in zip(outline.forms, outline.texts["VARIABLES"], strict=True):
        found = pairs(text) if text else {}
        if text and found is None:
            outline.remark("VARIABLES= is not name=value pairs, kept as one text", form.line)
            found = {"VARIABLES": text}
        rows.append(found or {})
    for i, words in outline.radii.items():
        text = " ".join(words)
        if words and rows[i].setdefault(_RADII, text) is not text:
            what = f"{_RADII}= beside a variable of that name, left out"
            outline.remark(what, outline.line_of(_RADII, i))
    spare = "TPS ID" if any("ID" in row for row in rows) else "ID"
    for identifier, name, row in zip(outline.texts["ID"], names, rows, strict=True):
        if identifier and identifier != name:
            row[spare] = identifier
    return typed_rows(rows)


def _finite(words: Sequence[str]) -> bool:
    """Whether all words are numbers, none of them missing."""
    return all((value := number(word)) is not None and math.isfinite(value) for word in words)


def _radii(text: str) -> list[str]:
    """Split the numbers of a variable; there are none where it says anything else."""
    words = text.split()
    return words if " ".join(words) == text and _finite(words) else []


def _times(count: int) -> str:
    return f"{count} times: " if count > 1 else ""


def _axes(form: _Form, arrays: Sequence[FloatArray], usual: int, source: str) -> int:
    """Return the number of axes of a specimen, out of its rows."""
    if form.chains is None and len(arrays[form.landmarks]):
        return int(arrays[form.landmarks].shape[1])
    chains = (form.chains or {}).values()
    places = [form.landmarks, *(i for chain in chains for i in chain)]
    widths = {arrays[i].shape[1] for i in places if len(arrays[i])}
    if len(widths) > 1:
        raise UserError(
            f"{source}, line {form.line}: landmarks and curves of this specimen differ "
            "in their number of axes; mend the rows."
        )
    return widths.pop() if widths else 3 if form.spatial else usual


def _shaped(points: FloatArray, axes: int) -> FloatArray:
    return points if len(points) else np.empty((0, axes))


def _written(specimen: Specimen, rows: Iterator[str]) -> str:
    """Write one specimen, whose points are the next of ``rows``."""
    axes = specimen.landmarks.shape[1]
    parts = [f"LM{'3' if axes == 3 else ''}={len(specimen.landmarks)}\n", next(rows)]
    for name, chains in (("CURVES", specimen.curves), ("OUTLINES", specimen.outlines)):
        if chains:
            parts.append(f"{name}={len(chains)}\n")
            parts += [f"POINTS={len(chain)}\n{next(rows)}" for chain in chains]
    variables = specimen.variables
    if _RADII in variables and (words := _radii(cell(variables[_RADII]))):
        parts.append(f"{_RADII}={len(words)}\n" + "".join(f"{word}\n" for word in words))
        variables = {name: value for name, value in variables.items() if name != _RADII}
    texts = {
        "IMAGE": specimen.image,
        "ID": specimen.name,
        "SCALE": "" if specimen.scale is None else repr(float(specimen.scale)),
        "COMMENT": specimen.comment,
        "VARIABLES": write_pairs(variables),
    }
    parts += [f"{key}={line}\n" for key, text in texts.items() if (line := one_line(text))]
    return "".join(parts)


FORMAT = Format("TPS", (".tps",), looks_like, parse, write, keeps_all=keeps_all, pieces=pieces)
