"""The names of landmarks as a table that can be typed and pasted into."""

from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QWidget

from components.shape.specimen import Value
from components.ui.cell_text import Cell
from components.ui.columns import Column
from components.ui.editable_table import EditableTable


class LandmarkNames(EditableTable):
    """One row a landmark, counted from 1. ``changed`` is emitted after each edit."""

    changed = pyqtSignal()

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Names of the landmarks"))
        self.setSortingEnabled(False)
        self.horizontalHeader().setStretchLastSection(True)
        self._names = list(names)
        self.cells_chosen.trigger()
        self.entered.connect(self._take)
        self.resize_to(len(names))

    def names(self) -> tuple[str, ...]:
        """Return the names, or none where all are empty."""
        shown = self._names[: self.model().rowCount()]
        return tuple(shown) if any(shown) else ()

    def resize_to(self, landmarks: int) -> None:
        """Have so many landmarks; names of those that are cut off come back with them."""
        self._names += [""] * (landmarks - len(self._names))
        self.set_columns(self._columns(landmarks))

    def row_name(self, row: int) -> str:
        """Return what a sentence calls a landmark."""
        return str(self.tr("landmark {n}").format(n=row + 1))

    def _take(self, values: dict[Cell, Value]) -> None:
        for (row, _), name in values.items():
            self._names[row] = str(name or "").strip()
        rows = self.model().rowCount()
        self._model.replace(self._columns(rows), np.arange(rows))
        self.changed.emit()

    def _columns(self, landmarks: int) -> list[Column]:
        return [
            Column(self.tr("No."), np.arange(1, landmarks + 1)),
            Column(self.tr("Name"), tuple(self._names[:landmarks]), entry="text"),
        ]
