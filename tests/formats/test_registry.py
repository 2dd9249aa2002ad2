"""From a file to its text, its format and its specimens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from samples import SAMPLES

from components.errors import UserError
from components.formats.registry import FORMATS, SUFFIXES, read, recognise
from components.formats.text import decode

TPS = "LM=1\r\n1 2\r\nID=Høyberget 표본\r\n"
TABLE = "specimen,landmark,x,y\na,1,1,2\n"
MORPHOLOGIKA = "[individuals]\n1\n[landmarks]\n1\n[dimensions]\n2\n[rawpoints]\n'a\n1 2\n"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-mark"])
def test_unicode_with_and_without_marks(
    encoding: str, written: Callable[[str, bytes], Path]
) -> None:
    data = (
        b"\xfe\xff" + TPS.encode("utf-16-be")
        if encoding == "utf-16-be-mark"
        else TPS.encode(encoding)
    )
    assert read(written("a.tps", data)).specimens[0].name == "Høyberget 표본"


@pytest.mark.parametrize(
    ("name", "encoding", "spoken"),
    [
        ("삼엽충 표본 5", "cp949", "CP949"),
        ("똠방각하 표본", "cp949", "CP949"),
        ("Høyberget Ähre é", "latin-1", "Windows-1252"),
        ("Müller \N{EN DASH} 5 µm", "cp1252", "Windows-1252"),
        ("\x81 é", "latin-1", "Latin-1"),
    ],
)
def test_older_encodings_are_told_apart_and_noted(
    name: str, encoding: str, spoken: str, written: Callable[[str, bytes], Path]
) -> None:
    reading = read(written("a.tps", f"LM=1\n1 2\nID={name}\n".encode(encoding)))
    assert reading.specimens[0].name == name
    assert spoken in reading.notes[0].text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str, written: Callable[[str, bytes], Path]) -> None:
    path = written("a.tps", end.join(["LM=2", "1 2", "3 4", "ID=a", "LM=1", "5 6\x1a"]).encode())
    reading = read(path)
    assert [s.line for s in reading.specimens] == [1, 5]
    assert reading.specimens[1].landmarks.tolist() == [[5, 6]]


def test_what_is_no_text_is_refused_by_name(
    tmp_path: Path, written: Callable[[str, bytes], Path]
) -> None:
    for path, message in (
        (tmp_path / "none.tps", "none.tps: there is no such file"),
        (tmp_path, f"{tmp_path.name} is a folder"),
        (written("empty.tps", b""), "empty.tps is empty"),
        (written("blank.tps", b"\xef\xbb\xbf \r\n"), "blank.tps is empty"),
        (written("image.tps", b"\x89PNG\0\0"), "image.tps holds binary data"),
        (written("cut.tps", b"\xff\xfeL\0M"), "cut.tps is cut off or damaged"),
        (written("words.tps", b"hello"), "words.tps is not a landmark file"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ):
        with pytest.raises(UserError, match=message):
            read(path)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.tps", TPS, "TPS"),
        ("a.TPS", TPS, "TPS"),
        ("a.txt", TPS, "TPS"),
        ("a", MORPHOLOGIKA, "Morphologika"),
        ("a.tps", MORPHOLOGIKA, "Morphologika"),
        ("a.txt", TABLE, "Table of landmarks"),
        ("a.dat", TABLE, "Table of landmarks"),
    ],
)
def test_content_decides_where_the_suffix_is_wrong(name: str, text: str, expected: str) -> None:
    assert recognise(name, text).name == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_looks_like_one_format_whatever_its_name(name: str) -> None:
    [fitting] = [form for form in FORMATS if form.looks_like(SAMPLES[name])]
    assert recognise(name, SAMPLES[name]) is recognise("x", SAMPLES[name]) is fitting
    assert fitting.parse(SAMPLES[name], name).format == fitting.name


def test_suffixes() -> None:
    assert {".tps", ".nts", ".csv", ".fcsv", ".mrk.json", ".pts", ".landmarkascii"} < set(SUFFIXES)
    assert len(set(SUFFIXES)) == len(SUFFIXES)


def test_suffixes_decide_between_formats_that_fit() -> None:
    text = "specimen,landmark,x,y,x1,y1\na,1,1,2,3,4\n"
    assert recognise("a.csv", text).name == "Table of landmarks"


def test_every_format_is_found_by_its_suffix_and_has_a_name_of_its_own() -> None:
    assert len({form.name for form in FORMATS}) == len(FORMATS)
    assert all(suffix.startswith(".") for form in FORMATS for suffix in form.suffixes)


def test_a_mark_alone_decides_on_utf_16() -> None:
    assert decode("LM=1".encode("utf-16"), "a").encoding == "UTF-16"
    with pytest.raises(UserError, match="binary"):
        decode("LM=1".encode("utf-16-le"), "a")
