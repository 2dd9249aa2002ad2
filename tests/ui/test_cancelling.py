"""Every task that changes something, cancelled at its first step: all is as it was before."""

import importlib
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt, QThread
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.backup import back_up
from components.store.datasets import Dataset, Scheme
from components.store.library import Library
from components.ui.main_window import MainWindow
from components.ui.tasks import Task
from components.workflow import exporting
from components.workflow.analysing import Request
from components.workflow.calibrating import Calibration
from components.workflow.export_choices import ExportChoices

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
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    with qtbot.waitSignal(window.tasks.idle):
        window.jobs.analyse(few, "First", Request())
    qtbot.waitUntil(lambda: window.pages.shown_analysis is not None and window.tasks.at_rest)
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
        task.cancelled.connect(lambda: ended.append(True))
        task.cancel()
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


def held(
    monkeypatch: pytest.MonkeyPatch, place: object, name: str
) -> tuple[threading.Event, threading.Event]:
    """Have a function wait in the middle of a task: it says that it is there, and is let go on."""
    there, go_on = threading.Event(), threading.Event()
    usual = getattr(place, name)

    def slow(*given: object, **named: object) -> object:
        result = usual(*given, **named)
        there.set()
        go_on.wait(20)
        return result

    monkeypatch.setattr(place, name, slow)
    return there, go_on


def press(qtbot: QtBot, window: MainWindow) -> None:
    """Click the Cancel of the newest task as soon as it is there to be clicked."""
    qtbot.waitUntil(window.task_bar.isVisible)
    row = window.task_bar.newest
    assert row is not None
    qtbot.mouseClick(row.cancel, Qt.LeftButton)


def begin_export(window: MainWindow, folder: Path) -> None:
    window.jobs.export(window.tree.current(), ExportChoices(), folder / "out.tps")


def begin_reading(window: MainWindow, folder: Path) -> None:
    (folder / "in.tps").write_text("LM=3\n0 0\n1 0\n1 1\nID=a\n")
    window.jobs.read_files([folder / "in.tps"], lambda _offer: pytest.fail("it was cancelled"))


def begin_backup(window: MainWindow, folder: Path) -> None:
    window.libraries._jobs.back_up(folder)


HELD: dict[str, tuple[Callable[[MainWindow, Path], None], str, str]] = {
    "export": (begin_export, "components.workflow.exporting", "_put"),
    "read": (begin_reading, "components.workflow.files_read", "read"),
    "back up": (begin_backup, "components.store.backup", "copy_database"),
    "analyse": (lambda window, _: analyse(window), "components.workflow.analysing", "run"),
}
"""Tasks that are let go of, and a function that is called late in each."""


@pytest.mark.parametrize("name", HELD)
def test_a_click_on_cancel_is_answered_in_the_middle_of_long_work(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    before, label = rows(busy), busy.jobs.session.history.undo_label
    begin, module, function = HELD[name]
    there, go_on = held(monkeypatch, importlib.import_module(module), function)
    begin(busy, folder)
    qtbot.waitUntil(there.is_set)
    press(qtbot, busy)
    assert busy.tasks.running == ()
    assert not busy.tasks.at_rest
    with qtbot.waitSignal(busy.tasks.idle):
        go_on.set()
    assert (rows(busy), busy.jobs.session.history.undo_label) == (before, label)
    assert [path.name for path in folder.iterdir()] == (["in.tps"] if name == "read" else [])


def test_closing_waits_for_work_that_was_let_go_of(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there, go_on = held(monkeypatch, exporting, "_put")
    begin_export(busy, tmp_path)
    qtbot.waitUntil(there.is_set)
    press(qtbot, busy)
    busy.close()
    assert busy.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: not busy.isVisible())
    assert not (tmp_path / "out.tps").exists()
