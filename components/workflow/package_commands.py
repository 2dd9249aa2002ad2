"""The command line's way to packages."""

from collections.abc import Sequence
from pathlib import Path

from components.store.library import Library
from components.workflow import packaging, terminal
from components.workflow.history import Pending


def import_whole(files: Sequence[Path], folder: Path, patience: float) -> int:
    """Add what packages hold to the library in a folder, and print what that was."""
    with terminal.progress() as step, Library(folder, wait=patience) as library:
        taken = packaging.import_whole(Pending(library), files, step)
    for sentence in taken.sentences:
        terminal.say(sentence)
    terminal.say(f"Stored in {folder.resolve()}")
    return 0
