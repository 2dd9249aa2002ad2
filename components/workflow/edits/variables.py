"""Edits of variables: cells of the object table, and its columns."""

from collections.abc import Callable, Mapping

from components.errors import Step, no_step, part_of
from components.store import editing, variables
from components.store.variables import Cells
from components.workflow.edits.labels import counted, of_objects
from components.workflow.history import Editor


def set_cells(
    editor: Editor,
    dataset: int,
    cells: Cells,
    *,
    names: Mapping[int, str] | None = None,
    sequences: Mapping[int, int] | None = None,
    step: Step = no_step,
) -> None:
    """Set any cells of the object table as one edit: typed, pasted or filled.

    ``cells`` holds values of variables by (id of the object, name of the variable), ``names``
    and ``sequences`` those of the columns that every object has, by id. Text becomes the type of
    its variable; one value that does not fit is a `UserError`, and nothing is changed.
    """
    library = editor.library

    parts: list[Callable[[Step], None]] = []
    if cells:
        parts.append(lambda step: variables.set_cells(library, dataset, cells, step))
    if names:
        parts.append(lambda step: editing.rename(library, names, step))
    if sequences:
        parts.append(lambda step: editing.set_sequences(library, sequences, step))

    def act() -> None:
        for i, part in enumerate(parts):
            part(part_of(step, i, len(parts)))

    with library.connected():
        editor.do(_label(editor, cells, names or {}, sequences or {}), act)


def _label(
    editor: Editor, cells: Cells, names: Mapping[int, str], sequences: Mapping[int, int]
) -> str:
    columns = {column for _, column in cells}
    columns |= {"name"} if names else set()
    columns |= {"number"} if sequences else set()
    if len(columns) == 1:
        objects = {number for number, _ in cells} | set(names) | set(sequences)
        return f"Change {columns.pop()} of {of_objects(editor, objects)}"
    return f"Change {counted(len(cells) + len(names) + len(sequences), 'cell')}"


def add_variable(
    editor: Editor, dataset: int, name: str, kind: str = "text", place: int | None = None
) -> None:
    """Add a variable without values: text, number or flag."""
    editor.do(
        f"Add variable {name}",
        lambda: variables.add(editor.library, dataset, name, kind, place),
    )


def rename_variable(editor: Editor, dataset: int, old: str, new: str) -> None:
    """Give a variable another name, in the saved filters too."""
    editor.do(
        f"Rename variable {old} to {new}",
        lambda: variables.rename(editor.library, dataset, old, new),
    )


def retype_variable(
    editor: Editor, dataset: int, name: str, kind: str, *, empty_unfit: bool = False
) -> None:
    """Give a variable another type and convert its values, or empty those that do not fit."""
    editor.do(
        f"Make variable {name} a {kind}",
        lambda: variables.retype(editor.library, dataset, name, kind, empty_unfit=empty_unfit),
    )


def move_variable(editor: Editor, dataset: int, name: str, place: int) -> None:
    """Move a variable to another place among the others, counted from 0."""
    editor.do(f"Move variable {name}", lambda: variables.move(editor.library, dataset, name, place))


def remove_variable(editor: Editor, dataset: int, name: str) -> None:
    """Remove a variable with its values."""
    editor.do(f"Remove variable {name}", lambda: variables.remove(editor.library, dataset, name))
