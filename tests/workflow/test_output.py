"""A folder of results is there whole or not at all."""

from pathlib import Path

import pytest

from components.errors import Cancelled, UserError
from components.workflow.output import whole_folder


def test_files_appear_when_the_block_succeeds(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "new" / "out") as place:
        (place / "a").write_text("1")
        assert not (tmp_path / "new" / "out").exists()
    assert (tmp_path / "new" / "out" / "a").read_text() == "1"
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["out"]


def test_nothing_is_left_when_it_fails(tmp_path: Path) -> None:

    def stopped() -> None:
        with whole_folder(tmp_path / "out") as place:
            (place / "a").write_text("1")
            raise Cancelled

    with pytest.raises(Cancelled):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_files_of_the_same_name_are_replaced_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "notes").write_text("mine")
    with whole_folder(tmp_path) as place:
        (place / "a").write_text("new")
    assert (tmp_path / "a").read_text() == "new"
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(UserError, match="out cannot be written"),
        whole_folder(tmp_path / "file" / "out"),
    ):
        pass
    with (
        pytest.raises(UserError, match="file cannot be written"),
        whole_folder(tmp_path / "file") as place,
    ):
        (place / "a").write_text("1")
