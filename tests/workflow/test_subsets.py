"""A filter chooses objects of a data set by what the object table shows."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from components.errors import UserError
from components.shape.specimen import Specimen
from components.store import datasets, objects
from components.store.datasets import Scheme
from components.store.library import Library
from components.workflow import subsets

SCHEME = Scheme(2, variables=(("species", "text"), ("age", "number"), ("adult", "flag")))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["a", "b", "c"]),
        ("name ~ B or number = 1", ["a", "b"]),
        ("missing > 0", ["b"]),
        ("centroid_size > 1", ["c"]),
        ("[Centroid size] is missing", ["b"]),
        ("landmarks = 3 and adult = yes", ["a"]),
        ("species = alba and not age >= 2", ["a"]),
    ],
)
def test_objects_are_chosen(library: Library, text: str, names: list[str]) -> None:
    number = datasets.create(library, "Set", SCHEME)
    form = np.array([[0.0, 0], [1, 0], [0, 1]])
    holed = np.array([[np.nan, 0], [1, 0], [0, 1]])
    ids = objects.add(
        library,
        number,
        [
            Specimen(
                "a", form, scale=0.5, variables={"species": "alba", "age": 1.0, "adult": True}
            ),
            Specimen("b", holed, variables={"species": "alba", "age": 2.0}),
            Specimen("c", form, variables={}),
        ],
    )
    by_id = dict(zip(ids, "abc", strict=True))
    assert [by_id[i] for i in subsets.chosen(library, number, text)] == names


def test_a_variable_comes_before_a_built_in_column(library: Library) -> None:
    scheme = Scheme(2, variables=(("name", "number"),))
    assert subsets.kinds(scheme)["name"] == "number"
    number = datasets.create(library, "Set", scheme)
    specimens = [Specimen(n, np.eye(2), variables={"name": v}) for n, v in (("a", 1.0), ("b", 2.0))]
    ids = objects.add(library, number, specimens)
    assert subsets.chosen(library, number, "name > 1") == ids[1:]
    with pytest.raises(UserError, match="character 8: 'a' is not a number"):
        subsets.chosen(library, number, "name = a")


def test_a_data_set_without_objects(library: Library) -> None:
    number = datasets.create(library, "Set", SCHEME)
    assert subsets.chosen(library, number, "age > 1") == []
    with pytest.raises(UserError, match="no column 'sex'"):
        subsets.chosen(library, number, "sex = f")


def test_unchanged_columns_keep_what_filters_have_prepared(library: Library) -> None:
    number = datasets.create(library, "Set", SCHEME)
    objects.add(library, number, [Specimen("A", np.eye(3, 2), variables={"species": "Alba"})])
    columns = objects.load_columns(library, number)
    there = subsets.filterable(columns, SCHEME)
    assert there["species"].containing("ALB").tolist() == [True]
    renamed = columns.updated(replace(columns, names=("B",)))
    later = subsets.filterable(renamed, SCHEME, there)
    assert later["species"] is there["species"]
    assert later["name"].containing("b").tolist() == [True]
    retyped = Scheme(2, variables=(("species", "number"),))
    assert subsets.filterable(columns, retyped, there)["species"].kind == "number"
