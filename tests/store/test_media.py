"""Files of images and meshes: proven when stored, and never lost while a row may need them."""

import os
import time
from pathlib import Path

import pytest
from library_contents import content, fill, media_of
from PIL import Image

from components.errors import Cancelled, UserError
from components.store import changes, datasets, files, media
from components.store.library import Library
from components.store.lock import LOCK
from components.store.sweep import ORPHANS, sweep


@pytest.fixture
def objects(library: Library, tmp_path: Path) -> list[int]:
    """Fill the library and return the ids of its objects; the first two have pictures."""
    fill(library, tmp_path / "files")
    return [int(str(row[0])) for row in content(library)["mdobject"]]


def set_aside(library: Library) -> set[str]:
    return {path.name for path in (library.media / ORPHANS).glob("*")}


def tidy(library: Library) -> None:
    sweep(library.database.connection(), library.folder)


def test_equal_files_are_stored_once(library: Library, objects: list[int], tmp_path: Path) -> None:
    before = media_of(library.folder)
    (tmp_path / "copy.PNG").write_bytes((tmp_path / "files" / "red.png").read_bytes())
    media.attach_images(library, [media.Attachment(objects[2], tmp_path / "copy.PNG")])
    assert media_of(library.folder) == before
    assert media.image_of(library, objects[2]) == media.image_of(library, objects[0])


def test_a_file_that_has_decayed_is_replaced(
    library: Library, objects: list[int], tmp_path: Path
) -> None:
    before = media_of(library.folder)
    stored = media.image_of(library, objects[0])
    assert stored is not None
    stored.write_bytes(b"decayed")
    media.attach_images(library, [media.Attachment(objects[2], tmp_path / "files" / "red.png")])
    assert media_of(library.folder) == before


def test_what_was_written_is_read_again(
    library: Library, objects: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(library), media_of(library.folder)
    monkeypatch.setattr(files, "sha256_of", lambda _path: "of something else")
    with pytest.raises(UserError, match="is not what was read from it"):
        media.attach_meshes(library, [media.Attachment(objects[2], tmp_path / "files/cube.ply")])
    monkeypatch.undo()
    assert (content(library), media_of(library.folder)) == before


def test_nothing_stays_of_files_when_one_of_them_fails(
    library: Library, objects: list[int], tmp_path: Path
) -> None:
    before = content(library), media_of(library.folder)
    Image.new("RGB", (2, 2), "green").save(tmp_path / "green.png")
    (tmp_path / "text.png").write_text("no image")
    pictures = [media.Attachment(objects[2], tmp_path / name) for name in ("green.png", "text.png")]
    with pytest.raises(UserError, match=r"text\.png is not an image"):
        media.attach_images(library, pictures)
    assert (content(library), media_of(library.folder)) == before

    def stop(done: int, _total: int, _text: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        media.attach_meshes(library, pictures, stop)
    assert (content(library), media_of(library.folder)) == before


def test_files_stay_while_undo_may_need_them(library: Library, objects: list[int]) -> None:
    before = content(library), media_of(library.folder)
    with changes.recorded(library) as made:
        media.detach_images(library, objects)
        media.detach_meshes(library, objects[:1])
        datasets.delete(library, datasets.tree(library)[0].id)
    assert media_of(library.folder) == before[1]
    changes.reverse(library, made)
    assert (content(library), media_of(library.folder)) == before


def test_closing_sets_aside_what_no_row_needs(
    library: Library, objects: list[int], tmp_path: Path
) -> None:
    (library.media / "mine.txt").write_text("of the user")
    kept = media.image_of(library, objects[1])
    gone = media.image_of(library, objects[0])
    assert kept is not None
    assert gone is not None
    media.detach_images(library, objects[:1])
    (library.media / "incoming.partial").write_text("half")
    kept.with_name("x.partial").write_text("half")
    library.close()
    assert kept.exists()
    assert (library.media / "mine.txt").exists()
    assert set_aside(library) == {gone.name}
    assert not list(library.folder.rglob("*.partial"))
    Library(tmp_path / "library").close()
    assert set_aside(library) == {gone.name}


def test_what_was_set_aside_goes_after_a_month(library: Library, objects: list[int]) -> None:
    media.detach_images(library, objects)
    tidy(library)
    (old, young) = sorted((library.media / ORPHANS).iterdir())
    month = 31 * 24 * 3600
    os.utime(old, (time.time() - month, time.time() - month))
    (library.media / ORPHANS / "mine.png").write_text("of the user")
    os.utime(library.media / ORPHANS / "mine.png", (0, 0))
    tidy(library)
    assert set_aside(library) == {young.name, "mine.png"}


def test_a_library_that_crashed_is_tidied_when_it_opens(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library(folder) as library:
        fill(library, tmp_path / "files")
        before = media_of(folder)
    stray = folder / "media" / "ab" / ("ab" * 32 + ".png")
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"copied, but never committed")
    (folder / LOCK).write_text("the process that died")
    with Library(folder) as library:
        assert media_of(folder) == before
        assert set_aside(library) == {stray.name}


def test_a_sweep_that_fails_does_not_keep_a_library_from_closing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise PermissionError

    with Library(tmp_path / "library") as library:
        fill(library, tmp_path / "files")
        media.detach_images(library, [1, 2])
        monkeypatch.setattr(Path, "replace", fail)
    monkeypatch.undo()
    with Library(tmp_path / "library") as library:
        assert len(media_of(library.folder)) == 3
    assert len(media_of(library.folder)) == 1
