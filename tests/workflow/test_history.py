"""Undo and redo restore the bytes of the library."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from components.errors import Cancelled, UserError
from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.changes import Changes
from components.store.datasets import Scheme
from components.workflow import edits
from components.workflow.history import Done, Pending
from components.workflow.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = Session(tmp_path / "library")
    yield opened
    opened.close()


def content(session: Session) -> list[list[tuple[object, ...]]]:
    run = session.library.database.execute_sql
    tables = ("mddataset", "mdobject", "mdimage", "mdthreedmodel", "mdanalysis")
    return [run(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables]


def add_dataset(session: Session, name: str, parent: int | None = None) -> int:
    def act() -> int:
        number = datasets.create(session.library, name, Scheme(2), parent)
        objects.add(session.library, number, [Specimen(f"{name} 1", np.eye(3, 2))])
        return number

    return session.history.do(f"Import {name}", act)


def test_every_edit_is_undone_and_done_again(session: Session) -> None:
    states = [content(session)]

    top = add_dataset(session, "top")
    states.append(content(session))
    add_dataset(session, "below", top)
    states.append(content(session))
    session.rename_dataset(top, "renamed")
    states.append(content(session))
    edits.delete_dataset(session.history, session.datasets()[0].id)
    states.append(content(session))
    labels = ["Delete data set renamed", "Rename data set top", "Import below", "Import top"]
    for label, state in zip(labels, reversed(states[:-1]), strict=True):
        assert session.history.undo_label == label
        session.history.undo()
        assert content(session) == state
    assert session.history.undo_label == ""
    for state in states[1:]:
        session.history.redo()
        assert content(session) == state
    assert session.history.redo_label == ""


def test_a_failed_edit_is_not_recorded(session: Session) -> None:
    number = add_dataset(session, "set")
    before = content(session)
    with pytest.raises(UserError, match="needs a name"):
        session.rename_dataset(number, "  ")
    assert session.history.undo_label == "Import set"
    assert content(session) == before


def test_a_new_edit_ends_what_could_be_redone(session: Session) -> None:
    number = add_dataset(session, "set")
    session.rename_dataset(number, "other")
    session.history.undo()
    session.rename_dataset(number, "third")
    assert session.history.redo_label == ""


def test_listeners_hear_of_every_change(tmp_path: Path) -> None:
    heard: list[str] = []
    session = Session(tmp_path / "library", lambda: heard.append(session.history.undo_label))
    number = add_dataset(session, "set")
    session.rename_dataset(number, "other")
    session.history.undo()
    session.history.redo()
    session.close()
    assert heard == ["Import set", "Rename data set set", "Import set", "Rename data set set"]


def test_an_edit_that_changes_nothing_is_no_step(session: Session) -> None:
    session.history.do("Nothing", lambda: None)
    session.history.undo()
    session.history.redo()
    assert session.history.undo_label == ""


def test_edits_made_together_are_one_step(session: Session) -> None:
    number = add_dataset(session, "set")
    before = content(session)
    with session.history.together("Change set") as parts:
        parts.do("Name", lambda: datasets.rename(session.library, number, "other"))
        with parts.together("Words") as more:
            more.do("Words", lambda: datasets.describe(session.library, number, "words"))
    assert session.history.labels == ("Change set", "Import set")
    session.history.undo()
    assert content(session) == before


def test_edits_that_fail_together_leave_nothing(session: Session) -> None:
    number = add_dataset(session, "set")
    before = content(session)
    with (
        pytest.raises(UserError, match="needs a name"),
        session.history.together("Change set") as parts,
    ):
        parts.do("Words", lambda: datasets.describe(session.library, number, "words"))
        parts.do("Name", lambda: datasets.rename(session.library, number, ""))
    assert session.history.labels == ("Import set",)
    assert content(session) == before


def test_edits_of_a_worker_are_taken_afterwards(session: Session) -> None:
    number = add_dataset(session, "set")
    before = content(session)
    pending = Pending(session.library)

    def work() -> None:
        with session.library.connected():
            pending.do("Words", lambda: datasets.describe(session.library, number, "words"))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert session.history.labels == ("Import set",)
    session.history.take(pending)
    assert session.history.labels == ("Words", "Import set")
    session.history.undo()
    assert content(session) == before


def test_a_step_is_reversed_on_a_worker_and_taken_afterwards(session: Session) -> None:
    number = add_dataset(session, "set")
    before = content(session)
    session.rename_dataset(number, "other")
    history, after = session.history, content(session)
    for redo, state in ((False, before), (True, after)):
        step = history.next(redo=redo)
        assert step is not None
        made: list[Changes] = []

        def work(step: Done = step, made: list[Changes] = made) -> None:
            with session.library.connected():
                made.append(step.reverse(session.library))

        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
        assert content(session) == state
        history.take_reversed(step, made[0], redo=redo)
    assert (history.undo_label, history.redo_label) == ("Rename data set set", "")


def test_a_reversal_that_is_cancelled_changes_nothing(session: Session) -> None:
    number = add_dataset(session, "set")
    forms = [Specimen(f"form {i}", np.eye(3, 2)) for i in range(2500)]
    session.history.do("Add", lambda: objects.add(session.library, number, forms))
    before = content(session)
    step, told = session.history.next(), list[tuple[int, int]]()

    def stop(done: int, total: int, _text: str) -> None:
        told.append((done, total))
        if done:
            raise Cancelled

    assert step is not None
    with pytest.raises(Cancelled):
        step.reverse(session.library, stop)
    assert [one for one in told if one[1]] == [(0, 2500), (1000, 2500)]
    assert content(session) == before
    assert session.history.undo_label == "Add"


def test_while_a_worker_edits_other_edits_are_refused(session: Session) -> None:
    number = add_dataset(session, "set")
    history, before = session.history, content(session)
    history.busy = "Deleting objects"
    for act in (
        history.undo,
        history.redo,
        lambda: session.rename_dataset(number, "other"),
        lambda: history.together("Both").__enter__(),
    ):
        with pytest.raises(UserError, match="Deleting objects: wait until that has ended"):
            act()
    assert (history.undo_label, history.next()) == ("", None)
    assert content(session) == before
    history.busy = ""
    assert history.undo_label == "Import set"


def test_the_latest_changes_tell_which_objects_were_updated(session: Session) -> None:
    number = add_dataset(session, "set")
    assert session.history.latest.updated_objects(9) is None  # some are new
    (first,) = objects.load_columns(session.library, number).ids.tolist()
    edits.rename_objects(session.history, {first: "other"})
    assert session.history.latest.updated_objects(9) == {first}
    session.history.undo()
    assert session.history.latest.updated_objects(9) == {first}
    edits.delete_objects(session.history, [first])
    assert session.history.latest.updated_objects(9) is None


def test_an_edit_does_not_wait_for_a_task_that_is_writing(session: Session) -> None:
    number = add_dataset(session, "set")
    began, may_end = threading.Event(), threading.Event()

    def work() -> None:
        with session.library.transaction():
            datasets.describe(session.library, number, "by the worker")
            began.set()
            may_end.wait(20)

    worker = threading.Thread(target=work)
    worker.start()
    assert began.wait(20)
    start = time.perf_counter()
    with pytest.raises(UserError, match="busy with another task"):
        session.rename_dataset(number, "other")
    assert time.perf_counter() - start < 2  # not the 5 s that a worker would wait
    may_end.set()
    worker.join()
    session.rename_dataset(number, "other")
    assert session.history.undo_label == "Rename data set set"
