"""Fill the tables of the documents with the figures in ``benchmarks``.

Run ``python scripts/write_figures.py``; every benchmark that writes into ``benchmarks`` does so
itself. A table stands between ``<!-- figures: NAME -->`` and ``<!-- end of figures -->``.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.figures import summary, tables
from scripts.figures.documents import Documents, NotMeasured, Rows

ROOT = Path(__file__).resolve().parents[1]
_PLACE = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)

# name of a table -> what makes it, and the run that it is of (none for one of several runs)
TABLES: dict[str, tuple[Callable[[Documents], Rows], str]] = {
    "analysis": (tables.analysis, "analysis"),
    "library": (tables.library, "library"),
    "window": (tables.window, "ui"),
    "files": (tables.files, "io"),
    "scenarios": (tables.scenarios, "large_scale"),
    "targets": (tables.targets, "large_scale"),
    "out_of_core": (tables.out_of_core, "large_scale"),
    "techniques": (tables.techniques, "techniques"),
    "stages": (tables.stages, "memory"),
    "peaks": (tables.peaks, "memory"),
    "lines": (tables.lines, "memory"),
    "held": (tables.held, "memory"),
    "growth": (tables.growth, "memory"),
    "qt_objects": (tables.qt_objects, "memory"),
    "stress": (tables.stress, "stress"),
    "success": (summary.success, ""),
}


def filled(text: str, documents: Documents) -> str:
    """Return a document with its tables; raises `KeyError` for a table that nobody makes."""
    return _PLACE.sub(lambda place: place[1] + _table(place[2], documents) + place[3], text)


def _table(name: str, documents: Documents) -> str:
    make, run = TABLES[name]
    try:
        head, *rows = make(documents)
        source = f"\n{documents.source(run)}\n" if run else ""
    except NotMeasured as missing:
        return f"Not measured yet: `{missing}`.\n"
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines) + f"\n{source}"


def pages(root: Path = ROOT) -> list[Path]:
    """Return the documents that have such tables."""
    found = [
        path for path in (root / "docs").glob("*.md") if _PLACE.search(path.read_text("utf-8"))
    ]
    return sorted(found)


def update(root: Path = ROOT) -> list[Path]:
    """Fill the tables of all documents; return those that have changed."""
    changed = []
    for path in pages(root):
        text = path.read_text("utf-8")
        new = filled(text, Documents(root / "benchmarks"))
        if new != text:
            path.write_text(new, "utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    for page in update():
        print(f"written: {page}")
