"""What the command line prints: short tables for people, progress where there is a terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from components.errors import Step
from components.workflow import importing
from components.workflow.analysing import Analysis
from components.workflow.report_page import manova_rows
from components.workflow.reporting import manova_facts

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
            bar.update(task, completed=done, total=total, description=text)

        yield step


def say(text: str) -> None:
    """Print one line as it is, however wide the terminal."""
    Console(soft_wrap=True, highlight=False, markup=False).print(text)


def show_incoming(incoming: importing.Incoming) -> None:
    """Print what was read: counts, what is missing, and what deserves a word."""
    specimens = incoming.specimens
    scaled = sum(s.scale is not None for s in specimens)
    counts = sorted({len(s.landmarks) for s in specimens})
    facts = {
        "File": ", ".join(f"{s.name} ({s.format})" for s in incoming.sources),
        "Objects": len(specimens),
        "Landmarks": " or ".join(map(str, counts)) or 0,
        "Axes": incoming.scheme.dimension,
        "Missing landmarks": sum(s.missing for s in specimens),
        "Curves": sum(len(s.curves) for s in specimens),
        "Outlines": sum(len(s.outlines) for s in specimens),
        "Objects with scale": scaled,
        "Variables": ", ".join(f"{n} ({t})" for n, t in incoming.scheme.variables) or "none",
    }
    for name, value in facts.items():
        say(f"{name + ':':<20}{value}")
    for note in importing.all_notes(incoming):
        say(f"Note: {note}")


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
    if analysis.manova is not None:
        _show("MANOVA", manova_rows(manova_facts(analysis.manova)))
    for text in (*notes, *analysis.warnings):
        say(f"Note: {text}")


def _show(title: str, rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for i, head in enumerate(rows[0]):
        table.add_column(head, justify="right" if i else "left", no_wrap=True)
    for row in rows[1:]:
        table.add_row(*row)
    Console().print(table)
