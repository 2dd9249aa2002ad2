"""A library in a folder of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.store.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        yield opened
