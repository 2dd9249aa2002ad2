"""Finding and replacing text in the object table, with mouse and keyboard."""

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.shape.specimen import Specimen
from components.store import objects
from components.store.datasets import Dataset, Scheme
from components.ui.find_bar import FindBar
from components.ui.main_window import MainWindow
from components.workflow import edits
from MdStatistics import simulate

pytestmark = QUIET
SCHEME = Scheme(2, variables=(("site", "text"), ("age", "number")))
SHIFT = Qt.KeyboardModifiers(Qt.ShiftModifier)


def show(qtbot: QtBot, window: MainWindow, count: int) -> int:
    session = window.jobs.session
    number = edits.create_dataset(session.history, "wings", SCHEME)
    forms = simulate(count, 6, 2, seed=1).coords
    specimens = [
        Specimen(
            f"wing {i + 1}",
            form,
            variables={"site": "Cave" if i % 2 else "river", "age": float(i + 1)},
        )
        for i, form in enumerate(forms)
    ]
    objects.add(session.library, number, specimens)
    window.refresh()
    window.tree.select(Dataset, number)
    qtbot.waitUntil(lambda: window.tasks.at_rest, timeout=10_000)
    window.activateWindow()
    window.table.setFocus()
    qtbot.waitUntil(window.table.hasFocus)
    return number


@pytest.fixture
def dataset(qtbot: QtBot, window: MainWindow) -> int:
    return show(qtbot, window, 12)


def opened(qtbot: QtBot, window: MainWindow, key: Qt.Key, text: str) -> FindBar:
    qtbot.keyClick(window, key, Qt.ControlModifier)
    bar: FindBar = window.pages.objects.find
    qtbot.waitUntil(bar.line.hasFocus)
    bar.line.selectAll()
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClicks(bar.line, text)
    return bar


def here(window: MainWindow) -> tuple[str, str]:
    """Name of the object, and column, of the current cell."""
    index = window.table.currentIndex()
    return (
        window.table.model().index(index.row(), 1).data(),
        window.table.model().columns[index.column()].title,
    )


def column(window: MainWindow, place: int) -> list[str]:
    model = window.table.model()
    return [model.index(row, place).data() for row in range(model.rowCount())]


def push(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.LeftButton)


@pytest.mark.usefixtures("dataset")
def test_one_goes_from_cell_to_cell(qtbot: QtBot, window: MainWindow) -> None:
    window.table.arranger.set_hidden(4, hidden=True)  # the sizes, which are accidental
    bar = opened(qtbot, window, Qt.Key_F, "12")
    assert bar.by.isHidden()
    assert bar.count.text() == "3 cells"  # number, name and age of the last one
    qtbot.keyClick(bar.line, Qt.Key_Return)
    assert (here(window), bar.count.text()) == (("wing 12", "No."), "1 of 3")
    assert window.table.selectionModel().selectedIndexes() == [window.table.currentIndex()]
    qtbot.keyClick(bar.line, Qt.Key_Return)
    assert here(window) == ("wing 12", "Name")
    qtbot.keyClick(bar.line, Qt.Key_Return, SHIFT)
    assert here(window) == ("wing 12", "No.")
    qtbot.keyClick(bar.line, Qt.Key_Return, SHIFT)
    assert (here(window), bar.count.text()) == (("wing 12", "age"), "3 of 3")
    qtbot.keyClick(window, Qt.Key_F3)
    assert here(window) == ("wing 12", "No.")
    qtbot.keyClick(window, Qt.Key_F3, SHIFT)
    assert here(window) == ("wing 12", "age")
    qtbot.keyClick(bar.line, Qt.Key_Escape)
    assert bar.isHidden()
    assert window.table.model().found is None
    qtbot.waitUntil(window.table.hasFocus)


@pytest.mark.usefixtures("dataset")
def test_case_whole_cells_and_one_column_narrow_the_search(
    qtbot: QtBot, window: MainWindow
) -> None:
    bar = opened(qtbot, window, Qt.Key_F, "cave")
    assert bar.count.text() == "6 cells"
    bar.same_case.click()
    assert bar.count.text() == "Not found"
    assert not bar.next.isEnabled()
    bar.same_case.click()
    bar.whole.click()
    assert bar.count.text() == "6 cells"
    bar.line.setText("1")
    qtbot.keyClick(bar.line, Qt.Key_Return)
    assert bar.count.text() == "2 of 2"  # the first is the current cell already
    bar.where.setCurrentIndex(bar.where.findText("age"))
    assert bar.count.text() == "1 cell"
    window.table.arranger.set_hidden(6, hidden=True)
    assert bar.where.findText("age") == -1
    assert bar.count.text() == "1 cell"  # the number: all shown columns again


@pytest.mark.usefixtures("dataset")
def test_found_cells_are_marked_and_a_filter_counts(qtbot: QtBot, window: MainWindow) -> None:
    bar = opened(qtbot, window, Qt.Key_F, "river")
    model = window.table.model()
    assert model.index(0, 5).data(Qt.BackgroundRole).isValid()
    assert model.index(1, 5).data(Qt.BackgroundRole) is None
    line = window.pages.objects.filter.line
    line.setText("age < 4")
    qtbot.keyClick(line, Qt.Key_Return)
    qtbot.keyClick(bar.line, Qt.Key_Return)
    assert bar.count.text() == "1 of 2"


@pytest.mark.usefixtures("dataset")
def test_one_cell_after_the_other_is_replaced(qtbot: QtBot, window: MainWindow) -> None:
    bar = opened(qtbot, window, Qt.Key_H, "cave")
    assert bar.by.isVisible()
    qtbot.keyClicks(bar.by, "hill")
    push(qtbot, bar.replace)  # goes to the first one
    assert here(window) == ("wing 2", "site")
    assert "hill" not in column(window, 5)
    push(qtbot, bar.replace)
    assert column(window, 5)[:4] == ["river", "hill", "river", "Cave"]
    assert (here(window), bar.count.text()) == (("wing 4", "site"), "1 of 5")
    assert window.jobs.session.history.undo_label == "Change site of wing 2"


@pytest.mark.usefixtures("dataset")
def test_all_cells_are_replaced_in_one_step(qtbot: QtBot, window: MainWindow) -> None:
    bar = opened(qtbot, window, Qt.Key_H, "cave")
    qtbot.keyClicks(bar.by, "hill")
    push(qtbot, bar.replace_all)
    assert column(window, 5) == ["river", "hill"] * 6
    assert bar.count.text() == "6 replaced"
    assert window.jobs.session.history.undo_label == "Change site of 6 objects"
    window.table.setFocus()
    qtbot.keyClick(window, Qt.Key_Z, Qt.ControlModifier)
    assert column(window, 5) == ["river", "Cave"] * 6
    assert bar.count.text() == "6 cells"


@pytest.mark.usefixtures("dataset")
def test_what_cannot_be_replaced_is_named_and_nothing_is_changed(
    qtbot: QtBot, window: MainWindow
) -> None:
    before = [column(window, place) for place in range(7)]
    bar = opened(qtbot, window, Qt.Key_H, "6")
    qtbot.keyClicks(bar.by, "x")
    push(qtbot, bar.replace_all)
    assert "wing 1, Landmarks" in window.bar.text
    assert window.bar.text.endswith("computed, not typed; nothing was changed.")
    bar.where.setCurrentIndex(bar.where.findText("age"))
    push(qtbot, bar.replace_all)
    assert window.bar.text.startswith("wing 6, age ('x' is not a number)")
    assert [column(window, place) for place in range(7)] == before
    assert window.jobs.session.history.undo_label == "New data set wings"


def test_much_is_searched_and_replaced_on_a_worker(qtbot: QtBot, window: MainWindow) -> None:
    number = show(qtbot, window, 4000)
    bar = opened(qtbot, window, Qt.Key_H, "cave")
    qtbot.waitUntil(lambda: bar.count.text() == "2,000 cells")
    qtbot.keyClicks(bar.by, "hill")
    push(qtbot, bar.replace_all)
    assert window.tasks.running
    qtbot.waitUntil(lambda: window.tasks.at_rest, timeout=10_000)
    stored = objects.load_columns(window.jobs.session.library, number)
    assert stored.variables["site"] == ("river", "hill") * 2000
    assert column(window, 5)[:2] == ["river", "hill"]
    assert window.jobs.session.history.undo_label == "Change site of 2,000 objects"
    qtbot.waitUntil(lambda: bar.count.text() == "2,000 replaced")
