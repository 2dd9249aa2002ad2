"""The library of the public Modan2: a copy of its database is read, and its folder of files."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from components.errors import Step, UserError, no_step
from components.store.faults import explained
from components.store.package_rows import Entry
from components.store.package_storing import Content
from components.store.public_entries import Source
from components.store.public_ledger import Converter, Ledger, Row, called, kept_as_it_is
from components.store.public_media import MESHES, Media
from components.store.public_tree import assembled
from components.store.public_values import landmarks_of, text_of

BEGINNING = b"SQLite format 3\0"
"""The first bytes of every database."""

_NAME = "modan2.db"
_BESIDE = ("-wal", "-journal")  # what SQLite has not yet written into the database
_TABLES = ("mddataset", "mdobject", "mdimage", "mdthreedmodel", "mdanalysis")
_OTHERS = ("migratehistory", "sqlite_sequence", "sqlite_stat1")
_BACKUPS, _DATA, _ORIGINALS = "backups", "data", "originals"


def database_in(path: Path) -> Path | None:
    """Return the database that a path is or holds, whatever wrote it."""
    if path.is_dir():
        found = sorted(p for p in path.iterdir() if p.name.lower() == _NAME and p.is_file())
        return found[0] if found else None
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(BEGINNING)) == BEGINNING:
                return path
    return None


@contextmanager
def opened_library(
    path: Path, step: Step = no_step, analysis: Converter = kept_as_it_is
) -> Iterator[Content]:
    """Read a library of the public Modan2, its database or one of its copies of that.

    Nothing in its folder is written, not even beside a database that is in use. Raises `UserError`
    where it is none, or damaged.
    """
    database = database_in(path)
    if database is None:
        raise UserError(f"There is no library in {path}; choose a folder with a file Modan2.db.")
    folder = database.parent
    root = folder.parent if folder.name == _BACKUPS else folder
    ledger = Ledger(analysis)
    media = Media(ledger)
    with explained(root):
        tables = _read(database, ledger)
        files = _Files.found_in(root)
        sources = _sources(tables, files, media, step)
        for file in files.left():
            ledger.note(
                "Files that belong to no object were left out", file.relative_to(root).as_posix()
            )
        yield assembled(path, sources, media, ledger)


def _read(database: Path, ledger: Ledger) -> dict[str, list[Row]]:
    """Read all tables of a copy, so that nothing happens to the original."""
    with tempfile.TemporaryDirectory(prefix="modan2-") as name:
        copy = Path(name) / "copy.db"
        shutil.copyfile(database, copy)
        for ending in _BESIDE:
            beside = database.with_name(database.name + ending)
            if beside.is_file():
                shutil.copyfile(beside, copy.with_name(copy.name + ending))
        try:
            with closing(sqlite3.connect(copy)) as connection:
                return _rows(connection, database, ledger)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise UserError(
                f"{database} is damaged or no database of Modan2 ({error}); "
                "import one of the files in its folder 'backups' instead."
            ) from error


def _rows(connection: sqlite3.Connection, database: Path, ledger: Ledger) -> dict[str, list[Row]]:
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    ((found,),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
    names = [
        name.lower()
        for name, text in connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        )
        if not text or "virtual" not in text[:20].lower()
    ]
    connection.row_factory = sqlite3.Row
    _demand_public(connection, names, database)
    for name in names:
        if name not in (*_TABLES, *_OTHERS):
            ledger.note("Tables that this program does not know were left out", name)
    return {
        table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]  # noqa: S608  # names of ours
        if table in names
        else []
        for table in _TABLES
    }


def _demand_public(connection: sqlite3.Connection, names: Sequence[str], database: Path) -> None:
    columns = {
        row["name"]
        for table in ("mddataset", "mdobject")
        if table in names
        for row in connection.execute(f"PRAGMA table_info({table})")
    }
    if {"dataset_name", "landmark_str"} <= columns:
        return
    if {"landmark_names", "landmarks"} <= columns:
        raise UserError(
            f"{database.parent} is a library of this program; add what it holds with: "
            f"python Modan2.py restore {database.parent} --library DIR"
        )
    raise UserError(f"{database} is no database of Modan2; choose its folder or a package.")


@dataclass
class _Files:
    """Files of a library by the number of their object; those that were used are taken out."""

    main: dict[int, list[Path]]
    originals: dict[int, list[Path]]

    @classmethod
    def found_in(cls, root: Path) -> "_Files":
        """List the files of all objects; an object that was moved may have some elsewhere."""
        main: dict[int, list[Path]] = {}
        originals: dict[int, list[Path]] = {}
        for place in (root / _DATA, root):
            folders = [p for p in place.glob("*") if p.is_dir() and p.name.isdecimal()]
            for folder in sorted(folders):
                for found, files in ((main, folder), (originals, folder / _ORIGINALS)):
                    for path in sorted(files.glob("*")):
                        if path.is_file() and path.stem.isdecimal():
                            found.setdefault(int(path.stem), []).append(path)
        return cls(main, originals)

    def take(self, number: int, dataset: object, row: Row, *, mesh: bool) -> Path | None:
        """Take the file of an image or mesh: at best in the folder and with the ending it had."""
        ending = PureWindowsPath(text_of(row.get("original_path"))).suffix.lower()
        fitting = [
            path for path in self.main.get(number, []) if (path.suffix.lower() in MESHES) == mesh
        ]
        if not fitting:
            return None
        best = max(
            fitting,
            key=lambda p: (p.parent.name == str(dataset), p.suffix.lower() == ending),
        )
        self.main[number].remove(best)
        return best

    def left(self) -> list[Path]:
        """Files that no object has taken."""
        return [
            path for found in (self.main, self.originals) for own in found.values() for path in own
        ]

    def take_originals(self, number: int) -> list[Path]:
        """Take the photographs of full size that were put away when smaller ones were made."""
        return self.originals.pop(number, [])


def _sources(
    tables: Mapping[str, list[Row]], files: _Files, media: Media, step: Step
) -> list[Source]:
    """Group rows by data set; objects whose data set is gone come into one of their own."""
    objects = _grouped(tables["mdobject"], "dataset_id")
    analyses = _grouped(tables["mdanalysis"], "dataset_id")
    rows = list(tables["mddataset"])
    known = {row["id"] for row in rows}
    lost = [number for number in {**objects, **analyses} if number not in known]
    rows += [_lost(number, objects.get(number, []), media.ledger) for number in lost]
    images = _grouped(tables["mdimage"], "object_id")
    meshes = _grouped(tables["mdthreedmodel"], "object_id")
    done, total = 0, len(tables["mdobject"])
    sources = []
    for row in rows:
        own = sorted(objects.get(row["id"], []), key=_sequence)
        found: dict[int, dict[str, list[Entry]]] = {}
        for place, item in enumerate(own):
            step(done, total, f"Reading {called(item)}")
            done += 1
            who = f"{row.get('dataset_name')}, {called(item)}"
            pictures = images.pop(item["id"], [])
            found[place] = {
                "images": _entries(item, pictures, files, media, who, mesh=False),
                "models": _entries(item, meshes.pop(item["id"], []), files, media, who, mesh=True),
            }
        sources.append(Source(row, own, analyses.get(row["id"], []), found))
    for spare in [*images.values(), *meshes.values()]:
        names = map(_file_name, spare)
        media.ledger.note("Images and meshes of deleted objects were left out", ", ".join(names))
    return sources


def _entries(
    item: Row, rows: Sequence[Row], files: _Files, media: Media, who: str, *, mesh: bool
) -> list[Entry]:
    """Entries of the images or meshes of an object, and of originals behind them."""
    kind, entries = ("models" if mesh else "images"), list[Entry]()
    for row in rows:
        path = files.take(item["id"], item.get("dataset_id"), row, mesh=mesh)
        if path is None:
            what = "Meshes" if mesh else "Images"
            media.ledger.note(f"{what} whose files are missing", f"{who} ({_file_name(row)})")
            continue
        originals = [] if mesh else files.take_originals(item["id"])
        addition = " (working copy)" if originals else ""
        entries += media.entry(kind, path, row, who, addition)
        for original in originals:
            entries += media.entry(kind, original, row, who)
        if originals:
            media.ledger.note("The photograph of full size stands behind the working copy", who)
    return entries


def _grouped(rows: Sequence[Row], column: str) -> dict[Any, list[Row]]:
    """Group rows by what they belong to; "" is what belongs to nothing."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        owner = row.get(column)
        found.setdefault("" if owner is None else owner, []).append(row)
    return found


def _lost(number: object, objects: Sequence[Row], ledger: Ledger) -> Row:
    """Make a data set for objects and analyses whose own one is not there any more."""
    name = f"Lost data set {number}"
    points = [landmarks_of(item.get("landmark_str"), 3)[0] for item in objects]
    flat = all(p[:, 2].size == 0 or (p[:, 2] != p[:, 2]).all() for p in points)
    ledger.note("Objects of deleted data sets are in one of their own", name)
    return {"id": number, "dataset_name": name, "dimension": 2 if flat else 3}


def _sequence(item: Row) -> tuple[int, int]:
    sequence = item.get("sequence")
    return (sequence if isinstance(sequence, int) else 2**62, item["id"])


def _file_name(row: Row) -> str:
    return text_of(row.get("original_filename") or row.get("name") or row.get("original_path"))
