"""Data sets of the public Modan2 become entries of a package, and nothing gets lost silently.

Rows have the names of its columns, whether they come from its tables or from a file of its own.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from components.errors import UserError
from components.shape.curves import Curve
from components.shape.links import check_baseline, check_polygons, check_wireframe
from components.store.curve_entries import entry_of
from components.store.datasets import unused_name
from components.store.package_rows import Entry
from components.store.public_ledger import KIND, Ledger, Row, dates, joined
from components.store.public_objects import Study, analysis_entry, object_entry, variables_of
from components.store.public_values import (
    fitting,
    landmarks_of,
    links_of,
    order_of,
    structure_of,
    text_of,
)

_KNOWN = {
    "id", "dataset_name", "dataset_desc", "dimension", "wireframe", "baseline", "polygons",
    "parent_id", "created_at", "modified_at", "propertyname_str", "curve_config_json",
    "landmark_name_json",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A data set as it was found.

    ``media`` has the entries of ``images`` and ``models`` by the place of their object.
    """

    row: Row
    objects: Sequence[Row]
    analyses: Sequence[Row]
    media: Mapping[int, dict[str, list[Entry]]]


def dataset_entry(source: Source, name: str, parent: int | None, ledger: Ledger) -> Entry:
    """Convert a data set with its objects and analyses."""
    row, objects = source.row, source.objects
    axes = _axes(row, objects, name, ledger)
    forms = [landmarks_of(item.get("landmark_str"), axes) for item in objects]
    count = Counter(len(points) for points, _ in forms if len(points))
    landmarks = count.most_common(1)[0][0] if count else None
    kept: list[str] = []
    scheme = _scheme(row, name, axes, landmarks, kept, ledger)
    study = Study(name, axes, _curve_config(row, name, kept, ledger), ledger)
    variables, values = variables_of(row, objects, study)
    items = []
    for place, (item, form, own) in enumerate(zip(objects, forms, values, strict=True)):
        entry = object_entry(item, place + 1, form, own, study)
        items.append(entry | source.media.get(place, {}))
    if len({item["sequence"] for item in items}) < len(items):  # or there is no order
        items = [item | {"sequence": place} for place, item in enumerate(items, 1)]
    photographs = axes == 2 and any(item["images"] for item in items)
    kept += ledger.unknown(row, _KNOWN, name)
    return {
        **scheme,
        "name": name,
        "description": joined(text_of(row.get("dataset_desc")), kept),
        "dimension": axes,
        "curves": [
            *([{"system": "y down"}] if photographs else []),
            *({KIND: part} for part in study.config.values()),
            *map(entry_of, _curves(study.config)),
        ],
        "variables": variables,
        "views": [],
        **dates(row),
        "parent": parent,
        "objects": items,
        "analyses": [analysis_entry(item, study) for item in source.analyses],
    }


def _axes(row: Row, objects: Sequence[Row], name: str, ledger: Ledger) -> int:
    if row.get("dimension") in (2, 3):
        return int(row["dimension"])
    widths = [landmarks_of(item.get("landmark_str"), 3)[0] for item in objects]
    axes = 3 if any(len(points) and np.isfinite(points[:, 2]).any() for points in widths) else 2
    ledger.note(f"No number of axes, so {axes} were taken", name)
    return axes


def _scheme(
    row: Row, name: str, axes: int, landmarks: int | None, kept: list[str], ledger: Ledger
) -> Entry:
    """Convert wireframe, polygons, baseline and landmark names; what does not fit is kept."""
    checks = {"wireframe": check_wireframe, "polygons": check_polygons}
    scheme: Entry = {}
    for part, check in checks.items():
        entries, strange = links_of(row.get(part))
        fit, odd = fitting(entries, partial(check, landmarks=landmarks))
        scheme[part] = [list(entry) for entry in fit]
        ledger.keep(part, [*strange, *odd], name, kept)
    baseline, odd = order_of(row.get("baseline"))
    try:
        scheme["baseline"] = list(check_baseline(baseline, landmarks, axes))
    except UserError:
        scheme["baseline"], odd = [], [",".join(str(place + 1) for place in baseline)]
    ledger.keep("baseline", odd, name, kept)
    scheme["landmark_names"] = _landmark_names(row, name, landmarks, kept, ledger)
    return scheme


def _landmark_names(
    row: Row, name: str, landmarks: int | None, kept: list[str], ledger: Ledger
) -> list[str]:
    found, odd = structure_of(row.get("landmark_name_json"))
    entries = [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    names: list[str] = []
    for place, entry in enumerate(entries):
        own = text_of(entry.get("name")).strip()
        names.append(unused_name(own or str(place + 1), names))
        if text_of(entry.get("desc")).strip():
            kept.append(f"Landmark {place + 1} {own}: {entry['desc']}")
    ledger.keep("landmark names", [*odd, *names[landmarks or len(names) :]], name, kept)
    if not any(text_of(entry.get("name")).strip() for entry in entries):
        return []
    for place in range(len(names), landmarks or 0):
        names.append(unused_name(str(place + 1), names))
    return names[: landmarks or len(names)]


def _curve_config(
    row: Row, name: str, kept: list[str], ledger: Ledger
) -> dict[str, Mapping[str, Any]]:
    """Return the entries of a scheme of semi-landmarks by the ids of their curves."""
    found, odd = structure_of(row.get("curve_config_json"))
    entries = found if isinstance(found, list) else []
    if found and not isinstance(found, list):
        odd.append(json.dumps(found))
    config: dict[str, Mapping[str, Any]] = {}
    for place, entry in enumerate(entries, 1):
        if isinstance(entry, dict):
            config[text_of(entry.get("id")) or f"curve{place}"] = entry
        else:
            odd.append(json.dumps(entry))
    ledger.keep("scheme of curves", odd, name, kept)
    if config:
        ledger.note(
            "Semi-landmarks are curves here; how many points each shall have was noted", name
        )
    return config


def _curves(config: Mapping[str, Mapping[str, Any]]) -> list[Curve]:
    names: list[str] = []
    for key, entry in config.items():
        names.append(unused_name(text_of(entry.get("name")).strip() or key, names))
    return [Curve(name) for name in names]
