"""Objects by the hundred thousand: none is lost, and no query is asked for each."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from components.errors import RaggedDataset, UserError
from components.shape.specimen import Specimen
from components.store import changes, datasets, digitising, editing, objects
from components.store.datasets import Scheme
from components.store.library import Library

SCHEME = Scheme(2, variables=(("species", "text"), ("age", "number"), ("adult", "flag")))


def forms(count: int, landmarks: int = 5) -> list[Specimen]:
    coords = np.random.default_rng(count).normal(size=(count, landmarks, 2))
    return [
        Specimen(
            f"form {i}",
            form,
            scale=0.5 if i % 2 else None,
            unit="mm",
            variables={"species": f"species {i % 7}", "age": i / 3, "adult": i % 2 == 0},
        )
        for i, form in enumerate(coords)
    ]


def stored(library: Library, count: int) -> int:
    number = datasets.create(library, "Set", SCHEME)
    objects.add(library, number, forms(count))
    return number


@contextmanager
def counted(library: Library) -> Iterator[set[str]]:
    """Collect the statements that the block sends to the database, with their values.

    As a set, because what a trigger does is reported under the statement that set it off.
    """
    statements: set[str] = set()
    connection = library.database.connection()
    connection.set_trace_callback(statements.add)
    try:
        yield statements
    finally:
        connection.set_trace_callback(None)


@pytest.mark.parametrize("count", [1, 249, 250, 251, 2000, 2001, 4321])
def test_as_many_objects_come_back_as_went_in(library: Library, count: int) -> None:
    number = datasets.create(library, "Set", Scheme(2))
    shapes = np.arange(count)[:, None, None] * np.eye(3, 2)
    with changes.recorded(library) as made:
        ids = objects.add(library, number, [Specimen(f"{i}", s) for i, s in enumerate(shapes)])
    table = objects.load_table(library, number)
    assert table.ids == tuple(ids)
    assert table.names == tuple(str(i) for i in range(count))
    np.testing.assert_array_equal(table.coords, shapes)
    assert len(made.rows) == count


@pytest.mark.parametrize("read", [objects.load_table, objects.load_columns])
def test_reading_asks_as_many_queries_for_many_objects_as_for_few(
    library: Library, read: Callable[[Library, int], object]
) -> None:
    few, many = stored(library, 3), stored(library, 1300)
    with counted(library) as for_few:
        read(library, few)
    with counted(library) as for_many:
        read(library, many)
    assert len(for_many) == len(for_few) <= 4


def test_writing_and_undoing_need_far_fewer_statements_than_objects(library: Library) -> None:
    number = datasets.create(library, "Set", SCHEME)
    with counted(library) as add, changes.recorded(library) as made:
        objects.add(library, number, forms(700))
    with changes.recorded(library) as updated:
        library.database.execute_sql("UPDATE mdobject SET description = 'seen'")
    with counted(library) as undo_update:
        changes.reverse(library, updated)
    with counted(library) as undo:
        undone = changes.reverse(library, made)
    with counted(library) as redo:
        changes.reverse(library, undone)
    assert len(objects.load_table(library, number).ids) == 700
    assert max(map(len, (add, undo_update, undo, redo))) < 70


def test_variables_that_were_added_later_are_missing_in_older_objects(library: Library) -> None:
    number = stored(library, 600)
    library.database.execute_sql(
        "UPDATE mdobject SET variables = '[]' WHERE sequence % 3 = 0 AND dataset_id = ?", (number,)
    )
    library.database.execute_sql(
        "UPDATE mdobject SET variables = '[\"one\"]' WHERE sequence = 1 AND dataset_id = ?",
        (number,),
    )
    variables = objects.load_table(library, number).variables
    expected = [form.variables for form in forms(600)]
    assert variables["species"][:4] == ("one", "species 1", None, "species 3")
    assert variables["adult"][:4] == (None, False, None, False)
    assert variables["age"] == tuple(
        None if i == 0 or i % 3 == 2 else values["age"] for i, values in enumerate(expected)
    )


def test_columns_agree_with_the_table_when_landmarks_are_missing(library: Library) -> None:
    specimens = forms(700)
    for i in range(0, 700, 9):
        specimens[i].landmarks[i % 5, i % 2] = np.nan
    number = datasets.create(library, "Set", SCHEME)
    objects.add(library, number, specimens)
    columns, table = objects.load_columns(library, number), objects.load_table(library, number)
    absent = np.isnan(table.coords).any(axis=2)
    np.testing.assert_array_equal(columns.missing, absent.sum(axis=1))
    np.testing.assert_array_equal(np.isnan(columns.centroid_sizes), absent.any(axis=1))
    assert columns.names == table.names
    assert columns.variables == table.variables
    assert columns.ids.tolist() == list(table.ids)
    half = 0.5 * np.sqrt(
        ((specimens[1].landmarks - specimens[1].landmarks.mean(axis=0)) ** 2).sum()
    )
    assert columns.centroid_sizes[1] == pytest.approx(half, rel=1e-14)


def test_every_object_that_differs_is_counted(library: Library) -> None:
    number = stored(library, 1200)
    objects.add(library, number, [Specimen(f"odd {i}", np.zeros((3, 2))) for i in range(7)])
    with pytest.raises(RaggedDataset, match=r"odd 0 \(3 landmarks\), .* and 2 more: not 5 landm"):
        objects.load_table(library, number)
    columns = objects.load_columns(library, number)
    assert columns.landmarks.tolist() == [5] * 1200 + [3] * 7


@pytest.mark.parametrize("read", [objects.load_table, objects.load_columns])
@pytest.mark.parametrize(
    ("column", "value"),
    [("landmarks", b"seven b"), ("variables", "[1, 2"), ("variables", "7"), ("variables", "null")],
)
def test_a_damaged_object_is_said_to_be_mended_by_a_check(
    library: Library, read: Callable[[Library, int], object], column: str, value: object
) -> None:
    number = stored(library, 300)
    library.database.execute_sql(f"UPDATE mdobject SET {column} = ? WHERE sequence = 280", (value,))
    with pytest.raises(UserError, match=f"{column} of an object in .*'Set'.* check --mend"):
        read(library, number)


def test_an_empty_data_set_has_empty_columns(library: Library) -> None:
    columns = objects.load_columns(library, datasets.create(library, "Set", SCHEME))
    assert len(columns.ids) == len(columns.names) == len(columns.centroid_sizes) == 0
    assert columns.variables == {"species": (), "age": (), "adult": ()}


def seconds(act: Callable[[], object]) -> float:
    """Processor time: what other programs do at the same time hardly counts."""
    times = []
    for _ in range(4):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.performance
@pytest.mark.parametrize("work", ["add", "import", "undo", "load_table", "load_columns"])
def test_twice_the_objects_take_at_most_two_and_a_half_times_as_long(
    library: Library, work: str
) -> None:
    def cost(count: int) -> float:
        specimens, number = forms(count), stored(library, count)
        other = datasets.create(library, "Other", SCHEME)

        def record() -> changes.Changes:
            with changes.recorded(library) as made:
                objects.add(library, other, specimens)
            return made

        return seconds(
            {
                "add": lambda: objects.add(library, other, specimens),
                "import": record,
                "undo": lambda: changes.reverse(library, record()),
                "load_table": lambda: objects.load_table(library, number),
                "load_columns": lambda: objects.load_columns(library, number),
            }[work]
        )

    small, large = cost(3000), cost(12_000)
    assert large <= 2.5**2 * small  # doubled twice


@pytest.mark.performance
@pytest.mark.parametrize("read", [objects.load_table, objects.load_columns])
def test_reading_holds_the_landmarks_once(
    library: Library, read: Callable[[Library, int], object]
) -> None:
    def peak(count: int) -> int:
        number = datasets.create(library, "Set", Scheme(2))
        objects.add(library, number, forms_without_variables(count))
        tracemalloc.start()
        read(library, number)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    read(library, stored(library, 1000))  # what is imported and kept the first time
    small, large = peak(2000), peak(8000)
    assert large <= 5 * small
    raw = 8000 * 50 * 2 * 8
    assert large <= (1.6 if read is objects.load_table else 0.8) * raw


def forms_without_variables(count: int) -> list[Specimen]:
    return [Specimen(f"form {i}", np.full((50, 2), float(i))) for i in range(count)]


def test_some_objects_are_read_again_and_the_others_stay(library: Library) -> None:
    number = datasets.create(library, "set", Scheme(2, variables=(("site", "text"),)))
    forms = [Specimen(f"form {i}", np.eye(3, 2), variables={"site": "cave"}) for i in range(5)]
    ids = objects.add(library, number, forms)
    before = objects.load_columns(library, number)
    editing.rename(library, {ids[3]: "other", ids[1]: "second"})
    digitising.move_landmark(library, ids[3], 0, None)
    part = objects.load_columns(library, number, [ids[3], ids[1], 10**6])
    assert part.names == ("second", "other")
    after = before.updated(part)
    whole = objects.load_columns(library, number)
    for name in ("ids", "sequences", "landmarks", "missing", "centroid_sizes"):
        np.testing.assert_array_equal(getattr(after, name), getattr(whole, name))
    assert (after.names, after.units, after.variables) == (
        whole.names,
        whole.units,
        whole.variables,
    )
    assert after.variables["site"] is before.variables["site"]
    assert after.sequences is before.sequences
    assert before.names[3] == "form 3"
