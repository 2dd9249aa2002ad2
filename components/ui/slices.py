"""Work that has to be done on the GUI thread, a step at a time."""

from collections.abc import Callable, Iterator

from PyQt5.QtCore import QObject, QTimer


def in_slices(owner: QObject, steps: Iterator[None], wanted: Callable[[], bool]) -> None:
    """Do the steps of a generator, and let the event loop answer before each of them.

    The rest is left undone once it is not ``wanted`` any more, and when the ``owner`` goes.
    """
    timer = QTimer(owner)

    def go_on() -> None:
        if not wanted() or next(steps, timer) is timer:
            timer.stop()
            timer.deleteLater()

    timer.timeout.connect(go_on)
    timer.start(0)
