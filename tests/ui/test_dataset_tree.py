"""The tree: order by dragging, names in place, analyses as leaves, merging, its context menu."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QMimeData, QModelIndex, QPoint, Qt
from PyQt5.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PyQt5.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QMenu
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import finished, trigger

from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.datasets import AnalysisEntry, Dataset, Scheme
from components.store.library import Library
from components.ui import dragging
from components.ui.dialogs.merge import MergeDialog
from components.ui.dialogs.new_analysis import NewAnalysisDialog
from components.ui.main_window import MainWindow
from components.workflow.analysing import Request

pytestmark = QUIET


@pytest.fixture
def window(qtbot: QtBot, open_window: Callable[[Path], MainWindow], tmp_path: Path) -> MainWindow:
    """Open a window on four data sets of four objects; "space" is in 3-D, "few" is short."""
    generator = np.random.default_rng(1)
    with Library(tmp_path / "library") as library:
        for name, axes, landmarks in (("a", 2, 5), ("b", 2, 5), ("space", 3, 5), ("few", 2, 4)):
            kind = "text" if name == "a" else "number"
            scheme = Scheme(axes, variables=(("age", kind),) if name in "ab" else ())
            number = datasets.create(library, name, scheme)
            forms = generator.normal(size=(4, landmarks, axes))
            objects.add(library, number, [Specimen(f"{name}{i}", f) for i, f in enumerate(forms)])
    made = open_window(tmp_path / "library")
    qtbot.waitUntil(lambda: made.tasks.at_rest)
    return made


def names(window: MainWindow) -> list[str]:
    return [dataset.name for dataset in window.jobs.session.datasets()]


def dataset(window: MainWindow, name: str) -> Dataset:
    return next(one for one in window.jobs.session.datasets() if one.name == name)


def row_of(window: MainWindow, name: str) -> QModelIndex:
    model = window.tree.model()
    (found,) = model.match(
        model.index(0, 0), Qt.DisplayRole, name, 1, Qt.MatchStartsWith | Qt.MatchRecursive
    )
    return found


def drop_beside(window: MainWindow, moved: str, name: str, part: float) -> None:
    """Drop a data set on a row, ``part`` of its height below its top."""
    row = window.tree.visualRect(row_of(window, name))
    where = QPoint(row.center().x(), row.top() + round(part * (row.height() - 1)))
    data: QMimeData = dragging.data_of_dataset(dataset(window, moved).id)
    what = (Qt.MoveAction, data, Qt.LeftButton, Qt.NoModifier)
    QApplication.sendEvent(window.tree.viewport(), QDragEnterEvent(where, *what))
    QApplication.sendEvent(window.tree.viewport(), QDragMoveEvent(where, *what))
    assert not window.tree.grab().isNull()  # with its mark
    QApplication.sendEvent(window.tree.viewport(), QDropEvent(where, *what))


@pytest.mark.parametrize(
    ("moved", "beside", "part", "order"),
    [
        ("few", "a", 0.0, ["few", "a", "b", "space"]),
        ("few", "a", 1.0, ["a", "few", "b", "space"]),
        ("a", "space", 0.0, ["b", "a", "space", "few"]),
        ("a", "few", 1.0, ["b", "space", "few", "a"]),
    ],
)
def test_a_data_set_is_dropped_between_others(
    qtbot: QtBot, window: MainWindow, moved: str, beside: str, part: float, order: list[str]
) -> None:
    drop_beside(window, moved, beside, part)
    qtbot.waitUntil(lambda: names(window) == order)
    trigger(window, "undo")
    assert names(window) == ["a", "b", "space", "few"]
    qtbot.waitUntil(lambda: window.tasks.at_rest)


def test_a_data_set_is_dropped_into_another(qtbot: QtBot, window: MainWindow) -> None:
    drop_beside(window, "b", "a", 0.5)
    qtbot.waitUntil(lambda: dataset(window, "b").parent == dataset(window, "a").id)
    qtbot.waitUntil(lambda: window.tasks.at_rest)


def test_an_analysis_is_named_in_place_and_deleted(qtbot: QtBot, window: MainWindow) -> None:
    one = dataset(window, "a")
    finished(qtbot, window, lambda: window.jobs.analyse(one, "First", Request()))
    assert isinstance(window.tree.current(), AnalysisEntry)
    trigger(window, "rename")
    editor = window.tree.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Second")
    with qtbot.waitSignal(window.tree.renamed):
        qtbot.keyClick(editor, Qt.Key_Return)
    qtbot.waitUntil(lambda: [a.name for a in dataset(window, "a").analyses] == ["Second"])
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    trigger(window, "delete")
    assert dataset(window, "a").analyses == ()
    trigger(window, "undo")
    assert [a.name for a in dataset(window, "a").analyses] == ["Second"]
    qtbot.waitUntil(lambda: window.tasks.at_rest)


def test_an_analysis_has_the_room_of_the_details(qtbot: QtBot, window: MainWindow) -> None:
    one, details = dataset(window, "a"), window.details
    finished(qtbot, window, lambda: window.jobs.analyse(one, "First", Request()))
    qtbot.waitUntil(details.isHidden)
    trigger(window, "details")  # unless it is called
    assert not details.isHidden()
    finished(qtbot, window, lambda: window.tree.select(Dataset, dataset(window, "b").id))
    assert not details.isHidden()


def test_the_details_come_back_with_the_objects(qtbot: QtBot, window: MainWindow) -> None:
    one, details = dataset(window, "a"), window.details
    finished(qtbot, window, lambda: window.jobs.analyse(one, "First", Request()))
    qtbot.waitUntil(details.isHidden)
    finished(qtbot, window, lambda: window.tree.select(Dataset, dataset(window, "b").id))
    assert not details.isHidden()


def test_an_empty_name_is_refused(qtbot: QtBot, window: MainWindow) -> None:
    trigger(window, "rename")
    editor = window.tree.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key_Space)
    with qtbot.waitSignal(window.editing.refused):
        qtbot.keyClick(editor, Qt.Key_Return)
    assert "needs a name" in window.bar.text
    assert names(window) == ["a", "b", "space", "few"]


def test_the_context_menu_offers_what_can_be_done(qtbot: QtBot, window: MainWindow) -> None:
    def offered() -> set[str]:
        window.tree.customContextMenuRequested.emit(QPoint(5, 5))
        menu = next(m for m in window.tree.findChildren(QMenu) if m.isVisible())
        keys = {action.objectName() for action in menu.actions()}
        qtbot.keyClick(menu, Qt.Key_Escape)
        assert not menu.isVisible()
        return keys

    of_dataset = {"analyse", "new_child", "properties", "rename", "duplicate", "merge", "split"}
    assert offered() >= of_dataset | {"delete"}
    one = dataset(window, "a")
    finished(qtbot, window, lambda: window.jobs.analyse(one, "First", Request()))
    assert offered() == {"save_report", "rename", "delete"}


def test_data_sets_are_merged_where_they_fit(qtbot: QtBot, window: MainWindow) -> None:
    finished(qtbot, window, lambda: trigger(window, "merge"))
    dialog = window.findChild(MergeDialog)
    rows = [dialog.list.topLevelItem(i) for i in range(3)]
    assert [row.text(2) for row in rows] == [
        "age: number becomes text",
        "3-D, not 2-D",
        "4 landmarks, not 5",
    ]
    ok = dialog.buttons.button(QDialogButtonBox.Ok)
    assert not ok.isEnabled()
    qtbot.keyClick(dialog.list, Qt.Key_Home)
    qtbot.keyClick(dialog.list, Qt.Key_Space)
    assert dialog.becomes.text().startswith("8 objects")
    dialog.name.clear()
    assert not ok.isEnabled()
    qtbot.keyClicks(dialog.name, "both")
    finished(qtbot, window, lambda: qtbot.mouseClick(ok, Qt.LeftButton))
    assert dataset(window, "both").objects == 8
    assert window.tree.current() == dataset(window, "both")
    assert dataset(window, "a").objects == 4
    trigger(window, "undo")
    assert names(window) == ["a", "b", "space", "few"]
    qtbot.waitUntil(lambda: window.tasks.at_rest)


def test_a_merge_that_is_cancelled_changes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    finished(qtbot, window, lambda: trigger(window, "merge"))
    qtbot.keyClick(window.findChild(MergeDialog), Qt.Key_Escape)
    assert names(window) == ["a", "b", "space", "few"]


def test_what_was_open_and_folded_comes_back(
    qtbot: QtBot, window: MainWindow, open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    drop_beside(window, "b", "a", 0.5)
    qtbot.waitUntil(lambda: dataset(window, "b").parent is not None)
    window.tree.collapse(row_of(window, "a"))
    window.tree.select(Dataset, dataset(window, "few").id)
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    window.close()
    again = open_window(tmp_path / "library")
    assert again.tree.current().name == "few"
    assert not again.tree.isExpanded(row_of(again, "a"))
    qtbot.waitUntil(lambda: again.tasks.at_rest)


def test_permutations_are_asked_for_with_groups_only(qtbot: QtBot) -> None:
    scheme = Scheme(2, variables=(("kind", "text"),))
    dialog = NewAnalysisDialog(Dataset(1, None, "wings", 9, scheme))
    qtbot.addWidget(dialog)
    dialog.permutations.selectAll()
    qtbot.keyClicks(dialog.permutations, "999")
    assert dialog.answer()[1] == Request(group="kind", permutations=999)
    dialog.group.setCurrentIndex(0)
    assert not dialog.permutations.isEnabled()
    assert dialog.answer()[1] == Request()


def test_bookstein_takes_the_baseline_of_the_data_set(qtbot: QtBot) -> None:
    scheme = Scheme(2, variables=(("kind", "text"),), baseline=(0, 3))
    dialog = NewAnalysisDialog(Dataset(1, None, "wings", 9, scheme))
    qtbot.addWidget(dialog)
    assert dialog.answer()[1] == Request(group="kind")
    dialog.method.setCurrentIndex(1)
    assert dialog.note.text() == "Baseline: landmarks 1, 4."
    assert dialog.answer()[1] == Request(group="kind", method="bookstein", baseline=(0, 3))
