"""Faults of landmarks, in words: what a search of shapes found, and what mends it."""

from collections.abc import Iterator, Sequence

import numpy as np

from components.errors import Step, no_step
from components.shape.specimen import FloatArray, Specimen
from components.stats.landmark_count import odd_landmark
from components.stats.shape_faults import ENOUGH, shape_faults
from components.stats.shape_search import ShapeFault
from components.workflow.health_finding import Finding, Kind, leaving_out, numbered, one_repair
from components.workflow.repairs import (
    Change,
    Repair,
    half_turned,
    mirrored,
    reordered,
    with_landmark,
    without_landmark,
    without_points,
)

LIKE_OTHERS = 2.5
"""Times the usual misfit up to which an odd landmark is believed to explain its object."""


def odd_counts(
    specimens: Sequence[Specimen], usual: tuple[int, int], coords: FloatArray
) -> Iterator[Finding]:
    """Objects whose landmarks or axes are not as many as most have; ``coords`` are of the most."""
    landmarks, axes = usual
    for row, specimen in enumerate(specimens):
        count, own = specimen.landmarks.shape
        if (count, own) == usual or not count:
            continue
        text = f"it has {count} landmarks in {own} axes, most objects {landmarks} in {axes}"
        repairs: list[Repair] = []
        fits = own == axes and abs(count - landmarks) == 1 and count > axes
        if fits and len(coords) >= ENOUGH and landmarks > axes + 1:
            found = odd_landmark(specimen.landmarks, coords)
            believed = found.off < LIKE_OTHERS * found.usual
            place = found.place + 1
            if count < landmarks:
                why = f"it fits best when landmark {place} is the missing one"
                repairs.append(
                    one_repair(
                        f"Insert landmark {place} as missing", row, with_landmark(found.place)
                    )
                )
            else:
                why = f"it fits best without landmark {place}"
                repairs.append(
                    one_repair(f"Remove landmark {place}", row, without_landmark(found.place))
                )
            text += f"; {why}" + ("" if believed else ", but not well")
        repairs.append(leaving_out(row))
        yield Finding("landmark count", (row,), specimen.name, f"{text}.", tuple(repairs))


def shape_findings(
    specimens: Sequence[Specimen], rows: Sequence[int], coords: FloatArray, step: Step = no_step
) -> Iterator[Finding]:
    """Find faults of objects with equally many landmarks: ``coords`` are those at ``rows``."""
    for fault in shape_faults(coords, step=step):
        row = rows[fault.row]
        text, repairs = _words(fault, row, coords.shape[2])
        if fault.kind != "turned":
            repairs = (*repairs, leaving_out(row))
        kind: Kind = fault.kind
        yield Finding(kind, (row,), specimens[row].name, text, repairs, fault.landmarks)


def _words(fault: ShapeFault, row: int, axes: int) -> tuple[str, tuple[Repair, ...]]:
    """Say why it is a fault, and give the likely repair."""
    places, change = fault.landmarks, without_points(fault.landmarks)
    falls = f"the distance from the mean shape falls from {fault.before:.2g} to {fault.after:.2g}"
    one = len(places) == 1
    match fault.kind:
        case "missing code":
            label = "Set to missing"
            text = (
                f"{numbered(places)} {'stands' if one else 'stand'} at {fault.code:g} on every "
                "axis, far from where the others have it: a code for a missing landmark."
            )
        case "coincident":
            label, change = f"Set landmark {places[0] + 1} to missing", without_points(places[:1])
            off = (
                "" if np.isnan(fault.before) else f"; {numbered(places[:1])} is off by{_by(fault)}"
            )
            text = f"{numbered(places)} lie on one point, unlike in other objects{off}."
        case "mirrored":
            label, change = "Mirror back", mirrored(fault.axis)
            text = f"{falls} when it is mirrored: left and right, or an axis, may be exchanged."
        case "turned":
            label, change = "Turn about z", half_turned()
            text = (
                "it is turned by half a turn about z against most others, as RAS coordinates "
                "are against LPS; its shape is not affected."
            )
        case "order":
            label, change, text = _order_words(fault, falls)
        case "displaced":
            label = "Set to missing"
            where = f"{'lies' if one else 'lie'} far from where the others put it"
            text = f"{numbered(places)} {where}: by{_by(fault)}."
        case _:
            return _of_whole(fault, axes), ()
    return text, (one_repair(label, row, change),)


def _of_whole(fault: ShapeFault, axes: int) -> str:
    """Say why an object as a whole is odd."""
    if fault.kind == "flat":
        where = "line" if axes == 2 else "plane"
        return f"all landmarks lie on one {where}, unlike those of other objects."
    return (
        f"its shape is {fault.before:.2g} from the mean shape, the usual distance is "
        f"{fault.after:.2g}, and no other object is near it."
    )


def _order_words(fault: ShapeFault, falls: str) -> tuple[str, Change, str]:
    """Label and change of a repair, and why: landmarks exchanged, or in another order."""
    places = fault.landmarks
    label = "Put the landmarks in order"
    if len(places) == 2:
        text, label = f"{numbered(places)} are exchanged", f"Exchange {numbered(places)}"
    elif places[-1] - places[0] == len(places) - 1:
        run = f"landmarks {places[0] + 1} to {places[-1] + 1}"
        text = f"{run} are in another order than in other objects"
    else:
        text = f"{numbered(places)} are in another order than in other objects"
    return label, reordered(fault.order), f"{text}: in order, {falls}."


def _by(fault: ShapeFault) -> str:
    return f" {fault.before:.2g} of the centroid size, usually {fault.after:.2g}"
