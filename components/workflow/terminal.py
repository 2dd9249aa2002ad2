"""What the command line prints: short tables for people, progress where there is a terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from components.errors import Step, listing
from components.stats.cva import CVA
from components.workflow.analysing import Analysis
from components.workflow.import_report import FileReport, Finding, ImportReport, count_of
from components.workflow.report_page import distance_rows, manova_rows
from components.workflow.reporting import manova_facts

_ALIKE = 3  # findings of a kind that are told one by one
_MOST = 5  # components in the table; the files hold all


@contextmanager
def progress() -> Iterator[Step]:
    """Give a `Step` that draws a bar on standard error, or nothing where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("")

        def step(done: int, total: int, text: str) -> None:
            if total:
                bar.update(task, completed=done, total=total, description=text)

        yield step


def say(text: str) -> None:
    """Print one line as it is, however wide the terminal."""
    Console(soft_wrap=True, highlight=False, markup=False).print(text)


def show_report(report: ImportReport, faults: Sequence[Finding] = ()) -> None:
    """Print what files hold, and what was found in them, problems first.

    ``faults`` are those that a health check has found.
    """
    known = [file for file in report.files if file.format]
    if len(known) == 1:
        say(f"{'File:':<20}{known[0].name}")
        for title, value in known[0].facts.items():
            say(f"{title + ':':<20}{value}")
    else:
        _show_files(known)
    found = sorted((*report.findings, *faults), key=lambda one: not one.problem)
    for finding in _summed(found):
        where = replace(finding, file="") if len(report.files) == 1 else finding
        say(f"{'Problem' if finding.problem else 'Note'}: {where.sentence}")
        if finding.quote:
            say(f"      | {finding.quote}")


def _summed(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Leave the first findings of each kind, and sum up the others in one sentence."""
    groups: dict[tuple[str, bool], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.kind, finding.problem), []).append(finding)
    for (kind, problem), alike in groups.items():
        yield from alike if not kind else alike[:_ALIKE]
        more = alike[_ALIKE:] if kind else []
        if more:
            names = listing(list(dict.fromkeys(one.name for one in more)))
            text = f"{count_of(len(more), 'further finding')} of this kind ({kind}): {names}."
            yield Finding(text, problem=problem)


def _show_files(files: Sequence[FileReport]) -> None:
    titles = ("Format", "Objects", "Landmarks", "Axes", "Missing landmarks", "Scale")
    facts = [file.facts for file in files]
    rows = [
        [file.name, *(fact.get(title, "") for title in titles)]
        for file, fact in zip(files, facts, strict=True)
    ]
    _show("", [["File", *titles], *rows])
    total = sum(file.objects for file in files)
    say(f"{count_of(total)} in {count_of(len(files), 'file')}")


def show_analysis(analysis: Analysis, notes: Sequence[str] = ()) -> None:
    """Print the short table of an analysis."""
    found = analysis.superimposition
    objects, landmarks, axes = found.aligned.shape
    say(f"{objects} objects, {landmarks} landmarks in {axes}-D, {found.rounds} rounds")
    _show(
        "Principal components",
        [
            ["", "Eigenvalue", "Explained"],
            *(
                [f"PC{i + 1}", f"{value:.5g}", f"{share:.1%}"]
                for i, (value, share) in enumerate(
                    zip(analysis.pca.eigenvalues, analysis.pca.explained, strict=True)
                )
                if i < _MOST
            ),
        ],
    )
    if analysis.cva is not None:
        say(
            f"Classified rightly: {analysis.cva.cv_accuracy:.1%} cross-validated, "
            f"{analysis.cva.accuracy:.1%} resubstituted, {analysis.cva.chance:.1%} by chance "
            f"({analysis.cva.components} components)"
        )
        _show_tests_of_distances(analysis.cva, analysis.request.permutations)
    if analysis.manova is not None:
        _show("MANOVA", manova_rows(manova_facts(analysis.manova)))
    for text in (*notes, *analysis.warnings):
        say(f"Note: {text}")


def _show_tests_of_distances(found: CVA, permutations: int) -> None:
    tests = {
        "Mahalanobis": (found.mahalanobis, found.mahalanobis_p),
        "Procrustes": (found.procrustes_distances, found.procrustes_p),
    }
    for name, (distances, p) in tests.items():
        if p is not None:
            say(f"{name} distances; above the diagonal p of {permutations} permutations")
            _show("", distance_rows(found.group_names, distances.tolist(), p.tolist()))


def _show(title: str, rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for i, head in enumerate(rows[0]):
        table.add_column(head, justify="right" if i else "left", no_wrap=True)
    for row in rows[1:]:
        table.add_row(*row)
    Console().print(table)
