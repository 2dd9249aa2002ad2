"""Edits of objects as wholes: made, named, scaled, ordered, pictured, deleted."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from components.errors import Step, no_step
from components.store import editing, media
from components.store.media import Attachment
from components.workflow.edits.labels import of_dataset, of_objects
from components.workflow.history import Editor


def add_object(editor: Editor, dataset: int, name: str = "") -> int:
    """Append an object whose landmarks are all missing; returns its id."""
    return editor.do(
        f"New object in {of_dataset(editor, dataset)}",
        lambda: editing.add_empty(editor.library, dataset, name),
    )


def rename_objects(editor: Editor, names: Mapping[int, str]) -> None:
    """Give objects other names, by id."""
    editor.do(f"Rename {of_objects(editor, names)}", lambda: editing.rename(editor.library, names))


def describe_objects(editor: Editor, texts: Mapping[int, str]) -> None:
    """Give objects other descriptions, by id."""
    editor.do(
        f"Describe {of_objects(editor, texts)}", lambda: editing.describe(editor.library, texts)
    )


def set_scale(editor: Editor, numbers: Sequence[int], scale: float | None, unit: str = "") -> None:
    """Set how many units a pixel of these objects measures; None where that is not known."""
    editor.do(
        f"Set scale of {of_objects(editor, numbers)}",
        lambda: editing.set_scale(editor.library, numbers, scale, unit),
    )


def set_scales(
    editor: Editor, scales: Mapping[int, float], unit: str, step: Step = no_step
) -> None:
    """Give each object a scale of its own, in units per pixel by id, all in one unit."""
    editor.do(
        f"Calibrate {of_objects(editor, scales)}",
        lambda: editing.set_scales(editor.library, scales, unit, step),
    )


def set_sequences(editor: Editor, sequences: Mapping[int, int]) -> None:
    """Set the numbers by which objects are ordered, by id."""
    editor.do(
        f"Number {of_objects(editor, sequences)}",
        lambda: editing.set_sequences(editor.library, sequences),
    )


def reorder_objects(editor: Editor, dataset: int, numbers: Sequence[int]) -> None:
    """Bring objects of a data set into this order, within the places that they have."""
    editor.do(
        f"Reorder {of_objects(editor, numbers)}",
        lambda: editing.reorder(editor.library, dataset, numbers),
    )


def delete_objects(editor: Editor, numbers: Sequence[int], step: Step = no_step) -> None:
    """Delete objects, with their images and meshes."""
    editor.do(
        f"Delete {of_objects(editor, numbers)}",
        lambda: editing.delete(editor.library, numbers, step),
    )


def attach_images(editor: Editor, images: Sequence[Attachment], step: Step = no_step) -> None:
    """Copy photographs into the library and tie them to their objects."""
    editor.do(
        f"Attach image to {of_objects(editor, [image.object for image in images])}",
        lambda: media.attach_images(editor.library, images, step),
    )


def attach_meshes(editor: Editor, meshes: Sequence[Attachment], step: Step = no_step) -> None:
    """Copy surface meshes into the library and tie them to their objects."""
    editor.do(
        f"Attach mesh to {of_objects(editor, [mesh.object for mesh in meshes])}",
        lambda: media.attach_meshes(editor.library, meshes, step),
    )


def replace_image(editor: Editor, number: int, path: Path) -> None:
    """Give an object another photograph in place of those that it has; landmarks stay."""
    with editor.together(f"Replace image of {of_objects(editor, [number])}") as parts:
        detach_images(parts, [number])
        attach_images(parts, [Attachment(number, path)])


def replace_mesh(editor: Editor, number: int, path: Path) -> None:
    """Give an object another mesh in place of those that it has; landmarks stay."""
    with editor.together(f"Replace mesh of {of_objects(editor, [number])}") as parts:
        detach_meshes(parts, [number])
        attach_meshes(parts, [Attachment(number, path)])


def detach_images(editor: Editor, numbers: Sequence[int]) -> None:
    """Take the photographs of objects away."""
    editor.do(
        f"Remove image of {of_objects(editor, numbers)}",
        lambda: media.detach_images(editor.library, numbers),
    )


def detach_meshes(editor: Editor, numbers: Sequence[int]) -> None:
    """Take the meshes of objects away."""
    editor.do(
        f"Remove mesh of {of_objects(editor, numbers)}",
        lambda: media.detach_meshes(editor.library, numbers),
    )
