"""The dialog of a data set: what it returns, and what it does not let pass."""

from dataclasses import replace

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QDialogButtonBox, QTabWidget
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.shape.curves import Curve
from components.store.datasets import Dataset, Scheme
from components.ui.dialogs.dataset import DatasetDialog
from components.ui.main_window import MainWindow
from components.workflow import edits
from MdDialogs import DatasetAnswer

pytestmark = QUIET
SCHEME = Scheme(
    dimension=2,
    landmark_names=("tip", "base", "notch"),
    wireframe=((0, 1), (1, 2)),
    polygons=((0, 1, 2),),
    variables=(("age", "number"),),
    baseline=(0, 2),
    system="y down",
    curves=(Curve("edge", (0, 1)), Curve("eye", (0, 1, 2), closed=True), Curve("rim")),
)


@pytest.fixture
def new(qtbot: QtBot) -> DatasetDialog:
    dialog = DatasetDialog()
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def accepts(dialog: DatasetDialog) -> bool:
    return bool(dialog.buttons.button(QDialogButtonBox.Ok).isEnabled())


def test_a_new_data_set_is_returned_as_a_value(qtbot: QtBot, new: DatasetDialog) -> None:
    assert not accepts(new)
    qtbot.keyClicks(new.name, "wings")
    new.description.setPlainText("of 2026")
    new.dimension.setCurrentIndex(1)
    new.landmarks.setValue(4)
    new.wireframe.setPlainText("1-2, 2-3")
    new.polygons.setPlainText("1-2-3")
    new.baseline.setText("1, 2, 4")
    new.curves.setPlainText("edge: 1-2..4\nrim")
    new.variables.setPlainText("species\nage: number\nsite: north: flag\n")
    qtbot.mouseClick(new.buttons.button(QDialogButtonBox.Ok), Qt.LeftButton)
    variables = (("species", "text"), ("age", "number"), ("site: north", "flag"))
    curves = (Curve("edge", (0, 1, 2, 3)), Curve("rim"))
    scheme = Scheme(3, (), ((0, 1), (1, 2)), ((0, 1, 2),), variables, (0, 1, 3), curves=curves)
    assert new.answer() == DatasetAnswer("wings", "of 2026", scheme)


def test_properties_come_back_unchanged(qtbot: QtBot) -> None:
    dialog = DatasetDialog(None, Dataset(1, None, "wings", 5, SCHEME, "old"), 3)
    qtbot.addWidget(dialog)
    assert accepts(dialog)
    assert dialog.answer() == DatasetAnswer("wings", "old", SCHEME)


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("wireframe", "1-2, 2-9", "Wireframe line 2-9: the landmarks end at 3; mend or remove it."),
        ("wireframe", "0-1", "Wireframe line 0-1: the landmarks start at 1; mend or remove it."),
        ("wireframe", "1-2-3", "Wireframe line 1-2-3 must join two landmarks; mend it."),
        ("wireframe", "a", "Wireframe: 'a' cannot be read; write landmarks such as 1-2, 2-3."),
        ("polygons", "1-2", "Polygon 1-2 needs three landmarks or more; mend it."),
        ("curves", "edge: 1-9", "Curve 'edge': the landmarks end at 3; mend it."),
        ("curves", "rim\nrim", "The curve 'rim' is there twice; rename one of the two."),
        ("variables", "age: years", "age: 'years' is no type; write text, number or flag."),
        ("variables", "age\nage", "The variable 'age' is there twice; remove one of the two."),
        (
            "variables",
            ": flag",
            "The variable ': flag' has no name; write one such as age: number.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_not_accepted(
    new: DatasetDialog, field: str, text: str, reason: str
) -> None:
    new.name.setText("wings")
    new.landmarks.setValue(3)
    getattr(new, field).setPlainText(text)
    assert not accepts(new)
    assert new.problem.text == reason
    getattr(new, field).clear()
    assert accepts(new)
    assert new.problem.text == ""


def test_names_are_pasted_all_or_none(new: DatasetDialog) -> None:
    new.name.setText("wings")
    new.landmarks.setValue(3)
    new.names.setCurrentIndex(new.names.model().index(0, 1))
    QApplication.clipboard().setText("tip\nbase\n")
    new.names.paste()
    assert new.problem.text == "Landmark 3 has no name; give each a name, or none of them."
    new.names.enter({(2, 1): "notch"})
    assert new.answer().scheme.landmark_names == ("tip", "base", "notch")
    new.landmarks.setValue(2)
    assert new.answer().scheme.landmark_names == ("tip", "base")


def test_a_data_set_is_made_and_changed_in_the_window(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key_N, Qt.ControlModifier)
    dialog = window.findChild(DatasetDialog)
    qtbot.keyClicks(dialog.name, "wings")
    dialog.description.setPlainText("of 2026")
    qtbot.keyClick(dialog.name, Qt.Key_Return)
    (dataset,) = window.jobs.session.datasets()
    assert (dataset.name, dataset.description) == ("wings", "of 2026")
    assert window.tree.current() == dataset
    edits.change_dataset(window.jobs.session.history, dataset.id, landmark_names=("a", "b"))
    where = window.tree.visualRect(window.tree.currentIndex()).center()
    qtbot.mouseClick(window.tree.viewport(), Qt.LeftButton, pos=where)
    qtbot.mouseDClick(window.tree.viewport(), Qt.LeftButton, pos=where)
    shown = [d for d in window.findChildren(DatasetDialog) if d.isVisible()]
    assert len(shown) == 1
    shown[0].wireframe.setPlainText("1-2")
    shown[0].accept()
    assert window.jobs.session.datasets()[0].scheme.wireframe == ((0, 1),)
    assert window.jobs.session.history.undo_label == "Change data set wings"
    window.editing.tasks.undo()
    assert window.jobs.session.datasets()[0].scheme.wireframe == ()


def typed(qtbot: QtBot, dialog: DatasetDialog, text: str) -> None:
    """Go to the curves with the keyboard and type them in place of what is there."""
    tabs = dialog.findChild(QTabWidget)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key_R, Qt.AltModifier)
    qtbot.waitUntil(dialog.curves.isVisible)
    assert tabs.tabText(tabs.currentIndex()) == "Cu&rves"
    qtbot.mouseClick(dialog.curves.viewport(), Qt.LeftButton)
    qtbot.keyClick(dialog.curves, Qt.Key_A, Qt.ControlModifier)
    qtbot.keyClicks(dialog.curves, text)


def test_curves_are_typed_undone_and_remembered(qtbot: QtBot, window: MainWindow) -> None:
    history = window.jobs.session.history
    number = edits.create_dataset(history, "wings", SCHEME)
    window.tree.select(Dataset, number)
    window.editing.handlers()["properties"]()
    dialog = window.findChild(DatasetDialog)
    assert dialog.curves.toPlainText() == "edge: 1-2\neye: 1-2-3, closed\nrim: open"
    typed(qtbot, dialog, "margin: 3-1-9")
    assert dialog.problem.text == "Curve 'margin': the landmarks end at 3; mend it."
    assert not accepts(dialog)
    qtbot.keyClick(dialog.curves, Qt.Key_Backspace)
    qtbot.keyClicks(dialog.curves, "2, closed")
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.Ok), Qt.LeftButton)
    changed = window.jobs.session.datasets()[0].scheme
    assert changed == replace(SCHEME, curves=(Curve("margin", (2, 0, 1), closed=True),))
    window.editing.tasks.undo()
    assert window.jobs.session.datasets()[0].scheme == SCHEME
    window.editing.tasks.redo()
    assert window.jobs.session.datasets()[0].scheme == changed


def test_a_data_set_is_put_into_another_one(qtbot: QtBot, window: MainWindow) -> None:
    history = window.jobs.session.history
    numbers = [edits.create_dataset(history, name, SCHEME) for name in ("wings", "bees", "wasps")]
    edits.move_dataset(history, numbers[2], numbers[1])
    window.tree.select(Dataset, numbers[1])
    window.editing.handlers()["properties"]()
    dialog = window.findChild(DatasetDialog)
    places = [dialog.parents.itemText(i).strip() for i in range(dialog.parents.count())]
    assert places == ["the library itself", "wings"], "not itself, and nothing that lies in it"
    qtbot.keyClick(dialog.parents, Qt.Key_Down)
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.Ok), Qt.LeftButton)
    parents = {d.name: d.parent for d in window.jobs.session.datasets()}
    assert parents == {"wings": None, "bees": numbers[0], "wasps": numbers[1]}
    window.editing.tasks.undo()
    assert {d.name: d.parent for d in window.jobs.session.datasets()}["bees"] is None


def test_escape_makes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.editing.handlers()["new_dataset"]()
    dialog = window.findChild(DatasetDialog)
    qtbot.keyClicks(dialog.name, "wings")
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key_Escape)
    assert window.jobs.session.datasets() == ()


def test_a_data_set_is_duplicated_and_undone(qtbot: QtBot, window: MainWindow) -> None:
    number = edits.create_dataset(window.jobs.session.history, "wings", SCHEME)
    window.tree.select(Dataset, number)
    with qtbot.waitSignal(window.tasks.idle):
        window.editing.handlers()["duplicate"]()
    names = [d.name for d in window.jobs.session.datasets()]
    assert len(set(names)) == 2
    current = window.tree.current()
    assert isinstance(current, Dataset)
    assert current.name == names[1]
    window.editing.tasks.undo()
    assert len(window.jobs.session.datasets()) == 1
