"""The health check of files that were read, as findings of an import's report."""

from collections.abc import Iterator

import numpy as np

from components.errors import Step, no_step, part_of
from components.workflow import health
from components.workflow.files_read import FilesRead
from components.workflow.health_finding import Kind
from components.workflow.import_plan import Rows
from components.workflow.import_report import Finding

_TOLD: tuple[Kind, ...] = ("repeated name", "no scale", "unit", "landmark count")
"""What the report says of all objects at once."""


def health_findings(read: FilesRead, step: Step = no_step) -> tuple[Finding, ...]:
    """Look for faults in the objects of each file; files of one object are compared together."""
    groups = list(_groups(read))
    found = []
    for i, rows in enumerate(groups):
        specimens = [read.specimens[row] for row in rows.tolist()]
        for fault in health.check(specimens, part_of(step, i, len(groups))).findings:
            if fault.kind not in _TOLD:
                first = rows[fault.rows[0]]
                found.append(
                    Finding(
                        fault.sentence,
                        problem=fault.kind != "outlier",
                        file=read.files[read.owners[first]].path.name,
                        line=read.specimens[first].line,
                        kind=fault.kind,
                        name=fault.name,
                    )
                )
    return tuple(sorted(found, key=lambda one: not one.problem))


def _groups(read: FilesRead) -> Iterator[Rows]:
    counts = np.bincount(read.owners, minlength=len(read.files))
    alone = np.flatnonzero(counts[read.owners] == 1)
    if len(alone):
        yield alone
    for file in np.flatnonzero(counts > 1).tolist():
        yield np.flatnonzero(read.owners == file)
