"""Known faults put into sound specimens, for the benchmark and the tests of the health check."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray, Specimen

Plant = Callable[[list[Specimen], int, np.random.Generator], tuple[int, ...]]


@dataclass(frozen=True)
class Planted:
    """One known fault: its kind, its object, its landmarks, and who else is part of it, or -1."""

    kind: str
    row: int
    landmarks: tuple[int, ...] = ()
    partner: int = -1


def _radius(form: FloatArray) -> float:
    """Root mean square distance of the landmarks from their centroid."""
    centred = form - np.nanmean(form, axis=0)
    return float(np.sqrt(np.nanmean(np.sum(centred**2, axis=1))))


def _present(form: FloatArray) -> NDArray[np.intp]:
    return np.flatnonzero(~np.isnan(form).any(axis=1))


def _apart(form: FloatArray, rng: np.random.Generator) -> NDArray[np.intp]:
    """Choose two landmarks that are at least a quarter of the radius apart."""
    pairs = np.array([rng.choice(_present(form), 2, replace=False) for _ in range(50)])
    gaps = np.linalg.norm(form[pairs[:, 0]] - form[pairs[:, 1]], axis=1)
    return np.asarray(pairs[int(np.argmax(gaps > _radius(form) / 4))])


def _with_landmarks(specimens: list[Specimen], row: int, landmarks: FloatArray) -> None:
    specimens[row] = replace(specimens[row], landmarks=landmarks)


def _mirrored(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    form = specimens[row].landmarks.copy()
    form[:, rng.integers(form.shape[1])] *= -1
    _with_landmarks(specimens, row, form)
    return ()


def _turned(specimens: list[Specimen], row: int, _rng: np.random.Generator) -> tuple[int, ...]:
    form = specimens[row].landmarks.copy()
    form[:, :2] *= -1
    _with_landmarks(specimens, row, form)
    return ()


def _exchanged(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    form = specimens[row].landmarks.copy()
    pair = _apart(form, rng)
    form[pair] = form[pair[::-1]]
    _with_landmarks(specimens, row, form)
    return tuple(int(i) for i in pair)


def _shifted(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Shift all landmarks by one, or those from one on, which was skipped and comes last.

    The one that was skipped is among the first two thirds.
    """
    form = specimens[row].landmarks.copy()
    first = 0 if rng.random() < 0.5 else int(rng.integers(2 * len(form) // 3))
    form[first:] = np.roll(form[first:], -1, axis=0)
    _with_landmarks(specimens, row, form)
    return tuple(range(first, len(form)))


def _displaced(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Put one landmark 1 to 2 root mean square radii away, in any direction."""
    form = specimens[row].landmarks.copy()
    place = int(rng.choice(_present(form)))
    direction = rng.standard_normal(form.shape[1])
    form[place] += rng.uniform(1, 2) * _radius(form) * direction / np.linalg.norm(direction)
    _with_landmarks(specimens, row, form)
    return (place,)


def _outlier(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Move every landmark at random, by half a root mean square radius in each axis."""
    form = specimens[row].landmarks
    _with_landmarks(specimens, row, form + rng.normal(0, _radius(form) / 2, form.shape))
    return ()


def _coded(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    form = specimens[row].landmarks.copy()
    places = rng.choice(_present(form), int(rng.integers(1, 4)), replace=False)
    places = places[: max(1, len(_present(form)) // 3)]
    form[places] = rng.choice([-1.0, 0.0, -999.0, 9999.0])
    _with_landmarks(specimens, row, form)
    return tuple(int(i) for i in places)


def _coincident(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    form = specimens[row].landmarks.copy()
    one, other = _apart(form, rng)
    form[one] = form[other]
    _with_landmarks(specimens, row, form)
    return (int(one), int(other))


def _flat(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    form = specimens[row].landmarks.copy()
    axis = int(rng.integers(form.shape[1]))
    form[:, axis] = form[0, axis] if not np.isnan(form[0, axis]) else 0.0
    _with_landmarks(specimens, row, form)
    return ()


def _count(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    form = specimens[row].landmarks
    place = int(rng.integers(len(form)))
    if rng.random() < 0.5:
        _with_landmarks(specimens, row, np.delete(form, place, axis=0))
    else:
        extra = np.nanmean(form, axis=0) + rng.normal(0, _radius(form), form.shape[1])
        _with_landmarks(specimens, row, np.insert(form, place, extra, axis=0))
    return ()


def _name(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    other = int(rng.choice([i for i in range(len(specimens)) if i != row]))
    specimens[row] = replace(specimens[row], name=specimens[other].name)
    return (other,)


def _copied(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    other = int(rng.choice([i for i in range(len(specimens)) if i != row]))
    _with_landmarks(specimens, row, specimens[other].landmarks)
    return (other,)


def _no_scale(specimens: list[Specimen], row: int, _rng: np.random.Generator) -> tuple[int, ...]:
    specimens[row] = replace(specimens[row], scale=None, unit="")
    return ()


def _scale(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Write the scale in another unit than the others'."""
    factor = float(rng.choice([0.001, 0.1, 10.0, 25.4, 1000.0]))
    specimens[row] = replace(specimens[row], scale=(specimens[row].scale or 1.0) * factor)
    return ()


def _unit(specimens: list[Specimen], row: int, rng: np.random.Generator) -> tuple[int, ...]:
    specimens[row] = replace(specimens[row], unit=str(rng.choice(["cm", "m", "inch", "px"])))
    return ()


KINDS: dict[str, Plant] = {
    "mirrored": _mirrored,
    "turned": _turned,
    "exchanged": _exchanged,
    "shifted": _shifted,
    "displaced": _displaced,
    "outlier": _outlier,
    "missing code": _coded,
    "coincident": _coincident,
    "flat": _flat,
    "landmark count": _count,
    "repeated name": _name,
    "repeated form": _copied,
    "no scale": _no_scale,
    "scale": _scale,
    "unit": _unit,
}


PAIRS = ("repeated name", "repeated form")
"""Kinds that two objects share; those that plant them return the other one."""


def plant(
    specimens: Sequence[Specimen], kinds: Sequence[str], rng: np.random.Generator
) -> tuple[list[Specimen], list[Planted]]:
    """Put one fault of each kind into specimens, each into another one.

    A repeated name and a repeated form accuse the two objects that share it.
    """
    changed = list(specimens)
    rows = rng.choice(len(changed), len(kinds), replace=False)
    planted = []
    # what two objects share comes last, or one of them would still be changed
    for kind, row in sorted(zip(kinds, rows.tolist(), strict=True), key=lambda p: p[0] in PAIRS):
        said = KINDS[kind](changed, row, rng)
        if kind in PAIRS:
            planted.append(Planted(kind, row, (), said[0]))
        else:
            planted.append(Planted(kind, row, said))
    return changed, planted
