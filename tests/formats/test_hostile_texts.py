"""Texts made or damaged to waste time and memory: each format is done with them at once.

A second for 50 KB is generous, but not for work that grows with the square of the size.
"""

import random
import tracemalloc
from time import process_time

import numpy as np
import pytest
from damage import damaged
from samples import SAMPLES

from components.errors import UserError
from components.formats.reading import Format, Reading
from components.formats.registry import FORMATS, recognise
from components.formats.text import decode
from components.shape.specimen import Specimen

SIZE = 50_000
PIECES = (
    *(
        "\n",
        " ",
        "\t",
        "1 ",
        "1,",
        "1\n",
        "a\n",
        "a,",
        "a b\n",
        '"',
        "'",
        "#\n",
        "=\n",
        "[",
        "{",
        "<",
    ),
    *(
        ",\n",
        "x1,",
        "coord",
        "1 2 3\n",
        "NA NA\n",
        "9999 9999\n",
        "LM=0\n",
        "[names]\n",
        "é",
        "</a>\n",
    ),
    *(
        "<a type=list>\n",
        "<a type=matrix>\n",
        "<point/>",
        "0: 0 N 0 ",
        "define Markers 1\n",
        "[{},",
    ),
)


def refused(form: Format, text: str) -> bool:
    form.looks_like(text[:65_536])
    try:
        form.parse(text, "hostile")
    except UserError:
        return True
    return False


@pytest.mark.performance
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_no_text_takes_long(form: Format) -> None:
    own = [text for name, text in SAMPLES.items() if recognise(name, text) is form]
    texts = [piece * (SIZE // len(piece)) for piece in PIECES]
    texts += [text * (SIZE // len(text)) for text in own]
    texts += [f"LM={SIZE // 10}\n" + "9999 9999\n" * (SIZE // 10)]
    texts += [text + piece * (SIZE // len(piece)) for text in own for piece in PIECES]
    for text in texts:
        start = process_time()
        refused(form, text)
        assert process_time() - start < 1, text[:40] + " ... " + text[-20:]


@pytest.mark.performance
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_no_file_takes_more_than_ten_times_its_size(form: Format) -> None:
    rng = np.random.default_rng(1)
    objects, landmarks = (1, 1500) if form.single else (15, 100)
    axes = 2 if form.name in ("iBUG points", "IMP") else 3
    coords = rng.normal(50, 20, (objects, landmarks, axes)).round(6)
    specimens = tuple(Specimen(f"specimen {i}", array) for i, array in enumerate(coords))
    assert form.write is not None
    data = form.write(Reading("", specimens)).encode()
    damage = random.Random(1)
    for _ in range(5):
        text = decode(data, "hostile").text
        tracemalloc.start()
        refused(form, text)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 11 * len(data)
        data = damaged(data, damage)
