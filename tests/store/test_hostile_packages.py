"""Damaged and hostile packages are refused with a sentence and leave nothing behind."""

import json
import random
import stat
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import numpy as np
import pytest
from library_contents import content, fill, media_of
from packing import Parts, other, packed, parts_of, relisted, taken, write_parts

from components.errors import UserError
from components.store.library import Library

Spoil = Callable[[Parts], Parts]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    with other(folder / "library") as library:
        fill(library, folder / "files")
        packed(library, folder / "good.modan.zip")
    return folder / "good.modan.zip"


def refuses(library: Library, path: Path, reason: str) -> None:
    rows, files = content(library), media_of(library.folder)
    with pytest.raises(UserError, match=reason) as caught:
        taken(library, path)
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert content(library) == rows
    assert media_of(library.folder) == files


def changed(parts: Parts, change: Callable[[list[dict[str, object]]], object]) -> Parts:
    """Change the data sets of a package, with a manifest that says so."""
    datasets = json.loads(parts["datasets.json"])
    change(datasets)
    return relisted({**parts, "datasets.json": json.dumps(datasets).encode()})


def sets(**columns: object) -> Spoil:
    return lambda parts: changed(parts, lambda found: found[0].update(columns))


def items(kind: str, **columns: object) -> Spoil:
    return lambda parts: changed(parts, lambda found: found[0][kind][0].update(columns))


def pictures(**columns: object) -> Spoil:
    return lambda parts: changed(
        parts, lambda found: found[0]["objects"][0]["images"][0].update(columns)
    )


def manifest(**keys: object) -> Spoil:
    def spoil(parts: Parts) -> Parts:
        content = {**json.loads(parts["manifest.json"]), **keys}
        return {**parts, "manifest.json": json.dumps(content).encode()}

    return spoil


def part(name: str, data: bytes, *, listed: bool = False) -> Spoil:
    def spoil(parts: Parts) -> Parts:
        return relisted({**parts, name: data}) if listed else {**parts, name: data}

    return spoil


def without(name: str, *, listed: bool = False) -> Spoil:
    def spoil(parts: Parts) -> Parts:
        left = {key: data for key, data in parts.items() if not key.startswith(name)}
        return relisted(left) if listed else left

    return spoil


def curves(header: bytes, data: bytes = b"") -> Spoil:
    blob = len(header).to_bytes(4, "little") + header + data

    def spoil(parts: Parts) -> Parts:
        found = changed(parts, lambda sets: sets[0]["objects"][0].update(curves=len(blob)))
        return relisted({**found, "curves.bin": blob})

    return spoil


DEEP = b"[" * 100_000 + b"]" * 100_000
SPOILT: dict[str, tuple[Spoil, str]] = {
    "path escape": (part("../../evil.txt", b"x", listed=True), "leads out of the file"),
    "absolute name": (part("/etc/evil", b"x", listed=True), "leads out of the file"),
    "drive": (part("C:evil", b"x", listed=True), "leads out of the file"),
    "backslash": (part("media\\..\\evil", b"x", listed=True), "leads out of the file"),
    "empty step": (part("media//evil", b"x", listed=True), "leads out of the file"),
    "extra part": (part("evil.exe", b"x"), "'evil.exe' in it belongs to no package"),
    "listed extra part": (part("evil.exe", b"x", listed=True), "'evil.exe' is missing or belongs"),
    "extra medium": (part("media/" + "0" * 64, b"x", listed=True), "is missing or belongs"),
    "wrong bytes": (part("landmarks.bin", bytes(192)), "'landmarks.bin' is not what was written"),
    "wrong size": (part("landmarks.bin", bytes(10)), "another size than was written"),
    "too few numbers": (part("landmarks.bin", bytes(8), listed=True), "does not fit the data sets"),
    "missing part": (without("curves.bin"), "'curves.bin' is missing"),
    "unlisted missing part": (without("arrays.bin", listed=True), "'arrays.bin' is missing or"),
    "missing media": (without("media/", listed=True), "is missing or belongs to nothing"),
    "no manifest": (without("manifest.json"), "no package of Modan2"),
    "other format": (manifest(format="Evil"), "no package of Modan2"),
    "newer version": (manifest(version=2), "a newer Modan2 .* has written it; update"),
    "no version": (manifest(version="1"), "list of parts cannot be read"),
    "no list": (manifest(parts=5), "list of parts cannot be read"),
    "odd list": (manifest(parts=[{"name": "x"}]), "list of parts cannot be read"),
    "broken manifest": (part("manifest.json", b"{"), "'manifest.json' cannot be read"),
    "deep manifest": (part("manifest.json", DEEP), "'manifest.json' cannot be read"),
    "broken data sets": (part("datasets.json", b"[{", listed=True), "cannot be read"),
    "deep data sets": (part("datasets.json", DEEP, listed=True), "cannot be read"),
    "no data sets": (part("datasets.json", b"[]", listed=True), "it holds no data sets"),
    "other data sets": (part("datasets.json", b"[5]", listed=True), "columns of mddataset"),
    "unknown column": (sets(evil=1), "columns of mddataset"),
    "own parent": (sets(parent=0), "below one that is not before it"),
    "negative parent": (sets(parent=-1), "below one that is not before it"),
    "four axes": (sets(dimension=4), "4 axes"),
    "name is a number": (sets(name=5), "the name of mddataset"),
    "name is null": (sets(name=None), "the name of mddataset"),
    "half a character": (sets(name="\ud800"), "the name of"),
    "huge number": (sets(created=2**63), "the created of"),
    "wireframe": (sets(wireframe=[[1, 2, 3]]), "the wireframe of"),
    "curve scheme": (sets(curves=[5]), "curves of the data set"),
    "variable type": (sets(variables=[{"name": "a", "type": "b"}] * 2), "of an unknown type"),
    "objects": (sets(objects=5), "the objects of"),
    "an object": (sets(objects=[[]]), "columns of mdobject"),
    "values": (items("objects", variables=[1, 2, 3]), "do not fit those of the data set"),
    "a value": (items("objects", variables=[[1]]), "do not fit those of the data set"),
    "odd landmarks": (items("objects", landmarks=63), "do not fit 2 axes"),
    "negative length": (items("objects", landmarks=-64), "the landmarks of 'traced'"),
    "huge length": (items("objects", landmarks=2**62), "does not fit the data sets"),
    "no landmarks": (items("objects", landmarks=None), "the landmarks of 'traced'"),
    "scale": (items("objects", scale=float("inf")), "the scale of"),
    "no result": (items("analyses", result=None), "the result of"),
    "picture name": (pictures(name="../../red.png"), "not the name of an image"),
    "picture drive": (pictures(name="C:\\red.png"), "not the name of an image"),
    "picture end": (pictures(name="a\0.png"), "not the name of an image"),
    "picture hash": (pictures(sha256="../../x"), "not the name of an image"),
    "other picture": (pictures(sha256="0" * 64), "is missing or belongs to nothing"),
    "curve header": (curves(b"{"), "numbers of 'traced' cannot be read"),
    "curve type": (curves(b'[["curve 0","O",[1,2]]]', bytes(16)), "numbers of 'traced'"),
    "curve axes": (curves(b'[["curve 0","<f8",[1,3]]]', bytes(24)), "numbers of 'traced'"),
    "curve size": (curves(b'[["curve 0","<f8",[-1,2]]]', bytes(16)), "numbers of 'traced'"),
    "curve length": (curves(b'[["curve 0","<f8",[9,2]]]', bytes(16)), "numbers of 'traced'"),
    "deep curves": (curves(DEEP), "numbers of 'traced'"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_what_is_not_whole_is_refused(
    library: Library, good: Path, tmp_path: Path, case: str
) -> None:
    spoil, reason = SPOILT[case]
    path = tmp_path / "spoilt.modan.zip"
    write_parts(path, spoil(parts_of(good)))
    refuses(library, path, reason)


def test_the_parts_alone_are_a_good_package(library: Library, good: Path, tmp_path: Path) -> None:
    path = tmp_path / "repacked.modan.zip"
    write_parts(path, relisted(parts_of(good)))
    assert taken(library, path).objects == 3


def test_media_are_what_they_are_called(library: Library, good: Path, tmp_path: Path) -> None:
    parts = parts_of(good)
    name = next(name for name in parts if name.endswith(".png"))
    path = tmp_path / "spoilt.modan.zip"
    write_parts(path, relisted({**parts, name: b"another picture"}))
    refuses(library, path, "is not the image or mesh that it is called")


def test_members_that_are_no_plain_files_are_refused(
    library: Library, good: Path, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.modan.zip"
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO):
        link = ZipInfo("media/link")
        link.external_attr = (kind | 0o777) << 16
        path.write_bytes(good.read_bytes())
        with ZipFile(path, "a") as archive:
            archive.writestr(link, "/etc/passwd")
        refuses(library, path, "a link or a device")


def test_names_that_are_there_twice_are_refused(
    library: Library, good: Path, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.modan.zip"
    for name in ("datasets.json", "DATASETS.json"):
        path.write_bytes(good.read_bytes())
        with warnings.catch_warnings(), ZipFile(path, "a") as archive:
            warnings.simplefilter("ignore")
            archive.writestr(name, "[]")
        refuses(library, path, "is in it twice")


def test_a_name_with_an_end_inside_is_refused(library: Library, good: Path, tmp_path: Path) -> None:
    path = tmp_path / "spoilt.modan.zip"
    write_parts(path, {**parts_of(good), "curvesX.bin": b""})
    path.write_bytes(path.read_bytes().replace(b"curvesX.bin", b"curves\0.bin"))
    refuses(library, path, "leads out of the file|damaged")


def test_parts_that_grow_too_much_are_refused(library: Library, good: Path, tmp_path: Path) -> None:
    path = tmp_path / "spoilt.modan.zip"
    write_parts(path, {**parts_of(good), "bomb": bytes(40 << 20)})
    refuses(library, path, "would grow to 42 MB, as a bomb")


def test_a_size_that_is_a_lie_is_refused(library: Library, good: Path, tmp_path: Path) -> None:
    """The directory says 192 bytes; what is packed there is longer."""
    parts = parts_of(good)
    path = tmp_path / "spoilt.modan.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, bytes(5 << 20) if name == "landmarks.bin" else data)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(struct.pack("<I", 5 << 20), struct.pack("<I", 192)))
    refuses(library, path, "'landmarks.bin' is (damaged|not what)")


def test_parts_that_lie_in_each_other_are_refused(
    library: Library, good: Path, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.modan.zip"
    data = random.Random(1).randbytes(100_000)
    with ZipFile(path, "w") as archive:
        archive.writestr("a", data)
        for i in range(20):  # the directory speaks of one part again and again
            info = ZipInfo(f"b{i}")
            first = archive.filelist[0]
            info.header_offset, info.CRC = first.header_offset, first.CRC
            info.compress_size = info.file_size = len(data)
            archive.filelist.append(info)
    refuses(library, path, "lie in each other")


def test_other_packing_and_encryption_are_refused(
    library: Library, good: Path, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.modan.zip"
    with ZipFile(path, "w", ZIP_LZMA) as archive:
        for name, data in parts_of(good).items():
            archive.writestr(name, data)
    refuses(library, path, "packed in a way")
    path.write_bytes(good.read_bytes())
    with ZipFile(path, "a") as archive:
        archive.filelist[0].flag_bits |= 1
        archive._didModify = True
    refuses(library, path, "is encrypted")


@pytest.mark.parametrize("data", [b"", b"PK", b"LM=3\n1 2\n", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_package_is_refused(library: Library, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "wings.modan.zip"
    path.write_bytes(data)
    refuses(library, path, "not a zip file|cut short|no package of Modan2")


def test_a_file_that_is_not_there_is_a_sentence(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        taken(library, tmp_path / "wings.modan.zip")


def test_a_cut_file_is_refused_wherever_it_is_cut(
    library: Library, good: Path, tmp_path: Path
) -> None:
    whole = good.read_bytes()
    path = tmp_path / "cut.modan.zip"
    for end in np.linspace(0, len(whole) - 1, 60).astype(int).tolist():
        path.write_bytes(whole[:end])
        refuses(library, path, "was not imported")


def test_spoilt_bytes_give_a_package_or_a_sentence(
    library: Library, good: Path, tmp_path: Path
) -> None:
    whole, rng = good.read_bytes(), random.Random(6)
    path = tmp_path / "spoilt.modan.zip"
    rows = content(library)
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 1, 5))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.2:
            start = rng.randrange(len(data))
            data[start:start] = data[start : start + rng.randrange(100)]
        path.write_bytes(data)
        try:
            taken(library, path)
        except UserError:
            assert content(library) == rows
        rows = content(library)
