"""A large data set: its first objects can be read before all of them have come."""

from threading import Event
from typing import Any

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import finished

from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.datasets import Dataset, Scheme
from components.store.objects import ObjectColumns
from components.ui import jobs
from components.ui.main_window import MainWindow
from components.workflow import edits

pytestmark = QUIET


@pytest.fixture
def rest(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Hold back what reads all objects until this is set."""
    wanted, load = Event(), objects.load_columns
    wanted.set()

    def held(*given: Any, **options: Any) -> ObjectColumns:
        if options == {"first": None}:
            assert wanted.wait(10)
        return load(*given, **options)

    monkeypatch.setattr(objects, "load_columns", held)
    return wanted


@pytest.fixture
def large(
    qtbot: QtBot, window: MainWindow, rest: Event, monkeypatch: pytest.MonkeyPatch
) -> Dataset:
    """Make a data set of 12 objects large, with 4 of them shown first; another is on show."""
    monkeypatch.setattr(jobs, "_MANY", 10)
    monkeypatch.setattr(jobs, "_FIRST", 4)
    library = window.jobs.session.library
    for name, count in (("few", 2), ("many", 12)):
        number = datasets.create(library, name, Scheme(2))
        objects.add(library, number, [Specimen(f"{name} {i}", np.eye(3, 2)) for i in range(count)])
    window.refresh()
    few, many = window.jobs.session.datasets()
    finished(qtbot, window, lambda: window.tree.select(Dataset, few.id))
    rest.clear()
    return many


def rows_shown(window: MainWindow) -> int:
    return int(window.table.model().rowCount())


def open_first(qtbot: QtBot, window: MainWindow, dataset: Dataset) -> None:
    """Choose it, and return as soon as its first objects are on show."""
    window.tree.select(Dataset, dataset.id)
    qtbot.waitUntil(lambda: window.pages.objects.shows(dataset))
    assert not window.pages.objects.whole


def test_the_first_rows_come_first_and_cannot_be_changed(
    qtbot: QtBot, window: MainWindow, large: Dataset, rest: Event
) -> None:
    open_first(qtbot, window, large)
    assert rows_shown(window) == 4
    cell = window.table.model().index(0, 1)
    assert cell.data() == "many 0"
    assert not cell.flags() & Qt.ItemIsEditable
    window.table.select_rows(np.array([2]))
    rest.set()
    qtbot.waitUntil(lambda: window.pages.objects.whole)
    assert rows_shown(window) == 12
    assert window.table.model().index(0, 1).flags() & Qt.ItemIsEditable
    assert window.table.selected_rows().tolist() == [2]


def test_an_edit_in_the_meantime_is_shown(
    qtbot: QtBot, window: MainWindow, large: Dataset, rest: Event
) -> None:
    session = window.jobs.session
    last = int(objects.load_columns(session.library, large.id, first=12).ids[-1])
    open_first(qtbot, window, large)
    edits.rename_objects(session.history, {last: "renamed"})
    rest.set()
    qtbot.waitUntil(lambda: window.pages.objects.whole and window.tasks.at_rest)
    assert window.table.model().index(11, 1).data() == "renamed"


def test_another_data_set_chosen_in_the_meantime_stays(
    qtbot: QtBot, window: MainWindow, large: Dataset, rest: Event
) -> None:
    few = window.jobs.session.datasets()[0]
    open_first(qtbot, window, large)
    finished(qtbot, window, lambda: (window.tree.select(Dataset, few.id), rest.set()))
    assert window.pages.objects.whole
    assert rows_shown(window) == 2
