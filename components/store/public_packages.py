"""Packages of the public Modan2: a data set as ``dataset.json`` with its files, or a backup."""

import json
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from components.errors import Step, no_step, part_of
from components.store.files import demand_room
from components.store.package_rows import Entry, plain_name
from components.store.package_storing import Content
from components.store.public_entries import Source
from components.store.public_ledger import Converter, Ledger, called, kept_as_it_is
from components.store.public_media import Media
from components.store.public_tree import assembled
from components.store.public_values import text_of
from components.store.zips import opened, part_bytes, part_chunks, parts_of, refused

_DATASET, _LIBRARY = "dataset.json", "library.json"
_VERSION, _KNOWN_VERSIONS = 1, ("1.0", "1.1", "1.2", "1.3")
_MOST_JSON = 512 << 20  # bytes
_DATASET_COLUMNS = {
    "id": "id", "name": "dataset_name", "description": "dataset_desc", "dimension": "dimension",
    "created_date": "created_at", "modified_date": "modified_at", "variables": "propertyname_str",
    "wireframe": "wireframe", "polygons": "polygons", "baseline": "baseline",
    "curve_config": "curve_config_json", "landmark_names": "landmark_name_json",
}  # fmt: skip
_OBJECT_COLUMNS = {
    "id": "id", "name": "object_name", "description": "object_desc", "sequence": "sequence",
    "created_date": "created_at", "pixels_per_mm": "pixels_per_mm", "landmarks": "landmark_str",
    "variables": "property_str", "curve_raw": "curve_raw_json",
    "curve_anchors": "curve_anchor_json",
}  # fmt: skip
_COUNTS = ("landmark_count", "object_count")
_PARTS = {"format_version", "export_info", "dataset", "objects", "analyses"}


def is_public(path: Path) -> bool:
    """Whether a zip file is a package or a backup of the public Modan2."""
    with opened(path) as archive:
        names = [Path(name).name for name in archive.namelist()]
    return _DATASET in names or _LIBRARY in names


@contextmanager
def opened_package(
    path: Path, step: Step = no_step, analysis: Converter = kept_as_it_is
) -> Iterator[Content]:
    """Read a package, or a backup of a whole library; nothing is written into a library.

    Raises `UserError` where it is damaged, hostile or of a newer version.
    """
    ledger = Ledger(analysis)
    media = Media(ledger)
    with tempfile.TemporaryDirectory(prefix="modan2-") as name:
        sources = list(_sources(path, Path(name), media, step, whole=True))
        yield assembled(path, sources, media, ledger)


@dataclass(frozen=True)
class _Zip:
    """An open zip file, its parts, and a folder to unpack some into."""

    path: Path
    archive: ZipFile
    infos: Mapping[str, ZipInfo]
    folder: Path

    def extract(self, name: str, file: str) -> Path:
        """Unpack a part and return where it is."""
        target = self.folder / file
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as written:
            written.writelines(part_chunks(self.archive, self.infos[name], self.path))
        return target

    def content(self, name: str) -> dict[str, Any]:
        """Read a part that holds JSON."""
        try:
            found = json.loads(part_bytes(self.archive, self.infos[name], self.path, _MOST_JSON))
        except (ValueError, RecursionError) as error:
            raise refused(self.path, f"the part {name!r} cannot be read") from error
        if not isinstance(found, dict):
            raise refused(self.path, f"the part {name!r} is not as Modan2 writes it")
        return found


def _sources(
    path: Path, folder: Path, media: Media, step: Step, *, whole: bool
) -> Iterator[Source]:
    """Read the data set of a package, or where ``whole`` allows it those of a backup."""
    with opened(path) as archive:
        infos = parts_of(archive, path)
        demand_room(folder, sum(info.file_size for info in infos.values()))
        if whole and _LIBRARY in infos:
            yield from _library(_Zip(path, archive, infos, folder), media, step)
            return
        heads = [name for name in infos if name.split("/")[-1] == _DATASET]
        if len(heads) != 1:
            raise refused(path, f"it has {len(heads)} parts {_DATASET!r} instead of one")
        inside = heads[0].removesuffix(_DATASET)
        own = {name.removeprefix(inside): info for name, info in infos.items()}
        yield _dataset(_Zip(path, archive, own, folder), media, step)


def _library(backup: _Zip, media: Media, step: Step) -> Iterator[Source]:
    """Read the packages inside a backup."""
    content = backup.content(_LIBRARY)
    _demand_version(content, backup.path, media.ledger)
    entries = content.get("datasets")
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise refused(backup.path, "its list of data sets cannot be read")
    members = [text_of(entry.get("file")) for entry in entries]
    for i, member in enumerate(members):
        if member not in backup.infos:
            raise refused(backup.path, f"the data set {member!r} is missing")
        inner = backup.extract(member, f"{i}/{plain_name(Path(member).name)}")
        report = part_of(step, i, len(members))
        for source in _sources(inner, inner.parent, media, report, whole=False):
            yield replace(source, row={**source.row, "id": i})
    _note_others(backup, {_LIBRARY, *members}, media)


def _dataset(package: _Zip, media: Media, step: Step) -> Source:
    content = package.content(_DATASET)
    _demand_version(content, package.path, media.ledger)
    dataset, objects = content.get("dataset"), content.get("objects")
    analyses = content.get("analyses") or []
    if (
        not isinstance(dataset, dict)
        or not isinstance(objects, list)
        or not isinstance(analyses, list)
        or not all(isinstance(entry, dict) for entry in (*objects, *analyses))
    ):
        raise refused(package.path, f"the part {_DATASET!r} is not as Modan2 writes it")
    row = _renamed(dataset, _DATASET_COLUMNS, _COUNTS)
    row |= {key: value for key, value in content.items() if key not in _PARTS}
    rows, found, used = [], dict[int, dict[str, list[Entry]]](), {_DATASET}
    for place, item in enumerate(objects):
        step(place, len(objects), f"Reading {text_of(item.get('name'))}")
        rows.append(_renamed(item, _OBJECT_COLUMNS, ("files",)))
        who = f"{text_of(dataset.get('name'))}, {called(rows[-1])}"
        found[place] = _files(package, item.get("files"), place, who, media, used)
    _note_others(package, used, media)
    return Source({**row, "id": 0, "parent_id": None}, rows, analyses, found)


def _files(
    package: _Zip, files: object, place: int, who: str, media: Media, used: set[str]
) -> dict[str, list[Entry]]:
    """Unpack the image and mesh of an object; names of their parts are added to ``used``."""
    found = {}
    for kind, key in (("images", "image"), ("models", "model")):
        entry = files.get(key) if isinstance(files, dict) else None
        if not isinstance(entry, dict) or not entry.get("path"):
            continue
        part = text_of(entry["path"]).replace("\\", "/")
        if part in package.infos:
            used.add(part)
            file = package.extract(part, f"{place}-{key}{Path(part).suffix}")
            found[kind] = media.entry(kind, file, entry, who)
        else:
            media.ledger.note("Files that are not in the package", f"{who} ({part})")
    return found


def _note_others(package: _Zip, used: Collection[str], media: Media) -> None:
    for name in sorted(set(package.infos) - set(used)):
        media.ledger.note("Parts that belong to nothing were left out", name)


def _renamed(
    entry: Mapping[str, Any], columns: Mapping[str, str], known: tuple[str, ...]
) -> dict[str, Any]:
    """Give the columns of an entry the names that they have in the tables."""
    return {columns.get(key, key): value for key, value in entry.items() if key not in known}


def _demand_version(content: Mapping[str, Any], path: Path, ledger: Ledger) -> None:
    version = text_of(content.get("format_version"))
    major = version.split(".")[0]
    if not major.isdecimal() or int(major) < 1:
        raise refused(path, f"its version {version!r} cannot be read")
    if int(major) > _VERSION:
        raise refused(path, f"it is of the newer version {version}, which this program cannot read")
    if version not in _KNOWN_VERSIONS:
        ledger.note("A version that this program does not know was read as 1.3", version)
