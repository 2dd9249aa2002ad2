"""What reading a file gives, and what a file format is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from components.errors import listing
from components.shape.curves import Curve
from components.shape.specimen import Specimen

OBJECTS_AT_ONCE = 200
"""Objects of a piece of a text that is written in pieces."""


def at_lines(lines: Sequence[int]) -> str:
    """Write line numbers for a sentence."""
    return f"line{'s' * (len(lines) > 1)} {listing([str(line) for line in lines])}"


class Note(NamedTuple):
    """Something in a file that was not understood, or that deserves a word.

    ``line`` counts from 1; None where the note is about the whole file.
    """

    line: int | None
    text: str


@dataclass(frozen=True, eq=False)
class Reading:
    """Everything a landmark file says.

    ``specimens`` are in file order; ``wireframe`` (pairs) and ``polygons`` count landmarks
    from 0, as ``curves`` do; ``landmark_names`` is empty where landmarks are only numbered.
    """

    format: str
    specimens: tuple[Specimen, ...]
    landmark_names: tuple[str, ...] = ()
    wireframe: tuple[tuple[int, int], ...] = ()
    polygons: tuple[tuple[int, ...], ...] = ()
    notes: tuple[Note, ...] = ()
    curves: tuple[Curve, ...] = ()


def batches(specimens: Sequence[Specimen]) -> Iterator[Sequence[Specimen]]:
    """Give `OBJECTS_AT_ONCE` at a time, the last of which may be fewer."""
    for start in range(0, len(specimens), OBJECTS_AT_ONCE):
        yield specimens[start : start + OBJECTS_AT_ONCE]


class Format(NamedTuple):
    """A file format: how it is recognised, read and written.

    ``suffixes`` are in lower case with their dot. ``looks_like(head)`` judges the beginning of
    the text. ``parse(text, source)`` is a pure function of a text such as
    `text.decode` returns; ``source`` is the file name for messages, and what cannot be read
    is a `UserError` that names it and the line. ``write`` is None where the format is only read.
    ``single`` says that a file holds one object, which has the name of the file.
    ``keeps_all(reading)`` tells, where it can without a text, that ``write`` loses nothing.
    ``pieces(reading)`` gives the text of ``write`` a batch of objects at a time, where the format
    can; it raises what ``write`` raises before the first piece.
    """

    name: str
    suffixes: tuple[str, ...]
    looks_like: Callable[[str], bool]
    parse: Callable[[str, str], Reading]
    write: Callable[[Reading], str] | None
    single: bool = False
    keeps_all: Callable[[Reading], bool] = lambda _: False
    pieces: Callable[[Reading], Iterator[str]] | None = None

    def texts(self, reading: Reading) -> Iterator[str]:
        """Give the text of a reading in pieces, or as one where the format cannot."""
        assert self.write is not None, "only formats that are written are asked"
        return self.pieces(reading) if self.pieces else iter([self.write(reading)])
