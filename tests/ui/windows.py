"""What the tests of the window share: files to import, waiting for tasks, actions."""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtWidgets import QAction
from pytestqt.qtbot import QtBot

from components.formats import tps
from components.formats.reading import Reading
from components.shape.specimen import Specimen
from components.stats.simulate import simulate
from components.store.datasets import Dataset
from components.ui.main_window import MainWindow
from components.workflow.import_choices import ImportChoices


def forms(path: Path, objects: int = 20, landmarks: int = 6) -> Path:
    """Write simulated forms of two groups as a TPS file."""
    made = simulate(objects, landmarks, 2, groups=2, seed=3)
    specimens = tuple(
        Specimen(f"form {i}", form, variables={"kind": f"kind {g}"})
        for i, (form, g) in enumerate(zip(made.coords, made.groups, strict=True))
    )
    path.write_text(tps.write(Reading("TPS", specimens)))
    return path


def finished(qtbot: QtBot, window: MainWindow, act: Callable[[], object]) -> None:
    """Act, then wait until the last task has ended."""
    with qtbot.waitSignal(window.tasks.idle, timeout=20_000):
        act()


def moved_in(qtbot: QtBot, window: MainWindow, act: Callable[[], object]) -> Path:
    """Act, wait until a library has been opened, and return its folder."""
    with qtbot.waitSignal(window.opening.opened):
        act()
    return window.jobs.session.library.folder


def import_file(window: MainWindow, path: Path) -> None:
    """Have a file read and stored as it is, as the dialog of an import would."""
    window.jobs.read_files(
        [path], lambda offer: window.jobs.store_files(offer.read, ImportChoices())
    )


def imported(qtbot: QtBot, window: MainWindow, path: Path) -> Dataset:
    """Import a file as the data set that is selected then."""
    finished(qtbot, window, lambda: import_file(window, path))
    dataset = window.tree.current()
    assert isinstance(dataset, Dataset)
    return dataset


def trigger(window: MainWindow, key: str) -> None:
    """Do an action as a menu would: only when it is enabled."""
    action = window.findChild(QAction, key)
    assert action.isEnabled()
    action.trigger()
