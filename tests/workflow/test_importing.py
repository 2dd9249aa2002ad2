"""Files become one data set with their covariates, images and meshes, or nothing at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from components.errors import Cancelled, UserError
from components.shape.table import table_of
from components.store import datasets, media, objects
from components.store.library import Library
from components.workflow import importing, sample
from MdModel import MdImage, MdThreeDModel

TRIANGLES = """LM=3
0 0
4 0
0 3
IMAGE=photo one.png
ID=a
SCALE=0.5
LM=3
0 0
4 1
0 3
IMAGE=C:\\pictures\\photo two.png
ID=b
SCALE=0.5
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def triangles(tmp_path: Path) -> Path:
    path = tmp_path / "triangles.tps"
    path.write_text(TRIANGLES)
    Image.new("L", (8, 6)).save(tmp_path / "photo one.png")
    Image.new("L", (8, 7)).save(tmp_path / "photo two.png")
    return path


def files_of(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def test_images_come_along(library: Library, triangles: Path) -> None:
    incoming = importing.read_files([triangles])
    importing.store(library, incoming, "triangles")
    rows = list(MdImage.select())
    assert [(row.name, row.width, row.height) for row in rows] == [
        ("photo one.png", 8, 6),
        ("photo two.png", 8, 7),
    ]
    stored = media.image_of(library, rows[0].object_id)
    assert stored is not None
    assert stored.read_bytes() == (triangles.parent / "photo one.png").read_bytes()
    assert len(files_of(library.media)) == 2


def test_what_the_camera_wrote_is_kept(library: Library, triangles: Path) -> None:
    exif = Image.Exif()
    exif[0x0110] = "Camera 7"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:23 10:00:00"
    Image.new("L", (8, 6)).save(triangles.parent / "photo one.png", exif=exif)
    importing.store(library, importing.read_files([triangles]), "triangles")
    row = MdImage.get_by_id(1)
    assert row.exif["Model"] == "Camera 7"
    assert row.exif["DateTimeOriginal"] == "2026:11:23 10:00:00"
    assert row.modified == int((triangles.parent / "photo one.png").stat().st_mtime)


def test_equal_images_are_stored_once(library: Library, triangles: Path) -> None:
    for name in ("first", "second"):
        importing.store(library, importing.read_files([triangles]), name)
    assert MdImage.select().count() == 4
    assert len(files_of(library.media)) == 2


def test_absent_images_are_named(triangles: Path) -> None:
    (triangles.parent / "photo two.png").unlink()
    notes = importing.all_notes(importing.read_files([triangles]))
    assert any("1 of 2 images" in note and "photo two.png" in note for note in notes)


def test_a_broken_image_stops_the_import_and_leaves_nothing(
    library: Library, triangles: Path
) -> None:
    (triangles.parent / "photo two.png").write_text("no image")
    incoming = importing.read_files([triangles])
    with pytest.raises(UserError, match="photo two.png is not an image"):
        importing.store(library, incoming, "triangles")
    assert datasets.tree(library) == ()
    assert files_of(library.media) == []


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6])
def test_cancelled_at_any_step_it_leaves_nothing(
    library: Library, triangles: Path, at: int
) -> None:
    calls = 0

    def stop(_done: int, _total: int, _text: str) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise Cancelled

    incoming = importing.read_files([triangles])
    if at <= 5:  # three steps of objects, one for each image
        with pytest.raises(Cancelled):
            importing.store(library, incoming, "triangles", step=stop)
        assert datasets.tree(library) == ()
        assert files_of(library.media) == []
    else:
        importing.store(library, incoming, "triangles", step=stop)
        assert calls == 5


def test_variables_are_joined_by_name(triangles: Path, tmp_path: Path) -> None:
    table = tmp_path / "facts.csv"
    table.write_text('specimen,site,weight,adult\nb,"Leeds, UK",2.5,true\nc,York,1,false\n')
    incoming = importing.read_files([triangles], table)
    assert [s.variables.get("site") for s in incoming.specimens] == [None, "Leeds, UK"]
    assert dict(incoming.scheme.variables) == {"site": "text", "weight": "number", "adult": "flag"}
    text = " ".join(incoming.notes)
    assert "no row for 1 specimen: a" in text
    assert "1 row without a specimen: c" in text


def test_meshes_are_named_in_a_table(library: Library, triangles: Path, tmp_path: Path) -> None:
    (tmp_path / "a.ply").write_text("ply\n")
    table = tmp_path / "facts.csv"
    table.write_text("specimen,mesh\na,a.ply\nb,\n")
    importing.store(library, importing.read_files([triangles], table), "triangles")
    assert [row.name for row in MdThreeDModel.select()] == ["a.ply"]


def test_two_files_make_one_data_set(triangles: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.tps"
    more.write_text(TRIANGLES.replace("ID=a", "ID=c").replace("ID=b", "ID=d"))
    incoming = importing.read_files([triangles, more])
    assert [s.name for s in incoming.specimens] == ["a", "b", "c", "d"]
    assert [s.name for s in incoming.sources] == ["triangles.tps", "more.tps"]


def test_two_and_three_dimensions_do_not_mix(triangles: Path, tmp_path: Path) -> None:
    solid = tmp_path / "solid.tps"
    solid.write_text("LM3=3\n0 0 0\n1 0 0\n0 1 1\nID=s\n")
    with pytest.raises(UserError, match=r"^s: not 2-D like the other objects"):
        importing.read_files([triangles, solid])


def test_odd_landmark_counts_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "odd.tps"
    path.write_text(TRIANGLES + "LM=4\n0 0\n1 0\n0 1\n2 2\nID=odd\n")
    notes = " ".join(importing.read_files([path]).notes)
    assert "1 object does not have 3 landmarks like the others: odd (4, line 15)" in notes


def test_the_sample_is_imported_whole(library: Library) -> None:
    wings, skulls = sample.import_sample(library)
    assert MdImage.select().count() == 60
    assert MdThreeDModel.select().count() == 6
    table = objects.load_table(library, wings)
    assert (table.objects, table.landmarks, table.axes, table.missing) == (60, 18, 2, 11)
    assert set(table.groups(sample.GROUP)) == {
        "simulated alba",
        "simulated brevis",
        "simulated clara",
    }
    assert objects.load_table(library, skulls).axes == 3
    assert sample.import_sample(library) == []


def test_what_was_read_is_what_is_stored(library: Library, triangles: Path) -> None:
    incoming = importing.read_files([triangles])
    number = importing.store(library, incoming, "triangles")
    stored, read = objects.load_table(library, number), table_of(incoming.specimens)
    assert stored.coords.tobytes() == read.coords.tobytes()
    assert stored.scales.tobytes() == read.scales.tobytes()
    assert stored.variables == read.variables
