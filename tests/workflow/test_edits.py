"""Every edit is one step of the history, has a label for people, and is undone to the byte."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from library_state import content
from PIL import Image

from components.errors import Cancelled, UserError
from components.shape.curves import Curve
from components.shape.specimen import Specimen
from components.store import analyses, datasets, digitising, media, objects, stopping
from components.store.analyses import StoredAnalysis
from components.store.datasets import AnalysisEntry, Scheme
from components.store.media import Attachment
from components.workflow import edits
from components.workflow.history import Editor, Pending
from components.workflow.session import Session

SCHEME = Scheme(
    2,
    landmark_names=("tip", "notch", "base"),
    wireframe=((0, 1),),
    variables=(("species", "text"), ("age", "number")),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Give a library with a data set 'wings' (1), its objects 1 to 3, and an analysis (1)."""
    opened = Session(tmp_path / "library")
    library = opened.library
    number = datasets.create(library, "wings", SCHEME)
    form = np.array([[0.0, 0], [4, 0], [0, 3]])
    values = {"species": "alba", "age": 2.0}
    specimens = [Specimen(f"wing_{i}", form + i, variables=values) for i in range(1, 4)]
    objects.add(library, number, specimens)
    datasets.create(library, "other", SCHEME)
    analyses.save(library, StoredAnalysis(number, "first", "mark", {}, {}))
    library.database.execute_sql("UPDATE mdobject SET modified = 1")
    library.database.execute_sql("UPDATE mddataset SET modified = 1")
    yield opened
    opened.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "wing.png"
    Image.new("L", (8, 6)).save(path)
    return path


ENTRY = AnalysisEntry(1, 1, "first", "mark")
Edit = Callable[[Editor], object]

EDITS: list[tuple[str, Edit]] = [
    ("Move landmark 3 of wing_1", lambda h: edits.move_landmark(h, 1, 2, (5, 6))),
    ("Mark as missing landmark 1 of wing_2", lambda h: edits.move_landmark(h, 2, 0, None)),
    ("Add landmark to wing_1", lambda h: edits.add_landmark(h, 1, (5, 6))),
    ("Insert landmark 2 of wing_1", lambda h: edits.insert_landmark(h, 1, 1, (5, 6))),
    ("Remove landmark 1 of wing_3", lambda h: edits.remove_landmark(h, 3, 0)),
    ("Change landmarks of wing_1", lambda h: edits.set_landmarks(h, 1, np.eye(3, 2))),
    ("Change curves of wings", lambda h: edits.set_curves_of_dataset(h, 1, [Curve("rim")])),
    ("Change curves of wing_1", lambda h: edits.set_curves(h, 1, [np.eye(2)])),
    ("New object in wings", lambda h: edits.add_object(h, 1)),
    ("Rename wing_2", lambda h: edits.rename_objects(h, {2: "b"})),
    ("Rename 2 objects", lambda h: edits.rename_objects(h, {2: "b", 3: "c"})),
    ("Describe wing_1", lambda h: edits.describe_objects(h, {1: "torn"})),
    ("Set scale of 3 objects", lambda h: edits.set_scale(h, [1, 2, 3], 0.5, "mm")),
    ("Number wing_1", lambda h: edits.set_sequences(h, {1: 9})),
    ("Reorder 3 objects", lambda h: edits.reorder_objects(h, 1, [3, 2, 1])),
    ("Delete 2 objects", lambda h: edits.delete_objects(h, [1, 2])),
    ("Change age of wing_1", lambda h: edits.set_cells(h, 1, {(1, "age"): "3"})),
    (
        "Change age of 2 objects",
        lambda h: edits.set_cells(h, 1, {(1, "age"): 3.0, (2, "age"): None}),
    ),
    (
        "Change 4 cells",
        lambda h: edits.set_cells(
            h, 1, {(1, "age"): 3.0, (1, "species"): "b"}, names={2: "b"}, sequences={2: 7}
        ),
    ),
    ("Change name of wing_2", lambda h: edits.set_cells(h, 1, {}, names={2: "b"})),
    ("Add variable site", lambda h: edits.add_variable(h, 1, "site", "flag", 0)),
    ("Rename variable age to years", lambda h: edits.rename_variable(h, 1, "age", "years")),
    ("Make variable age a text", lambda h: edits.retype_variable(h, 1, "age", "text")),
    ("Move variable age", lambda h: edits.move_variable(h, 1, "age", 0)),
    ("Remove variable species", lambda h: edits.remove_variable(h, 1, "species")),
    ("Name landmarks of wings", lambda h: edits.set_landmark_names(h, 1, ["a", "b", "c"])),
    ("Change wireframe of wings", lambda h: edits.set_wireframe(h, 1, [(0, 2)])),
    ("Change polygons of wings", lambda h: edits.set_polygons(h, 1, [(0, 1, 2)])),
    ("Change baseline of wings", lambda h: edits.set_baseline(h, 1, (0, 1))),
    ("Insert landmark 2 in wings", lambda h: edits.insert_landmark_everywhere(h, 1, 1)),
    ("Remove landmark 1 from wings", lambda h: edits.remove_landmark_everywhere(h, 1, 0)),
    ("Save view old", lambda h: edits.save_view(h, 1, "old", "age > 3 and missing = 0")),
    ("New data set legs", lambda h: edits.create_dataset(h, "legs", SCHEME, 1)),
    ("Rename data set wings", lambda h: edits.rename_dataset(h, 1, "legs")),
    (
        "Change data set wings",
        lambda h: edits.change_dataset(
            h, 1, name="legs", description="long", wireframe=[(1, 2)], baseline=(0, 1)
        ),
    ),
    ("Move data set wings", lambda h: edits.move_dataset(h, 1, 2)),
    ("Delete data set wings", lambda h: edits.delete_dataset(h, 1)),
    ("Rename analysis first", lambda h: edits.rename_analysis(h, ENTRY, "second")),
    ("Delete analysis first", lambda h: edits.delete_analysis(h, ENTRY)),
    ("Copy wing_1 to other", lambda h: edits.copy_objects(h, [1], 2)),
    ("Move 2 objects to other", lambda h: edits.move_objects(h, [1, 3], 2)),
    ("Duplicate data set wings", lambda h: edits.duplicate_dataset(h, 1, analyses=True)),
    ("Merge 2 data sets into all", lambda h: edits.merge_datasets(h, [1, 2], "all")),
    ("Split data set wings by species", lambda h: edits.split_dataset(h, 1, "species")),
    ("Average replicates of wings", lambda h: edits.average_replicates(h, 1, "species")),
]


@pytest.mark.parametrize(("label", "edit"), EDITS, ids=[label for label, _ in EDITS])
def test_an_edit_is_one_step_that_is_undone_to_the_byte(
    session: Session, label: str, edit: Edit
) -> None:
    before = content(session.library)
    edit(session.history)
    after = content(session.library)
    assert after != before
    assert session.history.labels == (label,)
    session.history.undo()
    assert content(session.library) == before
    session.history.redo()
    assert content(session.library) == after


@pytest.mark.parametrize(("label", "edit"), EDITS, ids=[label for label, _ in EDITS])
def test_an_edit_that_is_stopped_anywhere_changes_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch, label: str, edit: Edit
) -> None:
    monkeypatch.setattr(stopping, "_INSTRUCTIONS", 1)  # SQLite asks as often as it can
    before = content(session.library)
    for bearing in (2**i for i in range(20)):
        left = iter(range(bearing))

        def step(_done: int, _total: int, _text: str, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise Cancelled

        pending = Pending(session.library, step)
        try:
            edit(pending)
        except Cancelled:
            assert (content(session.library), pending.done) == (before, [])
        else:
            break
    assert bearing > 4
    assert [done.label for done in pending.done] == [label]


def test_views_are_renamed_and_removed(session: Session) -> None:
    edits.save_view(session.history, 1, "old", "age > 3")
    edits.rename_view(session.history, 1, "old", "very old")
    edits.remove_view(session.history, 1, "very old")
    labels = ("Remove view very old", "Rename view old to very old", "Save view old")
    assert session.history.labels == labels
    assert datasets.dataset(session.library, 1).views == ()


def test_a_view_must_speak_of_columns_that_are_there(session: Session) -> None:
    with pytest.raises(UserError, match="no column 'weight'"):
        edits.save_view(session.history, 1, "heavy", "weight > 3")
    assert session.history.labels == ()


def test_media_are_attached_replaced_and_detached(session: Session, picture: Path) -> None:
    history, library = session.history, session.library
    states = [content(library)]
    acts: list[tuple[str, Edit]] = [
        ("Attach image to wing_1", lambda h: edits.attach_images(h, [Attachment(1, picture)])),
        ("Attach mesh to wing_2", lambda h: edits.attach_meshes(h, [Attachment(2, picture)])),
        ("Replace image of wing_1", lambda h: edits.replace_image(h, 1, picture)),
        ("Replace mesh of wing_2", lambda h: edits.replace_mesh(h, 2, picture)),
        ("Remove image of wing_1", lambda h: edits.detach_images(h, [1])),
        ("Remove mesh of wing_2", lambda h: edits.detach_meshes(h, [2])),
    ]
    for label, act in acts:
        act(history)
        assert history.undo_label == label
        states.append(content(library))
    assert media.image_of(library, 1) is None
    for state in reversed(states[:-1]):
        history.undo()
        assert content(library) == state
    for state in states[1:-2]:
        history.redo()
        assert content(library) == state
    stored = media.image_of(library, 1)
    history.undo()
    assert stored == media.image_of(library, 1)
    assert stored is not None
    assert stored.read_bytes() == picture.read_bytes()


def test_a_picture_that_cannot_be_read_replaces_nothing(
    session: Session, picture: Path, tmp_path: Path
) -> None:
    edits.attach_images(session.history, [Attachment(1, picture)])
    before = content(session.library)
    broken = tmp_path / "broken.png"
    broken.write_text("no image")
    with pytest.raises(UserError, match="is not an image"):
        edits.replace_image(session.history, 1, broken)
    assert content(session.library) == before
    assert session.history.labels == ("Attach image to wing_1",)


def test_a_paste_with_one_wrong_value_changes_nothing(session: Session) -> None:
    before = content(session.library)
    cells: dict[tuple[int, str], str | float | None] = {(1, "species"): "b", (2, "age"): "old"}
    with pytest.raises(UserError, match=r"wing_2, age \('old' is not a number\)"):
        edits.set_cells(session.history, 1, cells, names={1: "new"})
    assert content(session.library) == before
    assert session.history.labels == ()


def test_a_dialog_with_one_wrong_entry_changes_nothing(session: Session) -> None:
    before = content(session.library)
    with pytest.raises(UserError, match="Wireframe line 1-9"):
        edits.change_dataset(session.history, 1, name="legs", wireframe=[(0, 8)])
    assert content(session.library) == before


def test_an_edit_says_when_and_undo_says_when_before(session: Session) -> None:
    query = "SELECT modified FROM mdobject WHERE id = 1"
    edits.move_landmark(session.history, 1, 0, (9, 9))
    (after,) = session.library.database.execute_sql(query).fetchone()
    assert after > 1
    session.history.undo()
    assert session.library.database.execute_sql(query).fetchone() == (1,)


def test_an_edit_that_changes_nothing_is_no_step(session: Session) -> None:
    point = digitising.load(session.library, 1).landmarks[0].tolist()
    edits.move_landmark(session.history, 1, 0, point)
    edits.set_cells(session.history, 1, {(1, "age"): 2.0})
    edits.rename_objects(session.history, {1: "wing_1"})
    assert session.history.labels == ()


def test_a_dialog_may_make_many_edits_one_step(session: Session) -> None:
    before = content(session.library)
    with session.history.together("Change data set wings") as parts:
        edits.rename_variable(parts, 1, "age", "years")
        edits.set_wireframe(parts, 1, [])
    assert session.history.labels == ("Change data set wings",)
    session.history.undo()
    assert content(session.library) == before


def test_every_edit_is_offered_at_the_door() -> None:
    assert sorted(edits.__all__) == edits.__all__
    assert all(callable(getattr(edits, name)) for name in edits.__all__)
