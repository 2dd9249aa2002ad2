"""Where a file says how its axes point: kept, and turned for a format that wants another way."""

from dataclasses import replace

import numpy as np
import pytest
from samples import DEEPLABCUT, FCSV, IBUG, LJSON, MARKUPS, MESHLAB, STEREOMORPH, TPS, WIDE

from components.formats import deeplabcut, fcsv, ibug, ljson, markups, modan_json, stereomorph, tps
from components.formats.losses import losses
from components.formats.reading import Format, Reading
from components.formats.registry import recognise
from components.shape.specimen import Specimen
from components.shape.systems import LPS, RAS, Y_DOWN, Y_UP

PLANE = np.array([[1.0, 2], [3, 4], [6, 5]])
SOLID = np.array([[1.0, 2, 3], [4, 5, -6]])
DOWN = (ibug.FORMAT, deeplabcut.FORMAT, ljson.FORMAT, stereomorph.FORMAT)


def written(form: Format, specimen: Specimen) -> Specimen:
    assert form.write is not None
    (back,) = form.parse(form.write(Reading("", (specimen,))), "back").specimens
    return back


@pytest.mark.parametrize(
    ("text", "system"),
    [
        *((text, Y_DOWN) for text in (DEEPLABCUT, IBUG, LJSON, STEREOMORPH)),
        *((text, LPS) for text in (FCSV, MARKUPS)),
        *((text, "") for text in (MESHLAB, WIDE, "LM3=1\n1 2 3\n")),
        (TPS, Y_UP),
    ],
)
def test_what_a_file_says_of_its_axes(text: str, system: str) -> None:
    reading = recognise("file", text).parse(text, "file")
    assert {specimen.system for specimen in reading.specimens} == {system}


@pytest.mark.parametrize("form", [*DOWN, tps.FORMAT], ids=lambda form: form.name)
def test_y_points_as_the_format_wants_it(form: Format) -> None:
    mine, other = (Y_UP, Y_DOWN) if form is tps.FORMAT else (Y_DOWN, Y_UP)
    for system in ("", mine):
        back = written(form, Specimen("a", PLANE, system=system))
        np.testing.assert_array_equal(back.landmarks, PLANE)
        assert back.system == mine
    flipped = written(form, Specimen("a", PLANE, system=other, image_height=10.0))
    np.testing.assert_array_equal(flipped.landmarks, [[1, 8], [3, 6], [6, 5]])
    assert written(form, Specimen("a", PLANE, system=other)).landmarks[0].tolist() == [1, -2]


@pytest.mark.parametrize("form", [fcsv.FORMAT, markups.FORMAT], ids=lambda form: form.name)
def test_slicer_gets_lps_and_no_mirror_image(form: Format) -> None:
    for system in ("", LPS):
        back = written(form, Specimen("a", SOLID, system=system))
        np.testing.assert_array_equal(back.landmarks, SOLID)
    turned = Reading("", (Specimen("a", SOLID, system=RAS),))
    back = written(form, turned.specimens[0])
    np.testing.assert_array_equal(back.landmarks, SOLID * [-1, -1, 1])
    assert form.write is not None
    assert losses(turned, form, form.write(turned)) == ()


@pytest.mark.parametrize("system", ["", Y_UP, Y_DOWN])
def test_our_json_keeps_the_numbers_and_says_the_system(system: str) -> None:
    full = Specimen("a", PLANE, (PLANE,), (PLANE,), curve_names=("back", ""), system=system)
    back = written(modan_json.FORMAT, full)
    assert (back.system, back.curve_names) == (system, ("back", ""))
    np.testing.assert_array_equal(back.landmarks, PLANE)


def test_names_of_curves() -> None:
    solid = Specimen("a", SOLID, (SOLID,), (SOLID,), curve_names=("back", "rim"), system=LPS)
    assert written(markups.FORMAT, solid).curve_names == ("back", "rim")
    flat = Specimen("a", PLANE, (PLANE, PLANE), curve_names=("upper edge", "b"), system=Y_DOWN)
    assert written(stereomorph.FORMAT, flat).curve_names == ("upper edge", "b")
    for odd in ("<a>", "", "/a", "b", "a\tb", "a type=list"):
        renamed = replace(flat, curve_names=(odd, "b"))
        assert written(stereomorph.FORMAT, renamed).curve_names == ("curve1", "curve2")


def test_losses_know_the_system() -> None:
    flipped = Reading("", (Specimen("a", PLANE, system=Y_DOWN, image_height=0.7),))
    assert losses(flipped, tps.FORMAT, tps.write(flipped)) == ()
    solid = Reading("", (Specimen("a", SOLID, system=LPS),))
    (said,) = losses(solid, tps.FORMAT, tps.write(solid))
    assert "does not keep the coordinate system of a" in said
    named = Reading("", (Specimen("a", PLANE, (PLANE,), curve_names=("b",)),))
    assert "names of the curves of a" in " ".join(losses(named, tps.FORMAT, tps.write(named)))
