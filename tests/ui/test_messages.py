"""Errors that nothing catches: a sentence, or a report that comes once."""

import logging
import sys
from collections.abc import Callable

import pytest
from PyQt5.QtCore import QObject, Qt, QTimer
from PyQt5.QtGui import QPaintEvent
from PyQt5.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.errors import UserError
from components.ui.dialogs.bug_report import BugReport
from components.ui.dialogs.preferences import PreferencesDialog
from components.ui.log_file import keep_log, log_path
from components.ui.main_window import MainWindow
from components.ui.messages import catch_errors

# the handler under test is the program's own, not the one by which pytest-qt fails tests
pytestmark = [*QUIET, pytest.mark.qt_no_exception_capture]


@pytest.fixture(autouse=True)
def caught(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Callable[[], list[str]]:
    """Let the window handle errors, as the program does; give what was logged of them."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    catch_errors(window.reporter)

    def logged() -> list[str]:
        texts = [r.getMessage() for r in caplog.records if r.levelno >= logging.CRITICAL]
        caplog.clear()
        return texts

    return logged


def reports(window: MainWindow) -> list[BugReport]:
    return [report for report in window.findChildren(BugReport) if report.isVisible()]


def in_a_slot(qtbot: QtBot, act: Callable[[], object]) -> None:
    """Have the event loop call something, and come back when it has."""
    after = QObject()
    timer = QTimer(singleShot=True, interval=0)
    timer.timeout.connect(act)
    timer.timeout.connect(after.deleteLater)
    with qtbot.waitSignal(after.destroyed):
        timer.start()


def fail() -> None:
    raise RuntimeError("a bug of ours")


def test_a_bug_in_a_slot_is_reported_once(
    qtbot: QtBot, window: MainWindow, caught: Callable[[], list[str]]
) -> None:
    for _ in range(5):
        in_a_slot(qtbot, fail)
    (report,) = reports(window)
    text = report.details.toPlainText()
    assert text.count("RuntimeError: a bug of ours") == 1
    assert "in fail" in text
    assert "Modan2" in text.splitlines()[0]
    assert len(caught()) == 1
    assert "happened again" in window.bar.text
    assert str(log_path()) in window.bar.text


class Broken(QWidget):
    """Cannot be painted."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        raise RuntimeError("cannot paint")


def test_a_widget_that_cannot_be_painted_is_no_flood(
    qtbot: QtBot, window: MainWindow, caught: Callable[[], list[str]]
) -> None:
    broken = Broken(window)
    broken.resize(50, 50)
    broken.show()
    for _ in range(10):
        broken.repaint()
    (report,) = reports(window)
    qtbot.keyClick(report, Qt.Key_Escape)
    broken.repaint()
    assert reports(window) == []
    assert len(caught()) == 1
    broken.hide()


def test_another_bug_is_added_to_the_open_report(
    qtbot: QtBot, window: MainWindow, caught: Callable[[], list[str]]
) -> None:
    in_a_slot(qtbot, fail)
    in_a_slot(qtbot, lambda: 1 / 0)
    (report,) = reports(window)
    assert "a bug of ours" in report.details.toPlainText()
    assert "ZeroDivisionError" in report.details.toPlainText()
    qtbot.mouseClick(report.copy, Qt.LeftButton)
    assert QApplication.clipboard().text() == report.details.toPlainText()
    assert len(caught()) == 2


def test_a_new_report_opens_after_the_last_was_closed(
    qtbot: QtBot, window: MainWindow, caught: Callable[[], list[str]]
) -> None:
    in_a_slot(qtbot, fail)
    (report,) = reports(window)
    with qtbot.waitSignal(report.destroyed):
        qtbot.keyClick(report, Qt.Key_Escape)
    in_a_slot(qtbot, lambda: {}["key"])
    (report,) = reports(window)
    assert "KeyError" in report.details.toPlainText()
    assert "a bug of ours" not in report.details.toPlainText()
    assert len(caught()) == 2


def test_a_bug_in_a_dialog_is_reported_in_front_of_it(
    qtbot: QtBot, window: MainWindow, caught: Callable[[], list[str]]
) -> None:
    window.ask_preferences()
    dialog = window.findChild(PreferencesDialog)
    in_a_slot(qtbot, fail)
    (report,) = reports(window)
    assert report.parent() is dialog
    assert QApplication.activeModalWidget() is report
    assert len(caught()) == 1


def test_what_the_user_can_put_right_is_a_sentence(qtbot: QtBot, window: MainWindow) -> None:
    def refuse() -> None:
        raise UserError("Choose <another> file.")

    in_a_slot(qtbot, refuse)
    assert window.bar.text == "Choose <another> file."
    assert reports(window) == []


def test_ctrl_c_on_the_console_closes_the_window(qtbot: QtBot, window: MainWindow) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    in_a_slot(qtbot, interrupt)
    assert not window.isVisible()


def test_the_log_is_where_the_report_says(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.Logger("root")
    monkeypatch.setattr(logging, "getLogger", lambda *_name: root)
    monkeypatch.setattr(logging, "root", root)
    keep_log(debug=True)
    root.critical("größer Fehler")
    assert "größer Fehler" in log_path().read_text("utf-8")
    for handler in root.handlers:
        handler.close()
