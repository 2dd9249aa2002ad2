"""Work that has to be done on the GUI thread, a step at a time."""

from collections.abc import Callable, Iterator

from PyQt5.QtCore import QTimer


def in_slices(steps: Iterator[None], wanted: Callable[[], bool]) -> None:
    """Do the steps of a generator, and let the event loop answer before each of them.

    The rest is left undone once it is not ``wanted`` any more.
    """

    def go_on() -> None:
        if wanted():
            for _ in steps:
                QTimer.singleShot(0, go_on)
                break

    QTimer.singleShot(0, go_on)
