"""A curve of a data set as an entry of the column ``curves``, which holds other entries too."""

from typing import Any

from components.shape.curves import Curve


def entry_of(curve: Curve) -> dict[str, object]:
    """Return the entry of a curve; what has no name there is no curve."""
    return {"name": curve.name, "landmarks": list(curve.landmarks), "closed": curve.closed}


def is_named(entry: Any) -> bool:  # noqa: ANN401  # any JSON
    """Whether an entry is meant for a curve."""
    return isinstance(entry, dict) and "name" in entry


def is_curve(entry: Any) -> bool:  # noqa: ANN401  # any JSON
    """Whether a named entry can be read as a curve."""
    run = entry.get("landmarks")
    return (
        isinstance(entry["name"], str)
        and isinstance(run, list)
        and all(type(place) is int and place >= 0 for place in run)
        and isinstance(entry.get("closed"), bool)
    )
