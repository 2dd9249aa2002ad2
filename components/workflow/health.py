"""The health check of data: specimens that were read, or the objects of a data set.

    checked = check(specimens)                      # before anything is stored
    checked = check_dataset(library, number)        # whenever it is asked for
    repair(session.history, checked, [checked.findings[0].repairs[0]])

Nothing is changed by a check, and each repair is one step of the history.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.errors import Step, no_step
from components.shape.specimen import Specimen
from components.store import rows, whole_objects
from components.store.library import Library
from components.workflow.health_finding import TITLES, Finding
from components.workflow.health_records import repeated_forms, repeated_names, scale_faults
from components.workflow.health_shapes import odd_counts, shape_findings
from components.workflow.history import Editor
from components.workflow.repairs import Repair, repair_objects


@dataclass(frozen=True, eq=False)
class Checkup:
    """What a check found, sorted by kind: ``ids`` are those in the library, () outside of one."""

    specimens: tuple[Specimen, ...]
    findings: tuple[Finding, ...]
    ids: tuple[int, ...] = ()

    @property
    def summary(self) -> str:
        """How much was found in how many objects."""
        objects = f"{len(self.specimens):,} object{'s' * (len(self.specimens) != 1)}"
        if not self.findings:
            return f"No faults were found in {objects}."
        accused = len({row for finding in self.findings for row in finding.rows})
        faults = f"{len(self.findings):,} possible fault{'s' * (len(self.findings) != 1)}"
        return f"{faults} in {accused:,} of {objects}."


def check(specimens: Sequence[Specimen], step: Step = no_step) -> Checkup:
    """Look for faults in specimens, by comparing them with each other."""
    found = [*repeated_names(specimens), *repeated_forms(specimens), *scale_faults(specimens)]
    shapes = Counter(s.landmarks.shape for s in specimens if len(s.landmarks))
    if shapes:
        usual = max(shapes, key=lambda shape: (shapes[shape], shape))
        places = [i for i, s in enumerate(specimens) if s.landmarks.shape == usual]
        coords = np.stack([specimens[i].landmarks for i in places])
        found += odd_counts(specimens, usual, coords)
        if usual[0] >= 3:
            found += shape_findings(specimens, places, coords, step)
    order = list(TITLES)
    found.sort(key=lambda finding: (order.index(finding.kind), finding.rows))
    return Checkup(tuple(specimens), tuple(found))


def check_dataset(library: Library, dataset: int, step: Step = no_step) -> Checkup:
    """Look for faults in the objects of a data set."""
    with library.connected(), library.database.atomic():  # ids and objects of one moment
        ids = rows.object_ids(library, dataset)
        specimens = whole_objects.load_specimens(library, dataset, step=step)
    found = check(specimens, step)
    return Checkup(found.specimens, found.findings, tuple(ids))


def repair(
    editor: Editor, checked: Checkup, repairs: Sequence[Repair], step: Step = no_step
) -> None:
    """Carry out repairs of a data set as one edit.

    Raises `UserError` where an object has changed since the check; nothing is changed then.
    """
    changed = sorted({row for one in repairs for row, _ in one.changes})
    who = checked.specimens[changed[0]].name if len(changed) == 1 else f"{len(changed):,} objects"
    texts = list(dict.fromkeys(one.text for one in repairs))
    label = f"{texts[0] if len(texts) == 1 else 'Repair'}: {who}"
    objects = list(zip(checked.ids, checked.specimens, strict=True))
    repair_objects(editor, objects, repairs, label, step)
