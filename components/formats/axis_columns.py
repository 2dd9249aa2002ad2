"""Which columns of a table are coordinates: ``x1, y1, x2, y2``, ``tip_x, tip_y``, ``X tip``."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_BEFORE = re.compile(r"([xyz])(?:(\d+)|[ _.:-](.*\S))", re.IGNORECASE | re.ASCII | re.DOTALL)
_AFTER = re.compile(r"(?:(\D*\d+)|(.*\S)[ _.:-])([xyz])", re.IGNORECASE | re.ASCII | re.DOTALL)


class Layout(NamedTuple):
    """Where the coordinates of a table stand.

    ``places`` are columns, (landmarks x axes) of them, landmark by landmark; None where a
    landmark lacks a third axis that others have. ``others`` are the columns left.
    """

    labels: tuple[str, ...]
    axes: int
    places: tuple[int | None, ...]
    others: tuple[int, ...]


def layout(headings: Sequence[str]) -> Layout | None:
    """Find landmarks, in the order of their first columns; None where there are none.

    A landmark has a column for x and one for y, whose headings have the axis before or after the
    same label; of the two ways the one counts that finds more landmarks.
    """
    found = max((_landmarks(headings, way) for way in (_BEFORE, _AFTER)), key=len)
    if not found:
        return None
    axes = "xyz" if any("z" in columns for columns in found.values()) else "xy"
    places = tuple(columns.get(axis) for columns in found.values() for axis in axes)
    others = tuple(sorted(set(range(len(headings))) - set(places)))
    return Layout(tuple(found), len(axes), places, others)


def heading(axis: str, label: str) -> str:
    """Write the heading of a column so that `layout` finds axis and label."""
    return f"{axis}{label}" if re.fullmatch(r"\d+", label, re.ASCII) else f"{axis}_{label}"


def _landmarks(headings: Sequence[str], way: re.Pattern[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for column, text in enumerate(headings):
        match = way.fullmatch(text)
        if match:
            one, other, third = match.groups()
            axis, label = (one, other or third) if way is _BEFORE else (third, one or other)
            found.setdefault(label.strip(), {}).setdefault(axis.lower(), column)
    return {label: columns for label, columns in found.items() if {"x", "y"} <= columns.keys()}
