"""Edits of data sets in the tree, and of the analyses below them."""

from collections.abc import Sequence

from components.store import analyses, datasets, schemes
from components.store.datasets import AnalysisEntry, Scheme
from components.workflow.edits.labels import of_dataset
from components.workflow.history import Editor


def create_dataset(editor: Editor, name: str, scheme: Scheme, parent: int | None = None) -> int:
    """Add an empty data set as the last child of its parent and return its id."""
    return editor.do(
        f"New data set {name}", lambda: datasets.create(editor.library, name, scheme, parent)
    )


def rename_dataset(editor: Editor, number: int, name: str) -> None:
    """Give a data set another name."""
    editor.do(
        f"Rename data set {of_dataset(editor, number)}",
        lambda: datasets.rename(editor.library, number, name),
    )


def change_dataset(
    editor: Editor,
    number: int,
    *,
    name: str | None = None,
    description: str | None = None,
    landmark_names: Sequence[str] | None = None,
    wireframe: Sequence[Sequence[int]] | None = None,
    polygons: Sequence[Sequence[int]] | None = None,
    baseline: Sequence[int] | None = None,
) -> None:
    """Change anything of a data set that one dialog shows, as one edit; None stays as it is."""
    library = editor.library

    def act() -> None:
        if name is not None:
            datasets.rename(library, number, name)
        if description is not None:
            datasets.describe(library, number, description)
        schemes.change(
            library,
            number,
            landmark_names=landmark_names,
            wireframe=wireframe,
            polygons=polygons,
            baseline=baseline,
        )

    editor.do(f"Change data set {of_dataset(editor, number)}", act)


def move_dataset(editor: Editor, number: int, parent: int | None, place: int | None = None) -> None:
    """Put a data set below another one, or at the top, at a place among its children or last."""
    editor.do(
        f"Move data set {of_dataset(editor, number)}",
        lambda: datasets.move(editor.library, number, parent, place),
    )


def delete_dataset(editor: Editor, number: int) -> None:
    """Delete a data set, those below it, their objects, images, meshes and analyses."""
    editor.do(
        f"Delete data set {of_dataset(editor, number)}",
        lambda: datasets.delete(editor.library, number),
    )


def rename_analysis(editor: Editor, entry: AnalysisEntry, name: str) -> None:
    """Give a stored analysis another name."""
    editor.do(
        f"Rename analysis {entry.name}", lambda: analyses.rename(editor.library, entry.id, name)
    )


def delete_analysis(editor: Editor, entry: AnalysisEntry) -> None:
    """Delete a stored analysis."""
    editor.do(f"Delete analysis {entry.name}", lambda: analyses.delete(editor.library, entry.id))
