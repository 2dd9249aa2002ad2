"""Bytes of a file -> text: encodings, line ends, and a clear word about binary data."""

import codecs
from pathlib import Path
from typing import NamedTuple

from components.errors import UserError

_ASCII = bytes(range(128))


class Text(NamedTuple):
    """A text whose lines end in line feeds, and its encoding ("" where it is plain UTF-8)."""

    text: str
    encoding: str


def read_text(path: Path) -> Text:
    """Read a text file in whatever encoding it has.

    Raises `UserError` where the file is missing, a folder, unreadable, empty or binary.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path.name}: there is no such file in {path.parent}.") from None
    except IsADirectoryError:
        raise UserError(f"{path.name} is a folder; choose a file in it.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(f"{path.name} cannot be read ({reason}).") from error
    decoded = decode(data, path.name)
    if not decoded.text.strip():
        raise UserError(f"{path.name} is empty.")
    return decoded


def decode(data: bytes, source: str) -> Text:
    """Turn bytes into text: UTF-8, UTF-16 with its mark, Korean (CP949) or Western, in that order.

    Raises `UserError` naming ``source`` where the bytes are not a text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text, encoding = data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise UserError(f"{source} is cut off or damaged: not valid UTF-16 text.") from None
    else:
        text, encoding = _without_mark(data)
    if "\0" in text:
        raise UserError(f"{source} holds binary data, not text; choose a landmark file.")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Text(text.rstrip("\x1a"), encoding)  # Ctrl-Z: how DOS programs end a file


def _without_mark(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    if (korean := _korean(data)) is not None:
        return korean, "CP949"
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"


def _korean(data: bytes) -> str | None:
    """Return the text in CP949, or None where it is more likely a Western one.

    An accented letter and the plain letter after it can pass for one rare Korean syllable.
    Common syllables are two bytes above 127, so most of a Korean text must be such pairs.
    """
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        return None
    syllables = sum(letter > "\x7f" for letter in text)
    high_bytes = len(data.translate(None, _ASCII))
    return text if high_bytes >= 1.5 * syllables else None
