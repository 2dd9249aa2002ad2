"""Photographs in a small size, read by a task and kept."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QObject, QSize, Qt
from PyQt5.QtGui import QImage, QImageReader

from components.ui.tasks import Task, Tasks

_LONGEST = 900  # pixels of the longer side: enough for a dock on a dense screen
_KEPT = 8


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """A photograph in a small size; ``size`` is that of the photograph itself."""

    image: QImage
    size: QSize


Show = Callable[[Thumbnail | None], None]


class Thumbnails(QObject):
    """Reads the photograph that was asked for last; of earlier ones, nothing is told any more."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._kept: OrderedDict[Path, Thumbnail | None] = OrderedDict()
        self._wanted: tuple[Path, Show] | None = None
        self._task: Task | None = None

    def ask(self, path: Path, show: Show) -> None:
        """Have a photograph shown: at once if it is known, else when it has been read.

        ``show`` gets None where it cannot be read.
        """
        if path in self._kept:
            self._kept.move_to_end(path)
            self._wanted = None
            show(self._kept[path])
            return
        self._wanted = (path, show)
        if self._task is None:
            self._read(path)

    def forget(self) -> None:
        """Show nothing of what is being read."""
        self._wanted = None

    def _read(self, path: Path) -> None:
        self._task = self._tasks.start(
            self.tr("Reading {name}").format(name=path.name),
            lambda _step: thumbnail(path),
            lambda image: self._take(path, image),
            reads=True,
            lets_go=True,
        )
        self._task.cancelled.connect(self._stop)

    def _stop(self) -> None:
        """Show nothing of what was cancelled; asked for again, it is read again."""
        self._task = self._wanted = None

    def _take(self, path: Path, image: Thumbnail | None) -> None:
        self._task = None
        self._kept[path] = image
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:  # the same one, or another that was asked for in the meantime
            self.ask(*wanted)


def thumbnail(path: Path) -> Thumbnail | None:
    """Read a photograph in a small size, on any thread; None where it cannot be read.

    It is not turned by what the camera says of its position, since landmarks are not either.
    """
    reader = QImageReader(str(path))
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LONGEST:
        reader.setScaledSize(size.scaled(_LONGEST, _LONGEST, Qt.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return None
    return Thumbnail(image, size if size.isValid() else image.size())
