"""The endurance test finds what is lost, broken or left behind, and says so in its exit code."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from components.errors import UserError
from components.store import datasets
from components.store.library import Library
from components.workflow.history import Pending
from components.workflow.session import Session
from scripts.stress import acts, content, endurance, onlooker
from scripts.stress.files import write_large
from scripts.stress.team import Tally, Team

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.performance
def test_everything_at_once_loses_nothing(tmp_path: Path) -> None:
    out = tmp_path / "stress.json"
    command = [sys.executable, "scripts/stress_test.py", "--minutes", "0.05", "--out", str(out)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.endswith("0 errors, 0 lost\n")
    assert re.search(r"^task: import +[1-9]", run.stdout, re.MULTILINE)
    assert re.search(r"^other program: data set read +[1-9]", run.stdout, re.MULTILINE)
    assert out.is_file()


def test_steps_of_tasks_are_undone_among_those_of_the_user(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    paths = write_large(files, "large", 20, 8)
    collection = acts.collection_in(*paths)
    user = acts.User(tmp_path / "library", files, np.random.default_rng(1), alone=False)
    session: Session = user.session
    user.take_import(session.import_files([paths[0]], paths[1], "large"), "large", collection)
    (number,) = (dataset.id for dataset in session.datasets())
    pending = Pending(session.library)
    pending.do("Rename", lambda: datasets.rename(session.library, number, "large"))  # no change
    user.take(pending)
    for _ in range(60):
        user.next().run()
        assert content.read(session.library) == user.content
    while session.history.undo_label:
        session.history.undo()
    assert content.read(session.library) == {}
    session.close()


def test_what_is_not_in_the_library_is_lost(tmp_path: Path) -> None:
    team = Team(tmp_path, 1)
    user = acts.User(tmp_path / "library", tmp_path / "files", np.random.default_rng(1))
    landmarks, table = write_large(tmp_path / "files", "small", 5, 6)
    for name in ("one", "two"):
        user.session.import_files([landmarks], table, name)
    collection = acts.collection_in(landmarks, table)
    user._content = {"two": collection, "three": collection}
    team._compare(user)
    user.session.close()
    assert sorted(team.tally.lost) == ["data set one", "data set three"]
    assert not team.tally.errors


def test_a_sentence_is_an_answer_and_a_bug_an_error() -> None:
    tally = Tally()
    for label in ("act", "task: act"):  # a task waits, the window does not
        for error in (None, UserError("Add objects."), UserError("It is busy."), KeyError("x")):
            with tally.of(label):
                if error is not None:
                    raise error
    assert tally.done == {"act": 1, "task: act": 1}
    assert sum(tally.answered.values()) == 4
    assert tally.errors == [
        "act: KeyError: 'x'",
        "task: act: It is busy.",
        "task: act: KeyError: 'x'",
    ]


def test_another_program_reads_and_is_refused(tmp_path: Path) -> None:
    Session(tmp_path / "library").close()
    with onlooker.watching(tmp_path / "library") as watch:
        session = Session(tmp_path / "library")
        datasets.create(session.library, "Set", datasets.Scheme(2))
        watch.begin()
        seen, faults = watch.end()
        session.close()
    assert faults == []
    assert seen.keys() <= {"other program: data set read", "other program: writing refused"}
    with Library(tmp_path / "library") as library:
        assert [dataset.name for dataset in datasets.tree(library)] == ["Set"]


def test_growth_is_told_from_noise() -> None:
    seconds = np.arange(0, 300, 12.0)
    noise = np.random.default_rng(1).uniform(-3e6, 3e6, len(seconds))
    flat = [*zip(seconds.tolist(), (200e6 + noise).astype(int).tolist(), strict=True)]
    leaking = [(at, size + int(at / 60 * 5e6)) for at, size in flat]
    slope, more = endurance.memory_slope(flat), endurance.memory_slope(leaking)
    assert slope is not None
    assert more is not None
    assert slope < endurance._FLAT < more
    assert more - slope == pytest.approx(5e6, rel=0.01)
    assert endurance.memory_slope(flat[:5]) is None
