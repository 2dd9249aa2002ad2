"""Tables without headings: MorphoJ, IMP, and the points of one object."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_forms import again, assert_same, readings
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components.errors import UserError
from components.formats import imp, morphoj, point_table
from components.formats.reading import Reading
from components.formats.registry import recognise
from components.shape.size import centroid_sizes
from components.shape.specimen import Specimen

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1]]
ROW = "0 0 1 0 1 1 0 1"
SIZE = "1.4142135623730951"


def read(text: str) -> Reading:
    return recognise("file.txt", text).parse(text, "file.txt")


def notes(text: str) -> str:
    return " ".join(note.text for note in read(text).notes)


@pytest.mark.parametrize(
    "text",
    [
        "Pan 1\t1\t2\t3\t4\nHomo\t5\t6\t7\t8\n",
        "Pan 1,1,2,3,4\n\nHomo,5,6,7,8\n",
        "Pan 1;1,0;2;3;4\nHomo;5;6;7;8,0\n",
        "ID\tx1\ty1\tx2\ty2\nPan 1\t1\t2\t3\t4\nHomo\t5\t6\t7\t8\n",
        "ID\tProcCoord1\tProcCoord2\tProcCoord3\tProcCoord4\nPan 1\t1\t2\t3\t4\nHomo\t5\t6\t7\t8\n",
        "Id,RawCoord1,RawCoord2,RawCoord3,RawCoord4,ID\nPan 1,1,2,3,4,Pan 1\nHomo,5,6,7,8,Homo\n",
    ],
)
def test_dialects_of_morphoj(text: str) -> None:
    one, two = read(text).specimens
    assert (one.name, two.name) == ("Pan 1", "Homo")
    assert (one.variables, two.variables) == ({}, {})
    np.testing.assert_array_equal(
        [one.landmarks, two.landmarks], [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    )


def test_axes_that_a_row_does_not_tell() -> None:
    flat, deep = read("a" + "\t1" * 6), read("a" + "\t1" * 9)
    assert flat.specimens[0].landmarks.shape == (3, 2)
    assert deep.specimens[0].landmarks.shape == (3, 3)
    assert "6 coordinates a row are read as 3 landmarks in 2-D" in flat.notes[0].text
    with pytest.raises(UserError, match=r"file\.txt: 5 coordinates in a row"):
        read("a" + "\t1" * 5)


def test_morphoj_has_no_place_for_missing_landmarks() -> None:
    with pytest.raises(UserError, match="a: landmarks are missing, which MorphoJ cannot hold"):
        morphoj.write(Reading("", (Specimen("a", np.full((3, 2), np.nan)),)))


@pytest.mark.parametrize(
    "text",
    [
        f"{ROW}\n{ROW}\n",
        f"{ROW} {SIZE}\n\n{ROW} {SIZE}\n".replace(" ", "\t"),
        f"{ROW} 1.414\n{ROW} 1.414".replace(" ", ","),
        f"  {ROW}  1,414\n{ROW}  1,414",
        f"7 {ROW.replace('1', '1.5')}\n9 {ROW.replace('1', '1.5')}".replace("1.5", "1e0"),
        f"1 {ROW}\n2 {ROW}\n",
    ],
)
def test_dialects_of_imp(text: str) -> None:
    if text.startswith("7"):
        text = text.replace(" 0", " 0.1")  # names are whole numbers where coordinates are not
        specimens = read(text).specimens
        assert [s.name for s in specimens] == ["7", "9"]
        np.testing.assert_array_equal(specimens[0].landmarks, np.maximum(SQUARE, 0.1))
        return
    specimens = read(text).specimens
    assert [s.name for s in specimens] in (["file_1", "file_2"], ["1", "2"])
    np.testing.assert_array_equal([s.landmarks for s in specimens], [SQUARE, SQUARE])


def test_the_centroid_size_is_kept_and_tells_the_axes() -> None:
    [flat] = read(f"{ROW} {SIZE}").specimens
    assert flat.variables == {"centroid size": float(SIZE)}
    cube = "0 0 0 2 0 0 0 2 0 0 0 2"
    size = float(np.sqrt(((np.array(cube.split(), float).reshape(4, 3) - 0.5) ** 2).sum()))
    [deep] = read(f"{cube} {size}").specimens
    assert deep.landmarks.shape == (4, 3)
    [unit] = read(" ".join(str(x / np.sqrt(2)) for x in np.ravel(SQUARE)) + " 350.25").specimens
    assert unit.landmarks.shape == (4, 2)
    assert unit.variables == {"centroid size": 350.25}
    text = f"{ROW} 350.25\n{ROW} 350.25"
    assert "kept as its centroid size, which it is not now" in notes(text)


def test_whole_pixels_are_no_names() -> None:
    reading = read("10 0 30 0 40 50 7.5\n20 0 30 0 40 50 7.5\n")
    assert reading.specimens[0].landmarks.tolist() == [[10, 0], [30, 0], [40, 50]]


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3\n4 5 6\n7 8 9\n",
        "1.0,2,3\n4,5,6\n7,8,9\n",
        "x,y,z\n1,2,3\n4,5,6\n7,8,9",
        ",X,Y,Z\n1,1,2,3\n2,4,5,6\n3,7,8,9\n",
        '"V1" "V2" "V3"\n"1" 1 2 3\n"2" 4 5 6\n"3" 7 8 9\n',
        "landmark;x;y;z\n1;1,0;2;3\n2;4;5;6\n3;7;8;9\n",
        "1 1 2 3\n2 4 5 6\n3 7 8 9\n",
        "\n\t1\t2\t3\n\t4\t5\t6\n\t7\t8\t9\n".replace("\n\t", "\n"),
    ],
)
def test_points_of_one_object(text: str) -> None:
    reading = read(text)
    [specimen] = reading.specimens
    assert specimen.name == "file"
    assert specimen.landmarks.tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert reading.landmark_names == ()


def test_labels_of_points() -> None:
    reading = read("tip\t1\t2\nleft eye\tNA\tNA\nbase\t5\t6\n")
    assert reading.landmark_names == ("tip", "left eye", "base")
    assert reading.specimens[0].missing == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rowname1\t100\t200\t300\t400\nrowname2\t50\t100\n", r"file.txt, line 2: 3 cells"),
        ("x,y\n" + "1,2\n" * 14 + "1,2,3\n", r"line 16: 3 cells where 2"),
        ("1 2 3\n" * 14 + "1 2 x\n", r"line 15: 'x' is not a number"),
        (f"{ROW}\n" * 9 + "1 2 3\n", r"line 10: 3 numbers where 8"),
        (f"{ROW}\n" * 9 + ROW.replace("1 1", "1 x"), r"line 10: 'x' is not a number"),
        ("specimen,x,y\na,1,2\nb,3,4\n", r"without coordinates"),
    ],
)
def test_what_cannot_be_read_names_the_place(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(text)


@pytest.mark.parametrize("form", [imp.FORMAT, morphoj.FORMAT, point_table.FORMAT])
@pytest.mark.parametrize("text", ["hello", "a b c\n", "\n"])
def test_a_text_of_another_kind_is_refused(form: object, text: str) -> None:
    with pytest.raises(UserError, match=r"file\.txt"):
        form.parse(text, "file.txt")  # type: ignore[attr-defined]


COMPLETE = readings().map(
    lambda reading: replace(
        reading,
        specimens=tuple(
            replace(s, landmarks=np.where(np.isnan(s.landmarks), 0.5, s.landmarks))
            for s in reading.specimens
        ),
    )
)


@settings(max_examples=60)
@given(COMPLETE)
def test_morphoj_is_read_back(reading: Reading) -> None:
    flat = str.maketrans("\t", "\t")
    names = tuple(replace(s, name=s.name.translate(flat)) for s in reading.specimens)
    assume(not all(s.name.lower().endswith((".jpg", ".png")) for s in names))
    assert_same(again(reading, morphoj.write, morphoj.parse), replace(reading, specimens=names))


@settings(max_examples=60)
@given(COMPLETE, st.booleans())
def test_imp_is_read_back(reading: Reading, sized: bool) -> None:
    specimens = tuple(
        replace(
            s,
            name=f"made_{i + 1}",
            landmarks=np.clip(np.resize(s.landmarks, (4, s.landmarks.shape[1])), -1e100, 1e100),
            variables={"centroid size": 3.5} if sized else {},
        )
        for i, s in enumerate(reading.specimens)
    )
    coords = np.stack([s.landmarks for s in specimens])
    if coords.shape[2] == 3:  # sizes that agree by chance, as on a grid, do not tell the axes
        flat = centroid_sizes(coords.reshape(len(coords), 6, 2))
        assume(not np.allclose(flat, centroid_sizes(coords), rtol=2e-3, atol=0))
    assume(all(np.ptp(s.landmarks[:, -1]) > 1e-30 for s in specimens))
    if sized:
        sizes = centroid_sizes(np.stack([s.landmarks for s in specimens]))
        specimens = tuple(
            replace(s, landmarks=s.landmarks / size)
            for s, size in zip(specimens, sizes, strict=True)
        )
    back = again(replace(reading, specimens=specimens), imp.write, imp.parse)
    if not sized:
        assert all(list(s.variables) == ["centroid size"] for s in back.specimens)
        back = replace(back, specimens=tuple(replace(s, variables={}) for s in back.specimens))
    assert_same(back, replace(reading, specimens=specimens))


@settings(max_examples=60)
@given(readings(), st.booleans())
def test_points_are_read_back(reading: Reading, named: bool) -> None:
    one = replace(reading.specimens[0], name="made")
    labels = tuple(f"{s}, {s}" for s in "abcd")[: len(one.landmarks)] if named else ()
    reading = replace(reading, specimens=(one,), landmark_names=labels)
    if np.isnan(one.landmarks).all():
        return
    assert_same(again(reading, point_table.write, point_table.parse), reading)
    with pytest.raises(UserError, match="holds one object, not 2"):
        point_table.write(replace(reading, specimens=(one, one)))
