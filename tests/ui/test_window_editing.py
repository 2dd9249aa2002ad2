"""Edits of the library through the window, each undone with Ctrl+Z."""

from collections.abc import Callable

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QContextMenuEvent
from PyQt5.QtWidgets import (
    QAction,
    QApplication,
    QDialogButtonBox,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
)
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.shape.specimen import Specimen
from components.store import objects
from components.store.datasets import Dataset, Scheme
from components.store.library import Library
from components.ui.dialogs.variable import VariableDialog
from components.ui.main_window import MainWindow
from components.workflow import edits
from MdStatistics import simulate

pytestmark = QUIET
SCHEME = Scheme(2, variables=(("site", "text"), ("age", "number")))


def filled(window: MainWindow, count: int) -> int:
    """Make a data set with objects, which is no step of the history."""
    session = window.jobs.session
    number = edits.create_dataset(session.history, "wings", SCHEME)
    forms = simulate(count, 6, 2, seed=1).coords
    specimens = [
        Specimen(f"wing {i + 1}", form, variables={"site": "cave", "age": float(i)})
        for i, form in enumerate(forms)
    ]
    objects.add(session.library, number, specimens)
    return number


@pytest.fixture
def dataset(qtbot: QtBot, window: MainWindow) -> int:
    number = filled(window, 12)
    shown(qtbot, window, lambda: (window.refresh(), window.tree.select(Dataset, number)))
    window.activateWindow()
    window.table.setFocus()
    qtbot.waitUntil(window.table.hasFocus)
    return number


def shown(qtbot: QtBot, window: MainWindow, act: Callable[[], object]) -> None:
    """Act, then wait until the tasks that follow have ended."""
    act()
    qtbot.waitUntil(lambda: window.tasks.at_rest, timeout=10_000)


def column(window: MainWindow, number: int) -> list[str]:
    model = window.table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def undo(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()  # again, after a dialog
    qtbot.waitUntil(window.isActiveWindow)
    shown(qtbot, window, lambda: qtbot.keyClick(window, Qt.Key_Z, Qt.ControlModifier))


def click(qtbot: QtBot, window: MainWindow, row: int, place: int, *, shift: bool = False) -> None:
    where = window.table.visualRect(window.table.model().index(row, place)).center()
    keys = Qt.KeyboardModifiers(Qt.ShiftModifier if shift else Qt.NoModifier)
    qtbot.mouseClick(window.table.viewport(), Qt.LeftButton, keys, where)


def test_a_typed_name_is_stored_and_undone(qtbot: QtBot, window: MainWindow, dataset: int) -> None:
    click(qtbot, window, 2, 1)
    qtbot.keyClick(window.table, Qt.Key_F2)
    editor = window.table.viewport().findChild(QLineEdit)
    editor.setText("left wing")
    qtbot.keyClick(editor, Qt.Key_Return)
    qtbot.waitUntil(lambda: column(window, 1)[2] == "left wing")
    stored = objects.load_columns(window.jobs.session.library, dataset)
    assert stored.names[2] == "left wing"
    assert column(window, 1)[2] == "left wing"
    assert window.jobs.session.history.undo_label == "Change name of wing 3"
    undo(qtbot, window)
    assert column(window, 1)[2] == "wing 3"


def test_a_small_edit_reads_its_objects_only(
    qtbot: QtBot, window: MainWindow, dataset: int
) -> None:
    page, started = window.pages.objects, []
    page.filter.line.setText("wing age < 9")
    page.filter.line.setText("age < 9")
    qtbot.keyClick(page.filter.line, Qt.Key_Return)
    window.tasks.changed.connect(lambda: started.append(window.tasks.running))
    click(qtbot, window, 1, 6)
    QApplication.clipboard().setText("50\n5")
    before = page.columns
    qtbot.keyClick(window.table, Qt.Key_V, Qt.ControlModifier)
    assert started == []
    assert column(window, 1) == [f"wing {i}" for i in (1, 3, 4, 5, 6, 7, 8, 9)]
    assert (column(window, 6)[1], page.filter.count) == ("5", "8 of 12")
    assert page.columns.variables["site"] is before.variables["site"]
    stored = objects.load_columns(window.jobs.session.library, dataset)
    assert page.columns.variables == stored.variables
    undo(qtbot, window)
    assert (column(window, 1)[1], page.filter.count) == ("wing 2", "9 of 12")
    assert started == []


def test_an_edit_elsewhere_is_seen_when_one_comes_back(
    qtbot: QtBot, window: MainWindow, dataset: int
) -> None:
    other = filled(window, 3)
    history = window.jobs.session.history
    number = int(window.table.object_ids()[0])
    shown(qtbot, window, lambda: (window.refresh(), window.tree.select(Dataset, other)))
    edits.rename_objects(history, {number: "changed"})
    shown(qtbot, window, lambda: window.tree.select(Dataset, dataset))
    assert column(window, 1)[0] == "changed"


@pytest.mark.usefixtures("dataset")
def test_a_pasted_block_is_one_step(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, 1, 5)
    QApplication.clipboard().setText("river\t7.5\r\n\tNA\r\n")
    shown(qtbot, window, lambda: qtbot.keyClick(window.table, Qt.Key_V, Qt.ControlModifier))
    assert column(window, 5)[1:3] == ["river", ""]
    assert column(window, 6)[1:3] == ["7.5", ""]
    undo(qtbot, window)
    assert column(window, 5)[1:3] == ["cave", "cave"]


@pytest.mark.usefixtures("dataset")
def test_what_is_refused_is_said_in_the_bar(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, 1, 4)
    qtbot.keyClick(window.table, Qt.Key_5)
    assert window.bar.text == "wing 2, Centroid size: computed, not typed; nothing was changed."
    assert window.jobs.session.history.undo_label == "New data set wings"


@pytest.mark.usefixtures("dataset")
def test_chosen_objects_are_deleted_and_come_back(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, 1, 1)
    click(qtbot, window, 3, 1, shift=True)
    shown(qtbot, window, lambda: qtbot.keyClick(window.table, Qt.Key_Delete))
    assert column(window, 1)[:2] == ["wing 1", "wing 5"]
    assert window.bar.text == "3 objects were deleted; undo brings them back."
    undo(qtbot, window)
    assert column(window, 1)[:3] == ["wing 1", "wing 2", "wing 3"]


def test_many_objects_are_deleted_in_a_task(qtbot: QtBot, window: MainWindow) -> None:
    number = filled(window, 1200)
    shown(qtbot, window, lambda: (window.refresh(), window.tree.select(Dataset, number)))
    window.table.selectAll()
    shown(qtbot, window, lambda: qtbot.keyClick(window.table, Qt.Key_Delete))
    assert window.bar.text == "1,200 objects were deleted; undo brings them back."
    assert "has no objects yet" in window.pages.empty.title
    assert window.jobs.session.history.undo_label == "Delete 1,200 objects"


@pytest.mark.usefixtures("dataset")
def test_a_filter_becomes_a_view(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key_F, Qt.KeyboardModifiers(Qt.ControlModifier | Qt.ShiftModifier))
    line = window.pages.objects.filter.line
    qtbot.waitUntil(line.hasFocus)
    with qtbot.waitSignal(window.pages.objects.filter.changed):
        qtbot.keyClicks(line, "age < 4")
    assert column(window, 1) == ["wing 1", "wing 2", "wing 3", "wing 4"]
    shown(qtbot, window, lambda: window.pages.objects.filter.view_wanted.emit("young"))
    (view,) = window.jobs.session.datasets()[0].views
    assert (view.name, view.filter) == ("young", "age < 4")
    assert column(window, 1) == ["wing 1", "wing 2", "wing 3", "wing 4"]
    shown(qtbot, window, lambda: window.pages.objects.filter.view_unwanted.emit("young"))
    assert window.jobs.session.datasets()[0].views == ()


def chosen_in_header(window: MainWindow, place: int, text: str) -> None:
    """Right-click on the header of a column and choose from its menu."""
    header = window.table.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(place) + 9, 9)
    menus = set(header.findChildren(QMenu))
    event = QContextMenuEvent(QContextMenuEvent.Mouse, where, header.mapToGlobal(where))
    QApplication.sendEvent(header.viewport(), event)
    (menu,) = set(header.findChildren(QMenu)) - menus
    next(a for a in menu.actions() if text in a.text().replace("&", "")).trigger()
    menu.close()


def titles(window: MainWindow) -> list[str]:
    model = window.table.model()
    return [model.headerData(i, Qt.Horizontal).strip() for i in range(5, model.columnCount())]


@pytest.mark.usefixtures("dataset")
def test_a_variable_is_added_moved_and_removed(qtbot: QtBot, window: MainWindow) -> None:
    chosen_in_header(window, 5, "Add variable")
    dialog = window.findChild(VariableDialog)
    ok = dialog.buttons.button(QDialogButtonBox.Ok)
    assert not ok.isEnabled()
    qtbot.keyClicks(dialog.name, "age")
    assert not ok.isEnabled()
    assert dialog.problem.text == "There is a variable age already."
    qtbot.keyClicks(dialog.name, "d")
    dialog.kind.setCurrentIndex(2)
    shown(qtbot, window, ok.click)
    assert titles(window) == ["site", "aged", "age"]
    assert window.table.variables()["aged"] == "flag"
    shown(qtbot, window, lambda: chosen_in_header(window, 6, "Move right"))
    assert titles(window) == ["site", "age", "aged"]
    shown(qtbot, window, lambda: chosen_in_header(window, 5, "Remove site"))
    assert titles(window) == ["age", "aged"]
    assert "undo brings it back" in window.bar.text
    undo(qtbot, window)
    assert column(window, 5)[0] == "cave"


@pytest.mark.usefixtures("dataset")
def test_a_type_that_values_do_not_fit_is_asked_about(qtbot: QtBot, window: MainWindow) -> None:
    chosen_in_header(window, 5, "Change site")
    dialog = window.findChild(VariableDialog)
    dialog.name.setText("depth")
    dialog.kind.setCurrentIndex(1)
    dialog.accept()
    box = window.findChild(QMessageBox)
    assert box.text() == "12 values of site do not fit the type number, the first in wing 1."
    button = next(b for b in box.buttons() if b.text() == "Change and empty them")
    shown(qtbot, window, button.click)
    assert titles(window) == ["depth", "age"]
    assert window.table.variables()["depth"] == "number"
    assert set(column(window, 5)) == {""}
    undo(qtbot, window)
    assert (titles(window)[0], column(window, 5)[0]) == ("site", "cave")


@pytest.mark.usefixtures("dataset")
def test_other_columns_offer_a_new_variable_only(window: MainWindow) -> None:
    chosen_in_header(window, 1, "Add variable")
    assert window.findChild(VariableDialog).answer() == ("", "text")


def test_a_data_set_is_split_by_a_variable(qtbot: QtBot, window: MainWindow, dataset: int) -> None:
    history = window.jobs.session.history
    ids = window.table.object_ids().tolist()
    cells = dict.fromkeys([(number, "site") for number in ids[:4]], "river")
    shown(qtbot, window, lambda: edits.set_cells(history, dataset, cells))
    window.editing.handlers()["split"]()
    dialog = window.findChild(QInputDialog)
    assert dialog.comboBoxItems() == ["site", "age"]
    shown(qtbot, window, dialog.accept)
    children = [d for d in window.jobs.session.datasets() if d.parent == dataset]
    assert sorted(d.objects for d in children) == [4, 8]
    assert window.bar.text == "2 data sets were made below wings; undo takes them away."
    undo(qtbot, window)
    assert len(window.jobs.session.datasets()) == 1


def many(qtbot: QtBot, window: MainWindow, count: int = 3000) -> int:
    number = filled(window, count)
    shown(qtbot, window, lambda: (window.refresh(), window.tree.select(Dataset, number)))
    window.activateWindow()
    window.table.setFocus()
    qtbot.waitUntil(window.table.hasFocus)
    return number


def test_a_large_edit_is_made_undone_and_redone_in_tasks(qtbot: QtBot, window: MainWindow) -> None:
    many(qtbot, window)
    window.table.selectAll()
    click(qtbot, window, 0, 1)
    qtbot.keyClick(window.table, Qt.Key_A, Qt.ControlModifier)
    shown(qtbot, window, lambda: qtbot.keyClick(window.table, Qt.Key_D, Qt.ControlModifier))
    assert set(column(window, 1)) == {"wing 1"}
    history = window.jobs.session.history
    assert history.undo_label == "Change name of 2,999 objects"
    with qtbot.waitSignal(window.tasks.idle, timeout=10_000):
        qtbot.keyClick(window, Qt.Key_Z, Qt.ControlModifier)
        assert [task.title for task in window.tasks.running] == [
            "Undo: Change name of 2,999 objects"
        ]
        assert not window.findChild(QAction, "undo").isEnabled()
        assert not window.findChild(QAction, "redo").isEnabled()
    assert column(window, 1)[2999] == "wing 3000"
    assert (history.undo_label, history.redo_label) == (
        "New data set wings",
        "Change name of 2,999 objects",
    )
    keys = Qt.KeyboardModifiers(Qt.ControlModifier | Qt.ShiftModifier)
    shown(qtbot, window, lambda: qtbot.keyClick(window, Qt.Key_Z, keys))
    assert set(column(window, 1)) == {"wing 1"}


def test_while_a_large_edit_runs_others_are_refused_with_the_reason(
    qtbot: QtBot, window: MainWindow
) -> None:
    many(qtbot, window)
    window.table.selectAll()
    with qtbot.waitSignal(window.tasks.idle, timeout=10_000):
        qtbot.keyClick(window.table, Qt.Key_Delete)
        said = "Deleting objects: wait until that has ended, or cancel it."
        click(qtbot, window, 1, 1)
        qtbot.keyClick(window.table, Qt.Key_F2)
        assert window.table.viewport().findChild(QLineEdit) is None
        assert window.bar.text == said
        window.bar.show_text("")
        QApplication.clipboard().setText("other")
        qtbot.keyClick(window.table, Qt.Key_V, Qt.ControlModifier)
        assert window.bar.text == said
    assert window.jobs.session.history.undo_label == "Delete 3,000 objects"


def test_a_large_edit_is_cancelled_and_leaves_nothing(qtbot: QtBot, window: MainWindow) -> None:
    number = many(qtbot, window)
    window.table.selectAll()
    with qtbot.waitSignal(window.tasks.idle, timeout=10_000):
        qtbot.keyClick(window.table, Qt.Key_Delete)
        window.tasks.cancel_all()
    assert len(objects.load_columns(window.jobs.session.library, number).ids) == 3000
    assert window.findChild(QAction, "undo").isEnabled()
    assert window.jobs.session.history.undo_label == "New data set wings"
    click(qtbot, window, 0, 1)
    qtbot.keyClick(window.table, Qt.Key_F2)
    assert window.table.viewport().findChild(QLineEdit) is not None


def test_closing_while_a_large_undo_runs_stops_it(qtbot: QtBot, window: MainWindow) -> None:
    number = many(qtbot, window)
    window.table.selectAll()
    shown(qtbot, window, lambda: qtbot.keyClick(window.table, Qt.Key_Delete))
    folder = window.jobs.session.library.folder
    window.editing.tasks.undo()
    window.close()
    box = window.findChild(QMessageBox)
    with qtbot.waitSignal(window.tasks.idle, timeout=10_000):
        next(b for b in box.buttons() if "top" in b.text()).click()
    qtbot.waitUntil(window.isHidden)
    with Library(folder) as library:
        assert len(objects.load_columns(library, number).ids) in (0, 3000)


def test_many_values_that_do_not_fit_are_named_and_nothing_is_changed(
    qtbot: QtBot, window: MainWindow
) -> None:
    many(qtbot, window)
    click(qtbot, window, 0, 6)
    text = "\n".join("old" if i == 1500 else str(i + 7) for i in range(3000))
    QApplication.clipboard().setText(text)
    shown(qtbot, window, lambda: qtbot.keyClick(window.table, Qt.Key_V, Qt.ControlModifier))
    assert window.bar.text.startswith("wing 1501, age ('old' is not a number): nothing was changed")
    assert column(window, 6)[:2] == ["0", "1"]
    assert window.jobs.session.history.undo_label == "New data set wings"
