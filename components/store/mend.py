"""Mends what a check has found, so that nothing is lost that was there.

A copy of the database is kept first. What cannot be read stays as text in a description; rows
that have lost what they belong to get a place in a data set of their own.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from components.errors import Step, no_step
from components.shape.specimen import Specimen
from components.store import datasets, mend_rows, objects
from components.store.check import CheckReport, check
from components.store.datasets import Scheme
from components.store.files import link_or_copy, media_name, sha256_of
from components.store.findings import Finding, Kind
from components.store.library import Library
from components.store.snapshots import kept_copy
from components.store.sweep import ORPHANS, set_aside
from MdModel import MdDataset

RECOVERED = "Recovered"
_ROUNDS = 3  # mending one thing may uncover another


def mend(library: Library, report: CheckReport, step: Step = no_step) -> CheckReport:
    """Mend what a check has found, check again, and return what is left.

    No edit that can be undone, since undo could not bring broken rows back: for a library that
    has no history. Raises `UserError` where no copy of the database could be kept before.
    """
    findings = _that_can_be_mended(report)
    if not findings:
        return report
    # first the database itself, since a copy of a damaged one is refused
    _mend_all(library, [finding for finding in findings if finding.kind == "database"], step)
    kept_copy(library.folder, time.strftime("before mending %Y-%m-%d"))
    for _ in range(_ROUNDS):
        if not findings:
            break
        _mend_all(library, findings, step)
        report = check(library, step)
        findings = _that_can_be_mended(report)
    return report


def _mend_all(library: Library, findings: Sequence[Finding], step: Step) -> None:
    with library.transaction():
        for i, finding in enumerate(findings):
            step(i, len(findings), f"Mending {finding.place}")
            _MENDS[finding.kind](library, finding)


def _that_can_be_mended(report: CheckReport) -> list[Finding]:
    return [finding for finding in report.findings if finding.mend]


def _rebuild_indexes(library: Library, _finding: Finding) -> None:
    library.database.execute_sql("REINDEX")


def _to_the_top(library: Library, finding: Finding) -> None:
    library.database.execute_sql(
        "UPDATE mddataset SET parent_id = NULL WHERE id = ?", (finding.row,)
    )


def _find_parent(library: Library, finding: Finding) -> None:
    run, row = library.database.execute_sql, finding.row
    if finding.table == "mddataset":
        _to_the_top(library, finding)
    elif finding.table == "mdobject":
        (length,) = run("SELECT length(landmarks) FROM mdobject WHERE id = ?", (row,)).fetchone()
        home = _recovered(library, _dimension([length]))
        last = "SELECT COALESCE(MAX(sequence), 0) FROM mdobject WHERE dataset_id = ?"
        (number,) = run(last, (home,)).fetchone()
        update = "UPDATE mdobject SET dataset_id = ?, sequence = ? WHERE id = ?"
        run(update, (home, number + 1, row))
    elif finding.table == "mdanalysis":
        home = _recovered(library, 2)
        run("UPDATE mdanalysis SET dataset_id = ? WHERE id = ?", (home, row))
    else:
        select = f"SELECT name FROM {finding.table} WHERE id = ?"  # noqa: S608  # our own names
        (name,) = run(select, (row,)).fetchone()
        bare = Specimen(Path(name).stem, np.empty((0, 2)))
        (owner,) = objects.add(library, _recovered(library, 2), [bare])
        update = f"UPDATE {finding.table} SET object_id = ? WHERE id = ?"  # noqa: S608  # likewise
        run(update, (owner, row))


def _recovered(library: Library, dimension: int) -> int:
    """Return the data set for what has lost its place; made when it is needed first."""
    name = RECOVERED if dimension == 2 else f"{RECOVERED} (3-D)"
    known = MdDataset.select(MdDataset.id).where(
        MdDataset.name == name, MdDataset.dimension == dimension
    )
    number = known.scalar()
    return int(number) if number else datasets.create(library, name, Scheme(dimension))


def _fit_dimension(library: Library, finding: Finding) -> None:
    lengths = library.database.execute_sql(
        "SELECT length(landmarks) FROM mdobject WHERE dataset_id = ?", (finding.row,)
    )
    dimension = _dimension([length for (length,) in lengths])
    MdDataset.update(dimension=dimension).where(MdDataset.id == finding.row).execute()


def _dimension(lengths: Sequence[int]) -> int:
    """Tell what dimension landmarks of these lengths in bytes have; 2 where both would fit."""
    misfit = {d: any(length % (8 * d) for length in lengths) for d in (2, 3)}
    return 3 if misfit[2] and not misfit[3] else 2


def _number_anew(library: Library, finding: Finding) -> None:
    run = library.database.execute_sql
    select = "SELECT id FROM mdobject WHERE dataset_id = ? ORDER BY sequence, id"
    rows = run(select, (finding.row,)).fetchall()
    library.database.cursor().executemany(
        "UPDATE mdobject SET sequence = ? WHERE id = ?",
        [(i, number) for i, (number,) in enumerate(rows, 1)],
    )


def _put_back(library: Library, finding: Finding) -> None:
    """Take a file back from the orphans."""
    place = library.media / finding.file
    place.parent.mkdir(exist_ok=True)
    (library.media / ORPHANS / place.name).replace(place)


def _settle_changed(library: Library, finding: Finding) -> None:
    """Put the right file back, where it was set aside; else have the rows refer to this one."""
    place, aside = library.media / finding.file, library.media / ORPHANS
    name = media_name(sha256_of(place), place.name)
    right = aside / place.name
    if right.is_file() and sha256_of(right) == place.stem:
        link_or_copy(place, aside / Path(name).name)
        right.replace(place)
        return
    if not (library.media / name).exists():
        link_or_copy(place, library.media / name)  # the old name is an orphan when this is stored
    new = (Path(name).stem, place.stat().st_size)
    for table in ("mdimage", "mdthreedmodel"):
        select = f"SELECT id, name FROM {table} WHERE sha256 = ?"  # noqa: S608  # our own names
        rows = library.database.execute_sql(select, (place.stem,)).fetchall()
        update = f"UPDATE {table} SET sha256 = ?, size = ? WHERE id = ?"  # noqa: S608  # likewise
        for number, original in rows:
            if media_name(place.stem, original) == finding.file:
                library.database.execute_sql(update, (*new, number))


def _set_aside(library: Library, finding: Finding) -> None:
    set_aside(library.media / finding.file, library.folder)


_MENDS: dict[Kind, Callable[[Library, Finding], None]] = {
    "database": _rebuild_indexes,
    "parentless": _find_parent,
    "cycle": _to_the_top,
    "dimension": _fit_dimension,
    "sequence": _number_anew,
    "column": mend_rows.empty_column,
    "landmarks": mend_rows.keep_landmarks,
    "curves": mend_rows.keep_curves,
    "variables": mend_rows.keep_variables,
    "missing file": _put_back,
    "changed file": _settle_changed,
    "orphan": _set_aside,
}
