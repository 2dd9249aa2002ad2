"""The check of the data in the window: found, chosen in the table, repaired by a click, undone."""

from dataclasses import replace

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDockWidget, QPushButton
from pytestqt.qtbot import QtBot
from windows import finished, trigger

from components.shape.specimen import Specimen
from components.stats.simulate import simulate
from components.store import datasets, objects
from components.store.datasets import Dataset, Scheme
from components.ui.health_page import HealthPage
from components.ui.main_window import MainWindow
from components.workflow.health import check


def specimens() -> list[Specimen]:
    """Three mirror images and one pair of exchanged landmarks among 20 forms."""
    made = [
        Specimen(f"form {i}", form)
        for i, form in enumerate(simulate(20, 10, 2, seed=7).coords + 900)
    ]
    for row in (3, 8, 12):
        made[row] = replace(made[row], landmarks=made[row].landmarks * [-1, 1])
    order = [0, 6, 2, 3, 4, 5, 1, 7, 8, 9]
    made[15] = replace(made[15], landmarks=made[15].landmarks[order])
    return made


@pytest.fixture
def checked(qtbot: QtBot, window: MainWindow) -> HealthPage:
    """Open the window on a data set with faults, and check it with the action."""
    library = window.jobs.session.library
    number = datasets.create(library, "forms", Scheme(2))
    objects.add(library, number, specimens())
    datasets.create(library, "other", Scheme(2))
    window.refresh()
    finished(qtbot, window, lambda: window.tree.select(Dataset, number))
    finished(qtbot, window, lambda: trigger(window, "check_data"))
    return window.editing.checking.health


def button(page: HealthPage, text: str) -> QPushButton:
    found = [b for b in page.findChildren(QPushButton) if b.text().replace("&", "") == text]
    return found[-1]  # those before it are about to be deleted


def click(qtbot: QtBot, window: MainWindow, one: QPushButton) -> None:
    """Click, and wait until the check that follows an edit has ended."""
    with qtbot.waitSignal(window.tasks.idle, timeout=20_000):
        qtbot.mouseClick(one, Qt.LeftButton)
    rested(qtbot, window)


def rested(qtbot: QtBot, window: MainWindow) -> None:
    checking = window.editing.checking
    qtbot.waitUntil(lambda: window.tasks.at_rest and not checking._pause.isActive(), timeout=20_000)


def kinds(page: HealthPage) -> list[str]:
    assert page.checked is not None
    return [finding.kind for finding in page.checked.findings]


def test_findings_are_listed_by_kind(checked: HealthPage, window: MainWindow) -> None:
    assert kinds(checked) == ["mirrored"] * 3 + ["order"]
    assert checked.summary.text() == "4 possible faults in 4 of 20 objects."
    assert not window.findChild(QDockWidget, "data_check").isHidden()
    assert "falls from" in checked.sentence.text()


def test_a_click_chooses_the_object_in_the_table(
    checked: HealthPage, window: MainWindow, qtbot: QtBot
) -> None:
    table = checked.table
    place = table.visualRect(table.model().index(3, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.LeftButton, pos=place)
    (row,) = window.table.selected_rows().tolist()
    assert window.table.row_name(row) == "form 15"
    assert "landmarks 2 and 7 are exchanged" in checked.sentence.text()
    qtbot.waitUntil(lambda: button(checked, "Exchange landmarks 2 and 7").isVisible())


def test_a_repair_is_one_step_and_the_data_are_checked_again(
    checked: HealthPage, window: MainWindow, qtbot: QtBot
) -> None:
    click(qtbot, window, button(checked, "Mirror back"))
    assert window.jobs.session.history.labels == ("Mirror back: form 3",)
    assert kinds(checked) == ["mirrored"] * 2 + ["order"]
    assert window.bar.text == "1 object was repaired; undo takes it back."
    trigger(window, "undo")
    qtbot.waitUntil(lambda: len(kinds(checked)) == 4, timeout=20_000)


def test_all_of_a_kind_are_repaired_at_once(
    checked: HealthPage, window: MainWindow, qtbot: QtBot
) -> None:
    click(qtbot, window, button(checked, "Repair all 3 of this kind"))
    assert window.jobs.session.history.labels == ("Mirror back: 3 objects",)
    assert kinds(checked) == ["order"]
    assert checked.all.isHidden()
    click(qtbot, window, button(checked, "Exchange landmarks 2 and 7"))
    assert kinds(checked) == []
    assert checked.summary.text() == "No faults were found in 20 objects."
    assert checked.table.isHidden()


def test_leaving_out_deletes_the_object(
    checked: HealthPage, window: MainWindow, qtbot: QtBot
) -> None:
    click(qtbot, window, button(checked, "Leave out"))
    assert window.table.model().rowCount() == 19
    assert checked.summary.text() == "3 possible faults in 3 of 19 objects."


def test_the_check_can_be_asked_for_again(
    checked: HealthPage, window: MainWindow, qtbot: QtBot
) -> None:
    before = checked.checked
    click(qtbot, window, button(checked, "Check again"))
    assert checked.checked is not before


def test_without_objects_there_is_nothing_to_check(window: MainWindow) -> None:
    action = next(a for _, a in window.declared.all() if a.objectName() == "check_data")
    assert not action.isEnabled()


def test_a_page_alone_shows_specimens_that_are_not_stored(qtbot: QtBot) -> None:
    page = HealthPage()
    qtbot.addWidget(page)
    page.show_checkup(check(specimens()[:3]))
    assert page.summary.text() == "No faults were found in 3 objects."
    assert page.finding() is None
