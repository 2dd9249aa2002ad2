"""Damaged files: a reading or a sentence for the user, never another exception.

``python scripts/mutate_formats.py`` tries 20,000 of them; here are some.
"""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from damage import damaged
from samples import SAMPLES, VARIABLES

from components.errors import UserError
from components.formats import variables
from components.formats.registry import FORMATS, recognise
from components.formats.text import decode
from scripts import mutate_formats


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


@pytest.mark.performance
@pytest.mark.parametrize("seed", [1, 2])
def test_files_take_little_time_and_memory(seed: int, tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    mutate_formats.warm_up(tmp_path)
    for one in mutate_formats.cases(400, seed):
        case = mutate_formats.tried(*one, tmp_path)
        assert not case.wrong, f"{case.name}, {case.number}: {case.wrong}"
        outcomes[case.outcome] += 1
    assert set(outcomes) == {"read", "refused"}


def test_a_case_can_be_repeated(tmp_path: Path) -> None:
    (one,) = mutate_formats.cases(9, 3, only=7)
    seven = list(mutate_formats.cases(9, 3))[7]
    assert one[:3] == seven[:3]
    assert one[1] in mutate_formats.files()
    wrong = mutate_formats.tried(0, "a.tps", b"LM=1", lambda _path: 1 / 0, tmp_path)
    assert wrong.outcome == "ZeroDivisionError"
    assert "1 / 0" in wrong.wrong
