"""What stands in a library or package of the public Modan2 comes in, or the report names it."""

import hashlib
import json
import random
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from public_modan2 import Public, backup, described, filled, package

from components.errors import Cancelled, UserError
from components.shape.curves import Curve
from components.shape.specimen import Specimen
from components.stats.procrustes import procrustes
from components.store import datasets, digitising, media, objects
from components.store.check import check
from components.store.datasets import Dataset
from components.store.library import Library
from components.store.public_values import landmarks_of, links_of, names_of
from components.workflow import archive, packaging
from components.workflow.history import History
from components.workflow.packaging import Taken
from components.workflow.session import Session
from MdModel import MdAnalysis, MdDataset, MdImage, MdObject, MdThreeDModel


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


def taken(library: Library, path: Path) -> Taken:
    return packaging.import_whole(History(library), [path])


def entries(library: Library) -> dict[str, Dataset]:
    return {entry.name: entry for entry in datasets.tree(library)}


def specimens(library: Library, dataset: int) -> dict[str, Specimen]:
    columns = objects.load_columns(library, dataset)
    return {
        name: digitising.load(library, number)
        for name, number in zip(columns.names, columns.ids.tolist(), strict=True)
    }


def state(folder: Path) -> dict[str, str]:
    """Every file of a folder by its content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_library_comes_in_with_everything(library: Library, tmp_path: Path) -> None:
    public = filled(tmp_path / "public")
    before = state(public.folder)
    said = taken(library, public.folder)
    assert state(public.folder) == before
    top, eyes = entries(library)["Trilobites"], entries(library)["Eyes"]
    assert (said.datasets, eyes.parent) == ((top.id,), top.id)
    assert top.description == "Phacops, flat\nLandmark 1 tip: foremost"
    assert top.scheme == datasets.Scheme(
        2,
        landmark_names=("tip", "2", "end"),
        wireframe=((0, 1), (1, 2), (0, 2)),
        polygons=((0, 1, 2),),
        variables=(("species", "text"), ("age", "number"), ("code", "text")),
        baseline=(0, 2),
        system="y down",
        curves=(Curve("margin"),),
    )
    assert eyes.scheme.baseline == (0, 1, 2)
    found = specimens(library, top.id)
    assert list(found) == ["two", "one"]  # by their sequence
    one, two = found["one"], found["two"]
    np.testing.assert_array_equal(one.landmarks, [[1.5, 2], [3, 4], [5, 6.25]])
    np.testing.assert_array_equal(two.landmarks, [[1, 2], [np.nan] * 2, [5, np.nan]])
    assert (one.scale, one.unit, two.scale) == (1 / 8, "mm", None)
    assert one.variables == {"species": "alba", "age": 3.0, "code": "007"}
    assert two.variables == {"species": "nigra", "age": 4.5, "code": None}
    assert one.curve_names == ("margin",)
    np.testing.assert_array_equal(one.curves[0], [[0, 0], [1, 1.5], [2, 0]])
    assert one.comment == 'holotype\nAnchors of curves: {"curve1": [[0, 0], [2, 0]]}'
    assert not check(library).findings


def test_dates_schemes_of_curves_and_analyses_are_kept(library: Library, tmp_path: Path) -> None:
    taken(library, filled(tmp_path / "public").folder)
    row = MdDataset.get(MdDataset.name == "Trilobites")
    entry = {"id": "curve1", "n": 10, "method": "equidistant", "start": 3, "name": "margin"}
    named = {"name": "margin", "landmarks": [], "closed": False}
    assert row.curves == [{"system": "y down"}, {"public Modan2": entry}, named]
    assert 1709500000 < row.created < 1709800000  # the fifth of March 2024, somewhere
    assert MdObject.get(MdObject.name == "one").created == row.created
    analysis = MdAnalysis.get()
    assert analysis.result["fields"]["pca_eigenvalues_json"] == "[[0.5, 0.9]]"
    assert analysis.result["fields"]["cva_group_by"] == "species"
    with pytest.raises(UserError, match="run it again"):
        archive.thaw(analysis.result, {})


def analysed(public: Public, number: int, **more: object) -> np.ndarray[Any, Any]:
    """Store an analysis as the public Modan2 does; its scores."""
    rng = np.random.default_rng(3)
    raw = rng.normal(size=(4, 2)) + rng.normal(0, 0.1, (8, 4, 2))
    aligned = procrustes(raw, tangent=False).aligned
    rows = aligned.reshape(8, -1) - aligned.reshape(8, -1).mean(axis=0)
    rotation, spread, _ = np.linalg.svd(rows.T @ rows / 8)
    objects = [{"id": i, "name": f"o{i}", "csize": 1, "variable_list": ["x", "ab"[i % 2]]}
               for i in range(8)]  # fmt: skip
    columns: dict[str, object] = {
        "propertyname_str": "age,sex", "cva_group_by": "sex", "dimension": 2,
        "superimposition_method": "Procrustes", "object_info_json": json.dumps(objects),
        "raw_landmark_json": json.dumps(raw.tolist()),
        "superimposed_landmark_json": json.dumps(aligned.tolist()),
        "pca_analysis_result_json": json.dumps((rows @ rotation).tolist()),
        "pca_eigenvalues_json": json.dumps([[v, v / spread.sum()] for v in spread]),
    }  # fmt: skip
    public.add("mdanalysis", dataset_id=number, analysis_name="PCA", **{**columns, **more})
    return rows @ rotation


def test_an_analysis_shows_what_it_proves(tmp_path: Path) -> None:
    public = Public(tmp_path / "public")
    number = public.dataset("Set", propertyname_str="age,sex")
    for i in range(8):
        public.object(number, f"o{i}", "1 2\n3 4\n5 6\n7 9", property_str="1,a")
    scores = analysed(public, number)
    session = Session(tmp_path / "library")
    imported = session.import_whole([public.folder])
    (entry,) = datasets.dataset(session.library, imported.datasets[0]).analyses
    analysis, stale = session.load_analysis(entry.id)
    session.close()
    assert stale
    assert (analysis.names[:2], analysis.groups) == (("o0", "o1"), tuple("abababab"))
    assert analysis.request.group == "sex"
    found = analysis.pca.scores
    np.testing.assert_allclose(np.abs(found[:, :3]), np.abs(scores[:, :3]), atol=1e-9)
    np.testing.assert_allclose(analysis.pca.eigenvalues[:3], scores.var(axis=0, ddof=1)[:3])
    assert "Analyses show shapes and principal components, and keep the rest: Set, PCA" in (
        "\n".join(imported.sentences)
    )


@pytest.mark.parametrize(
    "more",
    [
        {"pca_analysis_result_json": json.dumps(np.eye(8).tolist())},
        {"superimposed_landmark_json": "[[1]]"},
        {"raw_landmark_json": "[]"},
        {"object_info_json": "[5]"},
        {"superimposition_method": "Resistant fit"},
        {"pca_analysis_result_json": None},
    ],
)
def test_an_analysis_whose_numbers_do_not_agree_is_only_kept(
    library: Library, tmp_path: Path, more: dict[str, object]
) -> None:
    public = Public(tmp_path / "public")
    analysed(public, public.dataset("Set"), **more)
    said = taken(library, public.folder)
    assert "Analyses are kept but cannot be shown; run them again: Set, PCA" in said.sentences[-1]
    assert MdAnalysis.get().result["kind"] == "public Modan2"


def test_files_come_with_their_names_and_originals(library: Library, tmp_path: Path) -> None:
    public = filled(tmp_path / "public")
    said = taken(library, public.folder)
    one = MdObject.get(MdObject.name == "one")
    pictures = list(MdImage.select().where(MdImage.object == one).order_by(MdImage.id))
    assert [(p.name, p.width) for p in pictures] == [
        ("IMG_1 (working copy).JPG", 6),  # first, since the landmarks lie on it
        ("IMG_1.JPG", 60),
    ]
    assert media.image_of(library, one.id) == media.stored_path(
        library, pictures[0].sha256, pictures[0].name
    )
    assert 1577900000 < pictures[0].modified < 1578050000  # the second of January 2020
    mesh = MdThreeDModel.get()
    assert mesh.name == "skull.obj"
    assert media.stored_path(library, mesh.sha256, mesh.name).read_text() == "v 0 0 3\n"
    assert "The photograph of full size stands behind the working copy: Trilobites, one." in (
        said.sentences
    )


def test_a_database_in_use_is_read_with_what_it_has_not_written_yet(
    library: Library, tmp_path: Path
) -> None:
    public = filled(tmp_path / "public")
    with closing(sqlite3.connect(public.database)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE mdobject SET object_name = 'renamed' WHERE object_name = 'one'")
        other.commit()
        before = state(public.folder)
        assert "Modan2.db-wal" in before
        taken(library, public.folder)
        assert state(public.folder) == before
    assert "renamed" in specimens(library, entries(library)["Trilobites"].id)


def test_a_copy_of_the_database_finds_its_files(library: Library, tmp_path: Path) -> None:
    public = filled(tmp_path / "public")
    copy = public.folder / "backups" / "Modan2.db.20240305"
    copy.parent.mkdir()
    copy.write_bytes(public.database.read_bytes())
    taken(library, copy)
    assert MdImage.select().count() == 3


ODD: dict[str, tuple[dict[str, object], dict[str, object], str, str]] = {
    "too many values": (
        {"propertyname_str": "town,sex"}, {"property_str": "Leeds, UK,f"},
        "3 values for 2 variables, so none is in a column; .*: Set, form", "Variables: Leeds, UK,f",
    ),
    "too few values": (
        {"propertyname_str": "a,b,c"}, {"property_str": "1,2"},
        "2 values for 3 variables, those of the last are missing; .*: Set, form", "Variables: 1,2",
    ),
    "no numbers": (
        {}, {"landmark_str": "1\tx\n3\t4"},
        r"no numbers are missing now: Set, form \(x\)", "Landmarks: 1\tx\n3\t4",
    ),
    "too many axes": (
        {}, {"landmark_str": "1 2 3\n4 5 6"},
        r"Set, form \(3 \(axis 3\), 6 \(axis 3\)\)", "Landmarks: 1 2 3\n4 5 6",
    ),
    "no scale": (
        {}, {"pixels_per_mm": 0.0}, r"cannot be are in the description: Set, form \(0.0\)",
        "Pixels in a mm: 0.0",
    ),
    "broken curves": (
        {}, {"curve_raw_json": "{broken"}, "were left out: Set, form", "Curves: {broken",
    ),
    "half a point": (
        {}, {"curve_raw_json": '{"c": [[1, 2], [3, null]]}'}, "were left out: Set, form",
        'Curves: c: [[1, 2], [3, null]]',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_what_does_not_fit_is_named_and_kept_as_text(
    library: Library, tmp_path: Path, case: str
) -> None:
    columns, more, sentence, text = ODD[case]
    public = Public(tmp_path / "public")
    number = public.dataset("Set", **columns)
    public.object(number, "form", **{"landmark_str": "1\t2\n3\t4", **more})
    said = taken(library, public.folder)
    assert any(re.search(sentence, line) for line in said.sentences), said
    assert text in MdObject.get().description


def test_a_value_is_never_put_into_another_column(library: Library, tmp_path: Path) -> None:
    public = Public(tmp_path / "public")
    number = public.dataset("Set", propertyname_str="town,sex")
    for values in ("Leeds, UK,f", "York", "Hull,m"):
        public.object(number, values, "1\t2", property_str=values)
    taken(library, public.folder)
    found = specimens(library, entries(library)["Set"].id).values()
    assert [list(s.variables.values()) for s in found] == [
        [None, None], ["York", None], ["Hull", "m"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "value", "text", "left"),
    [
        ("wireframe", "1-2,2-9,3", "Wireframe: 2-9; 3", [[0, 1]]),
        ("wireframe", "1-2,2-1,1-1", "Wireframe: 1-1", [[0, 1]]),
        ("polygons", "1-2-3,1-2", "Polygons: 1-2", [[0, 1, 2]]),
        ("baseline", "1,2,3", "Baseline: 1,2,3", []),
        ("baseline", "one,2", "Baseline: one,2", []),
    ],
)
def test_links_that_do_not_fit_are_named(
    library: Library, tmp_path: Path, part: str, value: str, text: str, left: list[list[int]]
) -> None:
    public = Public(tmp_path / "public")
    number = public.dataset("Set", **{part: value})
    public.object(number, "form", "1\t2\n3\t4\n5\t6")
    said = taken(library, public.folder)
    row = MdDataset.get()
    assert (getattr(row, part), row.description) == (left, text)
    assert f"Parts of the {part} do not fit and are in the description: Set." in said.sentences


def test_circles_and_lost_parents_come_to_the_top(library: Library, tmp_path: Path) -> None:
    public = Public(tmp_path / "public")
    for name, parent in (("a", 2), ("b", 1), ("c", 1), ("d", 99)):
        public.dataset(name, parent_id=parent)
    said = taken(library, public.folder)
    found = entries(library)
    parents = {name: entry.parent for name, entry in found.items()}
    assert parents == {"a": None, "b": found["a"].id, "c": found["a"].id, "d": None}
    assert "The data set that it lay below is not there: a, d." in said.sentences


def test_objects_without_a_data_set_get_one(library: Library, tmp_path: Path) -> None:
    public = Public(tmp_path / "public")
    public.object(7, "lost", "1 2 3")
    said = taken(library, public.folder)
    lost = entries(library)["Lost data set 7"]
    assert (lost.objects, lost.scheme.dimension) == (1, 3)
    assert "Objects of deleted data sets are in one of their own: Lost data set 7." in (
        said.sentences
    )


def test_files_and_columns_nobody_knows_are_named(library: Library, tmp_path: Path) -> None:
    public = Public(tmp_path / "public")
    number = public.dataset("Set")
    form = public.object(number, "form", "1 2")
    public.image(number, form, "gone.png").unlink()
    other = public.object(number, "other", "1 2")
    public.image(number, other, "text.png").write_text("no image")
    (public.folder / "data" / "1" / "99.png").write_text("spare")
    with closing(sqlite3.connect(public.database)) as connection, connection:
        connection.execute("ALTER TABLE mdobject ADD COLUMN efa_json TEXT")
        connection.execute("UPDATE mdobject SET efa_json = '[1]' WHERE object_name = 'form'")
        connection.execute("CREATE TABLE mdoutline (id INTEGER)")
    said = "\n".join(taken(library, public.folder).sentences)
    assert "Images whose files are missing: Set, form (gone.png)." in said
    assert "Files that are no images were left out: Set, other (2.png)." in said
    assert "Files that belong to no object were left out: data/1/99.png." in said
    assert "Tables that this program does not know were left out: mdoutline." in said
    assert "The unknown column 'efa_json' is in the description: Set, form." in said
    assert MdObject.get(MdObject.name == "form").description == "efa_json: [1]"


def test_objects_without_an_order_are_numbered(library: Library, tmp_path: Path) -> None:
    public = Public(tmp_path / "public")
    number = public.dataset("Set")
    for name, sequence in (("a", None), ("b", 2), ("c", 1), ("d", 2)):
        public.object(number, name, "1 2", sequence=sequence)
    taken(library, public.folder)
    columns = objects.load_columns(library, entries(library)["Set"].id)
    assert columns.names == ("c", "b", "d", "a")
    assert columns.sequences.tolist() == [1, 2, 3, 4]


def test_files_that_are_not_what_was_attached_are_named(library: Library, tmp_path: Path) -> None:
    content = described()
    entry = content["objects"][0]["files"]["image"]
    path = package(tmp_path / "wings.zip", content)
    with zipfile.ZipFile(path) as archive:
        entry["md5hash"] = hashlib.md5(archive.read("images/7.png")).hexdigest()
    reason = "Files that are not what was attached"
    said = taken(library, package(tmp_path / "same.zip", content))
    assert not any(line.startswith(reason) for line in said.sentences)
    entry["md5hash"] = "0" * 32
    said = taken(library, package(tmp_path / "other.zip", content))
    assert f"{reason}: smaller copies, or damaged ones: Wings, a (w1.png)." in said.sentences


def test_names_are_made_different(library: Library, tmp_path: Path) -> None:
    public = Public(tmp_path / "public")
    for _ in range(2):
        public.dataset("Set", propertyname_str="a,a,")
    taken(library, public.folder)
    assert list(entries(library)) == ["Set", "Set (2)"]
    assert [n for n, _ in entries(library)["Set"].scheme.variables] == ["a", "a (2)", "variable 3"]


def test_a_package_comes_in_with_everything(library: Library, tmp_path: Path) -> None:
    path = package(tmp_path / "wings.zip", described())
    said = taken(library, path)
    wings = entries(library)["Wings"]
    assert wings.scheme == datasets.Scheme(
        2, wireframe=((0, 1), (1, 2)), polygons=((2, 0, 1),), baseline=(0, 1),
        variables=(("sex", "text"), ("site", "text")), system="y down",
        curves=(Curve("vein"),),
    )  # fmt: skip
    found = specimens(library, wings.id)
    np.testing.assert_array_equal(found["a"].landmarks, [[1, 2], [np.nan, 4], [5, 6]])
    assert found["a"].variables == {"sex": "f", "site": "Leeds, UK"}
    assert (found["a"].scale, found["a"].curve_names) == (0.25, ("vein",))
    assert (MdImage.get().name, MdImage.get().modified) == ("w1.png", 1577934245)
    assert MdThreeDModel.get().name == "w2.obj"
    assert said.sentences[0] == ("wings.zip: imported 1 data set, 2 objects, 0 analyses, 2 files.")
    assert not check(library).findings


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_older_packages_lack_curves_and_analyses(
    library: Library, tmp_path: Path, version: str
) -> None:
    content = described(format_version=version)
    del content["dataset"]["curve_config"]
    for item in content["objects"]:
        del item["curve_raw"], item["curve_anchors"]
    taken(library, package(tmp_path / "wings.zip", content))
    assert MdObject.select().count() == 2


def test_a_backup_brings_all_its_data_sets(library: Library, tmp_path: Path) -> None:
    other = described()
    other["dataset"]["name"] = "Others"
    other["analyses"] = [{"analysis_name": "PCA", "pca_rotation_matrix_json": "[[1]]"}]
    path = backup(
        tmp_path / "library.zip",
        package(tmp_path / "0001_Wings.zip", described()),
        package(tmp_path / "0002_Others.zip", other),
    )
    taken(library, path)
    assert list(entries(library)) == ["Wings", "Others"]
    assert [a.name for a in entries(library)["Others"].analyses] == ["PCA"]


def test_a_package_that_was_packed_in_a_folder_is_read(library: Library, tmp_path: Path) -> None:
    path = package(tmp_path / "wings.zip", described())
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(tmp_path / "in.zip", "w") as target:
        target.mkdir("wings")
        for name in archive.namelist():
            target.writestr(f"wings/{name}", archive.read(name))
    taken(library, tmp_path / "in.zip")
    assert MdImage.select().count() == 1


def test_files_that_a_package_lacks_or_has_too_many_are_named(
    library: Library, tmp_path: Path
) -> None:
    content = described(colour="red")
    content["objects"][1]["files"]["model"]["path"] = "../../etc/passwd"
    path = package(tmp_path / "wings.zip", content, notes__readme=b"hello")
    said = "\n".join(taken(library, path).sentences)
    assert "Files that are not in the package: Wings, b (../../etc/passwd)." in said
    assert "left out: models/8.obj, notes/readme." in said
    assert "The unknown column 'colour' is in the description: Wings." in said


HOSTILE: dict[str, tuple[Any, str]] = {
    "no JSON": (b"{", "cannot be read"),
    "a list": (b"[]", "not as Modan2 writes it"),
    "deep": (b"[" * 100_000, "cannot be read"),
    "no version": (described(format_version=None), "its version '' cannot be read"),
    "newer": (described(format_version="2.0"), "newer version 2.0"),
    "no objects": (described(objects=5), "not as Modan2 writes it"),
    "odd objects": (described(objects=[5]), "not as Modan2 writes it"),
    "half a character": (described(objects=[{"name": "\ud800"}]), "the name of"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_packages_are_refused(library: Library, tmp_path: Path, case: str) -> None:
    content, reason = HOSTILE[case]
    path = tmp_path / "wings.zip"
    with zipfile.ZipFile(path, "w") as archive:
        data = content if isinstance(content, bytes) else json.dumps(content)
        archive.writestr("dataset.json", data)
    refuses(library, path, reason)


def test_hostile_members_are_refused(library: Library, tmp_path: Path) -> None:
    path = package(tmp_path / "wings.zip", described(), **{"..__..__evil": b"x"})
    refuses(library, path, "leads out of the file")
    path = package(tmp_path / "wings.zip", described(), bomb=bytes(40 << 20))
    refuses(library, path, "as a bomb")
    whole = package(tmp_path / "wings.zip", described()).read_bytes()
    for end in (10, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:end])
        refuses(library, path, "damaged or cut short")


def test_a_backup_in_a_backup_is_refused(library: Library, tmp_path: Path) -> None:
    inner = backup(tmp_path / "inner.zip", package(tmp_path / "wings.zip", described()))
    refuses(library, backup(tmp_path / "outer.zip", inner), "0 parts 'dataset.json'")


def test_any_column_can_hold_anything(library: Library, tmp_path: Path) -> None:
    """Rows of other programs and versions come in, or are refused with a sentence."""
    public, rng = filled(tmp_path / "public"), random.Random(6)
    whole = public.database.read_bytes()
    odd = [None, 0, -1, 2**62, 1.5, "", "x", "1,2", "[1]", "{", '{"a": 5}', b"\xff", "9" * 5000]
    with closing(sqlite3.connect(public.database)) as connection:
        places = [
            (table, row[1])
            for table in ("mddataset", "mdobject", "mdimage", "mdthreedmodel", "mdanalysis")
            for row in connection.execute(f"PRAGMA table_info({table})")
            if row[1] != "id"
        ]
    for _ in range(25):
        public.database.write_bytes(whole)
        with closing(sqlite3.connect(public.database)) as connection, connection:
            for table, column in rng.sample(places, 3):
                update = f"UPDATE OR IGNORE {table} SET {column} = ?"
                with suppress(sqlite3.IntegrityError):
                    connection.execute(update, (rng.choice(odd),))
        with suppress(UserError):
            taken(library, public.folder)
    assert not check(library).findings


def test_any_part_of_a_package_can_be_anything(library: Library, tmp_path: Path) -> None:
    rng = random.Random(6)
    odd = [None, True, -1, 2**70, "", "x", "\ud800", [], [[]], [None], {}, {"a": [1]}, "9" * 5000]
    for _ in range(25):
        content = described(analyses=[{"analysis_name": "PCA"}])
        for _ in range(rng.choice((1, 3))):
            holder, key = rng.choice(places_in(content))
            holder[key] = rng.choice(odd)
        with suppress(UserError):
            taken(library, package(tmp_path / "wings.zip", content))
    assert not check(library).findings


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every place in nested lists and dictionaries."""
    if not isinstance(value, list | dict):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [p for key in keys for p in places_in(value[key])]


def test_damaged_and_foreign_databases_are_refused(library: Library, tmp_path: Path) -> None:
    public = filled(tmp_path / "public")
    data = bytearray(public.database.read_bytes())
    data[3000:9000] = bytes(6000)
    public.database.write_bytes(data)
    refuses(library, public.folder, "is damaged or no database of Modan2")
    (tmp_path / "empty").mkdir()
    refuses(library, tmp_path / "empty", "There is no library in")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE mddataset (id)")
    refuses(library, tmp_path / "other.db", "is no database of Modan2")
    refuses(library, library.folder, "is a library of this program; .* restore")


def refuses(library: Library, path: Path, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        taken(library, path)
    assert not MdDataset.select().count()
    assert not [p for p in library.media.rglob("*") if p.is_file()]


def test_cancelling_leaves_nothing(library: Library, tmp_path: Path) -> None:
    public = filled(tmp_path / "public")
    calls: list[str] = []
    history = History(library)
    packaging.import_whole(history, [public.folder], lambda _d, _t, text: calls.append(text))
    history.undo()
    for file in [p for p in library.media.rglob("*") if p.is_file()]:
        file.unlink()
    for stop in range(len(calls)):
        left = iter(range(stop))

        def step(_done: int, _total: int, _text: str, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise Cancelled

        with pytest.raises(Cancelled):
            packaging.import_whole(History(library), [public.folder], step)
        assert not MdDataset.select().count()
        assert not [p for p in library.media.rglob("*") if p.is_file()]


def test_an_import_is_one_step_of_the_history(library: Library, tmp_path: Path) -> None:
    history = History(library)
    packaging.import_whole(history, [filled(tmp_path / "public").folder])
    assert history.labels == ("Import public",)
    history.undo()
    assert not any(t.select().count() for t in (MdDataset, MdObject, MdImage, MdAnalysis))
    history.redo()
    assert MdObject.select().count() == 3


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.none()


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=6),
    axes=st.sampled_from([2, 3]),
    separator=st.sampled_from(["\t", ",", ", "]),
)
def test_landmarks_are_read_as_they_were_written(
    rows: list[tuple[float | None, ...]], axes: int, separator: str
) -> None:
    lines = [
        separator.join("Missing" if n is None else repr(n) for n in row[:axes]) for row in rows
    ]
    points, odd = landmarks_of("\n".join(lines), axes)
    wanted = np.array([row[:axes] for row in rows], dtype=float).reshape(-1, axes)
    np.testing.assert_array_equal(points, wanted)
    np.testing.assert_array_equal(landmarks_of([list(row) for row in rows], axes)[0], wanted)
    assert not odd


@settings(deadline=None, max_examples=100)
@given(value=st.text() | st.lists(st.text() | st.lists(st.integers() | st.text()) | st.none()))
def test_anything_can_stand_in_a_column(value: object) -> None:
    links_of(value)
    names_of(value)
    points, _ = landmarks_of(value, 2)
    assert points.shape[1] == 2
