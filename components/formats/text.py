"""Bytes of a file -> text: encodings, line ends, and a clear word about binary data."""

import codecs
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from components.errors import UserError

_ASCII = bytes(range(128))
_LEAST = 4096
_PIECE = 1 << 20  # bytes worked on at a time, so that nothing else has to wait for long


class Text(NamedTuple):
    """A text whose lines end in line feeds, and its encoding ("" where it is plain UTF-8)."""

    text: str
    encoding: str


def read_text(path: Path) -> Text:
    """Read a text file in whatever encoding it has.

    Raises `UserError` where the file is missing, a folder, unreadable, empty or binary.
    """
    pieces = []
    try:
        size = min(max(path.stat().st_size, _LEAST), _PIECE)
        with path.open("rb") as file:
            while piece := file.read(size):
                pieces.append(piece)
    except FileNotFoundError:
        raise UserError(f"{path.name}: there is no such file in {path.parent}.") from None
    except IsADirectoryError:
        raise UserError(f"{path.name} is a folder; choose a file in it.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(f"{path.name} cannot be read ({reason}).") from error
    decoded = _decoded(pieces, path.name)
    if not decoded.text or decoded.text.isspace():
        raise UserError(f"{path.name} is empty.")
    return decoded


def decode(data: bytes, source: str) -> Text:
    """Turn bytes into text: UTF-8, UTF-16 with its mark, Korean (CP949) or Western, in that order.

    Raises `UserError` naming ``source`` where the bytes are not a text.
    """
    pieces = [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]
    return _decoded(pieces, source)


def _decoded(pieces: list[bytes], source: str) -> Text:
    """Decode the pieces of a file, of which all but the last have three bytes or more.

    They are forgotten as soon as they are not needed, and the text is put together only once.
    """
    if pieces and pieces[0].startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            parts, encoding = _parts(pieces, "utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise UserError(f"{source} is cut off or damaged: not valid UTF-16 text.") from None
    else:
        parts, encoding = _without_mark(pieces)
    pieces.clear()
    if any("\0" in part for part in parts):
        raise UserError(f"{source} holds binary data, not text; choose a landmark file.")
    while parts:
        last = parts.pop().rstrip("\x1a")  # Ctrl-Z: how DOS programs end a file
        if last:
            parts.append(last)
            break
    return Text("".join(parts), encoding)


def _parts(pieces: Sequence[bytes], encoding: str) -> list[str]:
    """Decode pieces one after the other, with line feeds for all ends of lines."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = io.IncrementalNewlineDecoder(decoder, translate=True)
    parts = [lines.decode(piece) for piece in pieces]
    parts.append(lines.decode(b"", final=True))
    return parts


def _without_mark(pieces: list[bytes]) -> tuple[list[str], str]:
    try:
        first = [piece.removeprefix(codecs.BOM_UTF8) for piece in pieces[:1]]
        return _parts([*first, *pieces[1:]], "utf-8"), ""
    except UnicodeDecodeError:
        pass
    if (korean := _korean(pieces)) is not None:
        return korean, "CP949"
    try:
        return _parts(pieces, "cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return _parts(pieces, "latin-1"), "Latin-1"


def _korean(pieces: Sequence[bytes]) -> list[str] | None:
    """Return the text in CP949, or None where it is more likely a Western one.

    An accented letter and the plain letter after it can pass for one rare Korean syllable.
    Common syllables are two bytes above 127, so most of a Korean text must be such pairs.
    """
    try:
        parts = _parts(pieces, "cp949")
    except UnicodeDecodeError:
        return None
    syllables = sum(letter > "\x7f" for part in parts for letter in part)
    high_bytes = sum(len(piece.translate(None, _ASCII)) for piece in pieces)
    return parts if high_bytes >= 1.5 * syllables else None
