"""Wireframes, polygons and baselines as people write them: ``1-2, 2-3``, counted from 1."""

import re
from collections.abc import Iterable, Sequence

from components.errors import UserError

_ENTRY = re.compile(r"\d{1,6}(-\d{1,6})*")
_HYPHEN = re.compile(r"\s*[-\u2013]\s*")  # a dash too: word processors make one of a hyphen
_BETWEEN = re.compile(r"[\s,;]+")


def links_of(text: str, title: str) -> tuple[tuple[int, ...], ...]:
    """Read lines of landmarks, joined by hyphens, and count them from 0.

    Raises `UserError` with the ``title`` of what is read, and the piece that cannot be.
    """
    pieces = [piece for piece in _BETWEEN.split(_HYPHEN.sub("-", text.strip())) if piece]
    for piece in pieces:
        if not _ENTRY.fullmatch(piece):
            raise UserError(f"{title}: {piece!r} cannot be read; write landmarks such as 1-2, 2-3.")
    return tuple(tuple(int(number) - 1 for number in piece.split("-")) for piece in pieces)


def landmarks_of(text: str, title: str) -> tuple[int, ...]:
    """Read one row of landmarks, joined by hyphens, commas or blanks, and count them from 0."""
    return tuple(place for link in links_of(text, title) for place in link)


def text_of_links(links: Iterable[Sequence[int]]) -> str:
    """Write lines of landmarks for people."""
    return ", ".join("-".join(str(place + 1) for place in link) for link in links)
