"""Objects, variables and analyses of the public Modan2 become entries of a package."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from components.errors import listing
from components.shape.specimen import FloatArray, Specimen, Value
from components.shape.variables import fitted
from components.store.codec import pack_arrays, pack_curves, pack_landmarks
from components.store.datasets import unused_name
from components.store.package_rows import Entry
from components.store.public_ledger import KIND, Ledger, Row, called, compact, dates, joined
from components.store.public_values import curves_of, names_of, number_of, text_of

_KNOWN = {
    "id", "object_name", "object_desc", "sequence", "pixels_per_mm", "landmark_str",
    "property_str", "curve_raw_json", "curve_anchor_json", "dataset_id", "created_at",
    "modified_at",
}  # fmt: skip
_LARGEST = 2**62


@dataclass(frozen=True)
class Study:
    """What objects of one data set share: its name, axes, and curves of semi-landmarks by id."""

    name: str
    axes: int
    config: Mapping[str, Mapping[str, Any]]
    ledger: Ledger

    def who(self, item: Row) -> str:
        """Name an object for the report."""
        return f"{self.name}, {called(item)}"


@dataclass
class Values:
    """Values of one object in the order of the variables, and what is kept as text."""

    values: list[Value]
    kept: list[str] = field(default_factory=list)


def variables_of(
    row: Row, objects: Sequence[Row], study: Study
) -> tuple[list[dict[str, str]], list[Values]]:
    """Convert variables; one whose values all read back as they were is of numbers."""
    said = names_of(row.get("propertyname_str"))
    keys = list(said)
    for item in objects:
        if isinstance(item.get("property_str"), dict):
            keys += [key for key in item["property_str"] if key not in keys]
    names: list[str] = []
    for place, key in enumerate(keys, 1):
        names.append(unused_name(key.strip() or f"variable {place}", names))
        if names[-1] != key:
            study.ledger.note(f"A variable is called {names[-1]!r} now, not {key!r}", study.name)
    rows = [_values(item, keys, study) for item in objects]
    kinds = [_kind([own.values[i] for own in rows]) for i in range(len(names))]
    for own in rows:
        own.values = [fitted(v, kind) for v, kind in zip(own.values, kinds, strict=True)]
    scheme = [{"name": n, "type": kind} for n, kind in zip(names, kinds, strict=True)]
    return scheme, rows


def _values(item: Row, keys: Sequence[str], study: Study) -> Values:
    stored = item.get("property_str")
    if isinstance(stored, dict):
        return Values([_written(stored.get(key)) for key in keys])
    text = text_of(stored)
    values: list[Value] = list(text.split(",")) if text else []
    if not values or len(values) == len(keys):
        return Values(values or [None] * len(keys))
    if len(values) < len(keys):  # variables that were added later
        what = "those of the last are missing"
        own = [*values, *[None] * (len(keys) - len(values))]
    else:  # commas in a value: which one it is nobody knows
        what, own = "so none is in a column", [None] * len(keys)
    reason = f"{len(values)} values for {len(keys)} variables, {what}; all are in the description"
    study.ledger.note(reason, study.who(item))
    return Values(own, [f"Variables: {text}"])


def _written(value: object) -> Value:
    if value is None or isinstance(value, str | int | float):
        return fitted(value, "text")
    return json.dumps(value, ensure_ascii=False)


def _kind(values: Sequence[Value]) -> str:
    texts = [fitted(value, "text") for value in values]
    given = [text for text in texts if text is not None]
    try:
        same = all(fitted(fitted(text, "number"), "text") == text for text in given)
    except ValueError:
        return "text"
    return "number" if given and same else "text"


def object_entry(
    item: Row, place: int, form: tuple[FloatArray, list[str]], own: Values, study: Study
) -> Entry:
    """Convert an object; ``form`` is what its landmarks are, and what of them is odd."""
    points, odd = form
    who, ledger, kept = study.who(item), study.ledger, list(own.kept)
    if odd:
        ledger.note("Coordinates that are no numbers are missing now", f"{who} ({listing(odd)})")
        kept.append(f"Landmarks: {compact(item.get('landmark_str'))}")
    packed = _curves(item, points, kept, study)
    pixels = item.get("pixels_per_mm")
    scale = number_of(pixels)
    if pixels is not None and scale is None:
        ledger.note("Pixels in a mm that cannot be are in the description", f"{who} ({pixels})")
        kept.append(f"Pixels in a mm: {pixels}")
    sequence = item.get("sequence")
    kept += ledger.unknown(item, _KNOWN, who)
    return {
        "sequence": sequence if type(sequence) is int and abs(sequence) < _LARGEST else place,
        "name": called(item),
        "description": joined(text_of(item.get("object_desc")), kept),
        "landmarks": ledger.pack("landmarks", pack_landmarks(points)),
        "curves": ledger.pack("curves", packed),
        "scale": None if scale is None else 1 / scale,
        "unit": "" if scale is None else "mm",
        "variables": own.values,
        "images": [],
        "models": [],
        **dates(item),
    }


def _curves(item: Row, points: FloatArray, kept: list[str], study: Study) -> bytes | None:
    """Pack curves in the order of the scheme, with their names; anchors are kept as text."""
    who = study.who(item)
    curves, odd = curves_of(item.get("curve_raw_json"), study.axes)
    if odd:
        study.ledger.note("Points of curves that are no numbers were left out", who)
        kept.append(f"Curves: {'; '.join(odd)}")
    if anchors := item.get("curve_anchor_json"):
        study.ledger.note("Anchors of curves are in the description", who)
        kept.append(f"Anchors of curves: {compact(anchors)}")
    ordered = [key for key in study.config if key in curves]
    ordered += [key for key in curves if key not in study.config]
    names = [text_of(study.config.get(key, {}).get("name")).strip() or key for key in ordered]
    chains = tuple(curves[key] for key in ordered)
    return pack_curves(Specimen("", points, chains, curve_names=tuple(names)))


def analysis_entry(item: Row, study: Study) -> Entry:
    """Keep an analysis as it was, and with it what of it can be shown.

    It can be named, deleted, packed and run again.
    """
    fields = {
        key: text_of(value) if isinstance(value, bytes) else value
        for key, value in item.items()
        if key not in ("id", "dataset_id")
    }
    name = text_of(item.get("analysis_name")).strip() or "Analysis"
    method = text_of(item.get("superimposition_method")) or "Procrustes"
    who = f"{study.name}, {name} ({method})"
    result, arrays = study.ledger.analysis(fields) or (None, {})
    if isinstance(result, dict):
        study.ledger.note("Analyses show shapes and principal components, and keep the rest", who)
        result = {**result, KIND: fields}
    else:
        study.ledger.note("Analyses are kept but cannot be shown; run them again", who)
        result = {"kind": KIND, "fields": fields}
    return {
        "name": name,
        "fingerprint": "",
        "result": result,
        "arrays": study.ledger.pack("arrays", pack_arrays(arrays)),
        "created": dates(item)["created"],
    }
