"""The results of an analysis that does not fit into memory: its tables go to files in rows."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from components.errors import Step, no_step, part_of
from components.shape.specimen import FloatArray
from components.stats.superimposition import blocks
from components.workflow import reporting
from components.workflow.analysing import Analysis
from components.workflow.figures import scatter_svg
from components.workflow.files_read import Source
from components.workflow.output import whole_folder
from components.workflow.report_page import page

_DRAWN = 10_000  # objects in a plot
_COLUMNS = 20  # components in the table of scores; the array has all
_TABLES = ("scores.csv", "scores.npy", "distances.npy", "aligned.npy")


def write(
    analysis: Analysis,
    sources: tuple[Source, ...],
    folder: Path,
    notes: tuple[str, ...] = (),
    step: Step = no_step,
) -> None:
    """Write the report of `reporting.write`, with the tables of objects as files of their own.

    Scores and aligned shapes are arrays of NumPy's; ``scores.csv`` has the leading components.
    Raises `UserError` where the folder cannot be written.
    """
    every = -(-len(analysis.names) // _DRAWN)
    said = (*notes, f"The plots show every {every}. object.") if every > 1 else notes
    facts = reporting.document(_without_tables(analysis), sources, said)
    facts["tables"] = list(_TABLES)
    with whole_folder(folder) as place:
        step(0, 4, "Writing numbers")
        with (place / "analysis.json").open("w", encoding="utf-8") as file:
            json.dump(facts, file, indent=1, ensure_ascii=False, allow_nan=False)
            file.write("\n")
        reporting.write_rows(place / "consensus.csv", reporting.consensus_rows(analysis))
        np.save(place / "distances.npy", analysis.superimposition.distances)
        _write_array(place / "aligned.npy", analysis.superimposition.aligned, part_of(step, 0, 4))
        _write_array(place / "scores.npy", analysis.pca.scores, part_of(step, 1, 4))
        _write_scores(place / "scores.csv", analysis, part_of(step, 2, 4))
        step(3, 4, "Drawing")
        plots = [scatter_svg(drawing) for drawing in reporting.drawings(_thinned(analysis, every))]
        (place / "pca.svg").write_text(plots[0], "utf-8")
        (place / "report.html").write_text(page(analysis, facts, plots), "utf-8")
        step(4, 4, "Report written")


def _without_tables(analysis: Analysis) -> Analysis:
    """Leave out what has a row for each object, but the ends of the centroid sizes."""
    aligned, sizes = analysis.superimposition, analysis.superimposition.centroid_sizes
    ends = np.array([sizes.min(), sizes.max()])
    none = np.empty((0, 0))
    return replace(
        analysis,
        names=(),
        groups=None,
        superimposition=replace(aligned, centroid_sizes=ends, distances=np.empty(0)),
        pca=replace(analysis.pca, scores=none),
        cva=None if analysis.cva is None else replace(analysis.cva, scores=none),
    )


def _thinned(analysis: Analysis, every: int) -> Analysis:
    """Keep every so-manieth object, and of its scores the two that are drawn."""
    groups, cva = analysis.groups, analysis.cva
    return replace(
        analysis,
        names=analysis.names[::every],
        groups=None if groups is None else groups[::every],
        pca=replace(analysis.pca, scores=_some(analysis.pca.scores, every)),
        cva=None if cva is None else replace(cva, scores=_some(cva.scores, every)),
    )


def _some(scores: FloatArray, every: int) -> FloatArray:
    found = [scores[rows][-rows.start % every :: every, :2].copy() for rows in blocks(scores)]
    return np.concatenate(found)


def _write_array(path: Path, array: FloatArray, step: Step) -> None:
    with path.open("wb") as file:
        head = {"descr": "<f8", "fortran_order": False, "shape": array.shape}
        np.lib.format.write_array_header_2_0(file, head)
        for rows in blocks(array):
            step(rows.start, len(array), f"Writing {path.name}")
            file.write(np.ascontiguousarray(array[rows], dtype="<f8").data)


def _write_scores(path: Path, analysis: Analysis, step: Step) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for part in _parts(analysis):
            writer.writerows(part)
            step(0, 1, f"Writing {path.name}")


def _parts(analysis: Analysis) -> Iterator[list[list[object]]]:
    """Rows of the table of scores, a block of objects at a time, the first with the header."""
    cva, aligned = analysis.cva, analysis.superimposition
    header = True
    for rows in blocks(analysis.pca.scores):
        some = replace(
            analysis,
            names=analysis.names[rows],
            groups=None if analysis.groups is None else analysis.groups[rows],
            superimposition=replace(aligned, centroid_sizes=aligned.centroid_sizes[rows]),
            pca=replace(analysis.pca, scores=analysis.pca.scores[rows, :_COLUMNS]),
            cva=cva
            if cva is None
            else replace(cva, scores=cva.scores[rows], cv_classified=cva.cv_classified[rows]),
        )
        table = reporting.score_rows(some)
        yield table if header else table[1:]
        header = False
