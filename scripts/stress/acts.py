"""Random acts of a user, each with what the library must hold once it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from components.store import datasets, digitising, editing, media, variables
from components.workflow import importing
from components.workflow.history import Pending
from components.workflow.session import Imported, Session
from scripts.stress.content import Collection, Content, Form, read
from scripts.stress.files import sha256_of, write_image, write_set

_LARGE = 600  # objects: several batches
_MOST = 8  # data sets, and variables of one, so that looking at all of them stays quick


@dataclass(frozen=True)
class Act:
    """Something to do, and what the library holds afterwards."""

    label: str
    expected: Content
    run: Callable[[], object]


class User:
    """Acts on a library at random and knows, without asking it, what it must hold.

    ``files`` is a folder for the files that are imported. A user who is not ``alone`` has tasks
    running beside, whose results are to be given to `take_import` and `take`, and leaves the
    library open.
    """

    def __init__(
        self, library: Path, files: Path, rng: np.random.Generator, *, alone: bool = True
    ) -> None:
        self._folder = library
        self._files = files
        self._rng = rng
        self.session = Session(library)
        self._content = read(self.session.library)
        self._done: list[Content] = []  # what the library held before each step of the history
        self._undone: list[Content] = []
        self._kinds: tuple[tuple[float, Callable[[], Act]], ...] = (
            (10, self._move_landmark),
            (2 if alone else 0.5, self._import),
            (3, self._set_value),
            (2, self._rename_object),
            (1, self._rename_dataset),
            (1, self._change_variables),
            (2, self._delete_objects),
            (0.5, self._delete_dataset),
            (2, self._change_image),
            (4, self._undo),
            (2, self._redo),
            (0.5 if alone else 0.0, self._open_again),
        )

    @property
    def content(self) -> Content:
        """What the library must hold when no task is running."""
        return self._content

    def next(self) -> Act:
        """Choose something to do; it must be run before the next one is chosen."""
        if not any(collection.forms for collection in self._content.values()):
            return self._import()
        if len(self._content) > _MOST:
            return self._delete_dataset()
        weights = np.array([weight for weight, _ in self._kinds])
        _, kind = self._kinds[self._rng.choice(len(weights), p=weights / weights.sum())]
        return kind()

    def take_import(self, imported: Imported, name: str, collection: Collection) -> None:
        """Take over an import that a task has carried out, under a name of its own."""
        self.session.take(imported)
        self._done.append(self._content)
        self._undone.clear()
        self._content = {**self._content, name: collection}

    def take(self, pending: Pending) -> None:
        """Take over steps of the history that leave data sets and objects as they are."""
        self.session.history.take(pending)
        steps = sum(bool(edit.changes.rows) for edit in pending.done)
        self._done += [self._content] * steps
        if steps:
            self._undone.clear()

    # what is done, one method for each kind

    def _import(self) -> Act:
        large = self._rng.random() < 0.1
        count = _LARGE if large else int(self._rng.integers(1, 30))
        name, photographs = self._new_name("set"), not large and self._rng.random() < 0.5
        landmarks, table = write_set(self._files, self._rng, name, count, photographs=photographs)
        expected = {**self._content, name: collection_in(landmarks, table)}
        label = f"Import {'many' if large else 'images' if photographs else 'few'}"

        def run() -> None:
            self.session.take(self.session.import_files([landmarks], table, name))

        return self._step(label, expected, run)

    def _move_landmark(self) -> Act:
        dataset, place, number = self._any_object()
        form = self._content[dataset].forms[place]
        points = np.frombuffer(form.landmarks).reshape(-1, 2).copy()
        index = int(self._rng.integers(len(points)))
        points[index] = self._rng.normal(size=2)
        expected = self._with_form(dataset, place, landmarks=points.tobytes())
        return self._edit(
            "Move landmark",
            expected,
            lambda: digitising.move_landmark(
                self.session.library, number, index, points[index].tolist()
            ),
        )

    def _set_value(self) -> Act:
        dataset, place, number = self._any_object()
        collection, value = self._content[dataset], self._new_name("value")
        values = (value, *collection.forms[place].values[1:])
        cells = {(number, collection.variables[0]): value}
        return self._edit(
            "Set value",
            self._with_form(dataset, place, values=values),
            lambda: variables.set_cells(self.session.library, self._id_of(dataset), cells),
        )

    def _rename_object(self) -> Act:
        dataset, place, number = self._any_object()
        name = self._new_name("form")
        return self._edit(
            "Rename object",
            self._with_form(dataset, place, name=name),
            lambda: editing.rename(self.session.library, {number: name}),
        )

    def _rename_dataset(self) -> Act:
        dataset, name = self._any_dataset(), self._new_name("set")
        expected = {**self._content, name: self._content[dataset]}
        del expected[dataset]
        number = self._id_of(dataset)
        return self._edit(
            "Rename data set",
            expected,
            lambda: datasets.rename(self.session.library, number, name),
        )

    def _change_variables(self) -> Act:
        dataset, name = self._any_dataset(), self._new_name("variable")
        names, forms = self._content[dataset].variables, self._content[dataset].forms
        library, number = self.session.library, self._id_of(dataset)
        if len(names) < _MOST:
            collection = Collection(
                (*names, name), tuple(replace(form, values=(*form.values, None)) for form in forms)
            )
            expected = {**self._content, dataset: collection}
            return self._edit(
                "Add variable", expected, lambda: variables.add(library, number, name, "number")
            )
        collection = Collection(
            names[:-1], tuple(replace(form, values=form.values[:-1]) for form in forms)
        )
        expected = {**self._content, dataset: collection}
        return self._edit(
            "Remove variable", expected, lambda: variables.remove(library, number, names[-1])
        )

    def _delete_objects(self) -> Act:
        dataset, place, _ = self._any_object()
        forms = self._content[dataset].forms
        end = place + int(self._rng.integers(1, 10))
        numbers = self._object_ids(dataset)[place:end]
        kept = replace(self._content[dataset], forms=forms[:place] + forms[end:])
        return self._edit(
            "Delete objects",
            {**self._content, dataset: kept},
            lambda: editing.delete(self.session.library, numbers),
        )

    def _delete_dataset(self) -> Act:
        dataset = self._any_dataset()
        number = self._id_of(dataset)
        return self._edit(
            "Delete data set",
            {name: kept for name, kept in self._content.items() if name != dataset},
            lambda: datasets.delete(self.session.library, number),
        )

    def _change_image(self) -> Act:
        dataset, place, number = self._any_object()
        library = self.session.library
        if self._content[dataset].forms[place].image:
            return self._edit(
                "Detach image",
                self._with_form(dataset, place, image=""),
                lambda: media.detach_images(library, [number]),
            )
        path = write_image(self._files, self._rng, self._new_name("photograph"))
        return self._edit(
            "Attach image",
            self._with_form(dataset, place, image=sha256_of(path)),
            lambda: media.attach_images(library, [media.Attachment(number, path)]),
        )

    def _undo(self) -> Act:
        return self._reverse("Undo", self._done, self._undone, self.session.history.undo)

    def _redo(self) -> Act:
        return self._reverse("Redo", self._undone, self._done, self.session.history.redo)

    def _open_again(self) -> Act:
        def run() -> None:
            self.session.close()
            self.session = Session(self._folder)
            self._done, self._undone = [], []

        return Act("Open again", self._content, run)

    # what they share

    def _edit(self, label: str, expected: Content, act: Callable[[], object]) -> Act:
        return self._step(label, expected, lambda: self.session.history.do(label, act))

    def _step(self, label: str, expected: Content, act: Callable[[], object]) -> Act:
        def run() -> None:
            act()
            self._done.append(self._content)
            self._undone.clear()
            self._content = expected

        return Act(label, expected, run)

    def _reverse(
        self, label: str, source: list[Content], target: list[Content], act: Callable[[], None]
    ) -> Act:
        if not source:
            return self._move_landmark()
        expected = source[-1]

        def run() -> None:
            act()
            target.append(self._content)
            self._content = source.pop()

        return Act(label, expected, run)

    def _with_form(self, dataset: str, place: int, **changes: object) -> Content:
        forms = list(self._content[dataset].forms)
        forms[place] = replace(forms[place], **changes)  # type: ignore[arg-type]  # by name
        return {**self._content, dataset: replace(self._content[dataset], forms=tuple(forms))}

    def _any_dataset(self) -> str:
        return str(self._rng.choice(sorted(self._content)))

    def _any_object(self) -> tuple[str, int, int]:
        """Choose an object: the name of its data set, its place there, and its id."""
        filled = sorted(name for name, found in self._content.items() if found.forms)
        dataset = str(self._rng.choice(filled))
        place = int(self._rng.integers(len(self._content[dataset].forms)))
        return dataset, place, self._object_ids(dataset)[place]

    def _id_of(self, dataset: str) -> int:
        (number,) = self._ids("SELECT id FROM mddataset WHERE name = ?", dataset)
        return number

    def _object_ids(self, dataset: str) -> Sequence[int]:
        return self._ids(
            "SELECT id FROM mdobject WHERE dataset_id = ? ORDER BY sequence, id",
            self._id_of(dataset),
        )

    def _ids(self, query: str, argument: object) -> list[int]:
        found = self.session.library.database.execute_sql(query, (argument,))
        return [number for (number,) in found]

    def _new_name(self, kind: str) -> str:
        return f"{kind} {self._rng.integers(1 << 60):x}"


def collection_in(landmarks: Path, table: Path) -> Collection:
    """Return what a library holds once a file and its table of variables have been imported."""
    incoming = importing.read_files([landmarks], table)
    names = [variable for variable, _ in incoming.scheme.variables]
    forms = (
        Form(
            s.name,
            s.landmarks.tobytes(),
            tuple(s.variables.get(variable) for variable in names),
            sha256_of(landmarks.parent / s.image) if s.image else "",
        )
        for s in incoming.specimens
    )
    return Collection(tuple(names), tuple(forms))
