"""Mean forms of replicates: the same specimen digitised or photographed several times."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from components.errors import Step, UserError, listing, no_step
from components.shape.specimen import FloatArray, Specimen, Value
from components.stats.partial_fit import partial_fit
from components.store import datasets, objects
from components.store.library import Library
from components.store.rows import dataset_row

MOST_ROUNDS = 100
RESTS = 1e-12
"""Largest movement of a mean in a round, against the largest coordinate, that counts as rest."""

Rows = NDArray[np.intp]


def average(library: Library, dataset: int, by: str | None = None, step: Step = no_step) -> int:
    """Store the mean of each object's replicates in a new data set; returns its id.

    Replicates are the objects with the same value of the variable ``by``, or without it those
    with the same name. Pixels of replicates become those of the first through their scales.
    Numbers are averaged, texts and flags kept where all replicates agree. Images, meshes
    and curves stay with the originals. Raises `UserError` where only some replicates of an object
    have a scale, their units differ, or they share too few landmarks to be laid over each other.
    """
    with library.transaction():
        table = objects.load_table(library, dataset)
        units = objects.load_columns(library, dataset).units
        labels = table.names if by is None else table.groups(by)
        members = _members(labels)
        group, firsts = np.empty(table.objects, dtype=np.intp), [rows[0] for rows in members]
        for i, rows in enumerate(members):
            group[rows] = i
        first = np.array(firsts)[group]
        coords = table.coords * _factors(table.names, table.scales, units, first)[:, None, None]
        means = mean_forms(coords, group, table.names, step)
        row = dataset_row(dataset)
        new = datasets.create_like(library, dataset, f"{row.name} (means)", row.parent_id)
        specimens = [
            Specimen(
                labels[rows[0]],
                mean,
                scale=None if np.isnan(table.scales[rows[0]]) else float(table.scales[rows[0]]),
                unit=units[rows[0]],
                comment=f"Mean of {len(rows)} replicates" if len(rows) > 1 else "",
                variables={name: _agreed(v, rows) for name, v in table.variables.items()},
            )
            for rows, mean in zip(members, means, strict=True)
        ]
        objects.add(library, new, specimens, step)
    return new


def mean_forms(
    coords: FloatArray, group: Rows, names: Sequence[str], step: Step = no_step
) -> FloatArray:
    """Mean form (landmarks, axes) of each group of (objects, landmarks, axes), NaN = missing.

    ``group`` (objects,) counts from 0. Within a group the objects are moved and turned, never
    scaled or mirrored, to fit their mean by least squares over the landmarks that both have
    (partial Procrustes fit, Dryden and Mardia 2016, chapter 7); the mean lies as the object
    with most landmarks, the first of equals. A landmark is the mean of those present. A group of
    one object stays as it is.
    """
    present = np.asarray(~np.isnan(coords).any(axis=2))
    order = np.lexsort((-present.sum(axis=1), group))
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) > 0])
    means = coords[order[starts]].copy()
    several = np.asarray(np.bincount(group)[group[order]] > 1)
    if several.any():
        rows = order[several]
        _, of = np.unique(group[rows], return_inverse=True)
        places = np.unique(group[rows])
        _check_shared(present[rows], of, [names[row] for row in rows], coords.shape[2])
        means[places] = _settled(coords[rows], present[rows], of, step)
    return means


def _settled(forms: FloatArray, present: NDArray[np.bool_], of: Rows, step: Step) -> FloatArray:
    """Means of groups that are in order, each beginning with the object it is to lie as."""
    starts = np.flatnonzero(np.r_[True, np.diff(of) > 0])
    counts = np.add.reduceat(present, starts, dtype=np.float64)[:, :, None]
    counts[counts == 0] = np.nan  # missing in all: missing in the mean
    means = forms[starts]
    reach = np.nanmax(np.abs(forms - np.nanmean(forms, axis=(0, 1))), initial=0.0)
    for done in range(MOST_ROUNDS):
        step(done, MOST_ROUNDS, "Averaging replicates")
        known = np.asarray(~np.isnan(means).any(axis=2))
        with np.errstate(invalid="ignore", divide="ignore"):  # of scales, which are not used
            fit = partial_fit(means[of], forms, present & known[of])
        placed = replace(fit, scales=np.ones_like(fit.scales)).to_reference(forms)
        new = np.add.reduceat(np.where(present[:, :, None], placed, 0), starts) / counts
        grown = (np.isnan(means) & ~np.isnan(new)).any()
        moved = np.nanmax(np.abs(new - means), initial=0.0)
        means = new
        if not grown and moved <= RESTS * reach:
            break
    return means


def _check_shared(present: NDArray[np.bool_], of: Rows, names: Sequence[str], axes: int) -> None:
    """Raise where objects have too few landmarks in common with the fullest of their group."""
    starts = np.flatnonzero(np.r_[True, np.diff(of) > 0])
    shared = (present & present[starts][of]).sum(axis=1)
    few = np.flatnonzero(shared < axes).tolist()
    if few:
        odd = listing([names[row] for row in few])
        raise UserError(
            f"{odd}: fewer than {axes} landmarks in common with the fullest replicate; "
            "digitise more of them or leave out these objects."
        )


def _factors(
    names: Sequence[str], scales: FloatArray, units: Sequence[str], first: Rows
) -> FloatArray:
    """From the pixels of each object to those of the first of its replicates."""
    known = np.isfinite(scales)
    named = np.array(units)
    unlike = (known != known[first]) | (known & (named != named[first]))
    odd = np.flatnonzero(unlike).tolist()
    if odd:
        raise UserError(
            f"{listing([names[row] for row in odd])}: not the unit of the first "
            "replicate, or only one of the two has a scale; set the scales, then try again."
        )
    return np.where(known, scales / np.where(known, scales[first], 1), 1)


def _members(labels: Sequence[str]) -> list[list[int]]:
    """Rows with the same label, in the order in which the labels come first."""
    members: dict[str, list[int]] = {}
    for row, label in enumerate(labels):
        members.setdefault(label, []).append(row)
    return list(members.values())


def _agreed(values: Sequence[Value], rows: Sequence[int]) -> Value:
    """Mean of the numbers that are there, or the value on which all rows agree."""
    own = [values[row] for row in rows]
    numbers = [value for value in own if isinstance(value, float)]
    if numbers and all(value is None or isinstance(value, float) for value in own):
        return sum(numbers) / len(numbers)
    return own[0] if all(value == own[0] for value in own) else None
