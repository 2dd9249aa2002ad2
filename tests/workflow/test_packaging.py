"""Packages from a session and from the command line: one undoable step, all or nothing."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from public_modan2 import described, filled, package

import Modan2
from components.errors import Cancelled, UserError
from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.library import Library
from components.workflow import analysing, packaging
from components.workflow.history import History
from components.workflow.session import Session
from MdModel import TABLES

SCHEME = datasets.Scheme(2, variables=(("species", "text"),))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session(tmp_path / "library")
    yield made
    made.close()


@pytest.fixture
def wings(session: Session, tmp_path: Path) -> Path:
    """Return a package of a data set with an analysis, and of one below it."""
    rng = np.random.default_rng(1)
    form = rng.normal(size=(5, 2))
    forms = [
        Specimen(
            f"w {i}", form + rng.normal(0, 0.1, form.shape), variables={"species": "ab"[i % 2]}
        )
        for i in range(12)
    ]
    number = datasets.create(session.library, "wings", SCHEME)
    objects.add(session.library, number, forms)
    datasets.create(session.library, "below", SCHEME, number)
    analysis = session.analyse(number, analysing.Request())
    session.keep_analysis(session.history, number, "PCA", analysis)
    path = tmp_path / "wings.modan.zip"
    made = packaging.export_package(session.library, [number], path)
    assert (made.datasets, made.objects, made.path) == (2, 12, path)
    return path


def rows() -> list[list[tuple[object, ...]]]:
    return [list(table.select().order_by(table.id).tuples()) for table in TABLES]


def run(*arguments: object) -> int:
    return Modan2.main([str(argument) for argument in arguments])


def test_an_import_is_one_step_that_can_be_undone(session: Session, wings: Path) -> None:
    before = rows()
    imported = session.import_files([wings])
    session.take(imported)
    assert imported.sentences == (
        "wings.modan.zip: imported 2 data sets, 12 objects, 1 analysis, 0 files.",
    )
    (number,) = imported.datasets
    assert datasets.dataset(session.library, number).name == "wings (2)"
    assert session.history.undo_label == "Import wings.modan.zip"
    after = rows()
    session.history.undo()
    assert rows() == before
    session.history.redo()
    assert rows() == after


def test_an_analysis_is_as_fresh_as_before(session: Session, wings: Path) -> None:
    (number,) = session.import_files([wings]).datasets
    (entry,) = datasets.dataset(session.library, number).analyses
    analysis, stale = session.load_analysis(entry.id)
    assert not stale
    assert analysis.pca.scores.shape[0] == 12


def test_several_packages_are_one_step_or_none(
    session: Session, wings: Path, tmp_path: Path
) -> None:
    public = package(tmp_path / "public.zip", described())
    before = rows()
    session.take(session.import_files([wings, public]))
    session.history.undo()
    assert rows() == before
    public.write_bytes(public.read_bytes()[:-30])
    with pytest.raises(UserError, match=r"public\.zip"):
        session.import_files([wings, public])
    assert rows() == before


def test_nothing_is_left_of_an_import_that_is_cancelled_late(
    session: Session, wings: Path, tmp_path: Path
) -> None:
    public = package(tmp_path / "public.zip", described())

    def step(_done: int, _total: int, text: str) -> None:
        if text == "Imported":
            raise Cancelled

    before = rows()
    with pytest.raises(Cancelled):
        packaging.import_whole(History(session.library), [wings, public], step)
    assert rows() == before
    assert not [path for path in session.library.media.rglob("*") if path.is_file()]


def test_packages_are_known_by_their_content(session: Session, wings: Path, tmp_path: Path) -> None:
    odd = wings.rename(tmp_path / "wings.tps")
    text = tmp_path / "text.zip"
    text.write_text("LM=1\n1 2\nID=a\n")
    assert packaging.are_whole([odd])
    assert not packaging.are_whole([text, tmp_path / "absent.modan.zip"])
    with pytest.raises(UserError, match=r"wings\.tps: .* import it without other files"):
        session.import_files([text, odd])
    other = tmp_path / "table.xlsx"
    other.write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(UserError, match="no package of Modan2"):
        session.import_files([other])


def test_a_library_for_reading_gives_packages_and_takes_none(
    session: Session, wings: Path, tmp_path: Path
) -> None:
    session.close()
    with Library(tmp_path / "library", read_only=True) as library:
        made = packaging.export_package(library, [1], tmp_path / "again.modan.zip")
        assert made.path.read_bytes() == wings.read_bytes()
        with pytest.raises(UserError, match="can be read but not changed"):
            packaging.import_whole(History(library), [wings])


def test_the_command_line_imports_packages_and_public_libraries(
    session: Session, wings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session.close()
    public = filled(tmp_path / "public")
    target = tmp_path / "target"
    for path in (wings, public.folder, public.database, package(tmp_path / "p.zip", described())):
        assert run("import", path, "--library", target) == 0
    said = capsys.readouterr().out
    assert "wings.modan.zip: imported 2 data sets, 12 objects, 1 analysis, 0 files." in said
    assert "Anchors of curves are in the description: Trilobites, one." in said
    with Library(target, create=False) as library:
        names = [entry.name for entry in datasets.tree(library)]
    assert names == ["wings", "below", "Trilobites", "Eyes", "Trilobites (2)", "Eyes", "Wings"]


def test_the_command_line_says_what_a_package_holds(
    session: Session, wings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows()
    assert run("info", wings, filled(tmp_path / "public").folder) == 0
    assert rows() == before
    assert capsys.readouterr().out.splitlines()[:8] == [
        "wings.modan.zip",
        "  wings: 12 objects, 2-D, 1 variable, 1 analysis",
        "    below: 0 objects, 2-D, 1 variable, 0 analyses",
        "No images or meshes",
        "public",
        "  Trilobites: 2 objects, 2-D, 3 variables, 1 analysis",
        "    Eyes: 1 object, 3-D, 0 variables, 0 analyses",
        "4 images and meshes, 0.0 MB",
    ]


def test_a_package_comes_below_a_data_set(
    session: Session, wings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session.close()
    folder = tmp_path / "library"
    assert run("import", wings, "--library", folder, "--below", "below") == 0
    with Library(folder, create=False) as library:
        parents = {entry.id: entry.parent for entry in datasets.tree(library)}
    assert parents == {1: None, 2: 1, 3: 2, 4: 3}
    assert run("import", wings, "--library", folder, "--name", "other") == 1
    assert "--name is for files of landmarks" in capsys.readouterr().err


def test_the_command_line_says_why_it_refuses(
    session: Session, wings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session.close()
    wings.write_bytes(wings.read_bytes()[:200])
    assert run("import", wings, "--library", tmp_path / "target") == 1
    assert capsys.readouterr().err == (
        "Error: wings.modan.zip was not imported: the file is damaged or cut short; "
        "get the file again from where it came from.\n"
    )
