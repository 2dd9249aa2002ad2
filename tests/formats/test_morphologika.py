"""Sections in any order and dialect, and names that look like sections."""

import numpy as np
import pytest

from components.errors import UserError
from components.formats.morphologika import looks_like, parse, write
from components.formats.reading import Reading
from components.shape.specimen import Specimen

HEAD = "[individuals]\n2\n[landmarks]\n3\n[dimensions]\n2\n"
ROWS = ("1 2\n3 4\n5 6\n", "7 8\n9 10\n11 12\n")
POINTS = f"[rawpoints]\n'a\n{ROWS[0]}'b\n{ROWS[1]}"


def read(text: str) -> Reading:
    return parse(text, "file.txt")


def notes(text: str) -> str:
    return " ".join(note.text for note in read(text).notes)


def test_sections_in_any_case_and_order() -> None:
    one, two = read(
        f"[RawPoints]\n\n'a\n{ROWS[0]}\n'b\n{ROWS[1]}\n[NAMES]\nfirst\nsecond one\n"
        "[Dimensions] 2\n[LANDMARKS]\n3\n\n[ individuals ]\n2\n"
    ).specimens
    assert (one.name, two.name) == ("first", "second one")
    assert (one.line, two.line) == (3, 8)
    np.testing.assert_array_equal(two.landmarks, [[7, 8], [9, 10], [11, 12]])


def test_names_that_hold_the_names_of_sections_do_no_harm() -> None:
    text = f"{HEAD}[names]\nskull_landmarks\nx [names] y\n{POINTS}".replace(
        "'a", "'skull_landmarks"
    )
    assert [s.name for s in read(text).specimens] == ["skull_landmarks", "x [names] y"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEAD}{POINTS}", ["a", "b"]),
        (f"{HEAD}{POINTS}".replace("'a", "'a'"), ["a", "b"]),
        (f"{HEAD}[rawpoints]\n{''.join(ROWS)}", ["file_1", "file_2"]),
        (f"{HEAD}[names]\nx\ny\n[rawpoints]\n{''.join(ROWS)}", ["x", "y"]),
        (f"{HEAD}[names]\nx\nx\n[rawpoints]\n{''.join(ROWS)}", ["x", "x"]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    specimens = read(text).specimens
    assert [s.name for s in specimens] == expected
    np.testing.assert_array_equal(specimens[1].landmarks, [[7, 8], [9, 10], [11, 12]])


def test_names_that_contradict_each_other_are_noted() -> None:
    assert "2 names differ" in notes(f"{HEAD}[names]\nx\ny\n{POINTS}")
    assert "names used more than once: x" in notes(f"{HEAD}[names]\nx\nx\n{POINTS}")


@pytest.mark.parametrize(
    ("labels", "values", "expected"),
    [
        ("Sex", ["M", "F"], [{"Sex": "M"}, {"Sex": "F"}]),
        ("Site", ["North Sea", "'Old' Bay"], [{"Site": "North Sea"}, {"Site": "'Old' Bay"}]),
        ("Sex Age", ["M 1.5", "F NA"], [{"Sex": "M", "Age": 1.5}, {"Sex": "F", "Age": None}]),
        ("Sex\tSite", ["M\tNorth Sea", "\tO'Hara"], [("M", "North Sea"), (None, "O'Hara")]),
        ('A "B C"', ['x "y ""z"" w"', "'p q' r"], [("x", 'y "z" w'), ("p q", "r")]),
        ("No", ["007", "12"], [{"No": "007"}, {"No": "12"}]),
    ],
)
def test_labels(labels: str, values: list[str], expected: list[object]) -> None:
    text = f"{HEAD}[labels]\n{labels}\n[labelvalues]\n" + "\n".join(values) + f"\n{POINTS}"
    found = [s.variables for s in read(text).specimens]
    assert [
        tuple(row.values()) if isinstance(wanted, tuple) else dict(row)
        for row, wanted in zip(found, expected, strict=True)
    ] == expected


def test_groups_become_a_variable() -> None:
    text = f'{HEAD}[groups]\nPan troglodytes 1\n"Homo" 1\n{POINTS}'
    groups = [s.variables["group"] for s in read(text).specimens]
    assert groups == ["Pan troglodytes", "Homo"]
    assert "[groups] is not" in notes(text.replace("1\n[raw", "5\n[raw"))


def test_links_count_from_0_here_and_from_1_in_the_file() -> None:
    text = f"{HEAD}{POINTS}[wireframe]\n1 2\n3\t1\n0 1\n2 4\n1 2 3\n[polygons]\n1 2 3\n1 x 3\n"
    reading = read(text)
    assert reading.wireframe == ((0, 1), (2, 0))
    assert reading.polygons == ((0, 1, 2),)
    assert len(reading.notes) == 4
    assert reading.notes[0].line == 19


def test_images_and_pixels_per_millimetre() -> None:
    text = f"{HEAD}{POINTS}[images]\na b.jpg\nNA\n[pixelspermm]\n4\nNA\n"
    one, two = read(text).specimens
    assert (one.image, one.scale, one.unit) == ("a b.jpg", 0.25, "mm")
    assert (two.image, two.scale, two.unit) == ("", None, "")


def test_missing_landmarks() -> None:
    text = f"{HEAD}{POINTS}".replace("3 4", "9999 9999").replace("9 10", "NA NA")
    assert [s.missing for s in read(text).specimens] == [1, 1]
    assert "1 row of 9999" in notes(text)
    assert [s.missing for s in read(f"{HEAD}{POINTS}".replace("3 4", "-1 -1")).specimens] == [0, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, r"file.txt: there is no section \[rawpoints\]"),
        (HEAD + POINTS + HEAD, r"line 16: a second section \[individuals\]"),
        ((HEAD + POINTS).replace("]\n2", "]\n0", 1), r"line 1: \[individuals\] needs one whole"),
        ((HEAD + POINTS).replace("]\n2", "]\n3", 1), r"line 7: 2 names in \[rawpoints\] for 3"),
        ((HEAD + POINTS).replace("5 6\n", ""), r"line 10: \[landmarks\] 3 stands above 2 rows"),
        ((HEAD + POINTS).replace("5 6", "5 y"), r"line 11: 'y' is not a number"),
        ((HEAD + POINTS).replace("dimensions]\n2", "dimensions]\n3"), r"2 numbers a row"),
        (f"{HEAD}[rawpoints]\n{ROWS[0]}", r"line 7: \[rawpoints\] has 3 rows"),
        (f"{HEAD}[names]\nx\n{POINTS}", r"line 7: \[names\] has 1 lines for 2"),
        (
            f"{HEAD}[labels]\na b\n[labelvalues]\n1 2\n1\n{POINTS}",
            r"line 11: 1 values for 2 labels",
        ),
        (f"{HEAD}[labels]\na a\n{POINTS}", r"line 8: a label twice"),
        (f"{HEAD}[rawpoints]\n1 2\n'a\n'b\n", r"line 7: \[rawpoints\] does not begin"),
    ],
)
def test_what_cannot_be_read_names_file_and_line(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(text)


def test_an_unknown_section_is_noted() -> None:
    assert "[colours] is not known" in notes(f"{HEAD}[colours]\nred\n{POINTS}")


def test_only_equal_specimens_can_be_written() -> None:
    specimens = (Specimen("a", np.ones((2, 2))), Specimen("b", np.ones((3, 2))))
    with pytest.raises(UserError, match="not 2 landmarks"):
        write(Reading("", specimens))


def test_looks_like() -> None:
    assert looks_like("\n [RAWPOINTS]")
    assert not looks_like("[Landmarks]\ni: 0 N 0x48")
