"""The curves that the objects of a data set share: their names, and the landmarks along them.

Landmarks are counted from 0 in the program and from 1 in what the user reads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from components.errors import UserError
from components.shape.links import Entry
from components.shape.specimen import Specimen


@dataclass(frozen=True)
class Curve:
    """One curve: an edge, a ridge, an outline.

    ``landmarks`` are the two at its ends, or the whole run of landmarks and semilandmarks along
    it; none where it is only traced. A closed one goes on from the last to the first.
    """

    name: str
    landmarks: Entry = ()
    closed: bool = False

    @property
    def path(self) -> Entry:
        """The landmarks in drawing order; those of a closed curve end where they begin."""
        return self.landmarks + self.landmarks[:1] * self.closed


def check_curves(curves: Iterable[Curve], landmarks: int | None) -> tuple[Curve, ...]:
    """Return curves, each with a name of its own and landmarks that exist.

    ``landmarks`` is how many there are, None where that is not known yet. Raises `UserError`
    naming the curve that is wrong.
    """
    seen: dict[str, Curve] = {}
    for curve in curves:
        if not curve.name.strip():
            raise UserError("A curve has no name; write one before its landmarks.")
        if curve.name in seen:
            raise UserError(f"The curve {curve.name!r} is there twice; rename one of the two.")
        _check_run(curve, landmarks)
        seen[curve.name] = curve
    return tuple(seen.values())


def renumbered(curves: Iterable[Curve], change: Callable[[Entry], Entry]) -> tuple[Curve, ...]:
    """Return curves with other numbers of their landmarks; those left with too few have none."""
    changed = [replace(curve, landmarks=change(curve.landmarks)) for curve in curves]
    return tuple(
        curve if len(curve.landmarks) >= _least(curve) else replace(curve, landmarks=())
        for curve in changed
    )


def traced(specimens: Iterable[Specimen]) -> tuple[Curve, ...]:
    """Return the curves that specimens name, each once, and the closed ones of them as such."""
    found: dict[str, Curve] = {}
    for specimen in specimens:
        for i, name in enumerate(specimen.curve_names):
            if name.strip():
                found.setdefault(name, Curve(name, closed=i >= len(specimen.curves)))
    return tuple(found.values())


def _least(curve: Curve) -> int:
    return 3 if curve.closed else 2


def _check_run(curve: Curve, landmarks: int | None) -> None:
    named, run = f"Curve {curve.name!r}", curve.landmarks
    if not run:
        return
    if len(set(run)) < len(run):
        raise UserError(
            f"{named} has the same landmark twice; name it once, and write 'closed' after the "
            "landmarks of a curve that ends where it begins."
        )
    if len(run) < _least(curve):
        least = "three landmarks, being closed" if curve.closed else "two landmarks"
        raise UserError(f"{named} needs at least {least}; mend it.")
    if min(run) < 0 or (landmarks is not None and max(run) >= landmarks):
        there = "start at 1" if min(run) < 0 else f"end at {landmarks}"
        raise UserError(f"{named}: the landmarks {there}; mend it.")
