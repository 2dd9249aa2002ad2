"""What is dragged within the window: a data set of the tree, or objects of the table."""

import json
from collections.abc import Sequence

from PyQt5.QtCore import QMimeData, Qt
from PyQt5.QtGui import QDrag
from PyQt5.QtWidgets import QLabel, QWidget

ABOVE, ON, BELOW = -1, 0, 1
"""Where a drop goes: before a row, into it, or behind it."""

_EDGE = 0.25  # of a row, at its top and at its foot, where a drop goes beside it
_DATASET = "application/x-modan2-dataset"
_OBJECTS = "application/x-modan2-objects"


def drag_dataset(source: QWidget, number: int, name: str) -> None:
    """Let the user drag a data set; returns when it has been dropped."""
    _drag(source, data_of_dataset(number), name, Qt.MoveAction)


def drag_objects(source: QWidget, numbers: Sequence[int], text: str) -> None:
    """Let the user drag objects, with Ctrl to copy them; returns when they have been dropped."""
    _drag(source, data_of_objects(numbers), text, Qt.MoveAction | Qt.CopyAction)


def data_of_dataset(number: int) -> QMimeData:
    """Return what a drag of a data set carries: its id."""
    return _data(_DATASET, [number])


def data_of_objects(numbers: Sequence[int]) -> QMimeData:
    """Return what a drag of objects carries: their ids."""
    return _data(_OBJECTS, numbers)


def dragged_dataset(data: QMimeData) -> int | None:
    """Return the id of the data set that is dragged, or None where another thing is."""
    return _numbers(data, _DATASET)[0] if data.hasFormat(_DATASET) else None


def dragged_objects(data: QMimeData) -> list[int]:
    """Return the ids of the objects that are dragged; none where another thing is."""
    return _numbers(data, _OBJECTS) if data.hasFormat(_OBJECTS) else []


def zone_of(y: int, height: int) -> int:
    """Tell where a drop ``y`` pixels below the top of a row goes: `ABOVE`, `ON` or `BELOW` it."""
    if y < height * _EDGE:
        return ABOVE
    return BELOW if y >= height * (1 - _EDGE) else ON


def _data(kind: str, numbers: Sequence[int]) -> QMimeData:
    data = QMimeData()
    data.setData(kind, json.dumps(list(numbers)).encode())
    return data


def _numbers(data: QMimeData, kind: str) -> list[int]:
    numbers: list[int] = json.loads(bytes(data.data(kind)))
    return numbers


def _drag(source: QWidget, data: QMimeData, text: str, actions: Qt.DropActions) -> None:
    label = QLabel(text)
    label.setContentsMargins(8, 3, 8, 3)
    label.setAutoFillBackground(True)
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(label.grab())
    drag.exec_(actions, Qt.MoveAction)
