"""The command line: results for files, one sentence for what the user can put right."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from components.formats.registry import read
from components.workflow.reporting import FILES
from MdStatistics import simulate
from Modan2 import main


@pytest.fixture
def landmarks(tmp_path: Path) -> Path:
    """Write a landmark table of 24 simulated forms in two groups, with their covariates."""
    made = simulate(24, 7, 2, groups=2, seed=5)
    path = tmp_path / "forms.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["specimen", "landmark", "x", "y"])
        for i, form in enumerate(made.coords):
            writer.writerows([f"form {i}", j + 1, *row] for j, row in enumerate(form.tolist()))
    with (tmp_path / "groups.csv").open("w", newline="") as file:
        rows = [[f"form {i}", f"group {g}"] for i, g in enumerate(made.groups)]
        csv.writer(file).writerows([["specimen", "group"], *rows])
    return path


def analyze(landmarks: Path, out: Path, *more: str) -> int:
    variables = str(landmarks.parent / "groups.csv")
    return main(["analyze", str(landmarks), "--variables", variables, "--out", str(out), *more])


def test_analyze_writes_every_number(landmarks: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert analyze(landmarks, out, "--group", "group") == 0
    assert sorted(p.name for p in out.iterdir()) == sorted(FILES)
    found = json.loads((out / "analysis.json").read_text())
    assert found["input"]["objects"] == 24
    assert (found["input"]["landmarks"], found["input"]["axes"]) == (7, 2)
    assert [len(f["sha256"]) for f in found["input"]["files"]] == [64, 64]
    assert found["procrustes"]["converged"]
    total = sum(found["pca"]["eigenvalues"]) * 23
    assert found["procrustes"]["total_ss"] == pytest.approx(total, rel=1e-10)
    assert np.shape(found["cva"]["mahalanobis"]) == (2, 2)
    for test in ("wilks", "pillai", "hotelling_lawley", "roy"):
        assert set(found["manova"][test]) == {"value", "f", "df1", "df2", "p"}
    aligned = np.stack([s.landmarks for s in read(out / "aligned.tps").specimens])
    np.testing.assert_allclose(aligned.mean(axis=(0, 1)), 0, atol=1e-12)
    page = (out / "report.html").read_text()
    assert page.count("<svg") == 2
    assert "http-equiv" not in page


def test_analyze_twice_gives_the_same_bytes(landmarks: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert analyze(landmarks, tmp_path / name, "--group", "group") == 0
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_analyze_prints_a_short_table(
    landmarks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    analyze(landmarks, tmp_path / "out", "--group", "group")
    text = capsys.readouterr().out
    assert "24 objects, 7 landmarks in 2-D" in text
    assert "cross-validated" in text
    assert "Wilks" in text
    assert str(tmp_path / "out" / "report.html") in text


def test_without_groups_there_is_no_comparison(landmarks: Path, tmp_path: Path) -> None:
    assert main(["analyze", str(landmarks), "--out", str(tmp_path / "out")]) == 0
    found = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert (found["cva"], found["manova"]) == (None, None)


def test_bookstein_puts_the_baseline_in_its_place(landmarks: Path, tmp_path: Path) -> None:
    more = ("--method", "bookstein", "--baseline", "2,5")
    assert analyze(landmarks, tmp_path / "out", *more) == 0
    found = json.loads((tmp_path / "out" / "analysis.json").read_text())
    consensus = np.array(found["procrustes"]["consensus"])
    np.testing.assert_allclose(consensus[[1, 4]], [[-0.5, 0], [0.5, 0]], atol=1e-12)


MIXED = "LM=3\n0 0\n1 0\n0 1\nID=a\nLM=4\n0 0\n1 0\n0 1\n1 1\nID=b\nLM=3\n0 0\n1 1\n0 2\nID=c\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "forms.tps"),
        ("", "forms.tps"),
        ("Dear colleague,\nplease find the data attached.\n", "forms.tps"),
        (MIXED, r"b \(4 landmarks, line 6\): not 3 landmarks"),
        ("LM=3\n0 0\n1 0\n0 x\nID=a\n", "forms.tps, line 4"),
    ],
    ids=["missing", "empty", "prose", "mixed", "letter"],
)
def test_bad_files_give_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, sentence: str
) -> None:
    path = tmp_path / "forms.tps"
    if content is not None:
        path.write_text(content)
    assert main(["analyze", str(path), "--out", str(tmp_path / "out")]) == 1
    text = capsys.readouterr().err
    assert text.startswith("Error: ")
    assert len(text.splitlines()) == 1
    assert re.search(sentence, text)
    assert not (tmp_path / "out").exists()
    assert [p.name for p in tmp_path.iterdir()] == (["forms.tps"] if content is not None else [])


def test_permutations_need_groups_and_memory(
    landmarks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, many = tmp_path / "out", ("--permutations", "99")
    assert analyze(landmarks, out, *many) == 1
    assert "--group VARIABLE" in capsys.readouterr().err
    assert analyze(landmarks, out, *many, "--group", "group", "--memory-limit", "1KB") == 1
    assert "leave out --memory-limit" in capsys.readouterr().err
    assert not out.exists()
    assert analyze(landmarks, out, *many, "--group", "group") == 0
    assert "above the diagonal p of 99 permutations" in capsys.readouterr().out
    assert "above it p of 99 permutations" in (out / "report.html").read_text()


def test_a_group_that_does_not_exist_is_named(
    landmarks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert analyze(landmarks, tmp_path / "out", "--group", "species") == 1
    assert "no variable 'species'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_unmatched_names_are_reported(
    landmarks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "groups.csv").open("a") as file:
        file.write("stranger,group 1\n")
    assert analyze(landmarks, tmp_path / "out", "--group", "group") == 0
    assert "1 row without a specimen: stranger" in capsys.readouterr().out


def test_import_and_info(
    landmarks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", str(landmarks)]) == 0
    text = capsys.readouterr().out
    assert "Objects:            24" in text
    assert main(["import", str(landmarks), "--library", str(tmp_path / "library")]) == 0
    assert "Stored as 'forms'" in capsys.readouterr().out


def test_sample_is_imported_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for said in ("2 simulated data sets stored", "Nothing new stored"):
        assert main(["sample", "--library", str(tmp_path / "library")]) == 0
        assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["analyze"], ["analyze", "x.tps", "--out", "y", "--baseline", "a"], ["import"]],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("Modan2 ")
