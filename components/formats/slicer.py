"""What the files of 3D Slicer share: the coordinate system, and labels that only count.

Everything is read into LPS (x to the left, y to the back, z up), which Slicer writes today.
"""

from collections.abc import Sequence

from components.errors import UserError
from components.formats.naming import landmark_names
from components.formats.reading import Note
from components.shape.specimen import FloatArray, Specimen
from components.shape.systems import LPS, RAS, in_system

_SYSTEMS = {"0": RAS, "RAS": RAS, "1": LPS, "LPS": LPS, "": RAS}


def in_lps(
    points: FloatArray, system: str, line: int | None, source: str
) -> tuple[FloatArray, list[Note]]:
    """Return points in LPS, and say whether they were turned.

    ``system`` is as the file writes it; without one Slicer itself takes them for RAS. Raises
    `UserError` where it is neither RAS nor LPS.
    """
    known = _SYSTEMS.get(system.strip().upper())
    if known is None:
        raise UserError(
            f"{source}: the coordinate system {system.strip()[:40]!r} is not known; "
            "save the file in RAS or LPS."
        )
    if known == LPS:
        return points, []
    named = "RAS" if system.strip() else "RAS (the file names no system; Slicer assumes this one)"
    text = f"coordinates turned from {named} to LPS: signs of x and y, nothing is mirrored."
    there = in_system(Specimen("", points, system=known), LPS)
    return there.landmarks, [Note(line, text)]


def names_of(labels: Sequence[str]) -> tuple[str, ...]:
    """Return labels as names of landmarks; none where they only count, as ``F-1, F-2`` do."""
    stems = {label.rpartition("-")[0] for label in labels}
    counts = [label.rpartition("-")[2] for label in labels]
    if len(stems) == 1 and not landmark_names(counts):
        return ()
    return landmark_names(labels)


def labels_for(names: Sequence[str], count: int) -> list[str]:
    """Return the labels to write: names of landmarks, or a count from 1."""
    return list(names) or [str(i + 1) for i in range(count)]
