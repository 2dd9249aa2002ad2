"""The commands for files: info, import, convert, export."""

from pathlib import Path

import pytest

from components.formats.registry import read
from components.store import datasets, objects
from components.store.library import Library
from Modan2 import main

ODD = """LM=3
0 0
4 0
0 3
ID=alba_m_1
SCALE=0.5
LM=3
0 0
-999 -999
0 3
ID=alba_f_2
SCALE=0.5
LM=2
0 0
7 1
ID=brevis_f_3
SCALE=0.5
"""


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """Write three objects, of which the last one has fewer landmarks."""
    path = tmp_path / "odd.tps"
    path.write_text(ODD)
    return path


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_info_says_what_a_file_holds(odd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("info", odd) == 0
    text = capsys.readouterr().out
    assert "Format:             TPS" in text
    assert "Landmarks:          2 or 3" in text
    assert "Scale:              3 of 3 objects" in text
    assert (
        "Problem: 1 object does not have 3 landmarks like the others: brevis_f_3 (2, line" in text
    )
    assert "Note: line 9: 1 row of -999" in text
    assert "      | -999 -999" in text


def test_info_of_several_files_goes_on_after_a_bad_one(
    odd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.tps").write_text("Dear colleague")
    assert run("info", odd, tmp_path / "letter.tps") == 1
    text = capsys.readouterr().out
    assert "Format:             TPS" in text
    assert "Problem: letter.tps: is not a landmark file" in text
    other = tmp_path / "other.tps"
    other.write_text(ODD)
    assert run("info", odd, other) == 0
    text = capsys.readouterr().out
    assert "6 objects in 2 files" in text
    assert "Names that stand in several files: alba_f_2, alba_m_1, brevis_f_3" in text


def test_import_with_every_choice(
    odd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    choices = ("--names", "species_sex_01", "--unequal", "fill", "--apply-scale", "--name", "all")
    assert run("import", odd, "--library", library, *choices, "--missing", "4") == 0
    assert "Stored as 'all' (data set 1)" in capsys.readouterr().out
    more = ("--into", "all", "--unequal", "leave-out", "--names", "species_sex_01")
    assert run("import", odd, "--library", library, *more) == 0
    text = capsys.readouterr().out
    assert "Note: 1 object was left out: brevis_f_3." in text
    assert "Added to 'all' (data set 1)" in text
    assert run("import", odd, odd, "--library", library, "--separate", "--below", "all") == 0
    with Library(library) as opened:
        table = objects.load_table(opened, 1)
        assert table.coords[0].tolist() == [[0, 0], [2, 0], [0, 1.5]]
        assert table.missing == 3
        assert table.variables["species"] == ("alba", "alba", "brevis", "alba", "alba")
        found = [(entry.name, entry.parent) for entry in datasets.tree(opened)]
        assert found == [("all", None), ("odd", 1), ("odd (2)", 1)]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (("--unequal", "stop"), "brevis_f_3 (2): not 3 landmarks"),
        (("--into", "nothing"), "There is no data set 'nothing'"),
        (("--into", "a", "--below", "b"), "exclude each other"),
        (("--names", "site_x"), "'site' already"),
        (("--names", "01"), "names no variable"),
        (("--coordinates", "LPS"), "not in 3-D"),
    ],
)
def test_choices_that_do_not_fit_leave_nothing(
    odd: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    choices: tuple[str, ...],
    sentence: str,
) -> None:
    odd.write_text(ODD + "VARIABLES=site=York\n")
    assert run("import", odd, "--library", tmp_path / "library", *choices) == 1
    assert sentence in capsys.readouterr().err
    with Library(tmp_path / "library") as opened:
        assert datasets.tree(opened) == ()


@pytest.mark.parametrize("choices", [("--missing", "x"), ("--into", "a", "--separate")])
def test_wrong_choices_show_the_usage(
    odd: Path, capsys: pytest.CaptureFixture[str], choices: tuple[str, ...]
) -> None:
    assert run("import", odd, "--library", "x", *choices) == 2
    assert "usage:" in capsys.readouterr().err


def test_a_bad_file_stops_or_is_left_out(
    odd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.tps").write_text("Dear colleague")
    files = (odd, tmp_path / "letter.tps", "--library", tmp_path / "library")
    assert run("import", *files) == 1
    assert "letter.tps is not a landmark file" in capsys.readouterr().err
    assert run("import", *files, "--skip-unreadable") == 0
    assert "Stored as 'odd'" in capsys.readouterr().out


def test_convert_names_what_is_lost(
    odd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd.write_text(ODD.partition("LM=2")[0])
    out = tmp_path / "out.nts"
    assert run("convert", odd, out) == 0
    text = capsys.readouterr().out
    assert "Note: NTSYS does not keep the scale of alba_m_1, alba_f_2." in text
    assert f"2 objects written to {out}" in text
    assert [one.name for one in read(out).specimens] == ["alba_m_1", "alba_f_2"]
    assert run("convert", odd, out) == 1
    assert "out.nts: there already" in capsys.readouterr().err
    more = ("--overwrite", "--format", "TPS", "--apply-scale", "--missing", "-999")
    assert run("convert", odd, out, *more) == 0
    assert out.read_text().startswith("LM=3\n0.0 0.0\n2.0 0.0\n")
    assert "-999.0 -999.0" in out.read_text()


def test_a_data_set_is_exported_as_file_folder_and_package(
    odd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    assert run("import", odd, "--library", library, "--names", "species_sex_01") == 0
    place = ("--library", library)
    chosen = ("--filter", "sex = f and missing = 0", "--only", "sex")
    assert run("export", "odd", tmp_path / "f.tps", *place, *chosen) == 0
    (one,) = read(tmp_path / "f.tps").specimens
    assert (one.name, one.variables) == ("brevis_f_3", {"sex": "f"})
    assert run("export", "1", tmp_path / "all", *place, "--separate", "--format", "tps") == 0
    assert len(list((tmp_path / "all").iterdir())) == 3
    package = tmp_path / "odd.modan.zip"
    assert run("export", "odd", package, *place) == 0
    assert f"3 objects written to {package}" in capsys.readouterr().out
    assert run("import", package, *place) == 0
    with Library(library) as opened:
        assert [entry.objects for entry in datasets.tree(opened)] == [3, 3]


def test_files_become_a_package(odd: Path, tmp_path: Path) -> None:
    package = tmp_path / "odd.modan.zip"
    assert run("convert", odd, package) == 0
    assert run("import", package, "--library", tmp_path / "library") == 0
    with Library(tmp_path / "library") as opened:
        assert [(entry.name, entry.objects) for entry in datasets.tree(opened)] == [("odd", 3)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("convert", "{odd}", "out.doc"), "out.doc: no format"),
        (("convert", "{odd}", "out", "--format", "Word"), "'Word' is not one of"),
        (("convert", "nothing.tps", "out.tps"), "nothing.tps: there is no such file"),
        (("convert", "{odd}", "out.tps", "--superimposed"), "brevis_f_3 (2 landmarks"),
        (("export", "odd", "out.tps", "--library", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    odd: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*(argument.format(odd=odd) for argument in arguments)) == 1
    error = capsys.readouterr().err
    assert error.startswith("Error: ")
    assert sentence in error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["odd.tps"]


def test_an_import_that_fails_leaves_no_new_library(
    odd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.modan.zip").write_bytes(b"PK\x03\x04 no more")
    new, old = tmp_path / "a" / "new", tmp_path / "old"
    old.mkdir()
    for bad in ([tmp_path / "bad.modan.zip"], [odd, "--unequal", "stop"]):
        assert run("import", *bad, "--library", new) == 1
        assert not new.parent.exists()
        assert run("import", *bad, "--library", old) == 1
        assert old.is_dir()
    assert run("import", odd, "--library", new) == 0
    assert run("import", *bad, "--library", new) == 1
    assert (new / "modan2.db").is_file()
    assert run("restore", tmp_path / "absent", "--library", tmp_path / "b") == 1
    assert not (tmp_path / "b").exists()
    assert capsys.readouterr().err.count("Error: ") == 6


def test_flat_and_spatial_files_are_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flat, deep, both = (tmp_path / f"{name}.tps" for name in ("flat", "deep", "both"))
    flat.write_text("LM=1\n1 2\nID=a\n")
    deep.write_text("LM3=1\n1 2 3\nID=b\n")
    both.write_text(flat.read_text() + deep.read_text())
    assert run("import", flat, deep, "--library", tmp_path / "x") == 1
    assert (
        "a data set for each file (on the command line with --separate)" in capsys.readouterr().err
    )
    assert run("import", flat, deep, "--separate", "--library", tmp_path / "x") == 0
    assert run("import", both, "--library", tmp_path / "y") == 1
    assert "have them left out, or divide the file" in capsys.readouterr().err
    assert run("import", both, "--unequal", "leave-out", "--library", tmp_path / "y") == 0


def test_like_findings_are_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = "".join(f"LM=4\n0 0\n4 0\n5 3\n1 2\nID=s{i}\nSCALE=0,5\n" for i in range(9))
    (tmp_path / "same.tps").write_text(same)
    assert run("info", tmp_path / "same.tps") == 0
    text = capsys.readouterr().out
    assert text.count("Problem: line ") == 3
    assert "Problem: 5 further findings of this kind (repeated form): s4, s5, s6, s7, s8." in text
    assert text.count("same.tps") == 1
    assert "Note: line 7: SCALE= with a decimal comma (9 times: lines 7, 14, 21" in text
    assert "      | SCALE=0,5" in text


def test_json_is_written_for_flat_objects(odd: Path, tmp_path: Path) -> None:
    assert run("convert", odd, tmp_path / "odd.json") == 0
    assert read(tmp_path / "odd.json").format == "JSON"


def content(folder: Path) -> dict[Path, bytes]:
    """Return all files of a folder with their bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_library_and_its_packages_are_converted_and_stay_as_they_are(
    odd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library, package, out = tmp_path / "lib", tmp_path / "a.modan.zip", tmp_path / "out.tps"
    assert run("import", odd, "--library", library) == 0
    assert run("export", "odd", package, "--library", library) == 0
    before = content(library)
    for source in (library, library / "modan2.db", package):
        assert run("convert", source, out, "--overwrite") == 0
        assert [one.name for one in read(out).specimens] == ["alba_m_1", "alba_f_2", "brevis_f_3"]
        capsys.readouterr()
        assert run("info", source) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[1:] == [
            "  odd: 3 objects, 2-D, 0 variables, 0 analyses",
            "No images or meshes",
        ]
    assert run("convert", library, tmp_path / "b.modan.zip") == 0
    assert run("import", odd, "--name", "other", "--library", tmp_path / "lib") == 0
    assert content(library).keys() == before.keys()
    before = content(library)
    capsys.readouterr()
    assert run("convert", library, tmp_path / "two.tps") == 1
    told = capsys.readouterr().err
    assert told == "Error: There are 2 data sets in it; name one with --dataset: odd, other.\n"
    assert run("convert", library, tmp_path / "two.tps", "--dataset", "other") == 0
    assert content(library) == before
    assert run("convert", odd, out, "--dataset", "odd") == 1
    assert run("convert", library, package, out) == 1
    assert run("convert", library, out, "--variables", odd) == 1
