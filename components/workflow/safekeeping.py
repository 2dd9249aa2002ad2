"""Backups of the open library, as a session offers them."""

from pathlib import Path

from components.errors import Step, listing, no_step
from components.store.changes import recorded
from components.store.restore import restore
from components.workflow.session import Imported, Session


def restore_backup(session: Session, source: Path, step: Step = no_step) -> Imported:
    """Add what a backup holds to the library; hand the result to `Session.take` afterwards."""
    with recorded(session.library, step) as changes:
        found = restore(session.library, source, step)
    sentences = [f"{found.objects} objects and {found.files} files restored."]
    if found.damaged:
        sentences.append(f"Missing or damaged in the backup: {listing(found.damaged)}.")
    return Imported(found.datasets, f"Restore {source.name}", changes, tuple(sentences))
