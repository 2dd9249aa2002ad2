"""Curves as people write them, a line each: ``ridge: 1-5..34-2`` and ``eye: 6-7-8, closed``."""

import re
from collections.abc import Iterable

from components.errors import UserError
from components.shape.curves import Curve
from components.shape.links import Entry

_STEP = re.compile(r"(\d{1,5})(?:\.\.(\d{1,5}))?")
_LINE = re.compile(r"(.*?)[\s,;]*(open|closed)?\s*", re.IGNORECASE)
_RUN = 4  # landmarks in a row that are written as the first and the last


def curves_of(text: str) -> tuple[Curve, ...]:
    """Read curves, their landmarks counted from 1; raises `UserError` with what cannot be read.

    A line may end in "open" or "closed", and may be a name only.
    """
    lines = (line.strip() for line in text.splitlines())
    return tuple(_curve(line) for line in lines if line)


def text_of_curves(curves: Iterable[Curve]) -> str:
    """Write curves, a line each."""
    return "\n".join(map(_written, curves))


def _curve(line: str) -> Curve:
    name, colon, rest = line.rpartition(":")
    if not colon:
        return Curve(line)
    found = _LINE.fullmatch(rest)
    run, end = found.groups("") if found else (rest, "")
    return Curve(name.strip(), _landmarks(name.strip(), run), end.casefold() == "closed")


def _landmarks(name: str, text: str) -> Entry:
    """Read a run such as 1-5..34-2; a dash, commas and blanks join as a hyphen does."""
    found: list[int] = []
    plain = re.sub(r"\s*(\.\.+|\u2026)\s*", "..", text)
    for step in filter(None, re.split(r"[\s,;\-\u2013]+", plain)):
        parts = _STEP.fullmatch(step)
        if parts is None:
            raise UserError(
                f"Curve {name!r}: {step!r} cannot be read; write landmarks such as 1-5-2, or "
                "1-5..34-2 for a long run."
            )
        first, last = int(parts[1]), int(parts[2] or parts[1])
        way = 1 if last >= first else -1
        found += range(first - 1, last - 1 + way, way)
    return tuple(found)


def _written(curve: Curve) -> str:
    parts = [_run(curve.landmarks)] if curve.landmarks else []
    if curve.closed or not parts:
        parts.append("closed" if curve.closed else "open")
    return f"{' '.join(curve.name.split())}: {', '.join(parts)}"


def _run(landmarks: Entry) -> str:
    """Write landmarks; four or more that follow each other as the first and the last of them."""
    pieces: list[list[int]] = []
    for place in landmarks:
        if pieces and _follows(pieces[-1], place):
            pieces[-1].append(place)
        else:
            pieces.append([place])
    steps: list[str] = []
    for piece in pieces:
        numbers = [str(place + 1) for place in piece]
        steps += [f"{numbers[0]}..{numbers[-1]}"] if len(piece) >= _RUN else numbers
    return "-".join(steps)


def _follows(piece: list[int], place: int) -> bool:
    step = place - piece[-1]
    return abs(step) == 1 and (len(piece) == 1 or step == piece[1] - piece[0])
