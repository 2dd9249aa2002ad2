"""The objects of a data set as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QWidget

from components.shape.specimen import Value
from components.store.datasets import Scheme
from components.store.objects import ObjectColumns
from components.ui import dragging
from components.ui.cell_text import Cell, checked
from components.ui.column_arranger import ColumnArranger
from components.ui.columns import Column, Entry, decimals
from components.ui.edit_tasks import AT_ONCE
from components.ui.editable_table import EditableTable

_NAME = 1  # place of that column
_COPIED_AT_ONCE = 10_000  # cells that are written as text faster than a task starts


@dataclass(frozen=True)
class CellEdit:
    """New values of cells, as `components.workflow.edits.set_cells` takes them.

    Those of variables are by id of the object and name of the variable, the others by id.
    """

    cells: Mapping[tuple[int, str], Value]
    names: Mapping[int, str]
    sequences: Mapping[int, int]


class ObjectTable(EditableTable):
    """One row an object. ``object_selected`` gives the id of the object that becomes current.

    ``edited`` carries a `CellEdit` that the user wants. Where it is about many cells,
    ``edited_later`` carries their number, and a function for a worker that makes the edit or raises
    `UserError`. ``copied_later`` carries one that makes a long text for the clipboard.
    """

    object_selected = pyqtSignal(int)
    edited = pyqtSignal(object)
    edited_later = pyqtSignal(int, object)
    copied_later = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Objects"))
        self._ids: NDArray[np.int64] = np.arange(0)
        self._kinds: dict[str, str] = {}
        self.arranger = ColumnArranger(self.horizontalHeader(), self._model)
        self._copy_all = self._action(
            self.tr("Copy with &hidden columns"), "Ctrl+Shift+C", self.copy_with_hidden
        )
        self.addAction(self.arranger.menu.menuAction())
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        self.entered.connect(self._tell_edit)

    def show_columns(self, columns: ObjectColumns, scheme: Scheme | None = None) -> None:
        """Show the objects of a data set; without its scheme, nothing can be changed.

        When the same objects were shown before, each stays where it is on the screen. When some
        of them were, the table stays sorted and they stay chosen.
        """
        before = self._ids
        self._kinds = dict(scheme.variables) if scheme is not None else {}
        old = self._model.columns
        shown = _kept(self._columns(columns, editable=scheme is not None), old)
        titles = [column.title for column in shown]
        alike = titles == [column.title for column in old] and len(columns.ids) == len(before) > 0
        if alike and np.array_equal(columns.ids, before):  # only values have changed
            self._model.replace(shown, self._model.order)
            return
        same = np.isin(columns.ids, before)
        self._ids = columns.ids
        if alike and same.all():
            rows = np.argsort(columns.ids)
            places = np.searchsorted(columns.ids, before[self._model.order], sorter=rows)
            self._model.replace(shown, rows[places])
            return
        self._show_others(shown, before, same)

    def _show_others(
        self, shown: Sequence[Column], before: NDArray[np.int64], same: NDArray[np.bool_]
    ) -> None:
        """Show objects, ``same`` of which were among those ``before``."""
        chosen = before[self.selected_rows()]
        header, old = self.horizontalHeader(), self._model.columns
        key, direction = header.sortIndicatorSection(), header.sortIndicatorOrder()
        sorted_by = old[key].title if 0 <= key < len(old) else ""
        titles = [column.title for column in shown]
        self.set_columns(shown)
        if same.any() and sorted_by in titles:
            self.sortByColumn(titles.index(sorted_by), direction)
        if same.any() and len(chosen):
            self.select_rows(np.flatnonzero(np.isin(self._ids, chosen)))
        else:
            self.scrollToTop()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, arranged as the user left those of the data set."""
        super().set_columns(columns)
        self.arranger.arrange()

    def copy_with_hidden(self) -> None:
        """Copy the chosen rows with all columns, the hidden ones too."""
        header = self.horizontalHeader()
        self.copy_rows([header.logicalIndex(place) for place in range(header.count())])

    def put_text(self, cells: int, make: Callable[[], str]) -> None:
        """Put a text on the clipboard; a long one is made on a worker."""
        if cells <= _COPIED_AT_ONCE:
            super().put_text(cells, make)
        else:
            self.copied_later.emit(make)

    def row_name(self, row: int) -> str:
        """Return the name of an object."""
        return str(self._model.columns[_NAME].value(row))

    def variables(self) -> dict[str, str]:
        """Return the types of the variables that can be changed, by name, in their order."""
        return self._kinds

    def variable_at(self, section: int) -> str | None:
        """Return the variable in a column, or None where there is another thing."""
        place = section - (len(self._model.columns) - len(self._kinds))
        return list(self._kinds)[place] if 0 <= place < len(self._kinds) else None

    def object_ids(self) -> NDArray[np.int64]:
        """Ids of the objects on show, in the order of the screen."""
        ids: NDArray[np.int64] = self._ids[self._model.order]
        return ids

    def clear(self) -> None:
        """Show no objects."""
        self._ids = np.arange(0)
        super().clear()

    def selected_ids(self) -> list[int]:
        """Ids of the chosen objects, in the order of the screen."""
        ids: list[int] = self._ids[self.selected_rows()].tolist()
        return ids

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Drag rows that are chosen already; from others on, a drag chooses rows."""
        index = self.indexAt(event.pos())
        chosen = self.selectionModel().isSelected(index)
        self.setDragEnabled(chosen and not self.cells_chosen.isChecked())
        super().mousePressEvent(event)

    def startDrag(self, _actions: Qt.DropActions) -> None:
        """Let the user drag the chosen objects."""
        numbers = self.selected_ids()
        name = self.row_name(int(self.selected_rows()[0]))
        count = self.tr("{n} objects").format(n=f"{len(numbers):,}")
        dragging.drag_objects(self, numbers, name if len(numbers) == 1 else count)

    def _tell_current(self, index: QModelIndex) -> None:
        row = self.row_at(index)
        if row is not None:
            self.object_selected.emit(int(self._ids[row]))

    def enter_made(self, cells: int, make: Callable[[], Mapping[Cell, str]]) -> None:
        """Have cells changed; of many, even the texts are made on a worker."""
        if cells <= AT_ONCE:
            super().enter_made(cells, make)
            return
        columns, ids = self._model.columns, self._ids

        def edit() -> CellEdit:
            names = columns[_NAME]
            values = checked(make(), columns, lambda row: str(names.value(row)))
            return _edit_of(values, columns, ids)

        self.edited_later.emit(cells, edit)

    def _tell_edit(self, values: dict[Cell, Value]) -> None:
        self.edited.emit(_edit_of(values, self._model.columns, self._ids))

    def _columns(self, columns: ObjectColumns, *, editable: bool) -> list[Column]:
        return [
            Column(
                self.tr("No."),
                columns.sequences,
                self.tr("Place of the object in the data set"),
                entry="place" if editable else None,
                key="number",
            ),
            Column(
                self.tr("Name"),
                columns.names,
                self.tr("Name of the object"),
                entry="name" if editable else None,
                key="name",
            ),
            Column(
                self.tr("Landmarks"),
                columns.landmarks,
                self.tr("Landmarks, missing ones included"),
                key="landmarks",
            ),
            Column(
                self.tr("Missing"),
                columns.missing,
                self.tr("Landmarks that lack a coordinate"),
                marked=columns.missing > 0,
                key="missing",
            ),
            *self._size(columns),
            *(self._variable(name, values) for name, values in columns.variables.items()),
        ]

    def _variable(self, name: str, values: tuple[Value, ...]) -> Column:
        kind = self._kinds.get(name)
        meanings = {
            "text": self.tr("Variable “{name}”: text"),
            "number": self.tr("Variable “{name}”: numbers"),
            "flag": self.tr("Variable “{name}”: true or false"),
        }
        meaning = meanings.get(kind or "", self.tr("Variable “{name}”")).format(name=name)
        entry = cast("Entry | None", kind)
        key = f"variable {name}"
        return Column(name, values, meaning, right=kind == "number", entry=entry, key=key)

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
                key="unit",
            )
            return [Column(title, columns.centroid_sizes, meaning, spec, key="size"), unit]
        unit_name = next(iter(units), "")
        if unit_name:
            title = f"{title} ({unit_name})"
        else:
            meaning += self.tr(". In pixels, or in the units of the file.")
        return [Column(title, columns.centroid_sizes, meaning, spec, key="size")]


def _kept(shown: Sequence[Column], before: Sequence[Column]) -> list[Column]:
    """Take over columns that are as before, with what they have prepared for sorting."""
    old = {column.title: column for column in before}
    return [old[c.title] if c.title in old and _alike(c, old[c.title]) else c for c in shown]


def _alike(first: Column, second: Column) -> bool:
    return first.values is second.values and all(
        getattr(first, name) == getattr(second, name)
        for name in ("tooltip", "spec", "right", "entry")
    )


def _edit_of(
    values: Mapping[Cell, Value], columns: Sequence[Column], ids: NDArray[np.int64]
) -> CellEdit:
    cells: dict[tuple[int, str], Value] = {}
    names: dict[int, str] = {}
    sequences: dict[int, int] = {}
    numbers = ids.tolist()
    for (row, place), value in values.items():
        column, number = columns[place], numbers[row]
        if column.entry == "place":
            sequences[number] = cast("int", value)
        elif column.entry == "name":
            names[number] = cast("str", value)
        else:
            cells[number, column.title] = value
    return CellEdit(cells, names, sequences)
