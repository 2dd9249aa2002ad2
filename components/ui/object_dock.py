"""The dock with the details of what is selected in the object table."""

from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QAction, QDockWidget, QMainWindow

from components.errors import UserError
from components.store import digitising, media
from components.store.datasets import Dataset
from components.ui.jobs import Jobs
from components.ui.object_details import ObjectDetails
from components.ui.pages import Pages
from components.ui.tasks import Tasks
from components.ui.thumbnails import Thumbnails
from components.workflow.summaries import summary

_PAUSE = 40  # milliseconds: who runs through rows with a held key sees the last one


class ObjectDock(QDockWidget):
    """Follows the object table while it can be seen; a moment later, so that selecting is quick.

    An analysis has the room of the dock for its plots, unless the dock is called then.
    """

    def __init__(self, window: QMainWindow, jobs: Jobs, tasks: Tasks, pages: Pages) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Details"))
        self.setObjectName("details")
        self.details = ObjectDetails()
        self.setWidget(self.details)
        self._jobs, self._pages = jobs, pages
        self._page, self._table = pages.objects, pages.objects.table
        self._thumbnails = Thumbnails(tasks, self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._show)
        model = self._table.model()
        for told in (
            self._table.selectionModel().selectionChanged,
            model.modelReset,
            model.dataChanged,
            self._page.shown,
            pages.currentChanged,
            self.visibilityChanged,
        ):
            told.connect(lambda *_: self._pause.start())
        self._aside = False
        pages.currentChanged.connect(self._step_aside)
        self._show()

    def tie_to(self, action: QAction) -> None:
        """Have an action show and hide the dock, and tell which it is."""
        action.setCheckable(True)
        self.visibilityChanged.connect(lambda _: action.setChecked(not self.isHidden()))

    def toggle(self) -> None:
        """Show the dock, or hide it."""
        self._aside = False
        self.setVisible(self.isHidden())

    def come_back(self) -> None:
        """Be where the user has put it, before the layout is kept."""
        if self._aside:
            self._aside = False
            self.show()

    def _step_aside(self) -> None:
        if self._pages.shown_analysis is None:
            self.come_back()
        elif not self.isHidden():
            self._aside = True
            self.hide()

    def _show(self) -> None:
        if self.isHidden():
            return
        self._thumbnails.forget()
        dataset, columns, rows = self._page.dataset, self._page.columns, self._table.selected_rows()
        if dataset is None or columns is None or self._pages.currentWidget() is not self._page:
            self.details.show_nothing(self.tr("Choose a data set, then an object in its table."))
        elif len(rows) == 0:
            self.details.show_nothing(self.tr("Choose an object in the table to see it here."))
        elif len(rows) == 1:
            self._show_object(int(columns.ids[rows[0]]), dataset)
        else:
            self.details.show_summary(summary(columns, rows))

    def _show_object(self, number: int, dataset: Dataset) -> None:
        library = self._jobs.session.library
        try:
            specimen = digitising.load(library, number)
            photograph = media.image_of(library, number)
        except UserError as error:  # it has been deleted: the table will follow
            self.details.show_nothing(str(error))
            return
        self.details.show_object(specimen, dataset.scheme)
        if photograph is not None:
            self._thumbnails.ask(
                photograph,
                lambda image: self.details.show_photograph(specimen, dataset.scheme, image),
            )
