"""A library that moves is whole at every moment, wherever the move is interrupted."""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from library_contents import Content, content, fill, killed, media_of

from components.errors import Cancelled, UserError
from components.store import move
from components.store.faults import LibraryInUse, LibraryMoved
from components.store.library import Library
from components.store.lock import Lock
from components.store.move import move_library
from components.store.pointer import POINTER
from components.store.snapshots import BACKUPS, DATABASE, daily_copy

State = tuple[Content, dict[str, bytes]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return the folder of a closed library with a copy and a file of the user."""
    folder = tmp_path / "old"
    with Library(folder) as library:
        fill(library, tmp_path / "files")
        daily_copy(folder)
    (folder / "notes.txt").write_text("of the user")
    return folder


def state(folder: Path) -> State:
    with Library(folder, create=False) as library:
        return content(library), media_of(folder)


def found(source: Path) -> State:
    """Return what a user finds who opens the old place and follows the pointer."""
    try:
        return state(source)
    except LibraryMoved as moved:
        return state(moved.target)


@pytest.mark.parametrize("linked", [True, False], ids=["one disk", "two disks"])
def test_a_library_moves_with_everything(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    if not linked:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    before, target = state(source), tmp_path / "far" / "new"
    assert move_library(source, target) == target
    assert state(target) == before
    assert (target / "notes.txt").read_text() == "of the user"
    assert len(list((target / BACKUPS).iterdir())) == 1
    assert [path.name for path in source.rglob("*")] == [POINTER]
    with pytest.raises(LibraryMoved, match=f"was moved to {target}") as caught:
        Library(source)
    assert caught.value.target == target
    assert move_library(target, source) == source
    assert state(source) == before
    assert move_library(target, source) == source, "done already"


def refuse(*_arguments: object) -> None:
    raise OSError(18, "Invalid cross-device link")


def test_a_library_moves_only_where_nothing_is(source: Path, tmp_path: Path) -> None:
    before = state(source)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").write_text("x")
    for target, sentence in (
        (tmp_path / "used", "is not empty"),
        (tmp_path / "used" / "file", "is not empty"),
        (source / "inside", "lie in each other"),
        (source.parent, "lie in each other"),
        (source, "lie in each other"),
    ):
        with pytest.raises(UserError, match=sentence):
            move_library(source, target)
    with pytest.raises(UserError, match="no library in"):
        move_library(tmp_path / "used", tmp_path / "new")
    assert state(source) == before


def test_a_library_in_use_stays(source: Path, tmp_path: Path) -> None:
    lock = Lock(source)
    with pytest.raises(LibraryInUse):
        move_library(source, tmp_path / "new")
    lock.release()
    assert not (tmp_path / "new").exists()


def test_too_little_room_is_said_before(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(source)
    monkeypatch.setattr(move, "total_size", lambda _paths: 10**15)
    with pytest.raises(UserError, match="make room or choose another disk"):
        move_library(source, tmp_path / "new")
    assert state(source) == before
    assert not (tmp_path / "new").exists()


def test_a_stopped_move_leaves_the_library_where_it_was(source: Path, tmp_path: Path) -> None:
    before = state(source)
    calls = 0

    def stop(_done: int, _total: int, _text: str) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        move_library(source, tmp_path / "new", stop)
    assert state(source) == before
    assert not list(tmp_path.glob("new*"))


def test_what_came_since_is_not_deleted(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pointed = move.leave_pointer

    def late(folder: Path, target: Path) -> None:
        pointed(folder, target)
        (folder / "late.txt").write_text("came late")

    monkeypatch.setattr(move, "leave_pointer", late)
    move_library(source, tmp_path / "new")
    assert {path.name for path in source.iterdir()} == {POINTER, "late.txt"}


CALLS = ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "rmdir"), (Path, "mkdir"),
         (Path, "hardlink_to"))  # fmt: skip


class Interruption:
    """Strikes at one of the calls that change the disk."""

    def __init__(self) -> None:
        self.seen = self.number = 0
        self.strike: Callable[[], None] = lambda: None

    def watched(self, usual: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.seen += 1
            if self.seen == self.number:
                self.strike()
            return usual(*arguments, **options)

        return call

    def at(self, number: int) -> None:
        self.seen, self.number = 0, number


@pytest.fixture
def interruption(monkeypatch: pytest.MonkeyPatch) -> Interruption:
    made = Interruption()
    for place, name in CALLS:
        monkeypatch.setattr(place, name, made.watched(getattr(place, name)))
    return made


def fail() -> None:
    raise OSError(5, "Input/output error")


def test_a_fault_at_any_step_loses_nothing(
    source: Path, tmp_path: Path, interruption: Interruption
) -> None:
    before, failed = state(source), 0
    interruption.strike = fail
    for number in count(1):
        target = tmp_path / f"new {number}"
        interruption.at(number)
        try:
            move_library(source, target)
        except UserError:
            failed += 1
        reached = interruption.seen >= number
        interruption.at(0)
        assert found(source) == before
        if not reached:
            break
        if not (source / DATABASE).exists():
            move_library(source, target)  # what is left of it
            move_library(target, source)
            assert state(source) == before
    assert failed > 20


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal of POSIX")
@pytest.mark.parametrize("linked", [True, False], ids=["one disk", "two disks"])
def test_death_at_any_step_loses_nothing(
    source: Path,
    tmp_path: Path,
    interruption: Interruption,
    monkeypatch: pytest.MonkeyPatch,
    linked: bool,
) -> None:
    if not linked:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    before, deaths = state(source), 0
    interruption.strike = lambda: os.kill(os.getpid(), signal.SIGKILL)
    for number in count(1):
        target = tmp_path / f"new {number}"
        interruption.at(number)
        if not killed(lambda to=target: move_library(source, to)):  # type: ignore[misc]
            break
        deaths += 1
        interruption.at(0)
        assert found(source) == before
        if (source / POINTER).exists():
            move_library(source, target)
            assert [path.name for path in source.iterdir()] == [POINTER]
            move_library(target, source)
        elif target.exists():  # killed between the switch and the pointer: whole at both places
            assert state(target) == before
        assert state(source) == before
    assert deaths > 25
