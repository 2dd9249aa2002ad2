"""What merging data sets would do, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.store import schemes
from components.store.datasets import Dataset
from components.store.library import Library


@dataclass(frozen=True)
class Candidate:
    """A data set that may be merged into another one; ``landmarks`` is None where not known.

    ``unfit`` says why it cannot be, and is "" where it can; ``notes`` says what the result gets
    from it besides objects, or how its values change.
    """

    dataset: Dataset
    landmarks: int | None
    unfit: str = ""
    notes: str = ""


def candidates(
    library: Library, first: Dataset, datasets: Sequence[Dataset]
) -> tuple[Candidate, list[Candidate]]:
    """Return the first data set, and each other one that has objects with how it fits to it."""
    head = Candidate(first, schemes.landmark_count(library, first.id))
    others = [
        Candidate(
            one,
            count := schemes.landmark_count(library, one.id),
            _unfit(head, one, count),
            _notes(first, one),
        )
        for one in datasets
        if one.id != first.id and one.objects
    ]
    return head, others


def _unfit(head: Candidate, other: Dataset, landmarks: int | None) -> str:
    here, there = head.dataset.scheme.dimension, other.scheme.dimension
    if here != there:
        return f"{there}-D, not {here}-D"
    if None not in (head.landmarks, landmarks) and head.landmarks != landmarks:
        return f"{landmarks} landmarks, not {head.landmarks}"
    return ""


def _notes(first: Dataset, other: Dataset) -> str:
    here, there = dict(first.scheme.variables), dict(other.scheme.variables)
    new = [name for name in there if name not in here]
    turned = [name for name in there if name in here and here[name] != there[name]]
    lacking = [name for name in here if name not in there]
    said = [f"adds {', '.join(new)}"] if new else []
    said += [f"{name}: {there[name]} becomes {here[name]}" for name in turned]
    said += [f"no values of {', '.join(lacking)}"] if lacking else []
    return "; ".join(said)
