"""Every task that changes something, cancelled at its first step: all is as it was before."""

import importlib
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PyQt5.QtCore import Qt, QThread
from PyQt5.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.shape.specimen import Specimen
from components.store import changes, datasets, objects, stopping
from components.store.backup import back_up
from components.store.datasets import Dataset, Scheme
from components.store.library import Library
from components.ui import thumbnails
from components.ui.main_window import MainWindow
from components.ui.tasks import Task
from components.ui.thumbnails import Thumbnails
from components.workflow import exporting, health
from components.workflow.analysing import Request
from components.workflow.calibrating import Calibration
from components.workflow.export_choices import ExportChoices
from components.workflow.files_read import read_each
from components.workflow.import_choices import ImportChoices
from components.workflow.packaging import export_package

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


def begin_check(window: MainWindow, _folder: Path) -> None:
    window.handlers()["check_data"]()


def begin_opening(window: MainWindow, _folder: Path) -> None:
    few, _ = window.jobs.session.datasets()
    window.tree.select(Dataset, few.id)


def begin_report(window: MainWindow, folder: Path) -> None:
    window.jobs.save_report(window.jobs.session.load_analysis(1)[0], folder / "report")


Begin = Callable[[MainWindow, Path], None]
HELD: dict[str, tuple[Begin, str, str]] = {
    "export": (begin_export, "components.workflow.exporting", "_put"),
    "read": (begin_reading, "components.workflow.files_read", "read"),
    "back up": (begin_backup, "components.store.backup", "copy_database"),
    "analyse": (lambda window, _: analyse(window), "components.workflow.analysing", "run"),
    "check": (begin_check, "components.workflow.health", "repeated_names"),
    "open": (begin_opening, "components.store.objects", "load_columns"),
    "report": (begin_report, "components.workflow.reporting", "document"),
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
    assert [task.title for task in busy.tasks.running] == []
    assert not busy.tasks.at_rest
    with qtbot.waitSignal(busy.tasks.idle):
        go_on.set()
    assert (rows(busy), busy.jobs.session.history.undo_label) == (before, label)
    assert [path.name for path in folder.iterdir()] == (["in.tps"] if name == "read" else [])


def begin_import(window: MainWindow, folder: Path) -> None:
    path = folder / "in.tps"
    path.write_text("LM=3\n0 0\n1 0\n1 1\nID=a\n")
    window.jobs.store_files(read_each([path]), ImportChoices())


def begin_restore(window: MainWindow, folder: Path) -> None:
    made = back_up(window.jobs.session.library, folder)
    window.libraries._jobs.restore(made.folder)


def begin_package(window: MainWindow, folder: Path) -> None:
    few, _ = window.jobs.session.datasets()
    path = folder / "few.modan.zip"
    export_package(window.jobs.session.library, [few.id], path)
    window.jobs.import_whole([path])


def begin_deleting(window: MainWindow, _folder: Path) -> None:
    window.handlers()["delete"]()


def begin_deleting_objects(window: MainWindow, _folder: Path) -> None:
    window.table.selectAll()
    window.editing.delete_objects()


WRITERS: dict[str, tuple[Begin, str, str]] = {
    "import": (begin_import, "components.store.objects", "insert_rows"),
    "sample": (lambda w, _: w.jobs.add_sample(), "components.store.objects", "insert_rows"),
    "restore": (begin_restore, "components.store.restore", "_batches"),
    "package": (begin_package, "components.store.package_storing", "_insert"),
    "keep": (lambda window, _: analyse(window), "components.store.analyses", "write_arrays"),
    "duplicate": (lambda w, _: ACTS["duplicate"](w), "components.store.copying", "_fitted"),  # type: ignore[dict-item]  # its result is not looked at
    "split": (lambda window, _: split(window), "components.store.combining", "_parts"),
    "merge": (lambda window, _: merge(window), "components.store.copying", "_fitted"),
    "calibrate": (lambda window, _: calibrate(window), "components.store.editing", "_demand_scale"),
    "delete": (begin_deleting, "components.workflow.edits.datasets", "of_dataset"),
    "delete objects": (begin_deleting_objects, "components.store.editing", "id_list"),
}
"""Tasks that change the library, and a function that is called early in each."""


@pytest.mark.parametrize("name", WRITERS)
def test_a_click_on_cancel_ends_a_change_of_the_library_at_its_next_statement(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(stopping, "_INSTRUCTIONS", 1)  # few objects: ask in each statement
    before, labels = rows(busy), busy.jobs.session.history.labels
    begin, module, function = WRITERS[name]
    there, go_on = held(monkeypatch, importlib.import_module(module), function)
    begin(busy, tmp_path)
    qtbot.waitUntil(there.is_set)
    press(qtbot, busy)
    row = busy.task_bar.newest
    assert row is not None
    assert "Stopping" in row.text
    with qtbot.waitSignal(busy.tasks.idle):
        go_on.set()
    assert (rows(busy), busy.jobs.session.history.labels) == (before, labels)
    assert not list((busy.jobs.folder / "media").glob("**/*.*"))


def test_undo_in_a_task_is_cancelled_by_a_click(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_deleting_objects(busy, Path())
    qtbot.waitUntil(lambda: busy.tasks.at_rest)
    deleted = rows(busy)
    there, go_on = held(monkeypatch, changes, "insert_rows")
    busy.handlers()["undo"]()
    qtbot.waitUntil(there.is_set)
    press(qtbot, busy)
    with qtbot.waitSignal(busy.tasks.idle):
        go_on.set()
    assert rows(busy) == deleted
    assert busy.jobs.session.history.undo_label == "Delete 600 objects"


def test_a_data_set_that_was_not_opened_is_offered_again(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patched:
        there, go_on = held(patched, objects, "load_columns")
        begin_opening(busy, tmp_path)
        qtbot.waitUntil(there.is_set)
        press(qtbot, busy)
        go_on.set()
    page = busy.pages.empty
    assert busy.pages.currentWidget() is page
    assert page.title == "few was not opened"
    (button,) = [one for one in page.findChildren(QPushButton) if one.text() == "Open it"]
    qtbot.mouseClick(button, Qt.LeftButton)
    qtbot.waitUntil(lambda: busy.pages.objects.dataset is not None)
    assert busy.pages.currentWidget() is busy.pages.objects


def test_a_check_that_was_stopped_says_so(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there, go_on = held(monkeypatch, health, "repeated_names")
    begin_check(busy, tmp_path)
    qtbot.waitUntil(there.is_set)
    press(qtbot, busy)
    assert busy.editing.checking.health.summary.text() == "The check of many was stopped."
    go_on.set()


def test_a_photograph_whose_reading_was_stopped_is_read_when_it_is_asked_for_again(
    qtbot: QtBot, busy: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    picture = tmp_path / "wing.png"
    Image.new("L", (8, 6)).save(picture)
    shown: list[object] = []
    found = Thumbnails(busy.tasks, busy)
    with monkeypatch.context() as patched:
        there, go_on = held(patched, thumbnails, "thumbnail")
        found.ask(picture, shown.append)
        qtbot.waitUntil(there.is_set)
        press(qtbot, busy)
        go_on.set()
    qtbot.waitUntil(lambda: busy.tasks.at_rest)
    assert shown == []
    found.ask(picture, shown.append)
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert shown[0] is not None


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
