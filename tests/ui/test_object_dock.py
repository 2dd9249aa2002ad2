"""The details of what is selected: picture, facts, several objects, nothing."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, QSize, Qt
from PyQt5.QtGui import QColor, QImage, QPalette
from PyQt5.QtWidgets import QAction
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.scene.configuration import configuration
from components.shape.specimen import Specimen
from components.store import media, objects
from components.store.datasets import Dataset, Scheme
from components.store.media import Attachment
from components.ui import thumbnails
from components.ui.main_window import MainWindow
from components.ui.object_details import ObjectDetails
from components.ui.thumbnails import thumbnail
from components.ui.viewers.configuration_view import ConfigurationView
from components.workflow import edits

pytestmark = QUIET
SCHEME = Scheme(2, wireframe=((0, 1), (1, 2)), variables=(("site", "text"), ("age", "number")))
SQUARE = np.array([[10.0, 10], [90, 10], [90, 40], [10, 40]])


@pytest.fixture
def dataset(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> int:
    session = window.jobs.session
    number = edits.create_dataset(session.history, "plates", SCHEME)
    holed = SQUARE.copy()
    holed[1] = np.nan
    values = {"site": "cave <1>", "age": 7.0}
    ids = objects.add(
        session.library,
        number,
        [
            Specimen("first", SQUARE, scale=0.5, unit="mm", comment="a plate", variables=values),
            Specimen("second", holed, scale=0.5, unit="mm"),
            Specimen("third", SQUARE * 3, scale=0.5, unit="mm"),
        ],
    )
    picture = QImage(2000, 1000, QImage.Format_RGB32)
    picture.fill(QColor("#208040"))
    picture.save(str(tmp_path / "plate.png"))
    media.attach_images(session.library, [Attachment(ids[2], tmp_path / "plate.png")])
    window.refresh()
    window.tree.select(Dataset, number)
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    return number


def click(qtbot: QtBot, window: MainWindow, row: int, *, shift: bool = False) -> None:
    where = window.table.visualRect(window.table.model().index(row, 1)).center()
    keys = Qt.KeyboardModifiers(Qt.ShiftModifier if shift else Qt.NoModifier)
    qtbot.mouseClick(window.table.viewport(), Qt.LeftButton, keys, where)


@pytest.mark.usefixtures("dataset")
def test_the_selected_object_is_shown_with_its_facts(qtbot: QtBot, window: MainWindow) -> None:
    details = window.details.details
    click(qtbot, window, 0)
    qtbot.waitUntil(lambda: details.title.text() == "first")
    assert details.text.text() == "a plate"
    assert details.facts == {
        "Landmarks": "4",
        "Centroid size": "42.72 mm",
        "Scale": "0.5 mm per pixel",
        "site": "cave <1>",
        "age": "7",
    }
    qtbot.keyClick(window.table, Qt.Key_Down)
    qtbot.waitUntil(lambda: details.title.text() == "second")
    assert details.facts["Landmarks"] == "4 (1 missing: 2)"
    assert details.facts["Centroid size"] == "none: a landmark is missing"


@pytest.mark.usefixtures("dataset")
def test_several_objects_are_summed_up(qtbot: QtBot, window: MainWindow) -> None:
    details = window.details.details
    click(qtbot, window, 0)
    click(qtbot, window, 2, shift=True)
    qtbot.waitUntil(lambda: details.title.text() == "3 objects selected")
    assert details.facts["With missing landmarks"] == "1"
    assert details.facts["Mean centroid size"] == "85.44 mm"
    assert details.view.isHidden()


def test_without_a_choice_it_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    details = window.details.details
    assert "Choose a data set" in details.view.text
    edits.create_dataset(window.jobs.session.history, "empty", SCHEME)
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    assert "Choose a data set" in details.view.text


@pytest.mark.usefixtures("dataset")
def test_an_edit_is_seen_at_once(qtbot: QtBot, window: MainWindow) -> None:
    details = window.details.details
    click(qtbot, window, 0)
    qtbot.waitUntil(lambda: details.title.text() == "first")
    number = int(window.table.object_ids()[0])
    edits.rename_objects(window.jobs.session.history, {number: "renamed"})
    qtbot.waitUntil(lambda: details.title.text() == "renamed")
    window.table.clearSelection()
    qtbot.waitUntil(lambda: "Choose an object" in details.view.text)


@pytest.mark.usefixtures("dataset")
def test_a_photograph_is_read_off_the_gui_thread_and_kept(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    read = thumbnails.thumbnail

    def noted(path: Path) -> thumbnails.Thumbnail | None:
        threads.append(threading.get_ident())
        return read(path)

    monkeypatch.setattr(thumbnails, "thumbnail", noted)
    view = window.details.details.view
    for _ in range(2):
        click(qtbot, window, 2)
        qtbot.waitUntil(lambda: view.image is not None)
        click(qtbot, window, 0)
        qtbot.waitUntil(lambda: view.image is None)
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
    assert not window.tasks.running


@pytest.mark.usefixtures("dataset")
def test_a_photograph_that_is_gone_leaves_the_landmarks(qtbot: QtBot, window: MainWindow) -> None:
    for path in window.jobs.session.library.media.rglob("*.png"):
        path.unlink()
    details = window.details.details
    click(qtbot, window, 2)
    qtbot.waitUntil(lambda: bool(details.problem.text))
    assert "cannot be read" in details.problem.text
    click(qtbot, window, 0)
    qtbot.waitUntil(lambda: not details.problem.text)


def test_the_dock_is_toggled_and_remembered(
    qtbot: QtBot, window: MainWindow, open_window: Callable[[Path], MainWindow]
) -> None:
    action = window.findChild(QAction, "details")
    qtbot.waitUntil(action.isChecked)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key_P, Qt.ControlModifier)
    assert window.details.isHidden()
    assert not action.isChecked()
    folder = window.jobs.session.library.folder
    window.close()
    again = open_window(folder)
    assert again.details.isHidden()
    again.findChild(QAction, "details").trigger()
    assert again.details.isVisible()


def test_a_large_photograph_is_read_small(tmp_path: Path) -> None:
    picture = QImage(3000, 1500, QImage.Format_RGB32)
    picture.fill(Qt.red)
    picture.save(str(tmp_path / "large.jpg"))
    small = thumbnail(tmp_path / "large.jpg")
    assert small is not None
    assert (small.image.size(), small.size) == (QSize(900, 450), QSize(3000, 1500))
    assert thumbnail(tmp_path / "none.jpg") is None


def painted(view: ConfigurationView) -> QImage:
    image: QImage = view.grab().toImage()
    return image


@pytest.mark.parametrize("base", ["#ffffff", "#1e1f22"])
def test_landmarks_are_painted_upright_whole_and_undistorted(qtbot: QtBot, base: str) -> None:
    view = ConfigurationView()
    qtbot.addWidget(view)
    palette = QPalette()
    palette.setColor(QPalette.Base, QColor(base))
    palette.setColor(QPalette.Text, QColor("#ffffff" if base != "#ffffff" else "#000000"))
    view.setPalette(palette)
    view.resize(400, 300)
    view.show_configuration(configuration(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 2.0]])))
    image = painted(view)
    scale = (400 - 44) / 4

    def at(x: float, y: float) -> QColor:
        return image.pixelColor(QPoint(round(200 + (x - 2) * scale), round(150 - (y - 1) * scale)))

    for place in ((0, 0), (4, 0), (4, 2)):
        assert at(*place) != QColor(base)
    assert at(0, 2) == QColor(base)
    assert at(2, 1) == QColor(base)


def test_landmarks_lie_on_their_place_in_the_photograph(qtbot: QtBot) -> None:
    view = ConfigurationView()
    qtbot.addWidget(view)
    view.resize(400, 200)
    picture = QImage(100, 50, QImage.Format_RGB32)
    picture.fill(Qt.black)
    drawing = configuration(np.array([[100.0, 50.0]]), image_height=100)
    view.show_configuration(drawing, picture, QSize(200, 100))
    image = painted(view)
    assert image.pixelColor(200, 100).lightness() > 100
    assert image.pixelColor(50, 100) == QColor(Qt.black)


def test_a_drawing_without_landmarks_says_so(qtbot: QtBot) -> None:
    details = ObjectDetails()
    qtbot.addWidget(details)
    details.show_object(Specimen("bare", np.empty((0, 2))), SCHEME)
    assert details.facts == {"Landmarks": "0", "Scale": "unknown"}
    details.grab()
    details.show_object(Specimen("skull", np.random.default_rng(1).normal(size=(9, 3))), Scheme(3))
    details.grab()
