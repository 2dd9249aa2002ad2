"""Every task that changes something, cancelled at its first step: all is as it was before."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QThread
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.backup import back_up
from components.store.datasets import Dataset, Scheme
from components.store.library import Library
from components.ui.main_window import MainWindow
from components.ui.tasks import Task
from components.workflow.analysing import Request
from components.workflow.calibrating import Calibration

pytestmark = QUIET
MANY = 600  # objects: edits of so many are tasks


@pytest.fixture
def busy(qtbot: QtBot, open_window: Callable[[Path], MainWindow], tmp_path: Path) -> MainWindow:
    """Open a window on two data sets of which one is large, with an analysis on show."""
    forms = np.random.default_rng(1).normal(size=(MANY, 4, 2))
    with Library(tmp_path / "library") as library:
        for name, size in (("few", 12), ("many", MANY)):
            scheme = Scheme(2, variables=(("kind", "text"),))
            number = datasets.create(library, name, scheme)
            rows = [
                Specimen(f"{name}{i}", forms[i], variables={"kind": "ab"[i % 2]})
                for i in range(size)
            ]
            objects.add(library, number, rows)
    window = open_window(tmp_path / "library")
    few, many = window.jobs.session.datasets()
    qtbot.waitUntil(lambda: not window.tasks.running)
    with qtbot.waitSignal(window.tasks.idle):
        window.jobs.analyse(few, "First", Request())
    qtbot.waitUntil(lambda: window.pages.shown_analysis is not None and not window.tasks.running)
    with qtbot.waitSignal(window.tasks.idle):
        window.tree.select(Dataset, many.id)
    return window


def rows(window: MainWindow) -> list[object]:
    database = window.jobs.session.library.database
    tables = ("mddataset", "mdobject", "mdimage", "mdthreedmodel", "mdanalysis")
    return [list(database.execute_sql(f"SELECT * FROM {table}")) for table in tables]


def merge(window: MainWindow) -> None:
    numbers = [dataset.id for dataset in window.jobs.session.datasets()]
    window.editing._datasets._merge(None, numbers, "both")


def calibrate(window: MainWindow) -> None:
    ids = objects.load_table(window.jobs.session.library, window.tree.current().id).ids
    window.editing._calibrating.calibrate(Calibration(dict.fromkeys(ids, 0.5), "mm"))


def split(window: MainWindow) -> None:
    window.editing._datasets._split(window.tree.current(), "kind")


def analyse(window: MainWindow) -> None:
    window.jobs.analyse(window.tree.current(), "Second", Request())


ACTS: dict[str, Callable[[MainWindow], object]] = {
    "sample": lambda window: window.jobs.add_sample(),
    "analysis": analyse,
    "duplicate": lambda window: window.handlers()["duplicate"](),
    "split": split,
    "merge": merge,
    "calibrate": calibrate,
}


def cancelled(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> None:
    """Act, and cancel the task before it has begun; it has to look at its first step."""
    ended: list[bool] = []

    def start(task: Task) -> None:
        task.cancel()
        task.cancelled.connect(lambda: ended.append(True))
        QThread.start(task)

    with monkeypatch.context() as patched, qtbot.waitSignal(window.tasks.idle):
        patched.setattr(Task, "start", start)
        act()
    assert ended == [True]


@pytest.mark.parametrize("name", ACTS)
def test_nothing_is_changed_and_nothing_to_undo(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before, label = rows(busy), busy.jobs.session.history.undo_label
    cancelled(qtbot, busy, monkeypatch, lambda: ACTS[name](busy))
    assert rows(busy) == before
    assert busy.jobs.session.history.undo_label == label


def test_no_backup_and_no_report_is_left_half_done(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "safe"
    place.mkdir()
    jobs, analysis = busy.libraries._jobs, busy.jobs.session.load_analysis(1)[0]
    cancelled(qtbot, busy, monkeypatch, lambda: jobs.back_up(place))
    cancelled(qtbot, busy, monkeypatch, lambda: busy.jobs.save_report(analysis, place / "report"))
    assert list(place.iterdir()) == []


def test_nothing_is_restored(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made, before = back_up(busy.jobs.session.library, tmp_path / "safe"), rows(busy)
    cancelled(qtbot, busy, monkeypatch, lambda: busy.libraries._jobs.restore(made.folder))
    assert rows(busy) == before
