"""Backups of the open library, as a session offers them."""

from pathlib import Path

from components.errors import Step, listing, no_step, part_of
from components.store.changes import recorded
from components.store.restore import add, proven
from components.workflow.session import Imported, Session


def restore_backup(session: Session, source: Path, step: Step = no_step) -> Imported:
    """Add what a backup holds to the library; hand the result to `Session.take` afterwards."""
    library = session.library
    with (
        proven(library, source, part_of(step, 0, 2)) as backup,
        recorded(library, step) as changes,
    ):
        found = add(library, backup, part_of(step, 1, 2))
    sentences = [f"{found.objects} objects and {found.files} files restored."]
    if found.damaged:
        sentences.append(f"Missing or damaged in the backup: {listing(found.damaged)}.")
    return Imported(found.datasets, f"Restore {source.name}", changes, tuple(sentences))
