"""Analyses with a limit of memory: the same numbers, tables in files, nothing left behind."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from components.errors import UserError
from components.formats import tps
from components.formats.reading import Reading
from components.shape.specimen import FloatArray, Specimen
from components.workflow import large_report
from components.workflow.scratch import room_on_disk
from MdStatistics import procrustes, simulate
from Modan2 import main

TABLES = {"scores.csv", "scores.npy", "distances.npy", "aligned.npy"}
FILES = TABLES | {"analysis.json", "consensus.csv", "pca.svg", "report.html"}


@pytest.fixture
def coords() -> FloatArray:
    return simulate(60, 9, 2, groups=3, seed=4).coords


def write_tps(path: Path, coords: FloatArray, scale: float | None = None, first: int = 0) -> None:
    forms = tuple(Specimen(f"s{first + i}", form, scale=scale) for i, form in enumerate(coords))
    path.write_text(tps.write(Reading("TPS", forms)), "utf-8")


def write_groups(path: Path, names: list[str]) -> None:
    rows = [f"{name},g{i % 3}" for i, name in enumerate(names)]
    path.write_text("\n".join(["specimen,kind", *rows, ""]), "utf-8")


def analyze(files: list[Path], out: Path, *more: str) -> int:
    return main(["analyze", *map(str, files), "--out", str(out), *more])


def facts(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "analysis.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("scale", [None, 0.5])
def test_a_limit_changes_no_number(tmp_path: Path, coords: FloatArray, scale: float | None) -> None:
    write_tps(tmp_path / "a.tps", coords, scale)
    write_groups(tmp_path / "a.csv", [f"s{i}" for i in range(60)])
    group = ("--variables", str(tmp_path / "a.csv"), "--group", "kind")
    plain, small = tmp_path / "plain", tmp_path / "small"
    assert analyze([tmp_path / "a.tps"], plain, *group) == 0
    assert analyze([tmp_path / "a.tps"], small, *group, "--memory-limit", "8KB") == 0
    assert {path.name for path in small.iterdir()} == FILES
    expected, found = facts(plain), facts(small)
    tables = {"scores", "centroid_sizes", "distances"}
    for part in ("procrustes", "pca", "cva"):
        for name in expected[part].keys() - tables:
            assert found[part][name] == expected[part][name], name
    assert found["manova"] == expected["manova"]
    assert set(found["tables"]) == TABLES
    assert_array_equal(np.load(small / "scores.npy"), expected["pca"]["scores"])
    assert_array_equal(np.load(small / "distances.npy"), expected["procrustes"]["distances"])
    assert (small / "consensus.csv").read_bytes() == (plain / "consensus.csv").read_bytes()
    assert (small / "scores.csv").read_bytes() == (plain / "scores.csv").read_bytes()
    assert (small / "pca.svg").read_bytes() == (plain / "pca.svg").read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_array_is_analysed_where_it_lies(tmp_path: Path, coords: FloatArray) -> None:
    np.save(tmp_path / "a.npy", coords)
    write_groups(tmp_path / "a.csv", [str(i + 1) for i in range(60)])
    out = tmp_path / "out"
    group = ("--variables", str(tmp_path / "a.csv"), "--group", "kind")
    assert analyze([tmp_path / "a.npy"], out, *group) == 0
    assert_array_equal(np.load(out / "aligned.npy"), procrustes(coords).aligned)
    assert facts(out)["cva"]["groups"] == ["g0", "g1", "g2"]
    assert (out / "scores.csv").read_text().splitlines()[1].startswith("1,g0,")
    assert_array_equal(np.load(tmp_path / "a.npy"), coords)


def test_several_files_are_one_sample(tmp_path: Path, coords: FloatArray) -> None:
    write_tps(tmp_path / "a.tps", coords[:40])
    write_tps(tmp_path / "b.tps", coords[40:], first=40)
    write_tps(tmp_path / "all.tps", coords)
    files, limit = [tmp_path / "a.tps", tmp_path / "b.tps"], ("--memory-limit", "8KB")
    assert analyze(files, tmp_path / "apart", *limit) == 0
    assert analyze([tmp_path / "all.tps"], tmp_path / "whole", *limit) == 0
    assert facts(tmp_path / "apart")["pca"] == facts(tmp_path / "whole")["pca"]
    apart, whole = ((tmp_path / name / "scores.csv").read_bytes() for name in ("apart", "whole"))
    assert apart == whole


def test_objects_with_missing_landmarks_are_left_out(tmp_path: Path, coords: FloatArray) -> None:
    coords[7, 2] = np.nan
    np.save(tmp_path / "a.npy", coords)
    out = tmp_path / "out"
    assert analyze([tmp_path / "a.npy"], out, "--missing", "leave out") == 0
    assert_array_equal(
        np.load(out / "aligned.npy"), procrustes(np.delete(coords, 7, axis=0)).aligned
    )
    assert "Left out" in " ".join(facts(out)["warnings"])


def test_plots_of_many_objects_are_thinned(
    tmp_path: Path, coords: FloatArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_report, "_DRAWN", 25)
    np.save(tmp_path / "a.npy", coords)
    assert analyze([tmp_path / "a.npy"], tmp_path / "out") == 0
    assert "every 3." in " ".join(facts(tmp_path / "out")["warnings"])


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err.strip()
    assert said.startswith("Error: ")
    assert "\n" not in said
    return said


def test_what_needs_memory_is_refused(
    tmp_path: Path, coords: FloatArray, capsys: pytest.CaptureFixture[str]
) -> None:
    array, out = tmp_path / "a.npy", tmp_path / "out"
    np.save(array, coords)
    assert analyze([array], out, "--method", "bookstein") == 1
    assert "in memory only" in refusal(capsys)
    assert analyze([array], out, "--memory-limit", "1KB") == 1
    assert "raise --memory-limit" in refusal(capsys)
    coords[3, 1] = np.nan
    np.save(array, coords)
    assert analyze([array], out) == 1
    assert "leave" in refusal(capsys)
    assert not out.exists()


@pytest.mark.parametrize(
    "content",
    [np.zeros((3, 4)), np.zeros((3, 4, 5)), np.zeros((3, 4, 2), np.float32), np.array(["a"])],
)
def test_arrays_of_other_things_are_refused(
    tmp_path: Path, content: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "a.npy", content)
    assert analyze([tmp_path / "a.npy"], tmp_path / "out") == 1
    assert "a.npy" in refusal(capsys)


def test_a_damaged_array_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.npy").write_bytes(b"no array")
    assert analyze([tmp_path / "a.npy"], tmp_path / "out") == 1
    assert "cannot be read" in refusal(capsys)
    assert analyze([tmp_path / "absent.npy"], tmp_path / "out") == 1
    assert "absent.npy" in refusal(capsys)


def test_files_that_do_not_fit_are_refused(
    tmp_path: Path, coords: FloatArray, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "a.npy", coords)
    np.save(tmp_path / "b.npy", coords[:, :-1])
    assert analyze([tmp_path / "a.npy", tmp_path / "b.npy"], tmp_path / "out") == 1
    assert "b.npy has 8 landmarks" in refusal(capsys)


@pytest.mark.parametrize("size", ["", "0", "-1GB", "many", "2 XB", "1.5.5MB"])
def test_what_is_no_size_is_said(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", "a.npy", "--out", "b", f"--memory-limit={size}"]) == 2
    assert "is not a size" in capsys.readouterr().err


def test_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(UserError, match="No space left"):
        room_on_disk(tmp_path)((1000, 5, 2))


def test_room_on_disk_leaves_no_file(tmp_path: Path) -> None:
    array = room_on_disk(tmp_path / "new")((10, 3))
    array[:] = 7.0
    if os.name == "posix":
        assert list((tmp_path / "new").iterdir()) == []
    assert (array == 7.0).all()
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be had"):
        room_on_disk(tmp_path / "file")((10, 3))
