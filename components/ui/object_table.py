"""The objects of a data set as a table."""

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QModelIndex, pyqtSignal
from PyQt5.QtWidgets import QWidget

from components.store.objects import ObjectColumns
from components.ui.column_table import ColumnTable
from components.ui.columns import Column, decimals


class ObjectTable(ColumnTable):
    """One row an object. ``object_selected`` gives the id of the object that becomes current."""

    object_selected = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Objects"))
        self._ids: NDArray[np.int64] = np.arange(0)
        self.selectionModel().currentRowChanged.connect(self._tell_current)

    def show_columns(self, columns: ObjectColumns) -> None:
        """Show the objects of a data set.

        When some of them were shown before, the table stays sorted and they stay chosen.
        """
        chosen = self.selected_ids()
        header = self.horizontalHeader()
        sorted_by, direction = header.sortIndicatorSection(), header.sortIndicatorOrder()
        same = bool(np.isin(columns.ids, self._ids).any())
        self._ids = columns.ids
        self.set_columns(self._columns(columns))
        if same and sorted_by >= 0:
            self.sortByColumn(sorted_by, direction)
        if same and chosen:
            self.select_rows(np.flatnonzero(np.isin(columns.ids, chosen)))
        else:
            self.scrollToTop()

    def clear(self) -> None:
        """Show no objects."""
        self._ids = np.arange(0)
        super().clear()

    def selected_ids(self) -> list[int]:
        """Ids of the chosen objects, in the order of the screen."""
        ids: list[int] = self._ids[self.selected_rows()].tolist()
        return ids

    def _tell_current(self, index: QModelIndex) -> None:
        row = self.row_at(index)
        if row is not None:
            self.object_selected.emit(int(self._ids[row]))

    def _columns(self, columns: ObjectColumns) -> list[Column]:
        size_column = self._size(columns)
        return [
            Column(
                self.tr("No."), columns.sequences, self.tr("Place of the object in the data set")
            ),
            Column(self.tr("Name"), columns.names, self.tr("Name of the object")),
            Column(
                self.tr("Landmarks"), columns.landmarks, self.tr("Landmarks, missing ones included")
            ),
            Column(
                self.tr("Missing"),
                columns.missing,
                self.tr("Landmarks that lack a coordinate"),
                marked=columns.missing > 0,
            ),
            *size_column,
            *(
                Column(name, values, self.tr("Variable “{name}”").format(name=name))
                for name, values in columns.variables.items()
            ),
        ]

    def _size(self, columns: ObjectColumns) -> list[Column]:
        """Centroid size with its unit: in the header where all objects share it."""
        units = set(columns.units)
        title = self.tr("Centroid size")
        meaning = self.tr(
            "Root of the summed squared distances of the landmarks from their centroid; "
            "empty where a landmark is missing"
        )
        spec = decimals(columns.centroid_sizes)
        if len(units) > 1:
            unit = Column(
                self.tr("Unit"),
                columns.units,
                self.tr("Of the centroid size; empty: pixels, or the units of the file"),
            )
            return [Column(title, columns.centroid_sizes, meaning, spec), unit]
        unit_name = next(iter(units), "")
        if unit_name:
            return [Column(f"{title} ({unit_name})", columns.centroid_sizes, meaning, spec)]
        meaning += self.tr(". In pixels, or in the units of the file.")
        return [Column(title, columns.centroid_sizes, meaning, spec)]
