"""A library survives being killed at work, and the test of that would notice if it did not."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from components.store.library import DATABASE, Library
from scripts.stress import acts, content, crash

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_process_is_killed() -> None:
    command = [sys.executable, "scripts/stress_test.py", "--crash", "--rounds", "5", "--seed", "3"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^acknowledged [1-9]\d*, lost 0$", run.stdout, re.MULTILINE)
    assert "\n5 rounds in " in run.stdout


@pytest.mark.parametrize("seed", [1, 2])
def test_after_each_act_the_library_holds_what_the_act_says(tmp_path: Path, seed: int) -> None:
    files = tmp_path / "files"
    files.mkdir()
    user = acts.User(tmp_path / "library", files, np.random.default_rng(seed))
    done = set()
    for _ in range(80):
        act = user.next()
        act.run()
        done.add(act.label)
        assert content.read(user.session.library) == act.expected, act.label
    user.session.close()
    assert len(done) > 8
    assert crash.look(tmp_path / "library") == (content.digest(act.expected), [])


def record(acknowledged: int, begun: int) -> crash.Record:
    """Make the record of a process; the state after each act is its number."""
    states = [str(i) for i in range(begun + 1)]
    return crash.Record(states, ["Move landmark"] * begun, acknowledged)


def test_the_act_in_flight_may_be_there_or_not() -> None:
    assert [record(4, 5).lost(state) for state in ("4", "5")] == [0, 0]
    assert record(5, 5).lost("5") == 0


def test_acknowledged_acts_that_are_not_there_are_counted() -> None:
    assert [record(5, 6).lost(state) for state in ("4", "2", "0")] == [1, 3, 5]
    assert record(5, 6).lost("never seen") == 5
    assert record(0, 1).lost("never seen") == 1


def test_opening_is_no_edit() -> None:
    labels = ["Open", "Move landmark", "Open again", "Undo", "Undo"]
    assert crash.Record(["0"] * 6, labels, 4).edits == 2


def test_a_broken_library_is_noticed(tmp_path: Path) -> None:
    with Library(tmp_path):
        pass
    assert crash.look(tmp_path)[1] == []
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute(
            "INSERT INTO mdobject (id, dataset_id, sequence, name, description, landmarks, unit,"
            " variables, created, modified) VALUES (1, 99, 1, 'lost', '', x'', '', '[]', 0, 0)"
        )
        connection.commit()
    faults = crash.look(tmp_path)[1]
    assert any(fault.startswith("check: ") for fault in faults)
    assert any(fault.startswith("foreign_key_check: ") for fault in faults)
    (tmp_path / DATABASE).write_bytes(b"no database" * 1000)
    assert "does not open" in crash.look(tmp_path)[1][0]
