"""An import that has much to say shows all of it; one that has little, a line in the window."""

import json
from pathlib import Path
from zipfile import ZipFile

from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from windows import finished

from components.store.datasets import Dataset
from components.ui.dialogs.import_notes import ImportNotes
from components.ui.main_window import MainWindow


def public_package(path: Path, **odd: object) -> Path:
    """Write a package of the public Modan2 with columns that nobody knows."""
    dataset = {"name": "Wings", "dimension": 2, "variables": [], **odd}
    item = {"id": 1, "name": "a", "landmarks": [[1, 2], [3, 4]]}
    content = {"format_version": "1.3", "export_info": {}, "dataset": dataset, "objects": [item]}
    with ZipFile(path, "w") as archive:
        archive.writestr("dataset.json", json.dumps(content))
    return path


def test_all_sentences_can_be_read_and_copied(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = public_package(tmp_path / "wings.zip", a=1, b=2, c=3, d=4)
    finished(qtbot, window, lambda: window.jobs.import_whole([path]))
    dialog = window.findChild(ImportNotes)
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Import wings.zip"
    shown = dialog.text.toPlainText()
    assert shown.startswith("wings.zip: imported 1 data set, 1 object, 0 analyses, 0 files.")
    assert shown.endswith("The unknown column 'd' is in the description: Wings.")
    dialog.copy.click()
    assert QApplication.clipboard().text() == shown
    dialog.close()
    entry = window.tree.current()
    assert isinstance(entry, Dataset)
    assert entry.name == "Wings"


def test_few_sentences_stand_in_the_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = public_package(tmp_path / "wings.zip")
    finished(qtbot, window, lambda: window.jobs.import_whole([path]))
    assert window.findChild(ImportNotes) is None
    assert window.bar.text == "wings.zip: imported 1 data set, 1 object, 0 analyses, 0 files."
