"""What a health check of the data finds: one fault, why it is one, and what mends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from components.workflow.repairs import Change, Repair, left_out

Kind = Literal[
    "repeated name", "repeated form", "no scale", "scale", "unit", "landmark count",
    "missing code", "coincident", "flat", "mirrored", "turned", "order", "displaced", "outlier",
]  # fmt: skip

TITLES: dict[Kind, str] = {
    "repeated name": "Repeated names",
    "repeated form": "The same coordinates twice",
    "no scale": "Scale missing",
    "scale": "Size in another unit",
    "unit": "Mixed units",
    "landmark count": "Odd number of landmarks",
    "missing code": "Codes for missing landmarks",
    "coincident": "Landmarks on one point",
    "flat": "Landmarks on one line or plane",
    "mirrored": "Mirror images",
    "turned": "Turned by half a turn",
    "order": "Landmarks in another order",
    "displaced": "Landmarks far off",
    "outlier": "Outliers",
}
"""Kinds in the order in which they are shown, with the titles of their groups."""


@dataclass(frozen=True, eq=False)
class Finding:
    """One fault: ``rows`` are the places of its objects, ``name`` what they are called.

    ``landmarks`` are counted from 0; ``text`` says why it is a fault, with the figures. The
    first of the ``repairs`` is the likely one.
    """

    kind: Kind
    rows: tuple[int, ...]
    name: str
    text: str
    repairs: tuple[Repair, ...]
    landmarks: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """The finding with the name of its object."""
        return f"{self.name}: {self.text}"


def one_repair(text: str, row: int, change: Change) -> Repair:
    """Make a repair of one object."""
    return Repair(text, ((row, change),))


def leaving_out(row: int) -> Repair:
    """Make a repair that deletes an object, or does not import it."""
    return one_repair("Leave out", row, left_out)


def numbered(landmarks: Sequence[int], most: int = 8) -> str:
    """Name landmarks by their numbers from 1: ``landmark 3``, ``landmarks 3, 4 and 7``."""
    numbers = [str(place + 1) for place in landmarks[:most]]
    if len(landmarks) > most:
        return f"landmarks {', '.join(numbers)} and {len(landmarks) - most} more"
    if len(numbers) == 1:
        return f"landmark {numbers[0]}"
    return f"landmarks {', '.join(numbers[:-1])} and {numbers[-1]}"
