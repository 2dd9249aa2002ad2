"""How long the window does not answer while many objects are filtered, searched and edited."""

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QItemSelectionModel, Qt, QTimer
from PyQt5.QtTest import QTest

from components.ui.main_window import MainWindow
from components.ui.stall import StallWatch
from scripts.window_measures import seconds_to_show, wait_for

_MOMENT = 400  # milliseconds for what follows an act: a pause, a task, the painting
_TEXT = 5  # place of a column of text


def editing(window: MainWindow, size: int) -> dict[str, float]:
    """Filter, search and edit the data set that is named by its size; milliseconds."""
    seconds_to_show(window, str(size))
    _longest(window, lambda: None)  # until filters are prepared
    figures: dict[str, float] = {}
    for name, act in _acts(window).items():
        seconds = _longest(window, act)
        key = f"stall of {name.split(':')[0]}, {size}"
        figures[key] = max(figures.get(key, 0.0), 1000 * seconds)
    return figures


def _acts(window: MainWindow) -> dict[str, Callable[[], object]]:
    table, page, undo = window.table, window.pages.objects, window.editing.tasks
    line, find = page.filter.line, page.find

    def filtered(text: str) -> Callable[[], object]:
        return lambda: line.setText(text)

    def all_cells() -> None:
        table.selectAll()
        first = table.model().index(0, _TEXT)
        table.selectionModel().setCurrentIndex(first, QItemSelectionModel.NoUpdate)

    def search() -> None:
        window.handlers()["replace"]()
        find.line.setText("species 3")
        find.by.setText("another")
        find.where.setCurrentIndex(0)

    def fill() -> None:
        find.left.emit()
        all_cells()
        table.fill_down()

    def copy() -> None:
        table.selectAll()
        table.copy_selection()

    def delete() -> None:
        table.selectAll()
        window.editing.delete_objects()

    return {
        "filters: a word": filtered("0500"),
        "filters: words": filtered("species 3 0500"),
        "filters: a condition": filtered("age > 100 and sex = f"),
        "filters: none": filtered(""),
        "one cell": lambda: table.enter({(5, _TEXT): "typed"}),
        "one cell: undo": undo.undo,
        "finding": search,
        "finding: next": lambda: QTest.keyClick(find.line, Qt.Key_Return),
        "replacing": find.replace_all.click,
        "undo: replacing": undo.undo,
        "filling": fill,
        "undo: filling": undo.undo,
        "redo: filling": undo.redo,
        "copying": copy,
        "deleting": delete,
        "undo: deleting": undo.undo,
    }


def _longest(window: MainWindow, act: Callable[[], object]) -> float:
    """Act, until there is no task any more, and return the longest stall in seconds."""
    watch = StallWatch(0.05, window)
    watch.start()

    def begin(loop: Any) -> None:  # noqa: ANN401  # an event loop of PyQt5, untyped here
        def look() -> None:
            if window.tasks.at_rest:
                loop.quit()
            else:
                QTimer.singleShot(_MOMENT, look)

        act()
        QTimer.singleShot(_MOMENT, look)

    wait_for(begin)
    watch.stop()
    watch.deleteLater()
    return watch.longest
