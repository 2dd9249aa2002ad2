"""The scheme of a data set as a file says it; its variables as people write them, a line each."""

from collections.abc import Iterable

from components.errors import UserError
from components.formats.reading import Reading
from components.shape.specimen import Specimen
from components.shape.variables import KINDS
from components.store.datasets import Scheme


def reading_of(scheme: Scheme, specimens: tuple[Specimen, ...]) -> Reading:
    """Return the objects of a data set as one file would give them."""
    return Reading(
        "",
        specimens,
        scheme.landmark_names,
        scheme.wireframe,
        scheme.polygons,
        curves=scheme.curves,
    )


def variables_of(text: str) -> tuple[tuple[str, str], ...]:
    """Read names and types of variables; without a type, one is text.

    Raises `UserError` for a line without a name, another type, or a name that is there twice.
    """
    found: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, kind = (part.strip() for part in line.rpartition(":"))
        if ":" not in line:
            name, kind = line, "text"
        if not name:
            raise UserError(f"The variable {line!r} has no name; write one such as age: number.")
        if kind.casefold() not in KINDS:
            raise UserError(f"{name}: {kind!r} is no type; write text, number or flag.")
        if name in dict(found):
            raise UserError(f"The variable {name!r} is there twice; remove one of the two.")
        found.append((name, kind.casefold()))
    return tuple(found)


def text_of_variables(variables: Iterable[tuple[str, str]]) -> str:
    """Write names and types of variables, a line each."""
    return "\n".join(f"{name}: {kind}" for name, kind in variables)
