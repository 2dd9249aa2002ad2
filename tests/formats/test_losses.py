"""What an export loses is told: kind by kind, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from components.formats import (
    fcsv,
    imp,
    landmark_table,
    markups,
    modan_json,
    morphologika,
    nts,
    tps,
    wide_table,
)
from components.formats.losses import losses
from components.formats.reading import Format, Reading
from components.shape.curves import Curve
from components.shape.specimen import Specimen

POINTS = np.array([[1.0, 2], [3, 4], [5, 7]])
FULL = Specimen(
    "a b",
    POINTS,
    curves=(POINTS,),
    outlines=(POINTS,),
    scale=0.5,
    unit="mm",
    image="a.jpg",
    mesh="a.ply",
    comment="old",
    variables={"sex": "M", "n": 2.0},
)
BARE = Specimen("bare", POINTS)
ALL = Reading("", (FULL, BARE), ("p", "q", "r"), ((0, 1),), ((0, 1, 2),))


def lost(form: Format, reading: Reading = ALL) -> str:
    assert form.write is not None
    return " ".join(losses(reading, form, form.write(reading)))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (modan_json.FORMAT, []),
        (tps.FORMAT, ["unit", "mesh", "names of the landmarks", "wireframe", "polygons"]),
        (
            morphologika.FORMAT,
            ["curves", "outlines", "mesh", "comment", "names of the landmarks"],
        ),
        (
            wide_table.FORMAT,
            ["curves", "outlines", "scale", "unit", "mesh", "comment", "wireframe", "polygons"],
        ),
        (
            landmark_table.FORMAT,
            [
                *("curves", "outlines", "scale", "unit", "image", "mesh", "comment"),
                *("variables sex, n", "wireframe", "polygons"),
            ],
        ),
    ],
)
def test_what_formats_lose(form: Format, words: list[str]) -> None:
    sentences = losses(ALL, form, form.write(ALL) if form.write else "")
    assert len(sentences) == len(words)
    for sentence, word in zip(sentences, words, strict=True):
        assert f" the {word}" in sentence
        assert sentence.startswith(form.name)
        assert "bare" not in sentence


def test_nothing_is_lost_where_there_was_nothing() -> None:
    for form in (tps, nts, morphologika, wide_table, landmark_table, modan_json):
        assert lost(form.FORMAT, Reading("", (BARE,))) == ""


def test_a_curve_that_is_only_a_name_is_named() -> None:
    bare = Reading("", (Specimen("a", np.ones((3, 2))),), curves=(Curve("ridge"),))
    assert lost(tps.FORMAT, bare) == "TPS does not keep the curves ridge."
    assert lost(modan_json.FORMAT, bare) == ""


def test_names_that_change_are_named() -> None:
    assert "NTSYS changes the names of a b (a_b)." in lost(nts.FORMAT)
    assert "IMP changes the names of a b (export_1), bare (export_2)." in lost(imp.FORMAT)


def test_names_of_files_of_one_object_are_not_their_text() -> None:
    solid = Specimen("skull", np.array([[1.0, 2, 3], [np.nan, 5, 6]]), scale=2.0, unit="mm")
    for form in (fcsv.FORMAT, markups.FORMAT):
        said = lost(form, Reading("", (solid,)))
        assert "does not keep the coordinates of skull" in said  # one of three was known
        assert "does not keep the scale of skull" in said
        assert "names" not in said
    whole = replace(solid, landmarks=np.ones((2, 3)), scale=1.0)
    assert lost(markups.FORMAT, Reading("", (whole,))) == ""
