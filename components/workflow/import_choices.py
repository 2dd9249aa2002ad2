"""What a user decides about files before they are stored."""

from dataclasses import dataclass
from typing import Literal

from components.errors import UserError, listing
from components.store import datasets, schemes
from components.store.datasets import Dataset
from components.store.library import Library

Unequal = Literal["keep", "fill", "leave out", "stop"]
"""What becomes of objects whose number of landmarks is not that of the others.

They stay as they are; missing landmarks are added at the end of those that have fewer; they are
left out; or nothing is imported.
"""


@dataclass(frozen=True)
class ImportChoices:
    """How files are imported. What is left at its default keeps them as they are.

    ``name`` is that of the new data set ("" takes that of the first file), ``parent`` the id of
    the one above it; ``into`` is the id of an existing one instead. With ``separate``, each file
    becomes a data set with the name of the file. ``names`` is a pattern of
    `components.workflow.name_pattern`, "" for none. Rows of a number of ``missing`` on every
    axis are missing landmarks, and with ``negative_missing`` those with any negative coordinate.
    ``apply_scale`` multiplies coordinates by their scale. ``system`` is the coordinate system of
    `components.shape.systems` to store them in, "" for that of the files. Files that cannot be
    read are an error, or are left out with ``skip_unreadable``.
    """

    name: str = ""
    parent: int | None = None
    into: int | None = None
    separate: bool = False
    names: str = ""
    unequal: Unequal = "keep"
    missing: tuple[float, ...] = ()
    negative_missing: bool = False
    apply_scale: bool = False
    system: str = ""
    skip_unreadable: bool = False


@dataclass(frozen=True)
class Target:
    """A data set that objects can be added to; ``landmarks`` is None where any number fits."""

    dataset: Dataset
    landmarks: int | None


def targets(library: Library) -> tuple[Target, ...]:
    """All data sets of a library with the number of landmarks that their objects have."""
    return tuple(
        Target(found, schemes.landmark_count(library, found.id)) for found in datasets.tree(library)
    )


def target_of(library: Library, number: int) -> Target:
    """One data set; raises `UserError` where it is not there any more."""
    return Target(datasets.dataset(library, number), schemes.landmark_count(library, number))


def dataset_named(library: Library, text: str) -> Dataset:
    """Find a data set by its name or, where several have it, by its number.

    Raises `UserError` where none or several fit.
    """
    there = datasets.tree(library)
    fits = [found for found in there if found.name == text]
    fits = fits or [found for found in there if str(found.id) == text]
    if len(fits) > 1:
        numbers = listing([str(found.id) for found in fits])
        raise UserError(f"{len(fits)} data sets are named {text!r}; give the number: {numbers}.")
    if not fits:
        known = listing([found.name for found in there], 12) or "there are none yet"
        raise UserError(f"There is no data set {text!r} in the library ({known}).")
    return fits[0]
