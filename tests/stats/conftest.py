"""Figures of the reference implementations, beside the project."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Reference = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def reference(shared: Path) -> Reference:
    """Return the function that gives what R says of a data set."""

    def figures(name: str) -> dict[str, Any]:
        path = shared / "oracle" / "expected" / f"{name}.json"
        if not path.exists():
            pytest.skip(f"there are no reference figures for {name}")
        return dict(json.loads(path.read_text(encoding="utf-8")))

    return figures
