"""A data set as arrays: what every statistic, plot and report works on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

import numpy as np
from numpy.typing import NDArray

from components.errors import RaggedDataset, UserError, listing
from components.shape.specimen import FloatArray, Specimen, Value


@dataclass(frozen=True, eq=False)
class ShapeTable:
    """Landmarks of n objects as one array: ``coords[object, landmark, axis]``, NaN = missing.

    ``scales`` is (objects,) units per pixel, NaN where unknown, and ``unit`` the name of the
    units; ``variables`` maps a name to one value for each object. The arrays are read-only.
    """

    ids: Sequence[int]
    names: Sequence[str]
    coords: FloatArray
    scales: FloatArray
    unit: str = ""
    landmark_names: tuple[str, ...] = ()
    variables: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.coords.ndim != 3 or len(self.coords) != len(self.ids):
            raise ValueError(f"{len(self.ids)} ids do not fit coordinates {self.coords.shape}")
        if len(self.names) != len(self.ids) or self.scales.shape != (len(self.ids),):
            raise ValueError("names, scales and ids must have one entry for each object")
        self.coords.setflags(write=False)
        self.scales.setflags(write=False)

    @property
    def objects(self) -> int:
        """Number of objects."""
        return int(self.coords.shape[0])

    @property
    def landmarks(self) -> int:
        """Number of landmarks of each object."""
        return int(self.coords.shape[1])

    @property
    def axes(self) -> int:
        """2 or 3."""
        return int(self.coords.shape[2])

    @property
    def missing(self) -> int:
        """Number of landmarks that lack a coordinate, over all objects."""
        return int(np.isnan(self.coords).any(axis=2).sum())

    def groups(self, variable: str) -> tuple[str, ...]:
        """One group label for each object, out of a variable.

        Raises `UserError` where there is no such variable, or an object has no value in it.
        """
        if variable not in self.variables:
            known = listing(list(self.variables), 12) or "none; add some with a variables file"
            raise UserError(f"There is no variable {variable!r}; the variables are: {known}.")
        values = self.variables[variable]
        without = [n for n, value in zip(self.names, values, strict=True) if value in (None, "")]
        if without:
            raise UserError(
                f"{listing(without)}: no value in the variable {variable!r}; "
                "fill it in or leave out these objects, then try again."
            )
        return tuple(text_of(value) for value in values)

    def take(self, rows: NDArray[np.intp]) -> "ShapeTable":
        """Return the table of some of the objects, in the order of ``rows``."""
        return replace(
            self,
            ids=tuple(self.ids[i] for i in rows.tolist()),
            names=tuple(self.names[i] for i in rows.tolist()),
            coords=self.coords[rows],
            scales=self.scales[rows],
            variables={k: tuple(v[i] for i in rows) for k, v in self.variables.items()},
        )

    def scaled(self) -> tuple["ShapeTable", str]:
        """Coordinates in units instead of pixels, and a warning ("" where there is none).

        Where only some of the objects have a scale, all stay in pixels, so that sizes of one
        table are never in two units.
        """
        known = np.isfinite(self.scales)
        if known.all() and self.objects:
            coords = self.coords * self.scales[:, None, None]
            return replace(self, coords=coords, scales=np.ones(self.objects)), ""
        if known.any():
            without = [n for n, has in zip(self.names, known, strict=True) if not has]
            return self, (
                f"{len(without)} of {self.objects} objects have no scale ({listing(without, 3)}): "
                "centroid sizes are in pixels for all."
            )
        return self, ""


class RunningNumbers(Sequence[str]):
    """Names "1", "2", ... of objects that have none: made when asked for, as many may be many."""

    def __init__(self, numbers: range) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> "RunningNumbers": ...
    def __getitem__(self, place: int | slice) -> "str | RunningNumbers":
        if isinstance(place, slice):
            return RunningNumbers(self._numbers[place])
        return str(self._numbers[place])


def text_of(value: Value) -> str:
    """Write a value as a label: whole numbers without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def table_of(specimens: Sequence[Specimen], landmark_names: Sequence[str] = ()) -> ShapeTable:
    """Stack specimens into a table, in their order, with running numbers as ids.

    Raises `RaggedDataset` where landmarks or axes differ, `UserError` where there are none.
    """
    check_equal_shapes(specimens)
    columns = list(dict.fromkeys(name for s in specimens for name in s.variables))
    units = Counter(s.unit for s in specimens if s.unit)
    scales = [np.nan if s.scale is None else s.scale for s in specimens]
    return ShapeTable(
        ids=range(1, len(specimens) + 1),
        names=tuple(s.name for s in specimens),
        coords=np.stack([s.landmarks for s in specimens]).astype(np.float64),
        scales=np.array(scales, dtype=np.float64),
        unit=next(iter(units)) if len(units) == 1 else "",
        landmark_names=tuple(landmark_names),
        variables={c: tuple(s.variables.get(c) for s in specimens) for c in columns},
    )


def check_equal_shapes(specimens: Sequence[Specimen]) -> None:
    """Raise where specimens cannot stand in one array, naming those that differ and where."""
    if not specimens:
        raise UserError("There are no objects to work on; import a landmark file first.")
    usual, _ = Counter(s.landmarks.shape for s in specimens).most_common(1)[0]
    odd = [s for s in specimens if s.landmarks.shape != usual]
    if odd:
        names = [
            f"{s.name} ({len(s.landmarks)} landmarks{f', line {s.line}' if s.line else ''})"
            for s in odd
        ]
        raise RaggedDataset(names, f"{usual[0]} landmarks in {usual[1]} axes")
    if usual[0] == 0:
        raise UserError(
            f"{listing([s.name for s in specimens])}: no landmarks; digitise or import them first."
        )
