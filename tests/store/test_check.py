"""Each kind of damage is found by the name of its object, and mended without losing anything."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from library_contents import content, fill, media_of, rows_in

from components.errors import Cancelled
from components.store import datasets, media, objects
from components.store.check import check
from components.store.library import Library
from components.store.mend import mend
from components.store.snapshots import BACKUPS
from components.store.sweep import ORPHANS

RED = "red.png of wings / traced"


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    fill(library, tmp_path / "files")
    return library


def spoil(library: Library, *statements: str) -> None:
    """Change rows behind the back of the program."""
    with closing(sqlite3.connect(library.path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def red(library: Library) -> Path:
    path = media.image_of(library, 1)
    assert path is not None
    return path


def descriptions(library: Library) -> str:
    run = library.database.execute_sql
    union = "SELECT description FROM mddataset UNION ALL SELECT description FROM mdobject"
    return "\n".join(text for (text,) in run(union))


def test_a_good_library_is_clean(filled: Library) -> None:
    report = check(filled)
    assert not report.findings
    assert (report.datasets, report.objects, report.files) == (2, 3, 3)
    before = content(filled)
    assert mend(filled, report) == report
    assert content(filled) == before
    assert not (filled.folder / BACKUPS).exists()


@dataclass(frozen=True)
class Damage:
    """What is done to the library, and what the check says of it."""

    statements: tuple[str, ...]
    kind: str
    place: str
    kept: str = ""  # what the descriptions hold after mending


DAMAGES = (
    Damage(
        ("UPDATE mdobject SET landmarks = substr(landmarks, 1, 52) WHERE id = 1",),
        "landmarks", "wings / traced", "0.0 1.0 2.0 3.0 4.0 5.0 00000000",
    ),
    Damage(("UPDATE mdobject SET landmarks = 'text' WHERE id = 3",), "landmarks", "left / low",
           "landmarks: text"),
    Damage(("UPDATE mdobject SET curves = x'0102030405' WHERE id = 1",), "curves", "wings / traced",
           "0102030405"),
    Damage(("UPDATE mdobject SET variables = '[1, 2' WHERE id = 2",), "variables", "wings / plain",
           "[1, 2"),
    Damage(("""UPDATE mdobject SET variables = '["a", 1, "extra"]' WHERE id = 2""",), "variables",
           "wings / plain", "extra"),
    Damage(("""UPDATE mdobject SET variables = '["a", {"b": 1}]' WHERE id = 2""",), "variables",
           "wings / plain", '{"b": 1}'),
    Damage(("UPDATE mddataset SET wireframe = '[[1, 2, 3]]' WHERE id = 2",), "column", "left",
           "wireframe: [[1, 2, 3]]"),
    Damage(("""UPDATE mddataset SET curves = '[{"name": "rim"}]' WHERE id = 2""",), "column",
           "left",
           'curves: [{"name": "rim"}]'),
    Damage(("UPDATE mddataset SET landmark_names = 'tip, base' WHERE id = 1",), "column", "wings",
           "landmark names: tip, base"),
    Damage(("UPDATE mdimage SET exif = '{' WHERE id = 1",), "column", RED, "exif: {"),
    Damage(("UPDATE mdanalysis SET arrays = x'ffffffff'",), "column", "wings / PCA"),
    Damage(("UPDATE mddataset SET dimension = 0 WHERE id = 2",), "dimension", "left"),
    Damage(("UPDATE mddataset SET parent_id = 2 WHERE id = 1",), "cycle", "wings"),
    Damage(("UPDATE mddataset SET parent_id = 2 WHERE id = 2",), "cycle", "left"),
    Damage(("UPDATE mdobject SET sequence = 1",), "sequence", "wings"),
    Damage(("DELETE FROM mddataset WHERE id = 1",), "parentless", "traced"),
    Damage(("DELETE FROM mddataset WHERE id = 2",), "parentless", "low"),
    Damage(("DELETE FROM mdobject WHERE id = 1",), "parentless", "red.png"),
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: f"{damage.kind}: {damage.place}")
def test_damage_is_found_and_mended(filled: Library, damage: Damage) -> None:
    spoil(filled, *damage.statements)
    before = content(filled)
    report = check(filled)
    assert (damage.kind, damage.place) in {(f.kind, f.place) for f in report.findings}
    assert all(finding.mend for finding in report.findings)
    assert content(filled) == before, "a check changes nothing"
    assert not mend(filled, report).findings
    assert not check(filled).findings
    assert damage.kept in descriptions(filled)
    after = content(filled)
    for table in ("mddataset", "mdobject", "mdimage", "mdthreedmodel"):
        assert {row[0] for row in before[table]} <= {row[0] for row in after[table]}
    (copy,) = (filled.folder / BACKUPS).glob("before mending*.db")
    assert rows_in(copy) == before
    for found in datasets.tree(filled):
        objects.load_columns(filled, found.id)


def test_landmarks_that_fit_are_kept(filled: Library) -> None:
    spoil(filled, "UPDATE mdobject SET landmarks = substr(landmarks, 1, 52) WHERE id = 1")
    mend(filled, check(filled))
    (row,) = [row for row in content(filled)["mdobject"] if row[0] == 1]
    kept = np.frombuffer(bytes(row[5]), "<f8")  # type: ignore[arg-type]  # a BLOB
    np.testing.assert_array_equal(kept, np.arange(6.0))


def test_all_damages_at_once_are_mended(filled: Library) -> None:
    spoil(filled, *(statement for damage in DAMAGES for statement in damage.statements))
    assert len(check(filled).findings) > 8
    assert not mend(filled, check(filled)).findings
    assert len(datasets.tree(filled)) >= 1


def test_a_missing_file_is_named_and_cannot_be_mended(filled: Library) -> None:
    red(filled).unlink()
    report = check(filled)
    (found,) = report.findings
    assert (found.kind, found.place, found.mend) == ("missing file", RED, "")
    assert mend(filled, report) == report


def test_a_missing_file_is_put_back_from_those_set_aside(filled: Library) -> None:
    before = media_of(filled.folder)
    (filled.media / ORPHANS).mkdir()
    red(filled).replace(filled.media / ORPHANS / red(filled).name)
    assert not mend(filled, check(filled)).findings
    assert media_of(filled.folder) == before


def test_a_changed_file_stays_with_its_object(filled: Library) -> None:
    red(filled).write_bytes(b"decayed")
    (found,) = check(filled).findings
    assert (found.kind, found.place) == ("changed file", RED)
    assert not mend(filled, check(filled)).findings
    assert red(filled).read_bytes() == b"decayed"


def test_a_changed_file_gives_way_to_the_right_one(filled: Library) -> None:
    before = media_of(filled.folder)
    (filled.media / ORPHANS).mkdir()
    shutil.copy(red(filled), filled.media / ORPHANS)
    red(filled).write_bytes(b"decayed")
    assert not mend(filled, check(filled)).findings
    assert media_of(filled.folder) == before
    assert [p.read_bytes() for p in (filled.media / ORPHANS).iterdir()] == [b"decayed"]


def test_an_orphan_is_moved_and_not_deleted(filled: Library) -> None:
    stray = filled.media / "ab" / ("ab" * 32 + ".png")
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"stray")
    (filled.media / "mine.txt").write_text("not ours")
    (found,) = check(filled).findings
    assert found.kind == "orphan"
    assert stray.name in str(found)
    assert not mend(filled, check(filled)).findings
    assert (filled.media / ORPHANS / stray.name).read_bytes() == b"stray"


def test_a_damaged_index_is_rebuilt(filled: Library) -> None:
    connection = filled.database.connection()
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        """UPDATE sqlite_master SET sql = replace(sql, '"sequence"', '"modified"')"""
        " WHERE name = 'mdobject_dataset_id_sequence'"
    )
    connection.execute("PRAGMA writable_schema = RESET")
    filled.database.close()
    filled.database.connect()
    report = check(filled)
    assert {finding.kind for finding in report.findings} == {"database"}
    assert not mend(filled, report).findings


def test_a_damaged_page_is_a_finding(filled: Library) -> None:
    filled.database.close()
    with filled.path.open("r+b") as file:
        file.seek(16384 * 2)
        file.write(b"\x55" * 16384)
    report = check(filled)
    assert any(f.kind == "database" and "backups" in f.text for f in report.findings)


def test_a_check_can_be_stopped(filled: Library) -> None:
    def stop(_done: int, _total: int, _text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        check(filled, stop)
