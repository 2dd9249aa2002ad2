"""Finds text in the object table and replaces it, off the GUI thread where there is much."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QItemSelectionModel, QObject

from components.ui.columns import Column
from components.ui.find_text import Mask, found, neighbour, replacements
from components.ui.object_page import ObjectPage
from components.ui.tasks import Task, Tasks

_AT_ONCE = 20_000  # cells that are searched faster than a task starts


class Finding(QObject):
    """Joins the bar of a page with its table."""

    def __init__(self, page: ObjectPage, tasks: Tasks) -> None:
        super().__init__(page)
        self._table, self._bar, self._tasks = page.table, page.find, tasks
        self._model = page.table.model()
        self._cells: Mask | None = None  # that were found; None where a search is due
        self._searched: tuple[Sequence[Column], list[int]] = ((), [])  # and which were on show
        self._task: Task | None = None
        self._replaced = 0
        self._bar.changed.connect(self._look_again)
        self._bar.next_asked.connect(self.go)
        self._bar.previous_asked.connect(lambda: self.go(backwards=True))
        self._bar.replace_asked.connect(self._replace)
        self._bar.replace_all_asked.connect(self._replace_all)
        self._bar.left.connect(self.close)
        self._model.dataChanged.connect(self._follow)
        self._model.modelReset.connect(self._follow)
        page.table.arranger.changed.connect(lambda _layout: self._follow())

    def open(self, *, replacing: bool = False) -> None:
        """Show the bar, with the text of the current cell."""
        index = self._table.currentIndex()
        text = str(index.data() or "") if index.isValid() and not self._bar.line.text() else ""
        self._bar.offer(self._titles())
        self._bar.open(replacing=replacing, text=text)
        self._search()

    def close(self) -> None:
        """Hide the bar, and mark no cell any more."""
        self._bar.hide()
        self._stop()
        self._cells = None
        self._mark(None)
        self._table.setFocus()

    def go(self, *, backwards: bool = False) -> None:
        """Go to the next cell that is found, or to the one before."""
        if not self._bar.isVisible():
            self.open()
        self._bar.settle()
        self._when_searched(lambda: self._go(backwards=backwards))

    def _go(self, *, backwards: bool = False) -> None:
        places, current = self._places(), self._table.currentIndex()
        start = (-1, 0)
        if current.isValid() and current.column() in places:
            start = (current.row(), places.index(current.column()))
        assert self._cells is not None, "it has been searched"
        hit = neighbour(self._cells, self._model.order, places, start, backwards=backwards)
        if hit is None:
            self._count()
            return
        row, place, which = hit
        index = self._model.index(row, places[place])
        # the cell alone, also where a click chooses rows: so that it can be seen
        self._table.selectionModel().setCurrentIndex(index, QItemSelectionModel.ClearAndSelect)
        self._table.scrollTo(index)
        self._count(which)

    def _replace(self) -> None:
        """Replace the text in the current cell, if it was found there, and go to the next one."""
        self._bar.settle()
        wanted, columns, index = self._bar.wanted(), self._model.columns, self._table.currentIndex()
        row = self._table.row_at(index)
        if row is not None and self._cells is not None and self._cells[row, index.column()]:
            old = columns[index.column()].exact(row)
            new = wanted.replaced(old, self._bar.by.text())
            self._table.enter({(row, index.column()): new})
            if new != old and self._model.columns is columns:
                return  # it was refused; the message says why
        self.go()

    def _replace_all(self) -> None:
        """Replace the text in every cell on show: in all or in none, as one step."""
        self._bar.settle()
        wanted, by, columns = self._bar.wanted(), self._bar.by.text(), self._model.columns
        places, rows = self._places(), self._model.order
        if wanted.text:
            self._replaced = len(rows) * len(places) if self._cells is None else self._hits()
            self._table.enter_made(
                self._replaced, lambda: replacements(wanted, by, columns, places, rows)
            )

    def _follow(self) -> None:
        """Search again where the columns, or those on show, are others now."""
        now = (self._model.columns, self._table.shown_columns())
        if self._bar.isVisible() and now != self._searched:
            self._bar.offer(self._titles())
            self._search()

    def _look_again(self) -> None:
        self._replaced = 0
        self._search()

    def _search(self, then: Callable[[], None] | None = None) -> None:
        self._stop()
        self._cells = None
        wanted, places, columns = self._bar.wanted(), self._places(), self._model.columns
        self._searched = (columns, self._table.shown_columns())

        def show(cells: Mask) -> None:
            self._task, self._cells = None, cells
            self._mark(cells)
            self._count()
            if then is not None:
                then()

        if len(places) * len(self._model.order) <= _AT_ONCE or not wanted.text:
            show(found(wanted, columns, places))
            return
        self._bar.say(self.tr("Searching…"), cells=True)
        searching = self._tasks.start(
            self.tr("Searching"),
            lambda step: found(wanted, columns, places, step),
            lambda cells: show(cells) if self._task is searching else None,
            reads=True,
            lets_go=True,
        )
        searching.cancelled.connect(self._say_stopped)
        self._task = searching

    def _when_searched(self, act: Callable[[], None]) -> None:
        if self._cells is None:
            self._search(act)
        else:
            act()

    def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def _say_stopped(self) -> None:
        if self._task is not None:  # else another search has begun, or the bar was closed
            self._task = None
            self._bar.say(self.tr("Search stopped"), cells=True)

    def _mark(self, cells: Mask | None) -> None:
        self._model.found = cells
        self._table.viewport().update()

    def _count(self, which: int = 0) -> None:
        hits = self._hits()
        many = self.tr("1 cell") if hits == 1 else self.tr("{n} cells")
        text = many.format(n=f"{hits:,}") if hits else self.tr("Not found")
        if which:
            text = self.tr("{i} of {n}").format(i=f"{which:,}", n=f"{hits:,}")
        elif self._replaced:
            text = self.tr("{n} replaced").format(n=f"{self._replaced:,}")
        self._replaced = 0
        if not self._bar.wanted().text:
            text = ""
        self._bar.say(text, cells=hits > 0)

    def _hits(self) -> int:
        assert self._cells is not None, "it has been searched"
        return int(self._cells[self._model.order].sum())

    def _places(self) -> list[int]:
        column, shown = self._bar.column(), self._table.shown_columns()
        return shown if column is None or column not in shown else [column]

    def _titles(self) -> list[tuple[int, str]]:
        return [(p, self._model.columns[p].title) for p in self._table.shown_columns()]
