"""The whole way of a user's data, from files to a report, and how long it may take."""

import csv
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from components.formats import tps
from components.formats.reading import Reading
from components.formats.registry import read
from components.shape.specimen import Specimen
from components.store import editing, objects
from components.workflow import reporting
from components.workflow.analysing import Analysis, Request
from components.workflow.history import Pending
from components.workflow.session import Session
from MdStatistics import simulate
from Modan2 import main

COUNT, LANDMARKS = 1000, 50
REQUEST = Request(group="species")
LIMIT = 60.0  # seconds; an idle machine takes two


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Write a thousand simulated forms of five species, and a table of their species."""
    folder = tmp_path_factory.mktemp("files")
    made = simulate(COUNT, LANDMARKS, 2, groups=5, seed=6)
    forms = tuple(Specimen(f"form {i}", form) for i, form in enumerate(made.coords))
    landmarks, table = folder / "forms.tps", folder / "species.csv"
    landmarks.write_text(tps.write(Reading("TPS", forms)), "utf-8")
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = [[f"form {i}", f"species {group}"] for i, group in enumerate(made.groups)]
        csv.writer(file).writerows([["specimen", "species"], *rows])
    return landmarks, table


@pytest.mark.performance
def test_a_thousand_objects_from_file_to_report_and_back(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    """What the window's tasks do, one after the other, on one library."""
    landmarks, table = files
    session = Session(tmp_path / "library")
    began = time.perf_counter()
    imported = session.import_files([landmarks], table, "wings")
    session.take(imported)
    (number,) = imported.datasets
    columns = objects.load_columns(session.library, number)
    analysis = session.analyse(number, REQUEST)
    pending = Pending(session.library)
    kept = session.keep_analysis(pending, number, "first", analysis)
    session.history.take(pending)
    again, stale = session.load_analysis(kept)
    reporting.write(again, (), tmp_path / "report")
    assert time.perf_counter() - began < LIMIT

    assert not stale
    assert len(columns.names) == COUNT
    assert again.warnings == ()
    assert again.cva is not None
    assert again.cva.cv_accuracy > 0.9
    aligned = read(tmp_path / "report" / "aligned.tps").specimens
    found = np.stack([specimen.landmarks for specimen in aligned])
    np.testing.assert_array_equal(found, analysis.superimposition.aligned)

    began = time.perf_counter()
    for _ in range(2):
        session.history.undo()
    assert session.datasets() == ()
    for _ in range(2):
        session.history.redo()
    assert time.perf_counter() - began < LIMIT
    assert not session.load_analysis(kept)[1]
    session.close()


@pytest.mark.performance
def test_the_command_line_takes_no_longer(files: tuple[Path, Path], tmp_path: Path) -> None:
    landmarks, table = map(str, files)
    began = time.perf_counter()
    command = ["analyze", landmarks, "--variables", table, "--group", "species"]
    assert main([*command, "--out", str(tmp_path / "out")]) == 0
    assert time.perf_counter() - began < LIMIT


@pytest.mark.performance
def test_editing_a_large_data_set_takes_no_longer_than_a_small_one(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    session = Session(tmp_path / "library")
    (number,) = session.import_files([files[0]]).datasets
    ids = objects.load_columns(session.library, number).ids.tolist()
    began = time.perf_counter()
    for place in range(0, COUNT, 50):
        names = {ids[place]: f"other {place}"}
        session.history.do("Rename", partial(editing.rename, session.library, names))
    for _ in range(COUNT // 50):
        session.history.undo()
    assert time.perf_counter() - began < LIMIT / 4  # forty edits, each on the disk: 0.1 s
    session.close()


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Session, int, int]:
    """Store twelve objects and an analysis of them."""
    made = simulate(12, 6, 2, seed=2)
    path = tmp_path / "few.tps"
    forms = tuple(Specimen(f"form {i}", form) for i, form in enumerate(made.coords))
    path.write_text(tps.write(Reading("TPS", forms)), "utf-8")
    session = Session(tmp_path / "library")
    (number,) = session.import_files([path]).datasets
    analysis: Analysis = session.analyse(number, Request())
    return session, number, session.keep_analysis(session.history, number, "A", analysis)


def test_an_analysis_can_be_read_when_its_objects_have_gone(
    stored: tuple[Session, int, int],
) -> None:
    session, number, kept = stored
    assert not session.load_analysis(kept)[1]
    ids = objects.load_columns(session.library, number).ids.tolist()
    session.history.do("Delete", lambda: editing.delete(session.library, ids))
    analysis, stale = session.load_analysis(kept)
    assert stale
    assert len(analysis.names) == 12
    session.history.undo()
    assert not session.load_analysis(kept)[1]
    session.close()
