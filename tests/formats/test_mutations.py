"""Damaged files: a reading or a sentence for the user, never another exception."""

import random
from collections.abc import Callable

import pytest

from components.errors import UserError
from components.formats import variables
from components.formats.registry import FORMATS, recognise
from components.formats.text import decode

TPS = (
    "LM=3\n1.5 2\n-1 -1\n3 NA\nCURVES=1\nPOINTS=2\n1 2\n3 4\nIMAGE=a.jpg\nID=0\nSCALE=0.5\n"
    'VARIABLES="a=1, 2",b=x\nLM=2 label\n1,5 2\n3 4\nOUTLINES=1\nPOINTS=1\n5 6\nCOMMENT=b\n'
)
MORPHOLOGIKA = (
    '[individuals]\n2\n[landmarks]\n2\n[dimensions]\n2\n[names]\na\nb\n[labels]\nSex "A b"\n'
    "[labelvalues]\nM 1\n'F x' 2\n[groups]\nx 1\ny 1\n[rawpoints]\n'a\n1 2\n3 4\n'b\n5 6\n7 8\n"
    "[wireframe]\n1 2\n[polygons]\n1 2 1\n[images]\na.jpg\nb.jpg\n[pixelspermm]\n2\n3\n"
)
TABLE = 'specimen;landmark;x;y\na;1;1,5;2\na;2;3;\n"b";1;5;6\nb;2;NA;8\n'
VARIABLES = 'specimen,sex,"mass"\na,M,1.5\n"b, c",F,007\nc,,true\n'
PIECES = (
    *("LM=", "LM3=1", "POINTS=", "CURVES=9", "=", "[names]", "[rawpoints]", "'", '"', ",", ";"),
    *("\n", "\r", "\t", " ", "NA", "inf", "-999", "9999 9999\n", "1e400", "1_0", "\u0663", "\x1c"),
    *("99999999999", "-1", "é", "\x00", "\ufeff", "#", "specimen,landmark,x,y\n", "\u2028", "0"),
)


def damaged(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((0, 1, 1, 2, 5, 30)))
        new = rng.choice(
            (
                b"",
                rng.choice(PIECES).encode(),
                bytes([rng.randrange(256)]),
                data[start:end] * 3,
                data[rng.randrange(len(data) + 1) :][:20],
            )
        )
        data = data[:start] + new + data[end:]
    return data


def outcome(work: Callable[..., object], text: str) -> str:
    """Return the sentence of a `UserError`, or "fine"; let any other exception through."""
    try:
        work(text, "damaged")
    except UserError as error:
        return str(error)
    return "fine"


@pytest.mark.parametrize("sample", [TPS, MORPHOLOGIKA, TABLE, VARIABLES], ids=lambda text: text[:8])
def test_damaged_files_are_read_or_refused(sample: str) -> None:
    rng = random.Random(20)
    refused = 0
    for _ in range(1000):
        data = damaged(sample.encode(), rng)
        try:
            text = decode(data, "damaged").text
        except UserError:
            continue
        for parse in (*(form.parse for form in FORMATS), variables.parse):
            said = outcome(parse, text)
            assert said == "fine" or "damaged" in said
            refused += said != "fine"
        outcome(recognise, text)
    assert refused > 1000


@pytest.mark.parametrize("sample", [TPS, MORPHOLOGIKA, TABLE])
def test_what_was_read_from_a_damaged_file_can_be_written(sample: str) -> None:
    rng = random.Random(21)
    form = recognise("", sample)
    assert form.write is not None
    for _ in range(300):
        try:
            reading = form.parse(decode(damaged(sample.encode(), rng), "damaged").text, "damaged")
            back = form.parse(form.write(reading), "damaged")
        except UserError:
            continue
        assert len(back.specimens) == len(reading.specimens)
