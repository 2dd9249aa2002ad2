"""A law of writing in pieces: however many objects a piece has, the text is the same."""

from unittest.mock import patch

import pytest

from components.formats import reading as readings
from components.formats.reading import Format, Reading
from components.formats.registry import FORMATS
from components.shape.specimen import Specimen
from components.stats.simulate import simulate

IN_PIECES = [form for form in FORMATS if form.pieces is not None]


def forms(missing: bool) -> Reading:
    """Make seven objects, one of which may lack a landmark."""
    coords = simulate(7, 5, 2, seed=3).coords
    if missing:
        coords[5, 2] = float("nan")
    specimens = tuple(
        Specimen(f"s{i}", form, scale=0.5, unit="mm", variables={"sex": "fm"[i % 2]})
        for i, form in enumerate(coords)
    )
    return Reading("test", specimens, wireframe=((0, 1), (1, 2)))


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("form", IN_PIECES, ids=lambda form: form.name)
def test_the_size_of_the_pieces_does_not_matter(form: Format, missing: bool) -> None:
    made = forms(missing)
    if form.name == "MorphoJ" and missing:
        pytest.skip("MorphoJ has no missing landmarks")
    texts = []
    for size in (1, 3, 7, 100):
        with patch.object(readings, "OBJECTS_AT_ONCE", size):
            texts.append("".join(form.texts(made)))
    assert form.write is not None
    assert set(texts) == {form.write(made)}
