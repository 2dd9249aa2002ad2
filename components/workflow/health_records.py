"""Faults of names, scales and units, and objects that are there twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from components.shape.size import centroid_sizes
from components.shape.specimen import FloatArray, Specimen
from components.stats.size_faults import scale_factors, size_faults
from components.workflow.health_finding import Finding, leaving_out, one_repair
from components.workflow.repairs import Repair, enlarged, renamed, scaled

METRES = {"km": 1e3, "m": 1.0, "cm": 1e-2, "mm": 1e-3, "µm": 1e-6, "um": 1e-6, "nm": 1e-9,
          "inch": 0.0254, "in": 0.0254}  # fmt: skip
"""Units of length that convert into each other."""


def repeated_names(specimens: Sequence[Specimen]) -> Iterator[Finding]:
    """Names that several objects have, case and blanks at the ends aside."""
    places: dict[str, list[int]] = defaultdict(list)
    for row, specimen in enumerate(specimens):
        places[specimen.name.strip().casefold()].append(row)
    taken = set(places)
    for rows in places.values():
        if len(rows) > 1:
            changes = tuple(
                (row, renamed(_free(specimens[row].name.strip(), taken))) for row in rows[1:]
            )
            name = specimens[rows[0]].name
            text = (
                f"{len(rows)} objects have this name, from number {rows[0] + 1} to number "
                f"{rows[-1] + 1}; a table that is joined by name cannot tell them apart."
            )
            repair = Repair("Number the names", changes)
            yield Finding("repeated name", tuple(rows), name, text, (repair,))


def repeated_forms(specimens: Sequence[Specimen]) -> Iterator[Finding]:
    """Objects whose landmarks are those of an earlier one, to the last digit."""
    first: dict[bytes, int] = {}
    for row, specimen in enumerate(specimens):
        form = specimen.landmarks
        if not np.isfinite(form).all(axis=1).any() or not np.ptp(form[np.isfinite(form)]):
            continue
        before = first.setdefault(form.tobytes(), row)
        if before != row:
            other = specimens[before]
            text = (
                f"all coordinates are those of {other.name} (number {before + 1}); "
                "no two specimens are so alike."
            )
            yield Finding("repeated form", (row,), specimen.name, text, (leaving_out(row),))


def scale_faults(specimens: Sequence[Specimen]) -> Iterator[Finding]:
    """Scales that are missing, units that differ, sizes wrong by the factor between units."""
    sizes = _sizes(specimens)
    scales = np.array([np.nan if s.scale is None else s.scale for s in specimens])
    units = Counter(s.unit for s in specimens if s.scale is not None)
    unit = units.most_common(1)[0][0] if units else ""
    factors = np.array([_factor(s.unit, unit) if s.scale else 1.0 for s in specimens])
    measured = sizes * np.where(np.isnan(scales), 1.0, scales) * factors
    known: list[int] = np.flatnonzero(~np.isnan(scales)).tolist()
    alike = np.array([i for i in known if specimens[i].unit == unit], dtype=np.intp)
    median = float(np.median(measured[alike])) if len(alike) else np.nan
    if len(known):
        yield from _without_scale(specimens, scales, sizes, alike, unit, median)
    odd = [i for i in known if specimens[i].unit != unit]
    for row in odd:
        yield _other_unit(specimens[row], row, unit, sizes[row] * scales[row], median)
    judged = measured.copy()
    judged[odd] = np.nan
    if len(known):
        judged[np.isnan(scales)] = np.nan
    middle = float(np.nanmedian(judged)) if np.isfinite(judged).any() else np.nan
    told = set()
    for fault in size_faults(judged):
        told.add(fault.row)
        yield _wrong_size(specimens[fault.row], fault.row, judged[fault.row], middle, fault.factor)
    factors = scale_factors(np.where(np.isnan(judged), np.nan, scales), judged)
    for row in np.flatnonzero(~np.isnan(factors)).tolist():
        if row not in told:
            yield _wrong_scale(specimens[row], row, float(factors[row]))


def _sizes(specimens: Sequence[Specimen]) -> FloatArray:
    """Root mean square distance of the landmarks present from their centroid, in file units."""
    sizes = np.full(len(specimens), np.nan)
    for row, specimen in enumerate(specimens):
        form = specimen.landmarks[np.isfinite(specimen.landmarks).all(axis=1)]
        if len(form) > 1:
            sizes[row] = centroid_sizes(form[None])[0] / np.sqrt(len(form))
    return sizes


def _without_scale(
    specimens: Sequence[Specimen],
    scales: FloatArray,
    sizes: FloatArray,
    alike: np.ndarray[tuple[int], np.dtype[np.intp]],
    unit: str,
    median: float,
) -> Iterator[Finding]:
    """Objects without a scale where others have one; the repair is the scale that fits better."""
    without = np.flatnonzero(np.isnan(scales)).tolist()
    usual = float(np.median(scales[alike]))
    for row in without:
        fits = min((1.0, usual), key=lambda scale: abs(np.log(sizes[row] * scale / median)))
        text = (
            f"it has no scale, and {len(scales) - len(without)} of {len(scales)} objects have one; "
            f"with {fits:.6g} its size would be {sizes[row] * fits / median:.3g} times the median."
        )
        label = f"Set the scale to {fits:.6g} {unit}".rstrip()
        repair = one_repair(label, row, scaled(fits, unit))
        repairs = (repair, leaving_out(row))
        yield Finding("no scale", (row,), specimens[row].name, text, repairs)


def _other_unit(specimen: Specimen, row: int, unit: str, size: float, median: float) -> Finding:
    """Tell of a scale whose unit is not that of most: to be converted, or only called wrongly."""
    assert specimen.scale is not None, "objects without a scale have no unit"
    factor = _factor(specimen.unit, unit)
    named = f"{specimen.unit or 'no unit'}, most others {unit or 'no unit'}"
    text = (
        f"its scale has {named}; its size is {size / median:.3g} times the median as a number"
        + (f", {size * factor / median:.3g} times when converted." if factor != 1 else ".")
    )
    rename = one_repair(f"Call the unit {unit or 'unknown'}", row, scaled(specimen.scale, unit))
    repairs = [rename]
    if factor != 1:
        convert = one_repair(f"Convert to {unit}", row, scaled(specimen.scale * factor, unit))
        nearer = abs(np.log(size * factor / median)) < abs(np.log(size / median))
        repairs = [convert, rename] if nearer else [rename, convert]
    return Finding("unit", (row,), specimen.name, text, tuple(repairs))


def _wrong_size(specimen: Specimen, row: int, size: float, median: float, factor: float) -> Finding:
    between = f"{factor:g}" if factor > 1 else f"1/{1 / factor:g}"
    text = (
        f"its size is {size:.4g}, which is {size / median:.3g} times the median of {median:.4g}: "
        f"near the factor {between} between two units."
    )
    if specimen.scale is not None:
        new = specimen.scale / factor
        repair = one_repair(f"Set the scale to {new:.6g}", row, scaled(new, specimen.unit))
    else:
        repair = one_repair(
            f"Multiply the coordinates by {1 / factor:.6g}", row, enlarged(1 / factor)
        )
    return Finding("scale", (row,), specimen.name, text, (repair, leaving_out(row)))


def _wrong_scale(specimen: Specimen, row: int, factor: float) -> Finding:
    """Tell of a scale that is a factor off the one of most, of an object of a possible size."""
    assert specimen.scale is not None, "only scales are compared"
    usual = specimen.scale / factor
    times = f"{factor:g} times" if factor > 1 else f"1/{1 / factor:g} of"
    text = (
        f"its scale of {specimen.scale:.6g} is exactly {times} that of most others, the factor "
        "between two units; its size is more usual with theirs."
    )
    repair = one_repair(f"Set the scale to {usual:.6g}", row, scaled(usual, specimen.unit))
    return Finding("scale", (row,), specimen.name, text, (repair, leaving_out(row)))


def _factor(unit: str, target: str) -> float:
    """How many of the target unit one of a unit is; 1 where they do not convert."""
    if unit in METRES and target in METRES:
        return METRES[unit] / METRES[target]
    return 1.0


def _free(name: str, taken: set[str]) -> str:
    """Return a name that is not taken, and take it."""
    number = 2
    while (made := f"{name} ({number})").casefold() in taken:
        number += 1
    taken.add(made.casefold())
    return made
