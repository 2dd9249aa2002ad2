"""Nested results to JSON and arrays, and back: how an analysis is kept in a library."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError
from components.stats.cva import CVA
from components.stats.manova import Manova
from components.stats.multivariate_tests import Test
from components.stats.pca import PCA
from components.stats.superimposition import Superimposition
from components.workflow.analysing import Analysis, Request

_KNOWN = {
    kind.__name__: kind for kind in (Analysis, Request, Superimposition, PCA, CVA, Manova, Test)
}

Arrays = dict[str, NDArray[np.generic]]


def freeze(value: object) -> tuple[object, Arrays]:
    """Split a result into a JSON value and the arrays that it refers to."""
    arrays: Arrays = {}
    return _plain(value, arrays), arrays


def thaw(value: object, arrays: Mapping[str, NDArray[np.generic]]) -> Any:  # noqa: ANN401  # any of _KNOWN
    """Undo `freeze`; raises `UserError` for a result of another version of the program."""
    try:
        return _built(value, arrays)
    except (KeyError, TypeError) as error:
        raise UserError(
            "This analysis was made by another version of Modan2; run it again to see it."
        ) from error


def _plain(value: object, arrays: Arrays) -> object:
    if isinstance(value, np.ndarray):
        name = str(len(arrays))
        arrays[name] = value
        return {"array": name}
    if is_dataclass(value):
        content = {f.name: _plain(getattr(value, f.name), arrays) for f in fields(value)}
        return {"kind": type(value).__name__, "fields": content}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, tuple):
        return [_plain(item, arrays) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} is not kept in a library")


def _built(value: object, arrays: Mapping[str, NDArray[np.generic]]) -> Any:  # noqa: ANN401  # as above
    if isinstance(value, list):
        return tuple(_built(item, arrays) for item in value)
    if isinstance(value, dict):
        if "array" in value:
            return arrays[value["array"]]
        content = {name: _built(item, arrays) for name, item in value["fields"].items()}
        return _KNOWN[value["kind"]](**content)
    return value
