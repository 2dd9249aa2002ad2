"""What mends a fault of the data: changes of specimens, and of objects in a library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from components.errors import Step, UserError, no_step
from components.shape.specimen import FloatArray, Specimen
from components.store import digitising, editing
from components.workflow.history import Editor

Change = Callable[[Specimen], Specimen | None]
"""Makes another specimen of one; None leaves it out."""


@dataclass(frozen=True, eq=False)
class Repair:
    """One way to mend a finding: what its button says, and a change for each object by place."""

    text: str
    changes: tuple[tuple[int, Change], ...]


def mirrored(axis: int) -> Change:
    """Mirror landmarks, curves and outlines along an axis, within the place that they take.

    In an image of known height the y axis is mirrored about the middle of the image.
    """
    return partial(_mirrored, axis)


def half_turned() -> Change:
    """Turn by half a turn about z, as from RAS to LPS."""
    return lambda specimen: _moved(specimen, lambda points: points * [-1.0, -1.0, 1.0])


def enlarged(factor: float) -> Change:
    """Multiply the coordinates."""
    return lambda specimen: _moved(specimen, lambda points: points * factor)


def reordered(order: Sequence[int]) -> Change:
    """Bring the landmarks into another order: that at ``order[j]`` becomes landmark j."""
    return lambda specimen: replace(specimen, landmarks=specimen.landmarks[list(order)])


def without_points(landmarks: Sequence[int]) -> Change:
    """Make landmarks missing."""

    def change(specimen: Specimen) -> Specimen:
        form = specimen.landmarks.copy()
        form[list(landmarks)] = np.nan
        return replace(specimen, landmarks=form)

    return change


def with_landmark(place: int) -> Change:
    """Insert a missing landmark."""
    return lambda one: replace(one, landmarks=np.insert(one.landmarks, place, np.nan, axis=0))


def without_landmark(place: int) -> Change:
    """Take a landmark out; those behind it move up."""
    return lambda one: replace(one, landmarks=np.delete(one.landmarks, place, axis=0))


def renamed(name: str) -> Change:
    """Give another name."""
    return lambda specimen: replace(specimen, name=name)


def scaled(scale: float | None, unit: str) -> Change:
    """Set scale and unit."""
    return lambda specimen: replace(specimen, scale=scale, unit=unit)


def left_out(_specimen: Specimen) -> None:
    """Leave the object out, or delete it in a library."""


def repaired(specimens: Sequence[Specimen], repairs: Sequence[Repair]) -> list[Specimen]:
    """Mend specimens that are not in a library yet; those left out are not among the result."""
    after = dict(_after(specimens, repairs))
    made = [after.get(row, specimen) for row, specimen in enumerate(specimens)]
    return [specimen for specimen in made if specimen is not None]


def repair_objects(
    editor: Editor,
    objects: Sequence[tuple[int, Specimen]],
    repairs: Sequence[Repair],
    label: str,
    step: Step = no_step,
) -> None:
    """Mend objects of a library, given with their ids as they were checked, as one edit.

    Raises `UserError` where one has changed since; nothing is changed then.
    """
    specimens = [specimen for _, specimen in objects]
    numbers = [number for number, _ in objects]
    after = _after(specimens, repairs)

    def act() -> None:
        for done, (row, specimen) in enumerate(after):
            step(done, len(after), label)
            _demand_same(editor, numbers[row], specimens[row])
            _write(editor, numbers[row], specimens[row], specimen)

    editor.do(label, act)


def _after(
    specimens: Sequence[Specimen], repairs: Sequence[Repair]
) -> list[tuple[int, Specimen | None]]:
    """Change the objects that repairs are for; returns them by their places."""
    after: dict[int, Specimen | None] = {}
    for repair in repairs:
        for row, change in repair.changes:
            before = after.get(row, specimens[row])
            after[row] = None if before is None else change(before)
    return sorted(after.items())


def _demand_same(editor: Editor, number: int, checked: Specimen) -> None:
    found = digitising.load(editor.library, number)
    same = np.array_equal(found.landmarks, checked.landmarks, equal_nan=True)
    if not (same and (found.name, found.scale) == (checked.name, checked.scale)):
        raise UserError(f"{checked.name} has changed since it was checked; check the data again.")


def _write(editor: Editor, number: int, before: Specimen, after: Specimen | None) -> None:
    """Write what differs; landmarks and curves before the rest."""
    library = editor.library
    if after is None:
        editing.delete(library, [number])
        return
    if after.landmarks is not before.landmarks:
        digitising.set_landmarks(library, number, after.landmarks)
    if after.curves is not before.curves or after.outlines is not before.outlines:
        digitising.set_curves(library, number, after.curves, after.outlines)
    if after.name != before.name:
        editing.rename(library, {number: after.name})
    if (after.scale, after.unit) != (before.scale, before.unit):
        editing.set_scale(library, [number], after.scale, after.unit)


def _mirrored(axis: int, specimen: Specimen) -> Specimen:
    landmarks = specimen.landmarks
    around = float(np.nanmin(landmarks[:, axis]) + np.nanmax(landmarks[:, axis]))
    if axis == 1 and landmarks.shape[1] == 2 and specimen.image_height is not None:
        around = specimen.image_height

    def flipped(points: FloatArray) -> FloatArray:
        made = points.copy()
        made[:, axis] = around - made[:, axis]
        return made

    return _moved(specimen, flipped)


def _moved(specimen: Specimen, move: Callable[[FloatArray], FloatArray]) -> Specimen:
    """Move landmarks, and curves and outlines where there are any."""
    moved = replace(specimen, landmarks=move(specimen.landmarks))
    if specimen.curves or specimen.outlines:
        curves, outlines = (tuple(map(move, c)) for c in (specimen.curves, specimen.outlines))
        moved = replace(moved, curves=curves, outlines=outlines)
    return moved
