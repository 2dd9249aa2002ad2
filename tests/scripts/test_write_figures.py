"""The documents say what was measured, and say so where it was not."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from scripts import benchmark_all, benchmark_io, measure, write_figures
from scripts.figures.documents import Documents, megabytes, seconds
from scripts.measure import Sample

ROOT = Path(__file__).resolve().parents[2]
MACHINE = {
    "when": "2026-01-02T03:04:05+00:00",
    "commit": "abc",
    "processor": "P",
    "cores": 2,
    "python": "3.11",
    "packages": {"numpy": "2"},
    "load": 0.3,
}
TIME = {"median": 0.004, "minimum": 0.003, "loops": 1, "rounds": 3}
CALIBRATED = {"work": "load", "objects": 1000, "ours": TIME, "plain": TIME}
LIBRARY = [{**CALIBRATED, "memory_per_input": 1.5, "goal": 0.01}]


def put(folder: Path, name: str, results: Any, **machine: object) -> None:
    folder.mkdir(exist_ok=True)
    document = {"machine": {**MACHINE, **machine}, "results": results}
    (folder / f"{name}.json").write_text(json.dumps(document))


def page(name: str) -> str:
    return f"Above.\n<!-- figures: {name} -->\nold\n<!-- end of figures -->\nBelow.\n"


def test_the_documents_agree_with_the_figures() -> None:
    assert write_figures.pages()
    for path in write_figures.pages():
        text = path.read_text("utf-8")
        filled = write_figures.filled(text, Documents(ROOT / "benchmarks"))
        assert filled == text, f"{path.name}: run python scripts/write_figures.py"


def test_every_table_stands_in_a_document() -> None:
    text = "".join(path.read_text("utf-8") for path in write_figures.pages())
    for name in write_figures.TABLES:
        assert text.count(f"<!-- figures: {name} -->") == 1
    assert text.count("<!-- figures: ") == text.count("<!-- end of figures -->")


def test_a_table_is_filled_and_stays(tmp_path: Path) -> None:
    put(tmp_path, "library", LIBRARY)
    text = write_figures.filled(page("library"), Documents(tmp_path))
    assert "| load | 1,000 | 4 ms | 1 |  | 10 ms | met |" in text
    assert "2026-01-02 03:04 UTC, commit abc, P, 2 cores" in text
    assert "provisional" not in text
    assert text.startswith("Above.\n")
    assert text.endswith("Below.\n")
    assert write_figures.filled(text, Documents(tmp_path)) == text


def test_figures_of_a_busy_machine_are_provisional(tmp_path: Path) -> None:
    put(tmp_path, "library", LIBRARY, load=5.2)
    assert "(load 5.2)" in write_figures.filled(page("library"), Documents(tmp_path))


@pytest.mark.parametrize("name", write_figures.TABLES)
def test_what_was_not_measured_is_said(name: str, tmp_path: Path) -> None:
    text = write_figures.filled(page(name), Documents(tmp_path))
    assert "easured yet: `python scripts/" in text


def test_success_is_judged(tmp_path: Path) -> None:
    slow = {**CALIBRATED, "ours": {**TIME, "median": 6.0}}
    put(tmp_path, "library", [{**slow, "memory_per_input": None, "goal": None}])
    put(tmp_path, "io", [{"work": "export as TPS, 500 objects", "ours": TIME}])
    text = write_figures.filled(page("success"), Documents(tmp_path))
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert "| 6 s out of the library | missed |" in rows[2]
    (export,) = [row for row in rows if "500 objects exported" in row]
    assert export.endswith("3.5 ms at most of 1 ways | met |")


def test_a_run_of_the_project_goes_into_its_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "ROOT", tmp_path)
    called = []
    monkeypatch.setattr(write_figures, "update", lambda: called.append(1) or [])
    sample = Sample(1.0, 1.0, 1, 1, (1.0,))
    measure.write(tmp_path / "elsewhere" / "a.json", {"results": [{"ours": sample}]})
    assert not called
    measure.write(tmp_path / "benchmarks" / "a.json", {"results": [{"ours": sample}]})
    assert called
    written = json.loads((tmp_path / "benchmarks" / "a.json").read_text())
    assert written["results"][0]["ours"]["times"] == [1.0]
    assert written["machine"]["calibration"]["minimum"] > 0


def test_numbers_are_short() -> None:
    assert [seconds(s) for s in (12.3456, 0.0123456, 0.0000012)] == ["12.3 s", "12.3 ms", "1.2 µs"]
    assert [megabytes(b) for b in (123_456_789, 1_234_567_890)] == ["123 MB", "1235 MB"]


def test_speeds_of_files_are_listed(tmp_path: Path) -> None:
    sample = Sample(0.5, 0.4, 1, 2, (0.4, 0.6))
    works = ("read TPS, 1000 objects", "write TPS, 1000 objects", "other")
    found = [through_json(benchmark_io.result(work, 10**6, sample)) for work in works]
    put(tmp_path, "io", found)
    text = write_figures.filled(page("files"), Documents(tmp_path))
    assert "| read TPS, 1000 objects | 500 ms | 2 | 40 ms | missed |" in text
    assert "| write TPS, 1000 objects | 500 ms | 2 | 50 MB/s | missed |" in text
    assert "| other | 500 ms | 2 |  |  |" in text


def through_json(result: dict[str, Any]) -> dict[str, Any]:
    """Take the way through JSON, as a run does."""
    kept: dict[str, Any] = json.loads(json.dumps(result, default=asdict))
    return kept


def test_scenarios_are_listed_with_their_stages(tmp_path: Path) -> None:
    results = [
        {"case": "10x5x2", "times": {"load": TIME, "pca": TIME}, "peak": 2e6},
        {"case": "few"},
        {"case": "20x5x3", "times": {"load": TIME}, "peak": 3e6},
    ]
    put(tmp_path, "large_scale", results)
    text = write_figures.filled(page("scenarios"), Documents(tmp_path))
    assert "| objects x landmarks x axes | load | pca | memory |" in text
    assert "| 10x5x2 | 4 ms | 4 ms | 2 MB |" in text
    assert "| 20x5x3 | 4 ms |  | 3 MB |" in text


def test_every_benchmark_is_there_to_be_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    for command in benchmark_all.COMMANDS.values():
        assert (ROOT / "scripts" / command.split()[0]).is_file()
    assert benchmark_all.main(["--help"]) == 0
    assert benchmark_all.main(["unheard-of"]) == 2
    assert "analysis, library, ui" in capsys.readouterr().out
