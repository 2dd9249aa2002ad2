"""Edits of what the objects of a data set share: landmark scheme and saved filters."""

from collections.abc import Sequence

from components.shape.curves import Curve
from components.shape.filter import check
from components.store import datasets, schemes, views
from components.store.datasets import View
from components.workflow.edits.labels import of_dataset
from components.workflow.history import Editor
from components.workflow.subsets import kinds


def set_landmark_names(editor: Editor, dataset: int, names: Sequence[str]) -> None:
    """Name the landmarks: all of them or none."""
    editor.do(
        f"Name landmarks of {of_dataset(editor, dataset)}",
        lambda: schemes.change(editor.library, dataset, landmark_names=names),
    )


def set_wireframe(editor: Editor, dataset: int, lines: Sequence[Sequence[int]]) -> None:
    """Set the lines of the wireframe: pairs of landmarks, counted from 0."""
    editor.do(
        f"Change wireframe of {of_dataset(editor, dataset)}",
        lambda: schemes.change(editor.library, dataset, wireframe=lines),
    )


def set_polygons(editor: Editor, dataset: int, polygons: Sequence[Sequence[int]]) -> None:
    """Set the polygons: three or more landmarks each, counted from 0."""
    editor.do(
        f"Change polygons of {of_dataset(editor, dataset)}",
        lambda: schemes.change(editor.library, dataset, polygons=polygons),
    )


def set_baseline(editor: Editor, dataset: int, baseline: Sequence[int]) -> None:
    """Set the baseline: two landmarks in the plane, three in space, or none."""
    editor.do(
        f"Change baseline of {of_dataset(editor, dataset)}",
        lambda: schemes.change(editor.library, dataset, baseline=baseline),
    )


def set_curves_of_dataset(editor: Editor, dataset: int, curves: Sequence[Curve]) -> None:
    """Set the curves that the objects share; what is traced of an object stays as it is."""
    editor.do(
        f"Change curves of {of_dataset(editor, dataset)}",
        lambda: schemes.change(editor.library, dataset, curves=curves),
    )


def insert_landmark_everywhere(editor: Editor, dataset: int, index: int, name: str = "") -> None:
    """Insert a landmark into the scheme and, as missing, into every object."""
    editor.do(
        f"Insert landmark {index + 1} in {of_dataset(editor, dataset)}",
        lambda: schemes.insert_landmark(editor.library, dataset, index, name),
    )


def remove_landmark_everywhere(editor: Editor, dataset: int, index: int) -> None:
    """Remove a landmark from the scheme and from every object."""
    editor.do(
        f"Remove landmark {index + 1} from {of_dataset(editor, dataset)}",
        lambda: schemes.remove_landmark(editor.library, dataset, index),
    )


def save_view(editor: Editor, dataset: int, name: str, text: str) -> None:
    """Save a filter under a name, in place of one that has the same name.

    Raises `UserError` where it cannot be understood with the variables of the data set.
    """
    check(text, kinds(datasets.dataset(editor.library, dataset).scheme))
    editor.do(f"Save view {name}", lambda: views.save(editor.library, dataset, View(name, text)))


def rename_view(editor: Editor, dataset: int, old: str, new: str) -> None:
    """Give a saved filter another name."""
    editor.do(
        f"Rename view {old} to {new}", lambda: views.rename(editor.library, dataset, old, new)
    )


def remove_view(editor: Editor, dataset: int, name: str) -> None:
    """Remove a saved filter; its objects stay."""
    editor.do(f"Remove view {name}", lambda: views.remove(editor.library, dataset, name))
