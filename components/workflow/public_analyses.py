"""Analyses of the public Modan2, shown here as far as their stored numbers prove themselves."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from components.errors import UserError
from components.shape.size import centroid_sizes
from components.shape.specimen import FloatArray
from components.stats.pca import PCA, pca
from components.stats.superimposition import Superimposition
from components.workflow.analysing import Analysis, Method, Request
from components.workflow.archive import Arrays, freeze

_METHODS: dict[str, Method] = {"procrustes": "procrustes", "bookstein": "bookstein"}
_AGREEMENT = 1e-6  # of stored and computed scores, relative to the largest
_SAID = (
    "This was computed by the public Modan2: its superimposition and principal components are "
    "shown, but of its tests it keeps too little; run it again for all of them."
)


def converted(row: Mapping[str, Any]) -> tuple[object, Arrays] | None:
    """Turn the columns of a stored analysis into a result that can be shown.

    The principal components are computed of the stored superimposed landmarks. None where they
    are not there, or the stored scores are not those of the stored landmarks.
    """
    try:
        method = _METHODS[str(row.get("superimposition_method") or "procrustes").casefold()]
        aligned, raw = (
            _array(row["superimposed_landmark_json"], 3),
            _array(row["raw_landmark_json"], 3),
        )
        scores = _array(row["pca_analysis_result_json"], 2)
        info = json.loads(row["object_info_json"])
        names = tuple(str(entry["name"]) for entry in info)
        groups, group = _groups(row, info)
        components = pca(aligned)
    except (KeyError, ValueError, TypeError, IndexError, OverflowError, RecursionError, UserError):
        return None
    if aligned.shape != raw.shape or len(names) != len(aligned) or not _agree(components, scores):
        return None
    consensus = np.asarray(aligned.mean(axis=0))
    analysis = Analysis(
        request=Request(group=group, method=method),
        fingerprint="",
        names=names,
        groups=groups,
        landmark_names=(),
        unit="",
        estimated=np.asarray(np.isnan(raw).any(axis=2)),
        superimposition=Superimposition(
            aligned=aligned,
            consensus=consensus,
            centroid_sizes=centroid_sizes(raw),
            distances=np.sqrt(((aligned - consensus) ** 2).sum(axis=(1, 2))),
        ),
        pca=components,
        cva=None,
        manova=None,
        warnings=(_SAID,),
    )
    return freeze(analysis)


def _array(text: str, dimensions: int) -> FloatArray:
    numbers = np.array(json.loads(text), dtype=np.float64)
    if numbers.ndim != dimensions or np.isinf(numbers).any():
        raise ValueError("not as many dimensions as there must be")
    return numbers


def _groups(row: Mapping[str, Any], info: Any) -> tuple[tuple[str, ...] | None, str | None]:  # noqa: ANN401  # any JSON
    """Labels of the objects by the variable that canonical variates were grouped by."""
    group = row.get("cva_group_by")
    variables = str(row.get("propertyname_str") or "").split(",")
    if not isinstance(group, str) or group not in variables:
        return None, None
    place = variables.index(group)
    return tuple(str(entry["variable_list"][place]) for entry in info), group


def _agree(components: PCA, scores: FloatArray) -> bool:
    """Whether scores are those of components, however their axes are turned."""
    if len(scores) != len(components.scores) or not np.isfinite(scores).all():
        return False
    found, stored = components.scores @ components.scores.T, scores @ scores.T
    return bool(np.abs(found - stored).max() <= _AGREEMENT * np.abs(found).max())
