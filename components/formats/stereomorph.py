"""Shapes of StereoMorph (Olsen and Westneat 2015): landmarks and curves of one object, in tags.

The tags look like XML and are none: ``<landmarks.pixel type=matrix rownames=TRUE nrow=8 ncol=2>``.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

import numpy as np

from components.errors import UserError, listing
from components.formats.demands import the_only_object
from components.formats.naming import file_stem, landmark_names
from components.formats.numbers import NumberRows, number
from components.formats.points import Block, coordinates, write_rows
from components.formats.reading import Format, Note, Reading
from components.formats.values import one_line
from components.shape.specimen import FloatArray, Specimen
from components.shape.systems import Y_DOWN, in_system

_SIGN = re.compile(r"^[ \t]*<shapes[ \t]+type=list", re.MULTILINE)
_TAG = re.compile(r"^[ \t]*<(/?)([^/<>\n][^<>\n]*)>", re.MULTILINE)
_NUMBER_OF = re.compile(r"\b(nrow|ncol)=(\d{1,9})\b", re.ASCII)
_LABEL = re.compile(r"(?!.* type=)[^/<>\s]([^<>\n\t]*[^<>\s])?")
_USED = frozenset(
    {"scaling", "scaling.units", "image.name"}
    | {f"{what}{way}" for what in ("landmarks", "curves") for way in (".pixel", "")}
)
_WAYS = (".pixel", "", ".scaled")  # landmarks and curves are taken in the first that there is


class _Tag(NamedTuple):
    """A matrix or vector of the file: its name, the lists it is in, and where its body stands.

    The body is not copied: with one letter beyond Latin, a text takes four bytes for each.
    """

    lists: tuple[str, ...]
    name: str
    says: str
    line: int
    text: str
    start: int
    end: int

    @property
    def body(self) -> str:
        """What stands between the tags."""
        return self.text[self.start : self.end]


class _Chosen(NamedTuple):
    """Landmarks and curves in one system of coordinates."""

    way: str
    labels: list[str]
    landmarks: FloatArray
    curves: dict[str, FloatArray]
    notes: list[Note]


def looks_like(head: str) -> bool:
    """Whether the text has a tag that begins a list of shapes."""
    return _SIGN.search(head) is not None


def parse(text: str, source: str) -> Reading:
    """Read the one object of a file, named after it; see `reading.Format`.

    Pixels go before scaled coordinates, with ``scaling`` as scale. A curve is its dense points,
    or its control points where there are no others.
    """
    tags = _tags(text, source)
    chosen = _chosen(tags, source)
    single = {tag.name: tag.body.strip() for tag in tags if tag.says.startswith("vector")}
    scale, unit = number(single.get("scaling", "")), single.get("scaling.units", "")
    if chosen.way == ".scaled":
        scale = 1.0
    known = scale is not None and scale > 0 and chosen.way != ""
    notes = list(chosen.notes)
    if chosen.way == ".pixel":
        notes.append(Note(None, "pixels of an image: the y axis points down."))
    parts = dict.fromkeys(tag.lists[0] if tag.lists else tag.name for tag in tags)
    others = [name for name in parts if name not in _USED and not name.endswith(".scaled")]
    if others:
        notes.append(Note(None, f"left out: {listing(others, 12)}."))
    counted = [f"LM{i + 1}" for i in range(len(chosen.labels))]
    specimen = Specimen(
        name=file_stem(source),
        landmarks=chosen.landmarks,
        curves=tuple(chosen.curves.values()),
        scale=scale if known else None,
        unit=unit if known and unit != "NA" else "",
        image=single.get("image.name", ""),
        curve_names=tuple(chosen.curves),
        system=Y_DOWN if chosen.way == ".pixel" and chosen.landmarks.shape[1] == 2 else "",
    )
    names = () if chosen.labels == counted else landmark_names(chosen.labels)
    return Reading(FORMAT.name, (specimen,), names, notes=tuple(notes))


def write(reading: Reading) -> str:
    """Write the one object: pixels in 2-D, landmarks without a scale in 3-D.

    The file has no place for outlines, meshes, comments, variables and links.
    """
    specimen = in_system(the_only_object(reading, FORMAT.name), Y_DOWN)
    landmarks, axes = specimen.landmarks.shape
    way = ".pixel" if axes == 2 else ""
    names = reading.landmark_names or [f"LM{i + 1}" for i in range(landmarks)]
    names = [one_line(name).replace("\t", " ").strip() or "unnamed" for name in names]
    vectors = {"image.name": (one_line(specimen.image), "FALSE")}
    if specimen.scale and axes == 2:
        vectors["scaling.units"] = (one_line(specimen.unit), "FALSE")
        vectors["scaling"] = (repr(float(specimen.scale)), "TRUE")
    parts = [
        f"\t<{name} type=vector names=FALSE length=1 as.numeric={numeric} >{value}</{name}>\n"
        for name, (value, numeric) in vectors.items()
        if value
    ]
    parts.append(_matrix(f"landmarks{way}", specimen.landmarks, "\t", names))
    if specimen.curves:
        labels = _curve_labels(specimen)
        chains = [
            _matrix(label, chain, "\t\t")
            for label, chain in zip(labels, specimen.curves, strict=True)
        ]
        parts += [f"\t<curves{way} type=list>\n", *chains, f"\t</curves{way}>\n"]
    return f"<shapes type=list>\n{''.join(parts)}</shapes>\n"


def _curve_labels(specimen: Specimen) -> Sequence[str]:
    """Return the names of curves as tags: counted where they have none, or could be none."""
    names = specimen.curve_names[: len(specimen.curves)]
    good = all(map(_LABEL.fullmatch, names)) and len(set(names)) == len(names)
    return names if names and good else [f"curve{i + 1}" for i in range(len(specimen.curves))]


def _tags(text: str, source: str) -> list[_Tag]:
    found: list[_Tag] = []
    lists: list[str] = []
    line, counted, skip = 1, 0, 0
    for match in _TAG.finditer(text):
        if match.start() < skip:
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        name, _, says = (part.strip() for part in match[2].partition(" type="))
        if match[1]:
            del lists[-1:]
        elif says.startswith("list"):
            lists.append(name)
        else:
            skip = text.find(f"</{name}>", match.end())
            if skip < 0:
                _fail(source, line, f"<{name[:40]}> has no end")
            found.append(_Tag(tuple(lists[1:]), name, says, line, text, match.end(), skip))
    return found


def _chosen(tags: Sequence[_Tag], source: str) -> _Chosen:
    """Read landmarks and curves in the best system of coordinates that there is."""
    matrices = [tag for tag in tags if tag.says.startswith("matrix")]
    for way in _WAYS:
        own = [tag for tag in matrices if tag.lists == () and tag.name == f"landmarks{way}"]
        chains = [tag for tag in matrices if tag.lists == (f"curves{way}",)]
        if own or chains:
            break
    else:
        raise UserError(f"{source}: there are no landmarks or curves; choose another file.")
    notes: list[Note] = []
    labels, landmarks = _read(own[0], source) if own else ([], np.empty((0, 0)))
    if way == ".pixel":
        dense = {tag.name for tag in chains}
        bare = [t for t in matrices if t.lists == ("curves.control",) and t.name not in dense]
        chains += bare
        if bare:
            some = listing([tag.name for tag in bare])
            notes.append(Note(bare[0].line, f"only control points, which are the curve: {some}."))
    curves = {tag.name: _read(tag, source)[1] for tag in chains}
    axes = {array.shape[1] for array in (landmarks, *curves.values()) if len(array)}
    if len(axes) != 1:
        raise UserError(f"{source}: landmarks and curves are not all in 2-D or 3-D; mend the file.")
    empty = np.empty((0, axes.pop()))
    curves = {name: array if len(array) else empty for name, array in curves.items()}
    return _Chosen(way, labels, landmarks if len(landmarks) else empty, curves, notes)


def _read(tag: _Tag, source: str) -> tuple[list[str], FloatArray]:
    """Read labels (if it has them) and numbers of a matrix; (0, 0) where it is empty."""
    sizes = dict(_NUMBER_OF.findall(tag.says))
    rows, columns = int(sizes.get("nrow", 0)), int(sizes.get("ncol", 0))
    start, line = tag.start, tag.line + 1
    while tag.text.startswith("\n", start):
        start += 1
    if "colnames=TRUE" in tag.says:
        start, line = tag.text.find("\n", start) + 1, line + 1
    start = min(start, tag.end)
    if "rownames=TRUE" not in tag.says:
        [array], _ = coordinates([Block(tag.text, line, rows, "nrow=", start, tag.end)], source)
        return [], array
    numbers = NumberRows(source, decimal_comma=False)
    labels = []
    for i, row in Block(tag.text, line, rows, "", start, tag.end).each():
        cells = row.strip().split("\t")
        if len(cells) > columns:
            labels.append(cells[-columns - 1].strip())
            numbers.add(i, cells[-columns:])
        else:
            _fail(source, i, f"no name and {columns} numbers between tabs")
    if columns not in (2, 3) or len(labels) != rows:
        _fail(
            source, tag.line, f"{rows} rows of {columns} are promised, but there are {len(labels)}"
        )
    return labels, numbers.array()


def _matrix(name: str, points: FloatArray, indent: str, names: Sequence[str] = ()) -> str:
    rows, columns = points.shape
    lines = write_rows(points).replace(" ", "\t").split("\n")[:rows]
    if names:
        lines = [f"{label}\t{row}" for label, row in zip(names, lines, strict=True)]
    says = f"rownames={str(bool(names)).upper()} colnames=FALSE nrow={rows} ncol={columns}"
    body = "".join(f"{indent}\t{row}\n" for row in lines)
    return f"{indent}<{name} type=matrix {says} as.numeric=TRUE >\n{body}{indent}</{name}>\n"


def _fail(source: str, line: int, what: str) -> NoReturn:
    raise UserError(f"{source}, line {line}: {what}; mend the file.")


FORMAT = Format("StereoMorph shapes", (".txt",), looks_like, parse, write, single=True)
