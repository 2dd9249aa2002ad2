"""A library is one folder; objects go in and come out bit for bit."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.errors import Cancelled, RaggedDataset, UserError
from components.shape.specimen import Specimen
from components.store import changes, datasets, objects
from components.store.codec import (
    pack_arrays,
    pack_curves,
    pack_landmarks,
    unpack_arrays,
    unpack_curves,
    unpack_landmarks,
)
from components.store.datasets import Scheme
from components.store.library import DATABASE, Library

PLANE = Scheme(2, variables=(("species", "text"), ("age", "number"), ("adult", "flag")))


def forms(count: int, landmarks: int = 4) -> list[Specimen]:
    rng = np.random.default_rng(count)
    return [
        Specimen(
            f"form, {i}",
            rng.normal(size=(landmarks, 2)),
            scale=0.25,
            unit="mm",
            comment="seen\tby me",
            variables={"species": "Leeds, UK", "age": i / 3, "adult": i % 2 == 0},
        )
        for i in range(count)
    ]


@contextmanager
def counted(library: Library) -> Iterator[list[str]]:
    """Collect the statements that the block sends to the database."""
    statements: list[str] = []
    connection = library.database.connection()
    connection.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        connection.set_trace_callback(None)


def content(library: Library) -> dict[str, list[tuple[object, ...]]]:
    tables = ("mddataset", "mdobject", "mdimage", "mdthreedmodel", "mdanalysis")
    return {
        t: library.database.execute_sql(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in tables
    }


def test_objects_come_back_bit_for_bit_and_in_order(library: Library) -> None:
    number = datasets.create(library, "Set", PLANE)
    specimens = forms(9)
    specimens[3].landmarks[1] = np.nan
    objects.add(library, number, specimens)
    table = objects.load_table(library, number)
    assert table.names == tuple(s.name for s in specimens)
    assert table.coords.tobytes() == b"".join(s.landmarks.tobytes() for s in specimens)
    assert table.variables["species"] == ("Leeds, UK",) * 9
    assert table.variables["age"] == tuple(i / 3 for i in range(9))
    assert table.unit == "mm"
    assert table.missing == 1


def test_no_query_per_object(library: Library) -> None:
    number = datasets.create(library, "Set", PLANE)
    with counted(library) as few:
        objects.add(library, number, forms(2))
    objects.add(library, number, forms(300))
    with counted(library) as load:
        objects.load_table(library, number)
    with counted(library) as columns:
        objects.load_columns(library, number)
    with counted(library) as tree:
        datasets.tree(library)
    assert len(few) <= 8
    assert (len(load), len(columns), len(tree)) == (4, 4, 2)  # BEGIN and COMMIT, too


def test_columns_of_objects(library: Library) -> None:
    number = datasets.create(library, "Set", PLANE)
    specimens = [*forms(3), Specimen("bare", np.empty((0, 2)))]
    specimens[1].landmarks[0, 1] = np.nan
    objects.add(library, number, specimens)
    columns = objects.load_columns(library, number)
    assert columns.landmarks.tolist() == [4, 4, 4, 0]
    assert columns.missing.tolist() == [0, 1, 0, 0]
    assert np.isnan(columns.centroid_sizes).tolist() == [False, True, False, True]
    assert columns.variables["adult"] == (True, False, True, None)
    again = objects.load_columns(library, number)
    np.testing.assert_array_equal(columns.centroid_sizes, again.centroid_sizes)


def test_a_cancelled_import_leaves_the_library_as_it_was(library: Library) -> None:
    number = datasets.create(library, "Set", PLANE)
    before = content(library)

    def stop(done: int, _total: int, _text: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        objects.add(library, number, forms(2500), stop)
    assert content(library) == before


def test_ragged_and_empty_data_sets_are_refused(library: Library) -> None:
    number = datasets.create(library, "Set", PLANE)
    with pytest.raises(UserError, match="'Set' has no objects yet"):
        objects.load_table(library, number)
    objects.add(library, number, [*forms(3), Specimen("odd", np.zeros((3, 2)))])
    with pytest.raises(RaggedDataset, match=r"^odd \(3 landmarks\): not 4 landmarks"):
        objects.load_table(library, number)


def test_names_are_made_unique_among_siblings(library: Library) -> None:
    first = datasets.create(library, "Set", PLANE)
    datasets.create(library, "Set", PLANE)
    datasets.create(library, "Set", PLANE, parent=first)
    assert [d.name for d in datasets.tree(library)] == ["Set", "Set", "Set (2)"]


def test_what_an_edit_changed_is_reversed_to_the_byte(library: Library) -> None:
    top = datasets.create(library, "Top", PLANE)
    below = datasets.create(library, "Below", PLANE, parent=top)
    for number in (top, below):
        objects.add(library, number, forms(5))
    before = content(library)
    with changes.recorded(library) as made:
        datasets.rename(library, below, "Other")
        datasets.delete(library, top)  # takes the objects and the other data set along
        objects.add(library, datasets.create(library, "New", PLANE), forms(3))
    after = content(library)
    assert [d.name for d in datasets.tree(library)] == ["New"]
    undone = changes.reverse(library, made)
    assert content(library) == before
    changes.reverse(library, undone)
    assert content(library) == after


def test_an_edit_that_fails_changes_nothing_and_can_be_followed(library: Library) -> None:
    number = datasets.create(library, "Set", PLANE)
    before = content(library)
    for _ in range(2):
        with pytest.raises(UserError), changes.recorded(library):
            objects.add(library, number, forms(3))
            datasets.rename(library, number, " ")
        assert content(library) == before


def test_a_newer_library_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    with Library(tmp_path) as made:
        made.database.pragma("user_version", 99)
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(UserError, match="newer Modan2.*version 99"):
        Library(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == before


def test_a_file_that_is_no_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database at all, but long enough to look at" * 50)
    with pytest.raises(UserError, match="cannot be opened as a library"):
        Library(tmp_path)
    Library(tmp_path / "other").close()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be used"):
        Library(tmp_path / "file")
    with pytest.raises(UserError, match="no library in"):
        Library(tmp_path / "absent", create=False)


def test_an_acknowledged_commit_survives_a_power_cut(library: Library) -> None:
    assert library.database.pragma("synchronous") == 2
    assert library.database.pragma("journal_mode") == "wal"
    assert library.database.pragma("foreign_keys") == 1


def test_another_thread_has_a_connection_of_its_own(library: Library) -> None:
    number = datasets.create(library, "Set", PLANE)
    seen: list[bool] = []

    def work() -> None:
        with library.connected():
            objects.add(library, number, forms(3))
        seen.append(library.database.is_closed())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]
    assert len(objects.load_table(library, number).names) == 3


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.floats(), min_size=6, max_size=6), min_size=1, max_size=5))
def test_packed_landmarks_come_back_bit_for_bit(rows: list[list[float]]) -> None:
    coords = np.array(rows).reshape(-1, 3, 2)
    back = unpack_landmarks([pack_landmarks(c) for c in coords], 2)
    np.testing.assert_array_equal(back, coords)


def test_packed_arrays_and_curves_come_back() -> None:
    arrays = {
        "a": np.arange(6.0).reshape(2, 3),
        "flags": np.array([True, False]),
        "text": np.array(["é", "longer"]),
        "none": np.empty((0, 4)),
    }
    back = unpack_arrays(pack_arrays(arrays))
    assert list(back) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array)
        assert back[name].shape == array.shape
    traced = Specimen("s", np.zeros((1, 2)), curves=(np.ones((3, 2)),), outlines=(np.eye(2),))
    curves, outlines = unpack_curves(pack_curves(traced))
    np.testing.assert_array_equal(curves[0], np.ones((3, 2)))
    np.testing.assert_array_equal(outlines[0], np.eye(2))
    assert unpack_curves(None) == ((), ())
