"""The report of an import says what a file holds and what was odd, with line and text."""

from pathlib import Path

import pytest

from components.errors import Cancelled
from components.stats.simulate import simulate
from components.workflow.files_read import read_each
from components.workflow.import_health import health_findings
from components.workflow.import_report import ImportReport, count_of, report_of

GOOD = "LM=2\n0 0\n1 1\nID=a\nSCALE=0.5\n"


def report(folder: Path, **texts: str) -> ImportReport:
    for name, text in texts.items():
        (folder / f"{name}.tps").write_text(text)
    return report_of(read_each([folder / f"{name}.tps" for name in texts]))


def test_facts_of_a_file(tmp_path: Path) -> None:
    text = GOOD + "LM=2\nNA NA\n1 1\nCURVES=1\nPOINTS=2\n0 0\n1 1\nID=b\nSCALE=0.5\nIMAGE=b.jpg\n"
    found = report(tmp_path, wings=text + "VARIABLES=sex=m\n")
    assert found.files[0].facts == {
        "Format": "TPS",
        "Objects": "2",
        "Landmarks": "2",
        "Axes": "2",
        "Coordinates": "y up",
        "Scale": "2 of 2 objects",
        "Missing landmarks": "1 in 1 object",
        "Variables": "sex",
        "Curves": "1",
        "Images": "1",
    }
    assert [one.sentence for one in found.findings] == ["The image b.jpg is not beside the file."]


def test_what_was_not_understood_has_its_line_and_text(tmp_path: Path) -> None:
    found = report(tmp_path, wings=GOOD + "WEIGHT=3 g\n")
    (finding,) = found.findings
    assert (finding.file, finding.line, finding.quote) == ("wings.tps", 6, "WEIGHT=3 g")
    assert not finding.problem
    assert finding.sentence.startswith("wings.tps, line 6: WEIGHT=")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("LM=3\n0 0\n1 1\n2 2\nID=b\nSCALE=1\n",
         "1 object does not have 2 landmarks like the others: b (3, line 6)."),
        ("LM3=2\n0 0 0\n1 1 1\nID=b\nSCALE=1\n", "1 object is not 2-D like the others: b."),
        ("LM=2\n0 0\n1 1\nID=b\n", "1 of 2 objects without scale: b;"),
    ],
)  # fmt: skip
def test_problems_come_first(tmp_path: Path, more: str, sentence: str) -> None:
    found = report(tmp_path, wings=GOOD + more + "WEIGHT=3 g\n")
    assert found.findings[0].problem
    assert found.findings[0].sentence.startswith(sentence)
    assert not found.findings[-1].problem


def test_repeated_names_are_told_within_a_file_and_across(tmp_path: Path) -> None:
    within = report(tmp_path, one=GOOD + GOOD)
    assert [one.text for one in within.findings if "more than once" in one.text]
    across = report(tmp_path, one=GOOD, two=GOOD)
    assert [one.text for one in across.findings] == [
        "Names that stand in several files: a; each stays an object of its own."
    ]


def test_a_bad_file_is_a_problem_among_good_ones(tmp_path: Path) -> None:
    found = report(tmp_path, one=GOOD, two="Dear colleague")
    assert (found.files[1].format, found.files[1].facts) == ("", {})
    assert (found.findings[0].file, found.findings[0].problem) == ("two.tps", True)


def test_numbers_stand_with_their_nouns() -> None:
    assert [count_of(n) for n in (0, 1, 2000)] == ["0 objects", "1 object", "2,000 objects"]


def test_faults_of_the_objects_are_findings_with_their_place(tmp_path: Path) -> None:
    made = simulate(20, 8, 2, seed=1).coords
    text = "".join(
        f"LM=8\n{''.join(f'{x} {y}' + chr(10) for x, y in form.tolist())}ID=form {i}\n"
        for i, form in enumerate([*made, made[3]])
    )
    path = tmp_path / "twice.tps"
    path.write_text(text)
    alone = tmp_path / "alone.tps"
    alone.write_text(text)
    found = [one for one in health_findings(read_each([path, alone])) if "form 3" in one.text]
    assert {one.file for one in found} == {"twice.tps", "alone.tps"}
    assert (found[0].problem, found[0].line) == (True, 20 * 10 + 1)
    with pytest.raises(Cancelled):
        health_findings(read_each([path]), stop)


def stop(_done: int, _total: int, _text: str) -> None:
    raise Cancelled
