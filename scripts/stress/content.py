"""What a library holds, as plain values, read without the program's own reading functions."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from components.shape.specimen import Value
from components.store.library import Library


@dataclass(frozen=True)
class Form:
    """One object: its landmarks as bytes, and the SHA-256 of its photograph ("" for none)."""

    name: str
    landmarks: bytes
    values: tuple[Value, ...]
    image: str


@dataclass(frozen=True)
class Collection:
    """One data set: the names of its variables, and its objects in their order."""

    variables: tuple[str, ...]
    forms: tuple[Form, ...]

    @cached_property
    def digest(self) -> str:
        """The same text for the same collection only; an act leaves most collections alone."""
        return _hash((self.variables, self.forms))


Content = dict[str, Collection]
"""The data sets of a library by their names, of which no two are equal here."""


def read(library: Library) -> Content:
    """Read all that the acts can change."""
    run = library.database.execute_sql
    found: Content = {}
    for number, name, scheme in run("SELECT id, name, variables FROM mddataset").fetchall():
        variables = tuple(variable["name"] for variable in json.loads(scheme))
        rows = run(
            "SELECT o.name, landmarks, variables, sha256"
            " FROM mdobject o LEFT JOIN mdimage i ON i.object_id = o.id"
            " WHERE dataset_id = ? ORDER BY sequence, o.id",
            (number,),
        ).fetchall()
        found[name] = Collection(variables, tuple(_form(len(variables), *row) for row in rows))
    return found


def digest(content: Content) -> str:
    """Return the same text for the same content only."""
    return _hash(sorted((name, found.digest) for name, found in content.items()))


def _form(count: int, name: str, landmarks: bytes, texts: str, image: str | None) -> Form:
    values = json.loads(texts)
    return Form(name, landmarks, (*values, *[None] * (count - len(values))), image or "")


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()
