"""Edits of one object's landmarks and curves; a drag is one edit, made when it ends."""

from collections.abc import Sequence

from numpy.typing import ArrayLike

from components.shape.specimen import FloatArray
from components.store import digitising
from components.workflow.edits.labels import of_objects
from components.workflow.history import Editor

Point = Sequence[float] | None
"""Coordinates of a landmark; None for a missing one."""


def move_landmark(editor: Editor, number: int, index: int, point: Point) -> None:
    """Put a landmark of an object elsewhere, or mark it as missing."""
    act = "Move" if point is not None else "Mark as missing"
    editor.do(
        f"{act} landmark {index + 1} of {of_objects(editor, [number])}",
        lambda: digitising.move_landmark(editor.library, number, index, point),
    )


def add_landmark(editor: Editor, number: int, point: Point) -> int:
    """Add a landmark behind the last one of an object and return its index."""
    return editor.do(
        f"Add landmark to {of_objects(editor, [number])}",
        lambda: digitising.add_landmark(editor.library, number, point),
    )


def insert_landmark(editor: Editor, number: int, index: int, point: Point) -> None:
    """Insert a landmark into one object; the scheme stays as it is."""
    editor.do(
        f"Insert landmark {index + 1} of {of_objects(editor, [number])}",
        lambda: digitising.insert_landmark(editor.library, number, index, point),
    )


def remove_landmark(editor: Editor, number: int, index: int) -> None:
    """Take a landmark out of one object; those behind it move up, the scheme stays."""
    editor.do(
        f"Remove landmark {index + 1} of {of_objects(editor, [number])}",
        lambda: digitising.remove_landmark(editor.library, number, index),
    )


def set_landmarks(editor: Editor, number: int, landmarks: ArrayLike) -> None:
    """Set all landmarks of an object: (landmarks, axes), NaN = missing."""
    editor.do(
        f"Change landmarks of {of_objects(editor, [number])}",
        lambda: digitising.set_landmarks(editor.library, number, landmarks),
    )


def set_curves(
    editor: Editor, number: int, curves: Sequence[FloatArray], outlines: Sequence[FloatArray] = ()
) -> None:
    """Set the curves and outlines of an object, each (points, axes)."""
    editor.do(
        f"Change curves of {of_objects(editor, [number])}",
        lambda: digitising.set_curves(editor.library, number, curves, outlines),
    )
