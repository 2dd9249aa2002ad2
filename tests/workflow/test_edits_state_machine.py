"""Any sequence of edits, undone, gives the same bytes as before; redone, the same as after."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from library_state import content
from PIL import Image

from components.errors import UserError
from components.shape.curves import Curve
from components.shape.specimen import Specimen
from components.store import analyses, datasets, objects
from components.store.analyses import StoredAnalysis
from components.store.datasets import AnalysisEntry, Scheme
from components.store.media import Attachment
from components.workflow import edits
from components.workflow.history import History
from components.workflow.session import Session

NAMES = st.sampled_from(["a", "b, c", "é", " "])
COLUMNS = st.sampled_from(["species", "age", "adult", "a"])
KINDS = st.sampled_from(["text", "number", "flag"])
FILTERS = st.sampled_from(["age > 3", "species ~ al or missing > 0", "age >"])
VALUES = st.sampled_from([None, "", "alba", "3", "yes", 2.5, True])
PLACES = st.integers(0, 3)
POINTS = st.sampled_from([None, (1.5, -2.0), (0.1, 1e9)])
LINES = st.lists(st.tuples(PLACES, PLACES), max_size=2)
FEW = st.integers(1, 3)


class Edits(RuleBasedStateMachine):
    """A library that is edited at random, beside the states that it has gone through."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.picture = Path(self.folder.name) / "wing.png"
        Image.new("L", (8, 6)).save(self.picture)
        self.session = Session(Path(self.folder.name) / "library")
        self.history, self.library = self.session.history, self.session.library
        # whether it survives a power cut is tested elsewhere, and costs most of the time
        self.library.database.execute_sql("PRAGMA synchronous = OFF")
        self.states = [content(self.library)]
        self.at = 0
        self.add_dataset(2, 3)
        pictures = [Attachment(number, self.picture) for number in (1, 2)]
        self.attempt(lambda: edits.attach_images(self.history, pictures))
        self.attempt(lambda: edits.attach_meshes(self.history, pictures))
        self.attempt(lambda: edits.save_view(self.history, 1, "a", "age > 3"))
        self.attempt(lambda: self.analyse_dataset(1))

    def teardown(self) -> None:
        if hasattr(self, "session"):
            try:
                self.back_and_forth()
            finally:  # the next example opens a library of its own
                self.session.close()
                self.folder.cleanup()

    @rule(name=st.sampled_from(edits.__all__), data=st.data())
    def edit(self, name: str, data: st.DataObject) -> None:
        self.attempt(lambda: ACTS[name](self.history, _Draw(self, data)))

    @rule(count=st.integers(0, 3), landmarks=st.integers(0, 4))
    def add_dataset(self, count: int, landmarks: int) -> None:
        kinds = (("species", "text"), ("age", "number"), ("adult", "flag"))
        scheme = Scheme(2, wireframe=((0, 1),) if landmarks > 1 else (), variables=kinds)
        form = np.arange(2.0 * landmarks).reshape(-1, 2) ** 2
        values = {"species": "alba", "age": 2.0}
        specimens = [Specimen(f"form {i % 2}", form + i, variables=values) for i in range(count)]

        def act() -> None:
            number = datasets.create(self.library, "set", scheme)
            objects.add(self.library, number, specimens)

        self.attempt(lambda: self.history.do("Import", act))

    @rule(data=st.data())
    def analyse(self, data: st.DataObject) -> None:
        number = _Draw(self, data).dataset()
        if number < GONE:
            self.attempt(lambda: self.analyse_dataset(number))

    @rule()
    def undo(self) -> None:
        self.history.undo()
        self.at = max(self.at - 1, 0)
        assert content(self.library) == self.states[self.at]

    @rule()
    def redo(self) -> None:
        self.history.redo()
        self.at = min(self.at + 1, len(self.states) - 1)
        assert content(self.library) == self.states[self.at]

    def analyse_dataset(self, number: int) -> None:
        stored = StoredAnalysis(number, "analysis", "mark", {"a": [1]}, {"b": np.eye(2)})
        self.history.do("Analysis", lambda: analyses.save(self.library, stored))

    def back_and_forth(self) -> None:
        """Undo all edits one by one, then redo them all."""
        for state in reversed(self.states[: self.at]):
            self.history.undo()
            assert content(self.library) == state
        assert self.history.undo_label == ""
        for state in self.states[1:]:
            self.history.redo()
            assert content(self.library) == state
        assert self.history.redo_label == ""

    def attempt(self, act: Callable[[], object]) -> None:
        """Make an edit: one that fails or changes nothing is no step, any other is one step."""
        before = self.history.labels
        try:
            act()
        except UserError:
            assert self.history.labels == before
        if self.history.labels == before:
            assert content(self.library) == self.states[self.at]
        else:
            assert self.history.labels[1:] == before
            self.at += 1
            self.states[self.at :] = [content(self.library)]


GONE = 999
"""An id that no row has."""


class _Draw:
    """Draws arguments of edits out of what the library holds, and now and then out of nothing."""

    def __init__(self, machine: Edits, data: st.DataObject) -> None:
        self._run = machine.library.database.execute_sql
        self.picture = machine.picture
        self.of = data.draw

    def dataset(self) -> int:
        return self._one("SELECT id FROM mddataset ORDER BY id")

    def object(self) -> int:
        return self._one("SELECT id FROM mdobject ORDER BY id")

    def analysis(self) -> AnalysisEntry:
        return AnalysisEntry(self._one("SELECT id FROM mdanalysis ORDER BY id"), 1, "one", "mark")

    def parent(self) -> int | None:
        return self.of(st.sampled_from([None, self.dataset()]))

    def objects(self) -> list[int]:
        """Draw one object to three of one data set, or none where it is empty."""
        return self.dataset_with_objects()[1]

    def dataset_with_objects(self) -> tuple[int, list[int]]:
        number = self.dataset()
        rows = self._run("SELECT id FROM mdobject WHERE dataset_id = ? ORDER BY id", (number,))
        own = [identity for (identity,) in rows]
        return number, self.of(st.permutations(own))[: self.of(FEW)]

    def by_object(self, values: st.SearchStrategy[Any]) -> dict[int, Any]:
        return {number: self.of(values) for number in self.objects()}

    def cells(self) -> tuple[int, dict[tuple[int, str], Any]]:
        number, own = self.dataset_with_objects()
        return number, {(i, self.of(COLUMNS)): self.of(VALUES) for i in own}

    def view(self) -> str:
        return self.of(st.sampled_from(["a", "é"]))

    def _one(self, query: str) -> int:
        there = [number for (number,) in self._run(query)]
        return int(self.of(st.sampled_from([*there * 10, GONE])))


SCHEME = Scheme(2, variables=(("species", "text"), ("age", "text")))
ACTS: dict[str, Callable[[History, _Draw], object]] = {
    "add_landmark": lambda h, d: edits.add_landmark(h, d.object(), d.of(POINTS)),
    "add_object": lambda h, d: edits.add_object(h, d.dataset(), d.of(NAMES)),
    "add_variable": lambda h, d: edits.add_variable(
        h, d.dataset(), d.of(NAMES), d.of(KINDS), d.of(PLACES)
    ),
    "attach_images": lambda h, d: edits.attach_images(
        h, [Attachment(i, d.picture) for i in d.objects()]
    ),
    "attach_meshes": lambda h, d: edits.attach_meshes(
        h, [Attachment(i, d.picture) for i in d.objects()]
    ),
    "average_replicates": lambda h, d: edits.average_replicates(
        h, d.dataset(), d.of(st.sampled_from([None, "species"]))
    ),
    "change_dataset": lambda h, d: edits.change_dataset(
        h, d.dataset(), name=d.of(NAMES), description=d.of(NAMES), wireframe=d.of(LINES)
    ),
    "copy_objects": lambda h, d: edits.copy_objects(h, d.objects(), d.dataset()),
    "create_dataset": lambda h, d: edits.create_dataset(h, d.of(NAMES), SCHEME, d.parent()),
    "delete_analysis": lambda h, d: edits.delete_analysis(h, d.analysis()),
    "delete_dataset": lambda h, d: edits.delete_dataset(h, d.dataset()),
    "delete_objects": lambda h, d: edits.delete_objects(h, d.objects()),
    "describe_objects": lambda h, d: edits.describe_objects(h, d.by_object(NAMES)),
    "detach_images": lambda h, d: edits.detach_images(h, d.objects()),
    "detach_meshes": lambda h, d: edits.detach_meshes(h, d.objects()),
    "duplicate_dataset": lambda h, d: edits.duplicate_dataset(h, d.dataset()),
    "insert_landmark": lambda h, d: edits.insert_landmark(
        h, d.object(), d.of(PLACES), d.of(POINTS)
    ),
    "insert_landmark_everywhere": lambda h, d: edits.insert_landmark_everywhere(
        h, d.dataset(), d.of(PLACES)
    ),
    "merge_datasets": lambda h, d: edits.merge_datasets(
        h, [d.dataset(), d.dataset()], d.of(NAMES), d.parent()
    ),
    "move_dataset": lambda h, d: edits.move_dataset(h, d.dataset(), d.parent(), d.of(PLACES)),
    "move_landmark": lambda h, d: edits.move_landmark(h, d.object(), d.of(PLACES), d.of(POINTS)),
    "move_objects": lambda h, d: edits.move_objects(h, d.objects(), d.dataset()),
    "move_variable": lambda h, d: edits.move_variable(h, d.dataset(), d.of(COLUMNS), d.of(PLACES)),
    "remove_landmark": lambda h, d: edits.remove_landmark(h, d.object(), d.of(PLACES)),
    "remove_landmark_everywhere": lambda h, d: edits.remove_landmark_everywhere(
        h, d.dataset(), d.of(PLACES)
    ),
    "remove_variable": lambda h, d: edits.remove_variable(h, d.dataset(), d.of(COLUMNS)),
    "remove_view": lambda h, d: edits.remove_view(h, d.dataset(), d.view()),
    "rename_analysis": lambda h, d: edits.rename_analysis(h, d.analysis(), d.of(NAMES)),
    "rename_dataset": lambda h, d: edits.rename_dataset(h, d.dataset(), d.of(NAMES)),
    "rename_objects": lambda h, d: edits.rename_objects(h, d.by_object(NAMES)),
    "rename_variable": lambda h, d: edits.rename_variable(
        h, d.dataset(), d.of(COLUMNS), d.of(NAMES)
    ),
    "rename_view": lambda h, d: edits.rename_view(h, d.dataset(), d.view(), d.view()),
    "reorder_objects": lambda h, d: edits.reorder_objects(h, *d.dataset_with_objects()),
    "replace_image": lambda h, d: edits.replace_image(h, d.object(), d.picture),
    "replace_mesh": lambda h, d: edits.replace_mesh(h, d.object(), d.picture),
    "retype_variable": lambda h, d: edits.retype_variable(
        h, d.dataset(), d.of(COLUMNS), d.of(KINDS)
    ),
    "save_view": lambda h, d: edits.save_view(h, d.dataset(), d.view(), d.of(FILTERS)),
    "set_baseline": lambda h, d: edits.set_baseline(
        h, d.dataset(), d.of(st.sampled_from([(), (0, 1), (0, 9)]))
    ),
    "set_cells": lambda h, d: edits.set_cells(h, *d.cells()),
    "set_curves": lambda h, d: edits.set_curves(h, d.object(), [np.eye(2)] * d.of(PLACES)),
    "set_curves_of_dataset": lambda h, d: edits.set_curves_of_dataset(
        h, d.dataset(), d.of(st.sampled_from([[], [Curve("edge", (0, 1))], [Curve("rim", (9, 0))]]))
    ),
    "set_landmark_names": lambda h, d: edits.set_landmark_names(
        h, d.dataset(), d.of(st.sampled_from([[], list("abc")]))
    ),
    "set_landmarks": lambda h, d: edits.set_landmarks(h, d.object(), np.eye(d.of(FEW) + 2)[:, :2]),
    "set_polygons": lambda h, d: edits.set_polygons(
        h, d.dataset(), d.of(st.sampled_from([[], [(0, 1, 2)]]))
    ),
    "set_scale": lambda h, d: edits.set_scale(
        h, d.objects(), d.of(st.sampled_from([None, 0.5, -1.0])), "mm"
    ),
    "set_scales": lambda h, d: edits.set_scales(
        h, d.by_object(st.sampled_from([0.5, 2.0, -1.0])), "mm"
    ),
    "set_sequences": lambda h, d: edits.set_sequences(h, d.by_object(PLACES)),
    "set_wireframe": lambda h, d: edits.set_wireframe(h, d.dataset(), d.of(LINES)),
    "split_dataset": lambda h, d: edits.split_dataset(h, d.dataset(), d.of(COLUMNS)),
}


def test_every_edit_takes_part() -> None:
    assert sorted(ACTS) == edits.__all__


Edits.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestEdits = Edits.TestCase
