"""The simulated sample data, imported the way a user's own files are."""

from pathlib import Path

from components.errors import Step, UserError, no_step, part_of
from components.store import datasets
from components.store.library import Library
from components.workflow import importing

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
SETS = {
    "Simulated wings": (FOLDER / "wings.tps", FOLDER / "wings.csv"),
    "Simulated skulls": (FOLDER / "skulls.txt", FOLDER / "skulls.csv"),
}
GROUP = "species"  # the grouping variable of the wings


def import_sample(library: Library, step: Step = no_step) -> list[int]:
    """Import the sample sets that the library does not have yet; return the ids of the new ones.

    Raises `UserError` where the sample files are not beside the program.
    """
    if not FOLDER.is_dir():
        raise UserError(
            f"The sample data are missing from {FOLDER}; "
            "make them with: python scripts/make_sample_data.py"
        )
    there = {entry.name for entry in datasets.tree(library)}
    wanted = [name for name in SETS if name not in there]
    numbers = []
    with library.transaction():
        for i, name in enumerate(wanted):
            report = part_of(step, i, len(wanted))
            landmarks, variables = SETS[name]
            incoming = importing.read_files([landmarks], variables, part_of(report, 0, 2))
            numbers.append(importing.store(library, incoming, name, step=part_of(report, 1, 2)))
    return numbers
