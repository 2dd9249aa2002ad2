"""Columns of a data set as they were left, in the next run as well."""

import logging
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject

from components.errors import UserError
from components.ui.object_page import ObjectPage
from components.workflow.column_layouts import ColumnLayout, layout_of, remember_layout
from components.workflow.settings import Settings

log = logging.getLogger(__name__)


class ColumnMemory(QObject):
    """Arranges the columns of each data set that a page opens, and remembers what users change.

    ``folder`` gives the library that is open.
    """

    def __init__(self, page: ObjectPage, settings: Settings, folder: Callable[[], Path]) -> None:
        super().__init__(page)
        self._page = page
        self._settings = settings
        self._folder = folder
        page.opening.connect(self._recall)
        page.table.arranger.changed.connect(self._keep)

    def _recall(self, dataset: int) -> None:
        self._page.table.arranger.use(layout_of(self._settings, self._folder(), dataset))

    def _keep(self, layout: ColumnLayout) -> None:
        if self._page.dataset is not None:
            try:
                remember_layout(self._settings, self._folder(), self._page.dataset.id, layout)
            except UserError as error:  # it is arranged all the same, for this run
                log.warning("%s", error)
