"""Check, back up, restore and move from the command line and from a session."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import Modan2
from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.library import Library
from components.store.lock import Lock
from components.workflow.safekeeping import restore_backup
from components.workflow.session import Session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a closed library with one data set."""
    with Library(tmp_path / "library") as library:
        number = datasets.create(library, "set", datasets.Scheme(2))
        objects.add(library, number, [Specimen(f"s{i}", np.eye(3, 2)) for i in range(3)])
    return tmp_path / "library"


def run(*arguments: object) -> int:
    return Modan2.main([str(argument) for argument in arguments])


def names(folder: Path) -> list[str]:
    with Library(folder, create=False) as library:
        return [found.name for found in datasets.tree(library)]


def test_check_says_what_it_found_and_mends(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--library", folder) == 0
    assert "3 objects in 1 data sets and 0 images and meshes checked: 0 findings" in (
        capsys.readouterr().out
    )
    with Library(folder) as library, library.transaction():
        library.database.execute_sql("UPDATE mdobject SET sequence = 1")
    for _ in range(2):
        assert run("check", "--library", folder) == 1
        said = capsys.readouterr().out
        assert "set: several objects have the same place in the order" in said
        assert "(mending will number them anew)" in said
        assert "1 findings, 0 mended" in said
    assert run("check", "--library", folder, "--mend") == 0
    assert "1 findings, 1 mended" in capsys.readouterr().out
    assert run("check", "--library", folder) == 0


def test_a_library_survives_its_loss_by_a_backup(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", tmp_path / "stick", "--library", folder) == 0
    (made,) = (tmp_path / "stick").iterdir()
    assert f"3 objects and 0 files copied to {made}" in capsys.readouterr().out
    shutil.rmtree(folder)
    assert run("restore", made, "--library", folder) == 0
    assert run("restore", made, "--library", folder) == 0
    assert names(folder) == ["set", "set (2)"]


def test_a_library_is_moved(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("move", tmp_path / "new", "--library", folder) == 0
    assert names(tmp_path / "new") == ["set"]
    capsys.readouterr()
    assert run("check", "--library", folder) == 1
    assert f"was moved to {tmp_path / 'new'}" in capsys.readouterr().err
    assert run("move", tmp_path, "--library", tmp_path / "new") == 1
    assert "Error: " in capsys.readouterr().err


def test_no_command_makes_a_library_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (("check",), ("backup", tmp_path), ("move", tmp_path / "new")):
        assert run(*command, "--library", tmp_path / "absent") == 1
        assert "There is no library in" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_command_does_not_wait_for_ever(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Modan2, "PATIENCE", 0.1)
    lock = Lock(folder)
    for command in (("sample",), ("check",), ("backup", folder.parent)):
        assert run(*command, "--library", folder) == 1
        assert "is open in another Modan2" in capsys.readouterr().err
    lock.release()


def test_a_restored_backup_is_one_step_of_the_history(folder: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "stick", "--library", folder)
    (made,) = (tmp_path / "stick").iterdir()
    session = Session(folder)
    found = restore_backup(session, made)
    assert session.history.undo_label == ""
    session.take(found)
    assert session.history.undo_label == f"Restore {made.name}"
    assert found.sentences == ("3 objects and 0 files restored.",)
    assert [d.name for d in session.datasets()] == ["set", "set (2)"]
    assert found.datasets == (session.datasets()[1].id,)
    session.history.undo()
    assert [d.name for d in session.datasets()] == ["set"]
    session.close()
