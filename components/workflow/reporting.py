"""The results of an analysis as files: numbers at full precision, a plot and a page to read."""

import csv
import json
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from components.errors import Step, no_step
from components.formats import tps
from components.formats.reading import Reading
from components.scene.scatter import Scatter, scatter
from components.shape.specimen import FloatArray, Specimen
from components.stats.cva import CVA
from components.stats.manova import Manova
from components.stats.multivariate_tests import Test
from components.stats.pca import PCA
from components.workflow.analysing import Analysis
from components.workflow.figures import scatter_svg
from components.workflow.files_read import Source
from components.workflow.output import whole_folder
from components.workflow.report_page import page
from components.workflow.version import VERSION

FILES = ("analysis.json", "scores.csv", "consensus.csv", "aligned.tps", "pca.svg", "report.html")


def write(
    analysis: Analysis,
    sources: Sequence[Source],
    folder: Path,
    notes: Sequence[str] = (),
    step: Step = no_step,
) -> None:
    """Write all `FILES` into ``folder``, or none of them; ``notes`` are those of the import.

    Raises `UserError` where the folder cannot be written.
    """
    facts = document(analysis, sources, notes)
    with whole_folder(folder) as place:
        step(0, len(FILES), "Writing numbers")
        with (place / "analysis.json").open("w", encoding="utf-8") as file:
            json.dump(facts, file, indent=1, ensure_ascii=False, allow_nan=False)
            file.write("\n")
        write_rows(place / "scores.csv", score_rows(analysis))
        write_rows(place / "consensus.csv", consensus_rows(analysis))
        (place / "aligned.tps").write_text(_aligned_tps(analysis), "utf-8")
        step(4, len(FILES), "Drawing")
        plots = [scatter_svg(drawing) for drawing in drawings(analysis)]
        (place / "pca.svg").write_text(plots[0], "utf-8")
        (place / "report.html").write_text(page(analysis, facts, plots), "utf-8")
        step(len(FILES), len(FILES), "Report written")


def document(
    analysis: Analysis, sources: Sequence[Source], notes: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the content of ``analysis.json``: every number, as JSON values."""
    aligned, request = analysis.superimposition, analysis.request
    return {
        "input": _input(analysis, sources),
        "versions": versions(),
        "options": {
            "method": request.method,
            "group": request.group,
            "missing": request.missing,
            "baseline": [landmark + 1 for landmark in request.baseline],
            "seed": request.seed,
            "permutations": request.permutations,
        },
        "names": list(analysis.names),
        "groups": None if analysis.groups is None else list(analysis.groups),
        "procrustes": {
            "centroid_sizes": aligned.centroid_sizes.tolist(),
            "consensus": aligned.consensus.tolist(),
            "distances": aligned.distances.tolist(),
            "rounds": aligned.rounds,
            "converged": aligned.converged,
            "total_ss": aligned.total_ss,
        },
        "pca": {
            "eigenvalues": analysis.pca.eigenvalues.tolist(),
            "explained": analysis.pca.explained.tolist(),
            "scores": _lists(analysis.pca.scores),
        },
        "cva": _cva(analysis),
        "manova": None if analysis.manova is None else manova_facts(analysis.manova),
        "warnings": [*notes, *analysis.warnings],
    }


def _input(analysis: Analysis, sources: Sequence[Source]) -> dict[str, Any]:
    objects, landmarks, axes = analysis.superimposition.aligned.shape
    return {
        "files": [{"name": s.name, "sha256": s.sha256, "format": s.format} for s in sources],
        "fingerprint": analysis.fingerprint,
        "objects": objects,
        "landmarks": landmarks,
        "axes": axes,
        "missing": int(analysis.estimated.sum()),
        "unit": analysis.unit,
    }


def versions() -> dict[str, str]:
    """Say which programs the numbers were made with."""
    packages = {name: version(name) for name in ("numpy", "scipy", "peewee")}
    return {"modan2": VERSION, "python": platform.python_version(), **packages}


def drawings(analysis: Analysis) -> list[Scatter]:
    """Describe the plots of an analysis: principal components, then canonical variates."""
    spaces: list[tuple[str, str, PCA | CVA]] = [("Principal components", "PC", analysis.pca)]
    if analysis.cva is not None:
        spaces.append(("Canonical variates", "CV", analysis.cva))
    return [
        scatter(
            title,
            space.scores,
            space.explained,
            prefix=prefix,
            names=analysis.names,
            groups=analysis.groups,
        )
        for title, prefix, space in spaces
    ]


def score_rows(analysis: Analysis) -> list[list[object]]:
    """Header and one row an object: name, group, centroid size, PC and CV scores."""
    columns: list[tuple[str, Sequence[object]]] = [("specimen", analysis.names)]
    if analysis.groups is not None:
        columns.append((analysis.request.group or "group", analysis.groups))
    columns.append(("centroid_size", analysis.superimposition.centroid_sizes.tolist()))
    columns += _numbered("PC", analysis.pca.scores)
    if analysis.cva is not None:
        columns += _numbered("CV", analysis.cva.scores)
        columns.append(("classified_cv", list(analysis.cva.cv_classified)))
    header: list[object] = [name for name, _ in columns]
    return [header, *(list(row) for row in zip(*(c for _, c in columns), strict=True))]


def _numbered(prefix: str, scores: FloatArray) -> list[tuple[str, Sequence[object]]]:
    return [(f"{prefix}{i + 1}", column.tolist()) for i, column in enumerate(scores.T)]


def consensus_rows(analysis: Analysis) -> list[list[object]]:
    """Header and one row a landmark: its name and coordinates in the consensus."""
    consensus = analysis.superimposition.consensus
    names = analysis.landmark_names or tuple(str(i + 1) for i in range(len(consensus)))
    rows = [[name, *row.tolist()] for name, row in zip(names, consensus, strict=True)]
    return [["landmark", *"xyz"[: consensus.shape[1]]], *rows]


def _aligned_tps(analysis: Analysis) -> str:
    aligned = analysis.superimposition.aligned
    specimens = (
        Specimen(name, landmarks) for name, landmarks in zip(analysis.names, aligned, strict=True)
    )
    return tps.write(Reading("TPS", tuple(specimens)))


def _cva(analysis: Analysis) -> dict[str, Any] | None:
    found = analysis.cva
    if found is None:
        return None
    return {
        "groups": list(found.group_names),
        "eigenvalues": found.eigenvalues.tolist(),
        "explained": found.explained.tolist(),
        "accuracy": found.accuracy,
        "cv_accuracy": found.cv_accuracy,
        "chance": found.chance,
        "components": found.components,
        "mahalanobis": found.mahalanobis.tolist(),
        "mahalanobis_p": None if found.mahalanobis_p is None else found.mahalanobis_p.tolist(),
        "procrustes_distances": found.procrustes_distances.tolist(),
        "procrustes_p": None if found.procrustes_p is None else found.procrustes_p.tolist(),
        "confusion": found.confusion.tolist(),
        "cv_confusion": found.cv_confusion.tolist(),
        "scores": _lists(found.scores),
    }


def _lists(matrix: FloatArray) -> list[list[float]]:
    """Row by row: one call for all of a large matrix would let no other thread run meanwhile."""
    return [row.tolist() for row in matrix]


def manova_facts(found: Manova) -> dict[str, Any]:
    """Return the four tests as JSON values."""
    tests = ("wilks", "pillai", "hotelling_lawley", "roy")
    return {name: _test(getattr(found, name)) for name in tests} | {
        "components": found.components,
        "note": found.note,
    }


def _test(test: Test) -> dict[str, float]:
    names = ("value", "f", "df1", "df2", "p")
    return {name: float(np.float64(getattr(test, name))) for name in names}


def write_rows(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Write a table with commas between its columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:  # not all at once, which would let no other thread run meanwhile
            writer.writerow(row)
