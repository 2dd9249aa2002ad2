"""The stall watcher: a timer on the event loop, and a thread that sees what holds it."""

import logging
import time

import pytest
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from quiet_qt import QUIET

from components.ui.stall import StallWatch, log_stall

pytestmark = QUIET


def hold_the_event_loop() -> None:
    end = time.perf_counter() + 0.2
    while time.perf_counter() < end:
        pass


@pytest.fixture
def watch(qapp: QApplication) -> StallWatch:
    return StallWatch(0.05, qapp)


def test_a_stall_is_measured_with_what_held_the_loop(qtbot: QtBot, watch: StallWatch) -> None:
    watch.start()
    with qtbot.waitSignal(watch.stalled, check_params_cb=lambda stall: stall.seconds > 0.15):
        QTimer.singleShot(0, hold_the_event_loop)
    watch.stop()
    stall = max(watch.stalls, key=lambda one: one.seconds)
    assert 0.15 < stall.seconds <= watch.longest
    assert "hold_the_event_loop" in stall.stacks.split("another thread")[0]
    assert "time.perf_counter() < end" in stall.stacks


def test_a_stall_at_the_very_end_counts(watch: StallWatch) -> None:
    watch.start()
    hold_the_event_loop()
    watch.stop()
    assert watch.longest > 0.15
    watch.start()
    watch.stop()
    assert watch.longest < 0.15


def test_a_stall_is_written_into_the_log(
    qtbot: QtBot, watch: StallWatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    watch.stalled.connect(log_stall)
    watch.start()
    with qtbot.waitSignal(watch.stalled):
        QTimer.singleShot(0, hold_the_event_loop)
    watch.stop()
    assert "no answer for" in caplog.text
    assert "hold_the_event_loop" in caplog.text
