"""Damaged files: a reading or a sentence for the user, never another exception."""

import random
from collections.abc import Callable

import pytest
from damage import damaged
from samples import SAMPLES, VARIABLES

from components.errors import UserError
from components.formats import variables
from components.formats.registry import FORMATS, recognise
from components.formats.text import decode


def outcome(work: Callable[..., object], text: str) -> str:
    """Return the sentence of a `UserError`, or "fine"; let any other exception through."""
    try:
        work(text, "damaged")
    except UserError as error:
        return str(error)
    return "fine"


@pytest.mark.parametrize("name", [*SAMPLES, "variables.csv"])
def test_damaged_files_are_read_or_refused(name: str) -> None:
    rng = random.Random(20)
    sample = SAMPLES.get(name, VARIABLES)
    parse = variables.parse if name not in SAMPLES else recognise(name, sample).parse
    refused = 0
    for _ in range(600):
        data = damaged(sample.encode(), rng)
        try:
            text = decode(data, "damaged").text
        except UserError:
            continue
        # One other format by turns: nobody knows what a file is that was given a wrong name.
        for work in (parse, rng.choice(FORMATS).parse):
            said = outcome(work, text)
            assert said == "fine" or "damaged" in said
            refused += said != "fine"
        outcome(recognise, text)
    assert refused > 200


@pytest.mark.parametrize("name", SAMPLES)
def test_what_was_read_from_a_damaged_file_can_be_written(name: str) -> None:
    rng = random.Random(21)
    sample = SAMPLES[name]
    form = recognise(name, sample)
    assert form.write is not None
    for _ in range(200):
        try:
            reading = form.parse(decode(damaged(sample.encode(), rng), name).text, name)
            back = form.parse(form.write(reading), name)
        except UserError:
            continue
        assert len(back.specimens) == len(reading.specimens)
