"""Packages of the public Modan2: a data set as ``dataset.json`` with its files, or a backup."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from components.errors import Step, no_step, part_of
from components.store.files import demand_room
from components.store.package_rows import Entry, plain_name
from components.store.package_storing import Content
from components.store.public_entries import Source
from components.store.public_ledger import Ledger, called
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
def opened_package(path: Path, step: Step = no_step) -> Iterator[Content]:
    """Read a package, or a backup of a whole library; nothing is written into a library.

    Raises `UserError` where it is damaged, hostile or of a newer version.
    """
    ledger = Ledger()
    media = Media(ledger)
    with tempfile.TemporaryDirectory(prefix="modan2-") as name:
        sources = list(_sources(path, Path(name), media, step, whole=True))
        yield assembled(path, sources, media, ledger)


def _sources(
    path: Path, folder: Path, media: Media, step: Step, *, whole: bool
) -> Iterator[Source]:
    """Read the data set of a package, or where ``whole`` allows it those of a backup."""
    with opened(path) as archive:
        infos = parts_of(archive, path)
        demand_room(folder, sum(info.file_size for info in infos.values()))
        if whole and _LIBRARY in infos:
            yield from _library(archive, infos, path, folder, media, step)
            return
        heads = [name for name in infos if name.split("/")[-1] == _DATASET]
        if len(heads) != 1:
            raise refused(path, f"it has {len(heads)} parts {_DATASET!r} instead of one")
        inside = heads[0].removesuffix(_DATASET)
        own = {name.removeprefix(inside): info for name, info in infos.items()}
        yield _dataset(archive, own, path, folder, media, step)


def _library(
    archive: ZipFile,
    infos: Mapping[str, ZipInfo],
    path: Path,
    folder: Path,
    media: Media,
    step: Step,
) -> Iterator[Source]:
    """Read the packages inside a backup."""
    content = _json(archive, infos, path, _LIBRARY)
    _demand_version(content, path, media.ledger)
    entries = content.get("datasets")
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise refused(path, "its list of data sets cannot be read")
    for i, entry in enumerate(entries):
        member = text_of(entry.get("file"))
        if member not in infos:
            raise refused(path, f"the data set {member!r} is missing")
        own = folder / str(i)
        own.mkdir()
        inner = own / plain_name(Path(member).name)
        _extract(archive, infos[member], path, inner)
        for source in _sources(inner, own, media, part_of(step, i, len(entries)), whole=False):
            yield Source({**source.row, "id": i}, source.objects, source.analyses, source.media)
    for name in sorted(set(infos) - {_LIBRARY, *(text_of(e.get("file")) for e in entries)}):
        media.ledger.note("Parts that belong to nothing were left out", name)


def _dataset(
    archive: ZipFile,
    infos: Mapping[str, ZipInfo],
    path: Path,
    folder: Path,
    media: Media,
    step: Step,
) -> Source:
    content = _json(archive, infos, path, _DATASET)
    _demand_version(content, path, media.ledger)
    dataset, objects = content.get("dataset"), content.get("objects")
    analyses = content.get("analyses") or []
    if (
        not isinstance(dataset, dict)
        or not isinstance(objects, list)
        or not isinstance(analyses, list)
        or not all(isinstance(entry, dict) for entry in (*objects, *analyses))
    ):
        raise refused(path, f"the part {_DATASET!r} is not as Modan2 writes it")
    row = _renamed(dataset, _DATASET_COLUMNS, _COUNTS)
    row |= {key: value for key, value in content.items() if key not in _PARTS}
    rows, found, used = [], dict[int, dict[str, list[Entry]]](), {_DATASET}
    for place, item in enumerate(objects):
        step(place, len(objects), f"Reading {text_of(item.get('name'))}")
        rows.append(_renamed(item, _OBJECT_COLUMNS, ("files",)))
        who = f"{text_of(dataset.get('name'))}, {called(rows[-1])}"
        found[place] = {}
        for kind, key in (("images", "image"), ("models", "model")):
            files = item.get("files")
            entry = files.get(key) if isinstance(files, dict) else None
            if not isinstance(entry, dict) or not entry.get("path"):
                continue
            part = text_of(entry["path"]).replace("\\", "/")
            if part not in infos:
                media.ledger.note("Files that are not in the package", f"{who} ({part})")
                continue
            used.add(part)
            file = folder / f"{place}-{key}{Path(part).suffix}"
            _extract(archive, infos[part], path, file)
            found[place][kind] = media.entry(kind, file, entry, who)
    for name in sorted(set(infos) - used):
        media.ledger.note("Parts that belong to nothing were left out", name)
    return Source({**row, "id": 0, "parent_id": None}, rows, analyses, found)


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


def _json(archive: ZipFile, infos: Mapping[str, ZipInfo], path: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads(part_bytes(archive, infos[name], path, _MOST_JSON))
    except (ValueError, RecursionError) as error:
        raise refused(path, f"the part {name!r} cannot be read") from error
    if not isinstance(content, dict):
        raise refused(path, f"the part {name!r} is not as Modan2 writes it")
    return content


def _extract(archive: ZipFile, info: ZipInfo, path: Path, target: Path) -> None:
    with target.open("wb") as file:
        file.writelines(part_chunks(archive, info, path))
