"""Calibration: what the scale becomes, what the dialog returns, and the edit that is made."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QDialogButtonBox, QRadioButton
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET
from windows import finished, trigger

from components.errors import UserError
from components.shape.specimen import Specimen
from components.shape.table import ShapeTable, table_of
from components.store import datasets, objects
from components.store.datasets import Scheme
from components.store.library import Library
from components.ui.dialogs.calibration import CalibrationDialog
from components.ui.main_window import MainWindow
from components.workflow import calibrating

pytestmark = QUIET

# landmarks 1 and 2 are 10, 20 and 40 apart; the last object lacks the second
FORMS = [np.array([(0, 0), (0, gap), (5, 5)], dtype=float) for gap in (10, 20, 40, np.nan)]


def table() -> ShapeTable:
    specimens = [Specimen(name, form) for name, form in zip("abcd", FORMS, strict=True)]
    return table_of(specimens)


@pytest.fixture
def dialog(qtbot: QtBot) -> CalibrationDialog:
    made = CalibrationDialog(table(), table().ids[:2])
    qtbot.addWidget(made)
    made.open()
    return made


def ok(dialog: CalibrationDialog) -> object:
    return dialog.buttons.button(QDialogButtonBox.Ok)


def choose(qtbot: QtBot, button: QRadioButton) -> None:
    qtbot.mouseClick(button, Qt.LeftButton, pos=QPoint(9, button.height() // 2))


@given(st.floats(1e-6, 1e6))
def test_a_calibrated_distance_is_the_length_that_is_known(length: float) -> None:
    made, left = calibrating.measured(table(), 0, 1, length, "mm")
    gaps = calibrating.distances(table(), 0, 1)[:3]
    assert list(made.scales) == list(table().ids[:3])
    np.testing.assert_allclose(gaps * list(made.scales.values()), length)
    assert left.endswith("d.")


def test_no_distance_is_a_sentence() -> None:
    for first, second, length in ((0, 0, 1.0), (0, 1, 0.0), (0, 1, np.nan)):
        with pytest.raises(UserError):
            calibrating.measured(table(), first, second, length, "mm")
    alone = table().take(np.array([3]))
    with pytest.raises(UserError, match="No object"):
        calibrating.measured(alone, 0, 1, 5.0, "mm")


def test_a_distance_becomes_the_scale_of_each_object(
    qtbot: QtBot, dialog: CalibrationDialog
) -> None:
    assert "0.5 to 1 mm per pixel" in dialog.becomes.text()  # of 10, the proposal
    dialog.length.selectAll()
    qtbot.keyClicks(dialog.length, "5")
    choose(qtbot, dialog.all)
    assert dialog.problem.text.endswith("left as before: d.")
    qtbot.mouseClick(ok(dialog), Qt.LeftButton)
    answer = dialog.answer()
    assert answer.unit == "mm"
    assert list(answer.scales.values()) == [0.5, 0.25, 0.125]


def test_units_per_pixel_are_typed_for_the_chosen(qtbot: QtBot, dialog: CalibrationDialog) -> None:
    choose(qtbot, dialog.by_scale)
    assert not ok(dialog).isEnabled()
    qtbot.keyClicks(dialog.scale, "0,02")
    dialog.unit.setCurrentText("cm")
    assert dialog.becomes.text() == "0.02 cm per pixel, for 2 objects"
    qtbot.keyClick(dialog, Qt.Key_Return)
    assert dialog.answer() == calibrating.typed(table().take(np.arange(2)), 0.02, "cm")


def test_a_wrong_number_does_not_pass(qtbot: QtBot, dialog: CalibrationDialog) -> None:
    dialog.length.setText("ten")
    assert "above 0" in dialog.problem.text
    assert not ok(dialog).isEnabled()
    dialog.length.setText("10")
    dialog.second.setCurrentIndex(0)
    assert "different" in dialog.problem.text
    qtbot.keyClick(dialog, Qt.Key_Escape)
    assert not dialog.isVisible()


def test_calibration_is_one_edit(
    qtbot: QtBot, open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    with Library(tmp_path / "library") as library:
        number = datasets.create(library, "wings", Scheme(2))
        objects.add(
            library, number, [Specimen(n, form) for n, form in zip("abcd", FORMS, strict=True)]
        )
    window = open_window(tmp_path / "library")
    qtbot.waitUntil(lambda: window.table.model().rowCount() == 4)
    qtbot.waitUntil(lambda: window.tasks.at_rest)
    finished(qtbot, window, lambda: trigger(window, "calibrate"))
    dialog = window.findChild(CalibrationDialog)
    qtbot.mouseClick(ok(dialog), Qt.LeftButton)
    scales = objects.load_table(window.jobs.session.library, number).scales
    np.testing.assert_array_equal(scales, [1, 0.5, 0.25, np.nan])
    assert "3 objects" in window.bar.text
    trigger(window, "undo")
    assert np.isnan(objects.load_table(window.jobs.session.library, number).scales).all()
