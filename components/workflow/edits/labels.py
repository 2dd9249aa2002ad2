"""What the history calls its steps: words that a person understands."""

from collections.abc import Collection

from components.store import rows
from components.workflow.history import Editor


def of_objects(editor: Editor, numbers: Collection[int]) -> str:
    """Name one object, or say how many; raises `UserError` where one no longer exists."""
    names = rows.object_names(editor.library, list(numbers))
    return names[0] if len(names) == 1 else counted(len(names), "object")


def of_dataset(editor: Editor, number: int) -> str:
    """Name a data set."""
    with editor.library.connected():
        return str(rows.dataset_row(number).name)


def counted(count: int, thing: str, things: str = "") -> str:
    """Say how many things there are; ``things`` is the plural where an s does not make it."""
    return f"{count} {thing}" if count == 1 else f"{count:,} {things or thing + 's'}"
