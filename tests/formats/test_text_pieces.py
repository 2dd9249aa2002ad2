"""Laws of decoding in pieces: whatever their size, the text is that of decoding in one go."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from components.errors import UserError
from components.formats import delimited, text
from components.formats.numbers import all_numbers

ASCII = bytes(range(128))
WORDS = ("1 2\r\n", "\r", "\n\n", "가나다 표본", "é", "ß", "\x1a", "\0", "LM=3", "\ufeff", "😀")


def plain(data: bytes) -> tuple[str, str] | None:
    """Decode in one go; None where the bytes are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            found, encoding = data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            return None
    else:
        found, encoding = plain_without_mark(data)
    found = found.replace("\r\n", "\n").replace("\r", "\n")
    return None if "\0" in found else (found.rstrip("\x1a"), encoding)


def plain_without_mark(data: bytes) -> tuple[str, str]:
    """Try the encodings one after the other."""
    for codec, name in (("utf-8-sig", ""), ("cp949", "CP949"), ("cp1252", "Windows-1252")):
        try:
            found = data.decode(codec)
        except UnicodeDecodeError:
            continue
        high = sum(letter > "\x7f" for letter in found)
        if codec != "cp949" or len(data.translate(None, ASCII)) >= 1.5 * high:
            return found, name
    return data.decode("latin-1"), "Latin-1"


def in_pieces(data: bytes, size: int) -> tuple[str, str] | None:
    """Decode with pieces of some size."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_PIECE", size)
        try:
            return text.decode(data, "file.txt")
        except UserError:
            return None


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=40), st.integers(3, 7))
@example(b"\xef\xbb", 3)
@example(b"\xef\xbb\xbf", 3)
@example(b"\xff\xfe", 3)
@example(b"\xff\xfea\x00\r", 3)
@example(b"ab\r\n\r", 3)
@example(b"\x1a\x1a\x1a\x1a\x1a", 3)
@example(b"\xef\xbb\xbf\xef\xbb\xbfa", 3)
def test_any_bytes_are_decoded_as_in_one_go(data: bytes, size: int) -> None:
    assert in_pieces(data, size) == plain(data)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp949", "cp1252", "latin-1"]),
    st.integers(3, 9),
)
def test_any_text_is_decoded_as_in_one_go(written: str, encoding: str, size: int) -> None:
    data = written.encode(encoding, "replace")
    assert in_pieces(data, size) == plain(data)


@pytest.mark.parametrize("blank", [b"", b" \n\t\r\n", b"\x1a", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_files_of_blanks_are_empty(tmp_path: Path, blank: bytes) -> None:
    path = tmp_path / "blank.txt"
    path.write_bytes(blank)
    with pytest.raises(UserError, match=r"blank\.txt is empty"):
        text.read_text(path)


def test_a_file_of_many_pieces_is_read(tmp_path: Path) -> None:
    written = "가 1.5\n" * 200_000
    path = tmp_path / "long.txt"
    path.write_text(written, "utf-8")
    assert text.read_text(path) == (written, "")


def test_numbers_may_begin_anywhere_in_a_text() -> None:
    above, words = "label one\nlabel two", "\n1 2,5\n3 NA\n" + "4\n" * 20_000
    values, notes = all_numbers(above + words, 2, "a.nts", len(above))
    other, same = all_numbers(words, 2, "a.nts")
    assert values.tobytes() == other.tobytes()
    assert notes == same
    assert notes[0].line == 3
    with pytest.raises(UserError, match="line 20005: 'x'"):
        all_numbers(above + words + "x", 2, "a.nts", len(above))


@pytest.mark.parametrize("word", ["inf", "-inf", "1e999"])
def test_infinite_numbers_are_refused_wherever_they_stand(word: str) -> None:
    with pytest.raises(UserError, match="line 3"):
        all_numbers(f"1\n2\n{word}\n-inf\nnan\n", 1, "a.nts")


def test_large_numbers_are_kept_though_their_sum_is_infinite() -> None:
    values, _ = all_numbers("1e308 1e308 1e308", 1, "a.nts")
    assert values.tolist() == [1e308] * 3


@given(st.text(alphabet=" \n\r\ta,;", max_size=12))
@settings(max_examples=100, deadline=None)
def test_the_first_line_that_is_not_blank_is_the_header(head: str) -> None:
    first = next((line for line in head.split("\n") if line.strip()), "")
    assert dict(delimited.headers(head)) == dict(delimited.headers(first))
