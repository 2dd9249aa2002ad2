"""Morphologika files: one text with a section for each kind of data.

A section begins with a line ``[name]``, in any case and order. ``[images]`` and
``[pixelspermm]`` are additions of Modan2 to the format of Morphologika (O'Higgins and Jones).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

from components.errors import UserError
from components.formats.naming import numbered, repeated
from components.formats.numbers import number
from components.formats.points import Block, coordinates, write_all
from components.formats.reading import Format, Note, Reading, batches
from components.formats.values import cell, one_line, typed_rows
from components.shape.specimen import Specimen, Value
from components.shape.table import check_equal_shapes

_KNOWN = frozenset(
    {"individuals", "landmarks", "dimensions", "names", "labels", "labelvalues", "groups"}
    | {"rawpoints", "wireframe", "polygons", "images", "pixelspermm"}
)
_SECTION = re.compile(r"^[ \t]*\[[ \t]*(\w+)[ \t]*\](?:[ \t]+(\d+))?[ \t]*$", re.MULTILINE)
_SIGN = re.compile(
    r"^[ \t]*\[[ \t]*(individuals|dimensions|rawpoints)[ \t]*\]", re.MULTILINE | re.IGNORECASE
)
_NAME_LINE = re.compile(r"^[ \t]*'(.*)$", re.MULTILINE)
_CELL = re.compile(r"""(?:"(?:[^"]|"")*"|'(?:[^']|'')*')(?!\S)|\S+""")
_NEEDS_QUOTES = re.compile(r"""["'\[]|.*\s|$""")
_COUNTED = re.compile(r"(.*\S)\s+(\d{1,9})")


class _Section(NamedTuple):
    """A section: the line of its heading, and the text below."""

    line: int
    text: str

    def lines(self) -> list[tuple[int, str]]:
        """Line number and text of each line that is not blank."""
        return Block(self.text, self.line, 0, "").numbered()


def looks_like(head: str) -> bool:
    """Whether the text has a line with one of the headings that no such file is without."""
    return _SIGN.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read specimens in file order; see `reading.Format`."""
    file = _File(text, source)
    objects, landmarks, axes = map(file.count, ("individuals", "landmarks", "dimensions"))
    blocks, spoken = file.blocks(objects, landmarks)
    arrays, notes = coordinates(blocks, source)
    for array, block in zip(arrays, blocks, strict=True):
        if array.shape[1] != axes:
            file.fail(block.line, f"{array.shape[1]} numbers a row, but [dimensions] says {axes}")
    names = file.names(objects, spoken)
    variables = typed_rows(file.variables(objects))
    images = [image.strip() for _, image in file.lines("images", objects)] or [""] * objects
    scales = file.scales(objects)
    specimens = tuple(
        Specimen(
            name=names[i],
            landmarks=arrays[i],
            scale=scales[i],
            unit="" if scales[i] is None else "mm",
            image="" if images[i] == "NA" else images[i],
            variables=variables[i],
            line=blocks[i].line,
        )
        for i in range(objects)
    )
    links = file.links("wireframe", landmarks)
    return Reading(
        FORMAT.name,
        specimens,
        wireframe=tuple((link[0], link[1]) for link in links),
        polygons=file.links("polygons", landmarks),
        notes=(*file.notes, *notes, *repeated(names, "names")),
    )


def write(reading: Reading) -> str:
    """Write specimens so that `parse` returns the same coordinates, bit for bit.

    The format has no place for curves, comments, names of landmarks, and scales in other units
    than millimetres. Raises `UserError` where numbers of landmarks or axes differ.
    """
    return "".join(pieces(reading))


def pieces(reading: Reading) -> Iterator[str]:
    """Give the text of `write` some objects at a time; see `reading.Format`."""
    specimens = reading.specimens
    check_equal_shapes(specimens)
    landmarks, axes = specimens[0].landmarks.shape
    sections = {
        "individuals": [str(len(specimens))],
        "landmarks": [str(landmarks)],
        "dimensions": [str(axes)],
        "names": [_safe(specimen.name) for specimen in specimens],
    }
    labels = list(dict.fromkeys(name for s in specimens for name in s.variables))
    if labels:
        sections["labels"] = [_row(labels)]
        sections["labelvalues"] = [_row([s.variables.get(k) for k in labels]) for s in specimens]
    yield _sections(sections) + "[rawpoints]\n"
    for some in batches(specimens):
        rows = write_all([one.landmarks for one in some])
        yield "".join(
            f"'{_safe(one.name)}\n{points}".rstrip("\n") + "\n"
            for one, points in zip(some, rows, strict=True)
        )
    sections = {
        "wireframe": [f"{a + 1} {b + 1}" for a, b in reading.wireframe],
        "polygons": [" ".join(str(i + 1) for i in p) for p in reading.polygons],
    }
    if any(s.image for s in specimens):
        sections["images"] = [_safe(s.image) if s.image else "NA" for s in specimens]
    scales = [s.scale if s.unit == "mm" else None for s in specimens]
    if any(scales):
        sections["pixelspermm"] = [repr(float(1 / scale)) if scale else "NA" for scale in scales]
    yield _sections(sections)


def _line_matches(pattern: re.Pattern[str], mark: str, text: str) -> list[re.Match[str]]:
    """Match each line that has the mark; line by line, so that other threads run in between."""
    found = []
    at = text.find(mark)
    while at >= 0:
        if match := pattern.match(text, text.rfind("\n", 0, at) + 1):
            found.append(match)
        end = text.find("\n", at)
        at = text.find(mark, end) if end >= 0 else -1
    return found


def _sections(sections: Mapping[str, Sequence[str]]) -> str:
    return "".join(
        "\n".join([f"[{name}]", *lines, ""]) for name, lines in sections.items() if lines
    )


class _File:
    """The sections of a file, and what there is to say about them."""

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self.notes: list[Note] = []
        self._sections: dict[str, _Section] = {}
        heads = _line_matches(_SECTION, "[", text)
        ends = [*(head.start() for head in heads[1:]), len(text)]
        line, counted = 1, 0
        for head, end in zip(heads, ends, strict=False):
            line += text.count("\n", counted, head.start())
            counted = head.start()
            self._add(head[1].lower(), _Section(line, (head[2] or "") + text[head.end() : end]))

    def _add(self, name: str, section: _Section) -> None:
        if name in self._sections:
            self.fail(section.line, f"a second section [{name}]; leave one of them out")
        if name not in _KNOWN:
            self.notes.append(Note(section.line, f"Section [{name}] is not known here, left out."))
        self._sections[name] = section

    def fail(self, line: int, what: str) -> NoReturn:
        """Raise the `UserError` about a line."""
        raise UserError(f"{self.source}, line {line}: {what}.")

    def count(self, name: str) -> int:
        """Return the number that is all of a section."""
        section = self._section(name)
        words = section.text.split()
        if len(words) != 1 or not re.fullmatch(r"0*[1-9]\d{0,8}", words[0], re.ASCII):
            self.fail(section.line, f"[{name}] needs one whole number above 0; mend this section")
        return int(words[0])

    def _section(self, name: str) -> _Section:
        if name not in self._sections:
            raise UserError(f"{self.source}: there is no section [{name}]; add it to the file.")
        return self._sections[name]

    def blocks(self, objects: int, landmarks: int) -> tuple[list[Block], list[str]]:
        """Split [rawpoints] into one block for each object, with the names in between, if any."""
        section = self._section("rawpoints")
        heads = _line_matches(_NAME_LINE, "'", section.text)
        if not heads:
            return self._nameless_blocks(section, objects, landmarks), []
        if len(heads) != objects:
            self.fail(section.line, f"{len(heads)} names in [rawpoints] for {objects} individuals")
        if section.text[: heads[0].start()].strip():
            self.fail(section.line, "[rawpoints] does not begin with a name like the others")
        blocks, line, counted = [], section.line, 0
        ends = [head.start() for head in heads[1:]] + [len(section.text)]
        for head, end in zip(heads, ends, strict=True):
            line += section.text.count("\n", counted, head.start())
            counted = head.start()
            blocks.append(Block(section.text[head.end() : end], line, landmarks, "[landmarks] "))
        return blocks, [head[1].strip() for head in heads]

    def _nameless_blocks(self, section: _Section, objects: int, landmarks: int) -> list[Block]:
        rows = section.lines()
        if len(rows) != objects * landmarks:
            self.fail(
                section.line,
                f"[rawpoints] has {len(rows)} rows, but {objects} individuals with {landmarks} "
                f"landmarks need {objects * landmarks}",
            )
        parts = [rows[i : i + landmarks] for i in range(0, len(rows), landmarks)]
        return [
            Block("\n".join(row for _, row in part), part[0][0], landmarks, "[landmarks] ")
            for part in parts
        ]

    def names(self, objects: int, spoken: Sequence[str]) -> list[str]:
        """Names of the individuals: [names], else those before the points, else numbers."""
        given = [name.strip() for _, name in self.lines("names", objects)]
        others = [(a, b) for a, b in zip(given, spoken, strict=False) if a.split() != b.split()]
        if others:
            self.notes.append(
                Note(
                    self._sections["names"].line,
                    f"{len(others)} names differ from those before the points "
                    f"({others[0][0]}, {others[0][1]}): those of [names] are used.",
                )
            )
        names = given or [name.removesuffix("'") for name in spoken] or [""] * objects
        return [name or numbered(self.source, i) for i, name in enumerate(names)]

    def lines(self, name: str, objects: int) -> list[tuple[int, str]]:
        """Return the lines of a section that has one for each individual, or none at all."""
        section = self._sections.get(name)
        lines = section.lines() if section else []
        if section and lines and len(lines) != objects:
            what = f"[{name}] has {len(lines)} lines for {objects} individuals; mend the section"
            self.fail(section.line, what)
        return lines

    def variables(self, objects: int) -> list[dict[str, str]]:
        """Cells of [labelvalues] under their [labels], and of [groups]."""
        heads = self._sections["labels"].lines() if "labels" in self._sections else []
        labels = [label for _, line in heads for label in _cells(line)]
        if len(set(labels)) < len(labels):
            self.fail(heads[0][0], "a label twice in [labels]; rename one of them")
        rows: list[dict[str, str]] = []
        for line, text in self.lines("labelvalues", objects):
            cells = [_unquoted(text.strip())] if len(labels) == 1 else _cells(text)
            if len(cells) != len(labels):
                self.fail(
                    line,
                    f"{len(cells)} values for {len(labels)} labels; "
                    "put values that hold blanks between double quotes",
                )
            rows.append(dict(zip(labels, cells, strict=True)))
        rows = rows or [{} for _ in range(objects)]
        groups = self._groups(objects)
        for row, group in zip(rows, groups, strict=bool(groups)):
            row["groups" if "group" in labels else "group"] = group
        return rows

    def _groups(self, objects: int) -> list[str]:
        section = self._sections.get("groups")
        lines = section.lines() if section else []
        found = [_COUNTED.fullmatch(row.strip()) for _, row in lines]
        groups = [(_unquoted(match[1]), int(match[2])) for match in found if match]
        if section and (len(groups) < len(lines) or sum(n for _, n in groups) != objects):
            what = f"[groups] is not names with counts that add up to {objects}: left out."
            self.notes.append(Note(section.line, what))
            return []
        return [name for name, times in groups for _ in range(times)]

    def scales(self, objects: int) -> list[float | None]:
        """Millimetres per pixel, out of [pixelspermm]."""
        scales: list[float | None] = []
        for line, text in self.lines("pixelspermm", objects):
            value = number(text)
            if value is None or value <= 0:
                what = f"{text.strip()[:40]!r} is not a positive number of pixels per mm: no scale."
                self.notes.append(Note(line, what))
            scales.append(1 / value if value is not None and value > 0 else None)
        return scales or [None] * objects

    def links(self, name: str, landmarks: int) -> tuple[tuple[int, ...], ...]:
        """Chains of landmarks, counted from 0; what is none is noted and left out."""
        section = self._sections.get(name)
        found = []
        for line, text in section.lines() if section else []:
            words = text.replace(",", " ").split()
            numbers = [int(word) for word in words if re.fullmatch(r"\d{1,9}", word, re.ASCII)]
            usual = len(words) == 2 if name == "wireframe" else len(words) > 2
            if usual and len(numbers) == len(words) and all(0 < n <= landmarks for n in numbers):
                found.append(tuple(n - 1 for n in numbers))
            else:
                what = f"[{name}]: {text.strip()[:40]!r} are not landmarks 1 to {landmarks}"
                self.notes.append(Note(line, f"{what}, left out."))
        return tuple(found)


def _cells(line: str) -> list[str]:
    """Split a line at tabs, or where there are none at blanks outside quotes."""
    if "\t" in line:
        return [_unquoted(text.strip()) for text in line.rstrip().split("\t")]
    return [_unquoted(match[0]) for match in _CELL.finditer(line)]


def _unquoted(text: str) -> str:
    mark = text[:1]
    if len(text) > 1 and mark in "\"'" and text.endswith(mark):
        return text[1:-1].replace(mark * 2, mark)
    return text


def _row(values: Sequence[Value]) -> str:
    """Write the values of one line, between tabs."""
    texts = [cell(value).replace("\t", " ") for value in values]
    return "\t".join(
        '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.match(text) else text for text in texts
    )


def _safe(name: str) -> str:
    """Make a name safe: one line that is not empty and cannot pass for the head of a section."""
    name = one_line(name) or "unnamed"
    if _SECTION.match(name):
        name = name.replace("[", "(").replace("]", ")")
    return name


FORMAT = Format("Morphologika", (".txt",), looks_like, parse, write, pieces=pieces)
