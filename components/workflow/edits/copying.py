"""Edits between data sets. With many objects they take seconds: run them as `Pending`."""

from collections.abc import Sequence

from components.errors import Step, no_step
from components.store import combining, copying
from components.workflow import averaging
from components.workflow.edits.labels import counted, of_dataset, of_objects
from components.workflow.history import Editor


def copy_objects(
    editor: Editor, numbers: Sequence[int], target: int, step: Step = no_step
) -> list[int]:
    """Append copies of objects to a data set, with variables, images and meshes; returns ids."""
    return editor.do(
        f"Copy {of_objects(editor, numbers)} to {of_dataset(editor, target)}",
        lambda: copying.copy(editor.library, numbers, target, step),
    )


def move_objects(editor: Editor, numbers: Sequence[int], target: int, step: Step = no_step) -> None:
    """Take objects out of their data sets and append them to another one."""
    editor.do(
        f"Move {of_objects(editor, numbers)} to {of_dataset(editor, target)}",
        lambda: copying.move(editor.library, numbers, target, step),
    )


def duplicate_dataset(
    editor: Editor, number: int, *, analyses: bool = False, step: Step = no_step
) -> int:
    """Copy a data set with its objects beside the original; returns the new id."""
    return editor.do(
        f"Duplicate data set {of_dataset(editor, number)}",
        lambda: combining.duplicate(editor.library, number, analyses=analyses, step=step),
    )


def merge_datasets(
    editor: Editor,
    numbers: Sequence[int],
    name: str,
    parent: int | None = None,
    step: Step = no_step,
) -> int:
    """Copy the objects of data sets into a new one; returns its id."""
    return editor.do(
        f"Merge {counted(len(numbers), 'data set')} into {name}",
        lambda: combining.merge(editor.library, numbers, name, parent, step),
    )


def split_dataset(editor: Editor, number: int, variable: str, step: Step = no_step) -> list[int]:
    """Copy the objects of a data set into one below it for each value of a variable."""
    return editor.do(
        f"Split data set {of_dataset(editor, number)} by {variable}",
        lambda: combining.split(editor.library, number, variable, step),
    )


def average_replicates(
    editor: Editor, number: int, by: str | None = None, step: Step = no_step
) -> int:
    """Make a data set of the mean forms of replicates, beside the original; returns its id.

    Replicates have the same value of the variable ``by``, or else the same name.
    """
    return editor.do(
        f"Average replicates of {of_dataset(editor, number)}",
        lambda: averaging.average(editor.library, number, by, step),
    )
