"""Every dialect and trap of TPS that was seen in a real file or reported by a user."""

import numpy as np
import pytest

from components.errors import UserError
from components.formats.reading import Reading
from components.formats.tps import looks_like, parse, write
from components.shape.specimen import Specimen, Value
from components.shape.table import text_of

TWO = "LM=2\n1 2\n3 4\n"


def read(text: str) -> Reading:
    return parse(text, "file.tps")


def names(text: str) -> list[str]:
    return [specimen.name for specimen in read(text).specimens]


def notes(text: str) -> str:
    return " ".join(note.text for note in read(text).notes)


@pytest.mark.parametrize(
    "rows",
    [
        "LM=2\n1 2\n3 4\n",
        "lm = 2\n1\t2\n3\t4",
        "  Lm= 2 \n\t 1   2 \n \t3 4\t\n",
        "LM=2\n1.00000E+000 2.0E-000\n0.3e+001 4.\n",
        "LM=2\n\n1 2\n\n3 4\n\n",
        "# a remark = nothing\nLM=2\n1 2\n' another\n3 4\n",
        "LM=2\n1, 2\n3, 4\n",
        "LM=2\n1,2\n3,4\n",
        "LM=2\n1;2\n3;4\n",
    ],
)
def test_ways_to_write_two_landmarks(rows: str) -> None:
    [specimen] = read(rows).specimens
    np.testing.assert_array_equal(specimen.landmarks, [[1, 2], [3, 4]])


@pytest.mark.parametrize("key", ["LM", "LM3", "lm3"])
def test_rows_say_how_many_axes_there_are(key: str) -> None:
    [specimen] = read(f"{key}=2\n1 2 3\n4 5 6\n").specimens
    np.testing.assert_array_equal(specimen.landmarks, [[1, 2, 3], [4, 5, 6]])


def test_lm3_above_two_columns_is_noted() -> None:
    assert read("LM3=1\n1 2\n").specimens[0].landmarks.shape == (1, 2)
    assert "LM3=" in notes("LM3=1\n1 2\n")


def test_decimal_commas_are_read_and_noted() -> None:
    text = "LM=2\n1,5 2,25\n3,5 4\nSCALE=0,5\n"
    [specimen] = read(text).specimens
    np.testing.assert_array_equal(specimen.landmarks, [[1.5, 2.25], [3.5, 4]])
    assert specimen.scale == 0.5
    assert "decimal points" in notes(text)
    assert "decimal comma" in notes(text)


@pytest.mark.parametrize("word", ["NA", "na", "nan", "NaN", "None", "Missing", "N/A"])
def test_words_for_missing(word: str) -> None:
    [specimen] = read(f"LM=2\n{word} {word}\n3 4\n").specimens
    assert specimen.missing == 1
    np.testing.assert_array_equal(specimen.landmarks[1], [3, 4])


def test_one_missing_coordinate_leaves_the_other() -> None:
    [specimen] = read("LM=2\n5 NA\n3 4\n").specimens
    assert specimen.landmarks[0, 0] == 5
    assert np.isnan(specimen.landmarks[0, 1])


def test_minus_one_rows_are_missing_where_nothing_else_is_negative() -> None:
    text = "LM=3\n5 6\n-1.00000 -1.00000\n7 8\nID=a\nLM=3\n-1 -1\n-1 5\n7 8\nID=b\n"
    reading = read(text)
    assert [s.missing for s in reading.specimens] == [0, 0]
    assert "2 rows of -1 on every axis are kept" in notes(text)
    text = text.replace("-1 5", "1 5")
    assert [s.missing for s in read(text).specimens] == [1, 1]
    assert "2 rows of -1 on every axis are read as missing (lines 3, 7)" in notes(text)


def test_minus_one_rows_of_aligned_data_are_coordinates() -> None:
    text = "LM=2\n-1 -1\n0.5 -0.25\n"
    np.testing.assert_array_equal(read(text).specimens[0].landmarks, [[-1, -1], [0.5, -0.25]])
    assert "kept as real values" in notes(text)


@pytest.mark.parametrize("stand_in", ["-999", "9999.0"])
def test_stand_ins_on_every_axis_are_missing(stand_in: str) -> None:
    text = f"LM=3\n{stand_in} {stand_in}\n{stand_in} 5\n-0.5 2\n"
    [specimen] = read(text).specimens
    assert np.isnan(specimen.landmarks).sum() == 2
    assert "read as missing (line 2)" in notes(text)


def test_stand_ins_are_found_by_value_and_not_by_their_digits() -> None:
    [specimen] = read("LM=2\n19999 99991\n0.9999 -1.5\n").specimens
    assert specimen.missing == 0


def test_blank_lines_do_not_spoil_the_lines_of_notes() -> None:
    assert "(line 6)" in notes("LM=3\n1 2\n\n3 4\n\n-1 -1\n")


def test_curves_outlines_and_landmarks_stay_apart() -> None:
    text = "LM=1\n1 2\nCURVES=2\nPOINTS=2\n1 2\n3 4\nPOINTS=1\n5 6\nOUTLINES=1\nPOINTS=1\n7 8\nID=a"
    [specimen] = read(text).specimens
    assert [curve.tolist() for curve in specimen.curves] == [[[1, 2], [3, 4]], [[5, 6]]]
    assert [outline.tolist() for outline in specimen.outlines] == [[[7, 8]]]
    assert specimen.landmarks.tolist() == [[1, 2]]


def test_a_file_of_outlines_has_no_landmarks() -> None:
    specimens = read("LM=0\nOUTLINES=1\nPOINTS=2\n1 2 3\n4 5 6\nIMAGE=a.jpg\n" * 2).specimens
    assert [s.landmarks.shape for s in specimens] == [(0, 3), (0, 3)]
    assert specimens[1].outlines[0].shape == (2, 3)


def test_keys_come_in_any_order_and_may_be_absent() -> None:
    text = f"{TWO}SCALE=0.5\nCOMMENT=a = b\nID=x\n{TWO}ID=y\nIMAGE=c d.jpg\n{TWO}ID=z\nSCALE=2\n"
    x, y, z = read(text).specimens
    assert (x.name, x.scale, x.comment, x.image) == ("x", 0.5, "a = b", "")
    assert (y.name, y.scale, y.image) == ("y", None, "c d.jpg")
    assert (z.scale, z.line) == (2, 12)


def test_texts_before_lm_belong_to_the_specimen_below() -> None:
    reading = read(f"IMAGE=a.jpg\nID=5\n{TWO}IMAGE=b.jpg\nID=7\n{TWO}")
    assert [(s.name, s.image) for s in reading.specimens] == [("5", "a.jpg"), ("7", "b.jpg")]
    mixed = read(f"IMAGE=a.jpg\n{TWO}ID=5\nIMAGE=b.jpg\n{TWO}ID=7\n")
    assert [(s.name, s.image) for s in mixed.specimens] == [("5", "a.jpg"), ("7", "b.jpg")]


@pytest.mark.parametrize("scale", ["", "0", "-1", "nan", "1:10", "inf"])
def test_a_scale_that_is_none_is_noted(scale: str) -> None:
    text = f"{TWO}ID=a\nSCALE={scale}\n"
    [specimen] = read(text).specimens
    assert specimen.scale is None
    assert specimen.landmarks.tolist() == [[1, 2], [3, 4]]
    assert "SCALE=" in notes(text)


def test_what_is_not_known_is_noted_with_its_line() -> None:
    reading = read(f"hello\n{TWO}EXTRA=1\n2.5\nID=a\nwhat is this\nID=b\n")
    assert [note.line for note in reading.notes] == [1, 5, 9]
    homeless = "text that belongs to no key, left out (3 times: lines 1, 6, 8)"
    assert homeless in reading.notes[0].text
    assert reading.notes[1].text == "EXTRA= is not known here, left out (line 5)."
    assert [s.name for s in reading.specimens] == ["a"]


def test_radii_are_kept_and_written_again() -> None:
    reading = read(f"{TWO}RADII=1\n5\nbogus line\nID=a\n{TWO}RADII=2\n2.5 1e-3\nID=b\n")
    assert [s.variables for s in reading.specimens] == [{"RADII": "5"}, {"RADII": "2.5 1e-3"}]
    assert [tuple(note) for note in reading.notes] == [
        (6, "text that belongs to no key, left out (line 6).")
    ]
    written = write(reading)
    assert "RADII=1\n5\n" in written
    assert "RADII=2\n2.5\n1e-3\n" in written
    assert [s.variables for s in read(written).specimens] == [
        s.variables for s in reading.specimens
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("RADII=2\n5\n", "RADII= stands above fewer numbers (line 4)."),
        ("RADII=1\n5 6\n", "text that belongs to no key, left out (line 5)."),
        ("RADII=1\n5\nRADII=1\n6\n", "RADII= again in the same specimen, left out (line 6)."),
        ("RADII=many\n5\n", "RADII= is not known here, left out (line 4)."),
        ("VARIABLES=RADII=x\nRADII=1\n5\n", "RADII= beside a variable of that name, left out"),
    ],
)
def test_radii_that_are_odd_are_noted(text: str, what: str) -> None:
    assert what in notes(TWO + text)


@pytest.mark.parametrize("value", [None, "5  6", "a", "", "nan", True, 1.5, "1,5 2"])
def test_any_variable_of_the_name_of_radii_comes_back(value: Value) -> None:
    one = Specimen("a", np.ones((2, 2)), variables={"RADII": value})
    [back] = read(write(Reading("", (one,)))).specimens
    assert text_of(back.variables["RADII"]) == text_of(None if value in ("", "nan") else value)


def test_the_note_on_a_scale_is_on_its_line() -> None:
    below = read(f"{TWO}ID=a\nSCALE=0,5\n{TWO}ID=b\nSCALE=zero\n")
    assert [note.line for note in below.notes] == [5, 10]
    above = read(f"ID=a\nSCALE=0.5\n{TWO}ID=b\nSCALE=0,5\n{TWO}")
    assert [note.line for note in above.notes] == [7]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("OrigNum=57", {"OrigNum": 57.0}),
        ("sex=M, site=North Sea,age=2.5", {"sex": "M", "site": "North Sea", "age": 2.5}),
        ("sex=M age=2", {"sex": "M", "age": 2.0}),
        ("code=007,adult=true,none=NA", {"code": "007", "adult": True, "none": None}),
        ('"site=a, b",n=1', {"site": "a, b", "n": 1.0}),
        ("just words, and more", {"VARIABLES": "just words, and more"}),
        ("a=1,a=2", {"VARIABLES": "a=1,a=2"}),
        ("", {}),
    ],
)
def test_variables(variables: str, expected: dict[str, object]) -> None:
    [specimen] = read(f"{TWO}ID=x\nVARIABLES={variables}\n").specimens
    assert specimen.variables == expected


def test_a_variable_has_one_type_in_the_whole_file() -> None:
    one, two = read(f"{TWO}ID=a\nVARIABLES=k=5\n{TWO}ID=b\nVARIABLES=k=5b\n").specimens
    assert (one.variables, two.variables) == ({"k": "5"}, {"k": "5b"})


def block(**keys: str) -> str:
    return TWO + "".join(f"{key}={value}\n" for key, value in keys.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (block(ID="x", IMAGE="p.jpg") + block(ID="y", IMAGE="q.jpg"), ["x", "y"]),
        (block(ID="0", IMAGE="p.jpg") + block(ID="1", IMAGE="q.jpg"), ["p", "q"]),
        (block(ID="0", IMAGE="p.jpg") + block(ID="1", IMAGE="p.jpg"), ["0", "1"]),
        (block(ID="x", IMAGE="C:\\a b\\p.1.jpg") + block(ID="x", IMAGE="/d/q"), ["p.1", "q"]),
        (block(ID="x", IMAGE="p.jpg") + block(ID="x", IMAGE="p.jpg"), ["x", "x"]),
        (block(ID="1") + block(ID="2"), ["1", "2"]),
        ("lm=1\tPf 1\n1 2\nlm=1  Pf 2\n1 2\n", ["Pf 1", "Pf 2"]),
        (block(COMMENT="first") + block(COMMENT="second"), ["first", "second"]),
        (block(COMMENT="aligned") + block(COMMENT="aligned"), ["file_1", "file_2"]),
        (block() + block(ID="x") + block(IMAGE="p.png"), ["file_1", "x", "p"]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_an_id_that_is_not_the_name_is_kept() -> None:
    text = block(ID="0", IMAGE="p.jpg") + block(ID="0", IMAGE="q.jpg")
    assert [s.variables for s in read(text).specimens] == [{"ID": 0.0}, {"ID": 0.0}]
    assert "IDs used more than once: 0" in notes(text)
    other = block(ID="0", IMAGE="p.jpg", VARIABLES="ID=seven")
    assert read(other).specimens[0].variables == {"ID": "seven", "TPS ID": 0.0}


def test_a_label_that_is_not_the_name_is_kept_in_the_comment() -> None:
    [specimen] = read("lm=1 label\n1 2\nID=x\nCOMMENT=old\n").specimens
    assert (specimen.name, specimen.comment) == ("x", "old; label")


def test_specimens_that_share_an_id_keep_their_own_coordinates() -> None:
    text = "".join(f"LM=1\n{i} {i}\nID=same\n" for i in range(5))
    assert [s.landmarks[0, 0] for s in read(text).specimens] == [0, 1, 2, 3, 4]


def test_numbers_of_landmarks_and_axes_may_differ_between_specimens() -> None:
    specimens = read("LM=1\n1 2\nLM=2\n1 2 3\n4 5 6\nLM=0\nLM=1\n-0.0 1e-320\n").specimens
    assert [s.landmarks.shape for s in specimens] == [(1, 2), (2, 3), (0, 2), (1, 2)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("LM=3\n1 2\n3 4\nID=a\n", r"file.tps, line 3: LM=3 stands above 2 rows"),
        ("LM=1\n1 2\n3 4\nID=a\n", r"line 3: LM=1 stands above 2 rows"),
        ("LM=3\n1 2\n3 4\nLM=1\n1 2\n3 4\n", r"line 3: LM=3 stands above 2 rows"),
        ("LM=2\n1 2\n3 x4\n", r"line 3: 'x4' is not a number"),
        ("LM=2\n1 2\n3 inf\n", r"line 3: 'inf' is not a number"),
        ("LM=2\n1 2\n3 1_0\n", r"line 3: '1_0' is not a number"),
        ("LM=2\n1 2\n\n3 4 5\n", r"line 4: 3 numbers where 2 are expected"),
        ("LM=1\n1\n", r"line 2: 1 numbers where 2 or 3"),
        ("LM=\n1 2\n", r"line 1: LM= needs a whole number, not ''"),
        ("LM=two\n1 2\n", r"line 1: LM= needs a whole number, not 'two'"),
        ("LM=0\nCURVES=2\nPOINTS=1\n1 2\n", r"line 2: CURVES=2, but 1 POINTS="),
        ("LM=1\n1 2\nCURVES=1\nPOINTS=1\n1 2 3\n", r"line 1: landmarks and curves"),
        ("ID=5\n", r"file.tps: no line begins with LM="),
    ],
)
def test_what_cannot_be_read_names_file_and_line(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(text)


def test_written_lines_are_those_of_the_format() -> None:
    text = "LM=2\n1.5 2\n-1 -1\nCURVES=1\nPOINTS=1\n5 6\nIMAGE=a.jpg\nID=x\nSCALE=0.5\n"
    assert write(read(text + "COMMENT=new\nVARIABLES=n=2,site=North Sea\n")) == (
        "LM=2\n1.5 2.0\nNA NA\nCURVES=1\nPOINTS=1\n5.0 6.0\nIMAGE=a.jpg\nID=x\nSCALE=0.5\n"
        "COMMENT=new\nVARIABLES=n=2,site=North Sea\n"
    )


def test_looks_like() -> None:
    assert looks_like("\n \tlm3 = 5")
    assert not looks_like("FILM=5")


@pytest.mark.performance
def test_a_thousand_specimens_are_read_at_once() -> None:
    from time import perf_counter

    text = block(ID="x", IMAGE="a.jpg").replace("LM=2\n", "LM=50\n" + "123.45 678.9\n" * 48) * 1000
    times = []
    for _ in range(3):
        start = perf_counter()
        read(text)
        times.append(perf_counter() - start)
    assert min(times) < 0.5  # 0.04 s on an idle machine; value by value it would be seconds
