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
from components.ui.dialogs.import_files import ImportRequest
from components.ui.main_window import MainWindow


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


def imported(qtbot: QtBot, window: MainWindow, path: Path) -> Dataset:
    """Import a file as the data set that is selected then."""
    request = ImportRequest((path,), None, path.stem)
    finished(qtbot, window, lambda: window.jobs.import_files(request))
    dataset = window.tree.current()
    assert isinstance(dataset, Dataset)
    return dataset


def trigger(window: MainWindow, key: str) -> None:
    """Do an action as a menu would: only when it is enabled."""
    action = window.findChild(QAction, key)
    assert action.isEnabled()
    action.trigger()
