"""Objects in other data sets: landmarks checked, variables matched, media along."""

import pytest
from library_state import content, counted
from made import SCHEME, forms, made

from components.errors import Cancelled, UserError
from components.shape.specimen import Specimen
from components.store import combining, copying, datasets, digitising, objects
from components.store.analyses import StoredAnalysis, save
from components.store.datasets import Scheme
from components.store.library import Library
from MdModel import MdAnalysis, MdImage, MdObject, MdThreeDModel

OTHER = Scheme(2, variables=(("site", "text"), ("age", "text")))


def target(library: Library, scheme: Scheme = OTHER) -> int:
    """Make a data set with two objects that have four landmarks."""
    number = datasets.create(library, "Target", scheme)
    values = {"site": "York", "age": "young"}
    objects.add(
        library, number, [Specimen(f.name, f.landmarks, variables=values) for f in forms(2)]
    )
    return number


def test_copies_are_whole_and_in_order(library: Library) -> None:
    source, ids = made(library)
    number = target(library)
    new = copying.copy(library, ids[::-1], number)
    assert objects.load_columns(library, number).ids.tolist()[2:] == new
    assert objects.load_columns(library, number).sequences.tolist() == [1, 2, 3, 4, 5]
    for old, copied in zip(ids[::-1], new, strict=True):
        one, other = digitising.load(library, old), digitising.load(library, copied)
        assert one.landmarks.tobytes() == other.landmarks.tobytes()
        assert (one.name, one.scale, one.comment) == (other.name, other.scale, other.comment)
        for table, mark in ((MdImage, "a"), (MdThreeDModel, "b")):
            assert table.get(table.object == copied).sha256 == f"{mark}{old}"
    assert objects.load_columns(library, source).ids.tolist() == ids
    assert MdImage.select().count() == 6


def test_variables_are_matched_by_name_and_type(library: Library) -> None:
    _, ids = made(library)
    number = target(library)
    copying.copy(library, ids[1:2], number)
    assert datasets.dataset(library, number).scheme.variables == (
        ("site", "text"), ("age", "text"), ("species", "text"), ("adult", "flag")
    )  # fmt: skip
    assert objects.load_columns(library, number).variables == {
        "site": ("York", "York", None),
        "age": ("young", "young", repr(1 / 3)),
        "species": (None, None, "alba, é"),
        "adult": (None, None, False),
    }


def test_moved_objects_keep_ids_and_media(library: Library) -> None:
    source, ids = made(library)
    number = target(library)
    pictures = content(library)["mdimage"]
    copying.move(library, [ids[2], ids[0]], number)
    assert objects.load_columns(library, number).ids.tolist()[2:] == [ids[2], ids[0]]
    assert objects.load_columns(library, number).variables["age"][2:] == (repr(2 / 3), "0")
    assert objects.load_columns(library, source).ids.tolist() == [ids[1]]
    assert content(library)["mdimage"] == pictures
    before = content(library)["mdobject"]
    copying.move(library, [ids[2], ids[0]], number)
    assert content(library)["mdobject"] == before


def test_objects_can_be_copied_within_their_data_set(library: Library) -> None:
    number, ids = made(library)
    copying.copy(library, ids, number)
    columns = objects.load_columns(library, number)
    assert columns.names == ("form 0", "form 1", "form 2") * 2
    assert columns.variables["age"][:3] == columns.variables["age"][3:]


def test_what_does_not_fit_is_refused_and_changes_nothing(library: Library) -> None:
    _, ids = made(library)
    space = datasets.create(library, "Space", Scheme(3))
    wide = datasets.create(library, "Wide", Scheme(2))
    objects.add(library, wide, forms(1, 5))
    numbers = datasets.create(library, "Numbers", Scheme(2, variables=(("species", "number"),)))
    before = content(library)
    for act in (copying.copy, copying.move):
        with pytest.raises(UserError, match="^'Set' is 2-D and 'Space' 3-D; choose"):
            act(library, ids, space)
        with pytest.raises(UserError, match=r"^form 0 \(4\), .*: not 5 landmarks .* of 'Wide'"):
            act(library, ids, wide)
        with pytest.raises(UserError, match="^form 0, species .*'alba, é' is not a number"):
            act(library, ids, numbers)
        with pytest.raises(UserError, match="object is no longer"):
            act(library, [*ids, 99], wide)
        with pytest.raises(UserError, match="data set is no longer"):
            act(library, ids, 99)
        assert content(library) == before


def test_objects_without_landmarks_fit_everywhere(library: Library) -> None:
    number = target(library)
    (bare,) = objects.add(library, datasets.create(library, "Bare", SCHEME), forms(1, 0))
    copying.move(library, [bare], number)
    assert len(objects.load_columns(library, number).ids) == 3


def test_a_data_set_is_duplicated(library: Library) -> None:
    number, _ = made(library)
    save(library, StoredAnalysis(number, "first", "mark", {"a": 1}, {}))
    plain = combining.duplicate(library, number)
    full = combining.duplicate(library, number, analyses=True)
    names = [(d.name, d.objects, len(d.analyses)) for d in datasets.tree(library)]
    assert names == [("Set", 3, 1), ("Set (2)", 3, 0), ("Set (3)", 3, 1)]
    first, second, third = (objects.load_table(library, n) for n in (number, plain, full))
    assert first.coords.tobytes() == second.coords.tobytes() == third.coords.tobytes()
    assert first.variables == third.variables
    assert datasets.dataset(library, full).scheme == SCHEME
    assert [row.fingerprint for row in MdAnalysis.select()] == ["mark", "mark"]


def test_data_sets_are_merged(library: Library) -> None:
    number, _ = made(library)
    other = target(library)
    new = combining.merge(library, [other, number], " Both ")
    columns = objects.load_columns(library, new)
    assert datasets.dataset(library, new).name == "Both"
    assert columns.names == ("form 0", "form 1", "form 0", "form 1", "form 2")
    assert columns.variables["site"] == ("York", "York", None, None, None)
    assert [d.objects for d in datasets.tree(library)] == [3, 2, 5]


def test_data_sets_that_differ_are_not_merged(library: Library) -> None:
    number, _ = made(library)
    wide = datasets.create(library, "Wide", Scheme(2))
    objects.add(library, wide, forms(1, 5))
    before = content(library)
    with pytest.raises(UserError, match=r"form 0 \(5\): not 4 landmarks"):
        combining.merge(library, [number, wide], "Both")
    with pytest.raises(UserError, match="needs a name"):
        combining.merge(library, [number], " ")
    assert content(library) == before


def test_a_data_set_is_split_by_a_variable(library: Library) -> None:
    number = datasets.create(library, "Set", Scheme(2, variables=(("age", "number"),)))
    ages = (10.0, 2.0, None, 10.0, 2.5)
    specimens = [
        Specimen(f"{i}", f.landmarks, variables={"age": age})
        for i, (f, age) in enumerate(zip(forms(5), ages, strict=True))
    ]
    objects.add(library, number, specimens)
    new = combining.split(library, number, "age")
    parts = {d.name: d.id for d in datasets.tree(library) if d.parent == number}
    assert list(parts) == ["2", "2.5", "10", "no age"]
    assert list(parts.values()) == new
    names = [objects.load_columns(library, part).names for part in new]
    assert names == [("1",), ("4",), ("0", "3"), ("2",)]
    assert datasets.dataset(library, number).objects == 5


def test_a_data_set_is_not_split_into_too_many(library: Library) -> None:
    number = datasets.create(library, "Set", Scheme(2, variables=(("age", "number"),)))
    with pytest.raises(UserError, match="no objects to split"):
        combining.split(library, number, "age")
    many = [Specimen(f"{i}", forms(1)[0].landmarks, variables={"age": i / 1}) for i in range(300)]
    objects.add(library, number, many)
    with pytest.raises(UserError, match="300 different values"):
        combining.split(library, number, "age")
    with pytest.raises(UserError, match="'sex' is no longer"):
        combining.split(library, number, "sex")


def test_a_cancelled_copy_leaves_nothing(library: Library) -> None:
    number, _ = made(library)
    before = content(library)

    def stop(done: int, _total: int, _text: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        combining.duplicate(library, number, step=stop)
    assert content(library) == before


def test_many_objects_take_no_more_statements(library: Library) -> None:
    number = target(library)
    few, many = made(library, 2)[1], made(library, 200, "Large")[1]
    for act in (copying.copy, copying.move):
        with counted(library) as statements:
            act(library, few, number)
        with counted(library) as more:
            act(library, many, number)
        assert len(more) <= len(statements) < 30
    assert MdObject.select().count() == 2 + 2 * (2 + 200)
