"""TPS files, as tpsDig and its many relatives write them.

Each specimen is a block of ``KEY=value`` lines that begins with ``LM=`` or ``LM3=`` and as many
rows of coordinates. The keys are those of F. J. Rohlf's tps programs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from components.errors import UserError, listing
from components.formats.naming import choose_names, repeated
from components.formats.numbers import number
from components.formats.points import Block, coordinates, write_rows
from components.formats.reading import Format, Note, Reading
from components.formats.values import one_line, pairs, typed_rows, write_pairs
from components.shape.specimen import FloatArray, Specimen, Value
from components.shape.systems import Y_UP, in_system

_LANDMARKS = re.compile(r"^[ \t]*LM3?[ \t]*=", re.IGNORECASE | re.MULTILINE)
_COMMENT_MARKS = "#\"'"
_COMMENT_LINE = re.compile(rf"^[ \t]*[{_COMMENT_MARKS}].*$", re.MULTILINE)
# A name, a value, and whole lines without a "=": one pass over the file, at the speed of C.
_KEY = re.compile(r"^([^=\n]*)=([^\n]*)((?:\n[^=]*(?![^\n]))?)", re.MULTILINE)
_COUNT = re.compile(r"(\d{1,9})(?:\s+(.*))?", re.ASCII)
_TEXTS = frozenset({"IMAGE", "ID", "SCALE", "COMMENT", "VARIABLES"})
_CHAINS = frozenset({"CURVES", "OUTLINES"})


class _Key(NamedTuple):
    """A line ``KEY=value``, and the text between it and the next one."""

    name: str
    value: str
    line: int
    body: str


@dataclass(slots=True)
class _Form:
    """What the lines of one specimen say; its points are positions in a list of blocks."""

    line: int
    spatial: bool
    label: str
    landmarks: int
    chains: dict[str, list[int]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def looks_like(head: str) -> bool:
    """Whether the text has a line ``LM=`` or ``LM3=``."""
    return _LANDMARKS.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read specimens in file order; see `reading.Format`.

    Coordinates stay as written: ``SCALE=`` goes to `Specimen.scale`. An ID that does not become
    the name is kept among the variables.
    """
    outline = _Outline(text, source)
    forms = outline.forms
    arrays, notes = coordinates(outline.blocks, source, minus_one=True)
    texts = {name: [form.texts.get(name, "") for form in forms] for name in _TEXTS}
    labels = [form.label for form in forms]
    names = choose_names(texts["ID"], texts["IMAGE"], labels, texts["COMMENT"], source)
    notes += repeated(texts["ID"], "IDs")
    scales = _scales(outline)
    variables = _variables(outline, names)
    usual = next((array.shape[1] for array in arrays if len(array)), 2)
    specimens = []
    for i, form in enumerate(forms):
        axes = _axes(form, arrays, usual, source)
        if form.spatial and axes == 2:
            outline.remark("LM3= above rows of two numbers, read as 2-D", form.line)
        remarks = (texts["COMMENT"][i], form.label if form.label != names[i] else "")
        specimens.append(
            Specimen(
                name=names[i],
                landmarks=_shaped(arrays, [form.landmarks], axes)[0],
                curves=_shaped(arrays, form.chains.get("CURVES", ()), axes),
                outlines=_shaped(arrays, form.chains.get("OUTLINES", ()), axes),
                scale=scales[i],
                image=texts["IMAGE"][i],
                comment="; ".join(filter(None, remarks)),
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
    return "".join(map(_written, reading.specimens))


class _Outline:
    """The structure of a file: its specimens, and blocks of rows not yet converted."""

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self.forms: list[_Form] = []
        self.blocks: list[Block] = []
        self._leading: dict[str, str] = {}
        self._announced: list[tuple[_Form, _Key]] = []
        self._odd: dict[str, list[int]] = {}
        if any(mark in text for mark in _COMMENT_MARKS):
            text = _COMMENT_LINE.sub("", text)
        start = text.rfind("\n", 0, max(text.find("="), 0)) + 1
        for line, _ in Block(text[:start], 1, 0, "").numbered():
            self.remark("text that belongs to no key, left out", line)
        for key in _keys(text, start):
            self._take(key)
        if not self.forms:
            raise UserError(f"{source}: no line begins with LM=; choose a TPS file.")
        self._shift_leading_texts()
        self._check_chains()

    def notes(self) -> list[Note]:
        """Say which lines were not understood, one note for each kind."""
        return [
            Note(lines[0], f"{what} ({len(lines)} times: lines {listing(list(map(str, lines)))}).")
            for what, lines in self._odd.items()
        ]

    def _take(self, key: _Key) -> None:
        form = self.forms[-1] if self.forms else None
        if key.name in _TEXTS:
            texts = form.texts if form else self._leading
            if key.name in texts:
                self.remark(f"{key.name}= again in the same specimen, left out", key.line)
            else:
                texts[key.name] = key.value
            if key.body.strip():
                self._remark_rows(key)
        elif key.name in ("LM", "LM3"):
            count, label = self._count(key)
            block = self._block(key, count)
            self.forms.append(_Form(key.line, key.name == "LM3", label, block))
        elif form and key.name in _CHAINS:
            self._announced.append((form, key))
            form.chains.setdefault(key.name, [])
            if key.body.strip():
                self._remark_rows(key)
        elif form and key.name == "POINTS":
            chain = next(reversed(form.chains), "CURVES")
            block = self._block(key, self._count(key)[0])
            form.chains.setdefault(chain, []).append(block)
        else:
            self.remark(f"{key.name[:40]}= is not known here, left out", key.line)

    def _count(self, key: _Key) -> tuple[int, str]:
        match = _COUNT.fullmatch(key.value)
        if not match:
            raise UserError(
                f"{self.source}, line {key.line}: {key.name}= needs a whole number, "
                f"not {key.value[:40]!r}; mend this line."
            )
        return int(match[1]), (match[2] or "").strip()

    def _block(self, key: _Key, rows: int) -> int:
        self.blocks.append(Block(key.body, key.line, rows, f"{key.name}="))
        return len(self.blocks) - 1

    def _remark_rows(self, key: _Key) -> None:
        for line, _ in Block(key.body, key.line, 0, key.name).numbered():
            self.remark("text that belongs to no key, left out", line)

    def remark(self, what: str, line: int) -> None:
        """Keep what is odd about a line, for the notes."""
        self._odd.setdefault(what, []).append(line)

    def _shift_leading_texts(self) -> None:
        """Move texts to the next specimen where the file writes them before ``LM=``.

        That is so for a key which comes before the first specimen and is absent from the last.
        """
        for name, text in self._leading.items():
            if name in self.forms[-1].texts:
                self.remark(f"{name}= before the first LM=, left out", 1)
                continue
            before: str | None = text
            for form in self.forms:
                after = form.texts.pop(name, None)
                if before is not None:
                    form.texts[name] = before
                before = after

    def _check_chains(self) -> None:
        for form, key in self._announced:
            found = len(form.chains[key.name])
            if found != self._count(key)[0]:
                raise UserError(
                    f"{self.source}, line {key.line}: {key.name}={key.value[:40]}, "
                    f"but {found} POINTS= follow; mend the count or the points."
                )


def _keys(text: str, start: int) -> Iterator[_Key]:
    """Find the lines with a ``=``, from the first of them on."""
    line = 1 + text.count("\n", 0, start)
    for name, value, body in _KEY.findall(text, start):
        yield _Key(name.strip().upper(), value.strip(), line, body)
        line += 1 + body.count("\n")


def _scales(outline: _Outline) -> list[float | None]:
    scales: list[float | None] = []
    for form in outline.forms:
        text = form.texts.get("SCALE")
        value = None if text is None else number(text)
        good = value is not None and value > 0
        scales.append(value if good else None)
        if text is not None and not good:
            outline.remark("SCALE= is not a positive number, no scale", form.line)
        elif text and "," in text:
            outline.remark("SCALE= with a decimal comma", form.line)
    without = [form.line for form, scale in zip(outline.forms, scales, strict=True) if not scale]
    if len(without) < len(scales):
        for line in without:
            outline.remark("no scale, unlike other specimens", line)
    return scales


def _variables(outline: _Outline, names: Sequence[str]) -> list[dict[str, Value]]:
    rows: list[dict[str, str]] = []
    for form in outline.forms:
        text = form.texts.get("VARIABLES")
        found = pairs(text) if text else {}
        if text and found is None:
            outline.remark("VARIABLES= is not name=value pairs, kept as one text", form.line)
            found = {"VARIABLES": text}
        rows.append(found or {})
    spare = "TPS ID" if any("ID" in row for row in rows) else "ID"
    for form, name, row in zip(outline.forms, names, rows, strict=True):
        identifier = form.texts.get("ID")
        if identifier and identifier != name:
            row[spare] = identifier
    return typed_rows(rows)


def _axes(form: _Form, arrays: Sequence[FloatArray], usual: int, source: str) -> int:
    """Return the number of axes of a specimen, out of its rows."""
    if not form.chains and len(arrays[form.landmarks]):
        return int(arrays[form.landmarks].shape[1])
    places = [form.landmarks, *(i for chain in form.chains.values() for i in chain)]
    widths = {arrays[i].shape[1] for i in places if len(arrays[i])}
    if len(widths) > 1:
        raise UserError(
            f"{source}, line {form.line}: landmarks and curves of this specimen differ "
            "in their number of axes; mend the rows."
        )
    return widths.pop() if widths else 3 if form.spatial else usual


def _shaped(
    arrays: Sequence[FloatArray], places: Sequence[int], axes: int
) -> tuple[FloatArray, ...]:
    return tuple([arrays[i] if len(arrays[i]) else np.empty((0, axes)) for i in places])


def _written(specimen: Specimen) -> str:
    specimen = in_system(specimen, Y_UP)
    axes = specimen.landmarks.shape[1]
    parts = [f"LM{'3' if axes == 3 else ''}={len(specimen.landmarks)}\n"]
    parts.append(write_rows(specimen.landmarks))
    for name, chains in (("CURVES", specimen.curves), ("OUTLINES", specimen.outlines)):
        if chains:
            parts.append(f"{name}={len(chains)}\n")
            parts += [f"POINTS={len(chain)}\n{write_rows(chain)}" for chain in chains]
    texts = {
        "IMAGE": specimen.image,
        "ID": specimen.name,
        "SCALE": "" if specimen.scale is None else repr(float(specimen.scale)),
        "COMMENT": specimen.comment,
        "VARIABLES": write_pairs(specimen.variables),
    }
    parts += [f"{key}={line}\n" for key, text in texts.items() if (line := one_line(text))]
    return "".join(parts)


FORMAT = Format("TPS", (".tps",), looks_like, parse, write)
