"""Drags in the tree and from the table onto it."""

from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import forms

from components.shape.specimen import Specimen
from components.store import objects
from components.store.datasets import Dataset, Scheme
from components.ui import dragging
from components.ui.dialogs.import_files import ImportDialog
from components.ui.main_window import MainWindow
from components.workflow import edits

pytestmark = QUIET


@pytest.fixture
def numbers(qtbot: QtBot, window: MainWindow) -> list[int]:
    """Two data sets with three objects each, one in the plane below the second, one in space."""
    session, made = window.jobs.session, list[int]()
    for name, axes, parent in (("a", 2, None), ("b", 2, None), ("c", 2, 1), ("space", 3, None)):
        above = made[parent] if parent is not None else None
        made.append(edits.create_dataset(session.history, name, Scheme(axes), above))
        forms = np.random.default_rng(2).normal(size=(3, 4, axes))
        objects.add(
            session.library, made[-1], [Specimen(f"{name}{i}", f) for i, f in enumerate(forms)]
        )
    window.refresh()
    with qtbot.waitSignal(window.tasks.idle):
        window.tree.select(Dataset, made[0])
    return made


def place(window: MainWindow, number: int | None) -> QPoint:
    """Where a data set stands in the tree; None is the empty area below all."""
    tree = window.tree
    index = tree.indexAt(QPoint(40, 5))
    while number is not None and index.isValid():
        entry = index.data(Qt.UserRole + 1)
        if isinstance(entry, Dataset) and entry.id == number:
            return tree.visualRect(index).center()
        index = tree.indexBelow(index)
    return QPoint(40, tree.viewport().height() - 5)


def drop(
    window: MainWindow, data: QMimeData, on: int | None, action: Qt.DropAction = Qt.MoveAction
) -> bool:
    """Drag over the tree and drop; tells whether the tree would take it."""
    port, where = window.tree.viewport(), place(window, on)
    what = (Qt.MoveAction | Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
    QApplication.sendEvent(port, QDragEnterEvent(where, *what))
    move, event = QDragMoveEvent(where, *what), QDropEvent(where, *what)
    for dragged in (move, event):
        dragged.setDropAction(action)
    QApplication.sendEvent(port, move)
    window.tree.grab()  # with its mark
    QApplication.sendEvent(port, event)
    return move.isAccepted()


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Wait for what follows an edit: a window is not to be deleted while it is reading."""
    qtbot.waitUntil(lambda: window.tasks.at_rest)


def parents(window: MainWindow) -> dict[str, int | None]:
    return {d.name: d.parent for d in window.jobs.session.datasets()}


def counts(window: MainWindow) -> dict[str, int]:
    return {d.name: d.objects for d in window.jobs.session.datasets()}


def test_a_data_set_is_moved_below_another_and_to_the_top(
    qtbot: QtBot, window: MainWindow, numbers: list[int]
) -> None:
    a, b, c, _ = numbers
    drop(window, dragging.data_of_dataset(a), c)
    qtbot.waitUntil(lambda: parents(window)["a"] == c)
    drop(window, dragging.data_of_dataset(c), None)
    qtbot.waitUntil(lambda: parents(window)["c"] is None)
    assert window.jobs.session.history.undo_label == "Move data set c"
    window.editing.tasks.undo()
    assert parents(window) == {"a": c, "b": None, "c": b, "space": None}
    settled(qtbot, window)


def test_a_data_set_cannot_be_moved_into_itself(
    qtbot: QtBot, window: MainWindow, numbers: list[int]
) -> None:
    _, b, c, _ = numbers
    before = parents(window)
    drop(window, dragging.data_of_dataset(b), c)
    qtbot.waitUntil(lambda: bool(window.bar.text))
    assert window.bar.text == (
        "'b' cannot be moved into 'c', which lies below it; choose another place."
    )
    assert parents(window) == before
    assert not drop(window, dragging.data_of_dataset(b), b)
    settled(qtbot, window)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Qt.MoveAction, "Moved to b: 2 objects; undo brings them back."),
        (Qt.CopyAction, "Copied to b: 2 objects."),
    ],
)
def test_objects_are_moved_or_copied(
    qtbot: QtBot,
    window: MainWindow,
    numbers: list[int],
    monkeypatch: pytest.MonkeyPatch,
    action: Qt.DropAction,
    said: str,
) -> None:
    drags: list[tuple[list[int], str]] = []
    monkeypatch.setattr(
        dragging, "drag_objects", lambda _source, ids, text: drags.append((ids, text))
    )
    table, left = window.table, Qt.LeftButton
    rows = [table.visualRect(table.model().index(row, 1)).center() for row in range(3)]
    qtbot.mousePress(table.viewport(), left, pos=rows[0])
    qtbot.mouseMove(table.viewport(), rows[1])  # from a row that is not chosen: it chooses
    qtbot.mouseRelease(table.viewport(), left, pos=rows[1])
    qtbot.mouseClick(table.viewport(), left, Qt.ShiftModifier, rows[1])
    assert drags == []
    pull(window, rows[0], rows[0] + QPoint(60, 0))
    ((ids, text),) = drags
    assert (len(ids), text) == (2, "2 objects")
    with qtbot.waitSignal(window.tasks.idle):
        drop(window, dragging.data_of_objects(ids), numbers[1], action)
    settled(qtbot, window)
    assert counts(window) == {"a": 3 if action == Qt.CopyAction else 1, "b": 5, "c": 3, "space": 3}
    assert window.bar.text == said
    window.editing.tasks.undo()
    assert counts(window) == {"a": 3, "b": 3, "c": 3, "space": 3}
    settled(qtbot, window)


def pull(window: MainWindow, start: QPoint, end: QPoint) -> None:
    """Press, and move with the button held down, which QtBot cannot."""
    port = window.table.viewport()
    for kind, where in (
        (QEvent.MouseButtonPress, start),
        (QEvent.MouseMove, (start + end) / 2),
        (QEvent.MouseMove, end),
        (QEvent.MouseButtonRelease, end),
    ):
        button = Qt.NoButton if kind == QEvent.MouseMove else Qt.LeftButton
        held = Qt.NoButton if kind == QEvent.MouseButtonRelease else Qt.LeftButton
        QApplication.sendEvent(port, QMouseEvent(kind, where, button, held, Qt.NoModifier))


def test_objects_that_do_not_fit_are_refused(
    qtbot: QtBot, window: MainWindow, numbers: list[int]
) -> None:
    ids = window.table.object_ids().tolist()
    with qtbot.waitSignal(window.tasks.idle):
        drop(window, dragging.data_of_objects(ids), numbers[3])
    assert window.bar.text
    assert set(counts(window).values()) == {3}
    settled(qtbot, window)


def test_files_are_for_the_window(
    qtbot: QtBot, window: MainWindow, numbers: list[int], tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(forms(tmp_path / "wings.tps")))])
    assert numbers
    port, where = window.tree.viewport(), (QPoint(9, 9), Qt.CopyAction, data, Qt.LeftButton)
    QApplication.sendEvent(port, QDragEnterEvent(*where, Qt.NoModifier))
    QApplication.sendEvent(port, QDropEvent(*where, Qt.NoModifier))
    qtbot.waitUntil(lambda: window.findChild(ImportDialog) is not None)
    window.findChild(ImportDialog).reject()
