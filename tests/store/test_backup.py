"""Backups are consistent while the library is in use; restoring adds and never overwrites."""

import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from library_contents import content, fill, media_of, rows_in

from components.errors import Cancelled, UserError
from components.shape.specimen import Specimen
from components.store import changes, datasets, media, objects, snapshots
from components.store.backup import NOTE, back_up
from components.store.check import check
from components.store.datasets import Scheme
from components.store.faults import LibraryDamaged
from components.store.files import FOLDER_PARTIAL
from components.store.library import Library
from components.store.restore import add, proven, restore
from components.store.snapshots import BACKUPS, DATABASE, copy_database, daily_copies, daily_copy


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    fill(library, tmp_path / "files")
    return library


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def stop_at(number: int) -> Callable[[int, int, str], None]:
    calls = 0

    def stop(_done: int, _total: int, _text: str) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            raise Cancelled

    return stop


def names(library: Library) -> list[tuple[str, int]]:
    return [(found.name, found.objects) for found in datasets.tree(library)]


def test_a_backup_holds_every_row_and_file_and_is_a_library(filled: Library, place: Path) -> None:
    before = content(filled)
    made = back_up(filled, place)
    assert (made.objects, made.files, made.damaged) == (3, 3, ())
    assert rows_in(made.folder / DATABASE) == before
    assert media_of(made.folder) == media_of(filled.folder)
    assert {path.name for path in made.folder.iterdir()} == {DATABASE, "media", NOTE}
    filled.close()
    with Library(made.folder) as library:
        assert content(library) == before
        assert not check(library).findings


def test_a_backup_is_of_one_moment(filled: Library, place: Path) -> None:
    """Edits while the backup runs are in it as a whole or not at all."""
    number = datasets.create(filled, "many", Scheme(2))
    objects.add(filled, number, [Specimen(f"s{i}", np.full((40, 2), i)) for i in range(4000)])
    before = content(filled)

    def edit(_done: int, _total: int, text: str) -> None:
        objects.add(filled, number, [Specimen(f"during {text}", np.zeros((40, 2)))])

    made = back_up(filled, place, edit)
    assert len(content(filled)["mdobject"]) > len(before["mdobject"]) + 3
    assert rows_in(made.folder / DATABASE) == before


def test_a_stopped_backup_leaves_nothing(filled: Library, place: Path) -> None:
    for number in (1, 2, 3, 4):
        with pytest.raises(Cancelled):
            back_up(filled, place, stop_at(number))
        assert not list(place.iterdir())


def test_a_backup_names_what_is_missing_and_goes_on(filled: Library, place: Path) -> None:
    red, blue = media.image_of(filled, 1), media.image_of(filled, 2)
    assert red is not None
    assert blue is not None
    red.unlink()
    blue.write_bytes(b"decayed")
    made = back_up(filled, place)
    assert sorted(made.damaged) == ["blue.png", "red.png"]
    assert made.files == 1
    assert blue.read_bytes() in media_of(made.folder).values()


def test_a_backup_into_the_library_is_refused(filled: Library) -> None:
    with pytest.raises(UserError, match="lie in each other"):
        back_up(filled, filled.media / "deep")


def test_a_backup_without_room_is_refused(
    filled: Library, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from components.store import files

    monkeypatch.setattr(files, "total_size", lambda _paths: 10**15)
    monkeypatch.setattr("components.store.backup.total_size", lambda _paths: 10**15)
    with pytest.raises(UserError, match=r"needs 1100000000\.0 MB and its disk has"):
        back_up(filled, place)
    assert not list(place.iterdir())


def test_restoring_adds_and_never_overwrites(filled: Library, place: Path) -> None:
    made = back_up(filled, place)
    before, stored = content(filled), media_of(filled.folder)
    with proven(filled, made.folder) as backup, changes.recorded(filled) as change:
        found = add(filled, backup)
    assert (found.objects, found.files, found.damaged) == (3, 3, ())
    assert names(filled) == [("wings", 2), ("left", 1), ("wings (2)", 2), ("left", 1)]
    after = content(filled)
    for table, rows in before.items():
        assert after[table][: len(rows)] == rows
        assert len(after[table]) == 2 * len(rows)
    assert media_of(filled.folder) == stored
    assert found.datasets == (3,)
    old, new = objects.load_columns(filled, 1), objects.load_columns(filled, 3)
    assert new.names == old.names
    assert new.variables == old.variables
    assert not check(filled).findings
    changes.reverse(filled, change)
    assert content(filled) == before


def test_what_was_backed_up_comes_back_in_a_new_library(
    filled: Library, place: Path, tmp_path: Path
) -> None:
    before, stored = content(filled), media_of(filled.folder)
    made = back_up(filled, place)
    filled.close()
    with Library(tmp_path / "new") as library:
        restore(library, made.folder)
        assert content(library) == before
        assert media_of(library.folder) == stored


def test_a_data_set_may_come_after_its_children(
    filled: Library, place: Path, tmp_path: Path
) -> None:
    later = datasets.create(filled, "later", Scheme(2))
    datasets.move(filled, 1, later)
    made = back_up(filled, place)
    filled.close()
    with Library(tmp_path / "new") as library:
        restore(library, made.folder)
        parents = {found.name: found.parent for found in datasets.tree(library)}
        assert parents == {"later": None, "wings": later, "left": 1}


def test_a_stopped_restore_changes_nothing(filled: Library, place: Path, tmp_path: Path) -> None:
    made = back_up(filled, place)
    filled.close()
    with Library(tmp_path / "new") as library:
        before = content(library)
        steps = 0
        while True:
            steps += 1
            try:
                restore(library, made.folder, stop_at(steps))
            except Cancelled:
                assert content(library) == before
                assert not media_of(library.folder)
            else:
                break
        assert steps > 6


def test_a_backup_that_was_changed_is_refused(filled: Library, place: Path) -> None:
    made = back_up(filled, place)
    with closing(sqlite3.connect(made.folder / DATABASE)) as connection, connection:
        connection.execute("UPDATE mdobject SET landmarks = zeroblob(64) WHERE id = 1")
    before = content(filled)
    with pytest.raises(UserError, match="does not hold what was written into it"):
        restore(filled, made.folder)
    assert content(filled) == before


def test_a_damaged_backup_is_refused_by_its_own_name(filled: Library, place: Path) -> None:
    made = back_up(filled, place)
    with (made.folder / DATABASE).open("r+b") as file:
        file.seek(16384)
        file.write(b"\x55" * 16384 * 2)
    with pytest.raises(LibraryDamaged, match=made.folder.name):
        restore(filled, made.folder)
    with pytest.raises(UserError, match="neither a backup nor a library"):
        restore(filled, place)


def test_a_newer_backup_is_refused(filled: Library, place: Path) -> None:
    made = back_up(filled, place)
    with closing(sqlite3.connect(made.folder / DATABASE)) as connection:
        connection.execute("PRAGMA user_version = 9")
    with pytest.raises(UserError, match=r"Modan2 backup .* newer Modan2 .*version 9"):
        restore(filled, made.folder)


def test_media_that_a_backup_lost_are_named(filled: Library, place: Path, tmp_path: Path) -> None:
    made = back_up(filled, place)
    red = media.image_of(filled, 1)
    assert red is not None
    (made.folder / "media" / red.parent.name / red.name).write_bytes(b"decayed")
    filled.close()
    with Library(tmp_path / "new") as library:
        found = restore(library, made.folder)
        assert (found.damaged, found.files) == (("red.png",), 2)
        assert [f.kind for f in check(library).findings if f.kind != "orphan"] == ["missing file"]


def test_a_daily_copy_comes_back_with_pictures_deleted_since(
    filled: Library, tmp_path: Path
) -> None:
    before, stored = content(filled), media_of(filled.folder)
    copy = daily_copy(filled.folder)
    assert copy is not None
    datasets.delete(filled, 1)
    filled.close()
    assert not media_of(filled.folder)
    with Library(tmp_path / "new") as library:
        assert restore(library, copy).damaged == ()
        assert content(library) == before
        assert media_of(library.folder) == stored


def age(folder: Path, days: int) -> None:
    for path in daily_copies(folder):
        os.utime(path, (time.time() - days * 86400,) * 2)


def test_one_copy_a_day_of_what_has_changed(filled: Library) -> None:
    folder = filled.folder
    first = daily_copy(folder)
    assert first is not None
    assert daily_copy(folder) is None
    age(folder, 2)
    assert daily_copy(folder) is None, "nothing has changed"
    age(folder, 2)
    datasets.rename(filled, 1, "other")
    assert daily_copy(folder) is not None
    assert rows_in(daily_copies(folder)[-1]) == content(filled)


def test_old_copies_make_room(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled.folder
    (folder / BACKUPS).mkdir()
    (folder / BACKUPS / "version 1, before version 2.db").write_bytes(b"kept for good")
    for day in range(5):
        age(folder, 2)
        datasets.rename(filled, 1, f"on day {day}")
        monkeypatch.setattr(time, "strftime", lambda _form, day=day: f"2020-01-0{day + 1}")
        assert daily_copy(folder, keep=3) is not None
    assert [path.name for path in daily_copies(folder)] == [
        f"daily 2020-01-0{day}.db" for day in (3, 4, 5)
    ]
    assert len(list((folder / BACKUPS).iterdir())) == 4


def test_a_copy_that_cannot_be_read_does_not_count(filled: Library) -> None:
    copy = daily_copy(filled.folder)
    assert copy is not None
    copy.write_bytes(b"\x55" * 40000)
    age(filled.folder, 2)
    later = snapshots.kept_copy(filled.folder, "daily 2999-01-01")
    assert rows_in(later) == content(filled)


def test_a_copy_is_compared_row_by_row(
    filled: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = iter(["one", "another"])
    monkeypatch.setattr(snapshots, "digest_of", lambda _connection: next(digests))
    with pytest.raises(UserError, match="does not hold what the database holds"):
        copy_database(filled.path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_the_note_of_a_backup_is_the_digest_of_its_rows(filled: Library, place: Path) -> None:
    made = back_up(filled, place)
    note = json.loads((made.folder / NOTE).read_text())
    assert note == {"rows": copy_database(filled.path, place / "again.db")}
    assert not list(place.glob(f"*{FOLDER_PARTIAL}"))


def test_a_digest_tells_large_packed_columns_apart(filled: Library, tmp_path: Path) -> None:
    digests = []
    for number, content_of in enumerate([b"\1" * 3_000_000, b"\1" * 2_999_999 + b"\2", None]):
        filled.database.execute_sql("UPDATE mdobject SET curves = ? WHERE id = 1", (content_of,))
        digests.append(copy_database(filled.path, tmp_path / f"{number}.db"))
    assert len(set(digests)) == 3


def test_the_digest_of_an_older_note_is_not_looked_at(
    filled: Library, place: Path, tmp_path: Path
) -> None:
    made, before = back_up(filled, place), content(filled)
    filled.close()
    (made.folder / NOTE).write_text(json.dumps({"digest": "of another kind"}))
    with Library(tmp_path / "new") as library:
        restore(library, made.folder)
        assert content(library) == before


def test_what_is_not_stored_as_it_was_read_is_not_restored(
    filled: Library, place: Path, tmp_path: Path
) -> None:
    made = back_up(filled, place)
    filled.close()
    with Library(tmp_path / "new") as library:
        before = content(library)
        library.database.execute_sql(
            "CREATE TEMP TRIGGER fault AFTER INSERT ON main.mdobject WHEN NEW.id = 2"
            " BEGIN UPDATE mdobject SET name = 'other' WHERE id = 2; END"
        )
        with pytest.raises(UserError, match="does not hold what was read from the backup"):
            restore(library, made.folder)
        assert content(library) == before
