"""Each choice of an import does what it says, in one step, or nothing is stored."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from components.errors import Cancelled, UserError
from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.workflow.files_read import FilesRead, read_each, with_variables
from components.workflow.import_choices import ImportChoices, dataset_named, target_of
from components.workflow.import_plan import parcels, prepared
from components.workflow.session import Session

ODD = """LM=3
0 0
4 0
0 3
ID=alba_m_1
SCALE=0.5
LM=3
0 0
-9 -9
0 3
ID=alba_f_2
SCALE=0.5
LM=2
0 0
7 -1
ID=brevis_f_3
SCALE=0.5
LM=4
0 0
1 1
2 2
3 0
ID=brevis_x
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = Session(tmp_path / "library")
    yield opened
    opened.close()


def file(folder: Path, text: str = ODD, name: str = "odd") -> Path:
    path = folder / f"{name}.tps"
    path.write_text(text)
    return path


@pytest.fixture
def odd(tmp_path: Path) -> FilesRead:
    """Four objects: with 3, 3, 2 and 4 landmarks, the last one without scale."""
    return read_each([file(tmp_path)])


def chosen(read: FilesRead, choices: ImportChoices) -> list[Specimen]:
    (parcel,) = parcels(read, choices)
    return prepared(read, choices, parcel)


def state(session: Session) -> list[list[tuple[object, ...]]]:
    run = session.library.database.execute_sql
    return [run(f"SELECT * FROM {table}").fetchall() for table in ("mddataset", "mdobject")]


@pytest.mark.parametrize(
    ("unequal", "landmarks"),
    [("keep", [3, 3, 2, 4]), ("fill", [3, 3, 3, 4]), ("leave out", [3, 3])],
)
def test_objects_with_another_number_of_landmarks(
    odd: FilesRead, unequal: str, landmarks: list[int]
) -> None:
    found = chosen(odd, ImportChoices(unequal=unequal))  # type: ignore[arg-type]  # of the list above
    assert [len(one.landmarks) for one in found] == landmarks
    if unequal == "fill":
        assert np.isnan(found[2].landmarks[2]).all()
        assert found[2].landmarks[:2].tolist() == [[0, 0], [7, -1]]


def test_stop_names_them(odd: FilesRead) -> None:
    with pytest.raises(UserError, match=r"brevis_f_3 \(2\), brevis_x \(4\): not 3 landmarks"):
        parcels(odd, ImportChoices(unequal="stop"))


def test_codes_and_negative_values_are_missing_when_told(odd: FilesRead) -> None:
    assert [one.missing for one in chosen(odd, ImportChoices())] == [0, 0, 0, 0]
    assert [one.missing for one in chosen(odd, ImportChoices(missing=(-9,)))] == [0, 1, 0, 0]
    both = ImportChoices(negative_missing=True, missing=(3, 0))
    assert [one.missing for one in chosen(odd, both)] == [1, 2, 2, 1]
    assert odd.specimens[1].missing == 0  # what was read stays as it is


def test_scale_is_applied_to_all_or_refused(odd: FilesRead) -> None:
    with pytest.raises(UserError, match="brevis_x: no scale"):
        parcels(odd, ImportChoices(apply_scale=True))
    found = chosen(odd, ImportChoices(apply_scale=True, unequal="leave out"))
    assert found[0].landmarks.tolist() == [[0, 0], [2, 0], [0, 1.5]]
    assert [one.scale for one in found] == [1.0, 1.0]


def test_coordinates_are_stored_in_the_system_that_was_chosen(
    session: Session, odd: FilesRead
) -> None:
    choices = ImportChoices(system="y down", unequal="leave out")
    (number,) = session.store_files(odd, choices).datasets
    table = objects.load_table(session.library, number)
    assert table.coords[0].tolist() == [[0, 0], [4, 0], [0, -3]]
    assert datasets.dataset(session.library, number).scheme.system == "y down"
    with pytest.raises(UserError, match="not in 3-D"):
        parcels(odd, ImportChoices(system="RAS"))


def test_the_y_axis_is_turned_about_the_image_before_the_scale_is_applied(
    session: Session, tmp_path: Path
) -> None:
    Image.new("L", (9, 10)).save(tmp_path / "a.png")
    path = file(tmp_path, "LM=2\n0 0\n4 3\nIMAGE=a.png\nID=a\nSCALE=0.5\n")
    choices = ImportChoices(system="y down", apply_scale=True)
    (number,) = session.store_files(read_each([path]), choices).datasets
    table = objects.load_table(session.library, number)
    assert table.coords[0].tolist() == [[0, 5], [2, 3.5]]


def test_parts_of_names_become_typed_variables(session: Session, odd: FilesRead) -> None:
    choices = ImportChoices(names="species_sex_number", unequal="leave out")
    imported = session.store_files(odd, choices)
    scheme = datasets.dataset(session.library, imported.datasets[0]).scheme
    assert scheme.variables == (("species", "text"), ("sex", "text"), ("number", "number"))
    found = chosen(odd, ImportChoices(names="species_sex_01"))
    assert [one.variables["sex"] for one in found] == ["m", "f", "f", None]
    said = " ".join(session.store_files(odd, ImportChoices(names="species_sex_01")).sentences)
    assert "1 name without the parts of 'species_sex_01': brevis_x" in said


def test_files_become_one_data_set_or_one_each(session: Session, tmp_path: Path) -> None:
    three, flat = "LM3=1\n0 0 0\nID=s\n", "LM=1\n0 0\nID=f\n"
    files = [file(tmp_path, three, "space"), file(tmp_path, flat, "plane")]
    read = read_each(files)
    with pytest.raises(UserError, match="not 3-D like the other objects"):
        parcels(read, ImportChoices())
    imported = session.store_files(read, ImportChoices(separate=True))
    session.take(imported)
    assert [(d.name, d.scheme.dimension) for d in session.datasets()] == [
        ("space", 3),
        ("plane", 2),
    ]
    session.history.undo()
    assert session.datasets() == ()
    session.history.redo()
    assert len(session.datasets()) == 2
    (parcel,) = parcels(read, ImportChoices(unequal="leave out"))
    assert parcel.left_out.tolist() == [1]


def test_objects_are_added_to_a_data_set_with_new_variables(
    session: Session, odd: FilesRead, tmp_path: Path
) -> None:
    first = session.store_files(odd, ImportChoices("bees", unequal="leave out"))
    session.take(first)
    before = state(session)
    more = read_each([file(tmp_path, ODD.replace("ID=", "VARIABLES=n=1\nID="))])
    into = ImportChoices(into=first.datasets[0], unequal="leave out", names="species_sex_01")
    session.take(session.store_files(more, into))
    (dataset,) = session.datasets()
    assert (dataset.objects, [name for name, _ in dataset.scheme.variables]) == (
        4, ["n", "species", "sex"],
    )  # fmt: skip
    columns = objects.load_columns(session.library, dataset.id)
    assert columns.variables["sex"] == (None, None, "m", "f")
    assert columns.variables["n"] == (None, None, 1.0, 1.0)
    session.history.undo()
    assert state(session) == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("LM3=3\n0 0 0\n1 0 0\n0 1 1\nID=s\n", "s: not 2-D like the data set 'bees'"),
        ("LM=4\n0 0\n1 0\n0 1\n2 2\nID=s\n", r"s \(4\): not 3 landmarks like the objects of"),
        ("LM=3\n0 0\n1 0\n0 1\nID=s\nVARIABLES=n=old\n", r"s, n \('old' is not a number\)"),
    ],
)
def test_what_does_not_fit_a_data_set_is_a_sentence(
    session: Session, tmp_path: Path, text: str, sentence: str
) -> None:
    bees = file(tmp_path, "LM=3\n0 0\n1 0\n0 1\nID=b\nVARIABLES=n=1\n", "bees")
    (number,) = session.store_files(read_each([bees]), ImportChoices()).datasets
    before = state(session)
    read = read_each([file(tmp_path, text, "more")])
    with pytest.raises(UserError, match=sentence):
        session.store_files(read, ImportChoices(into=number))
    assert state(session) == before
    if "LM=4" in text:
        with pytest.raises(UserError, match="No object has 3 landmarks"):
            parcels(read, ImportChoices(unequal="leave out"), target_of(session.library, number))


@pytest.mark.parametrize("choices", [ImportChoices(), ImportChoices(separate=True)])
def test_stopped_anywhere_it_leaves_nothing(
    session: Session, tmp_path: Path, choices: ImportChoices
) -> None:
    read = read_each([file(tmp_path, name=name) for name in "ab"])
    for at in range(20):
        calls = iter(range(100))

        def stop(_done: int, _total: int, _text: str, calls: Iterator[int] = calls) -> None:
            if next(calls) == at:  # noqa: B023  # called in this round only
                raise Cancelled

        try:
            session.store_files(read, choices, stop)
        except Cancelled:
            assert session.datasets() == ()
        else:
            break
    assert at > 1


def test_unreadable_files_stop_or_are_left_out(session: Session, tmp_path: Path) -> None:
    letter = tmp_path / "letter.tps"
    letter.write_text("Dear colleague")
    read = read_each([file(tmp_path), letter])
    with pytest.raises(UserError, match=r"letter\.tps is not a landmark file"):
        parcels(read, ImportChoices())
    assert len(session.store_files(read, ImportChoices(skip_unreadable=True)).datasets) == 1
    with pytest.raises(UserError, match="letter"):
        session.offer([letter])


def test_a_table_beside_is_taken_for_variables_and_can_be_changed(tmp_path: Path) -> None:
    table, other = tmp_path / "a.csv", tmp_path / "b.csv"
    table.write_text("specimen,site\nalba_m_1,York\n")
    other.write_text("specimen,site\nalba_m_1,Leeds\n")
    read = read_each([file(tmp_path), table])
    assert read.table is not None
    assert (read.table.name, len(read.files)) == ("a.csv", 1)
    assert read.specimens[0].variables["site"] == "York"
    assert with_variables(read, other).specimens[0].variables["site"] == "Leeds"
    assert "site" not in with_variables(read, None).variables


def test_data_sets_are_found_by_name_or_number(session: Session, odd: FilesRead) -> None:
    for parent in (None, 1):
        session.store_files(odd, ImportChoices("bees", parent=parent))
    assert dataset_named(session.library, "2").parent == 1
    with pytest.raises(UserError, match="2 data sets are named 'bees'; give the number: 1, 2"):
        dataset_named(session.library, "bees")
    with pytest.raises(UserError, match=r"There is no data set 'x'.*bees"):
        dataset_named(session.library, "x")
