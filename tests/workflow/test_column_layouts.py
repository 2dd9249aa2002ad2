"""What a user sees of the columns of each data set, from one run to the next."""

from pathlib import Path

import pytest

from components.workflow.column_layouts import ColumnLayout, layout_of, remember_layout
from components.workflow.settings import Settings

LAYOUT = ColumnLayout(("name", "variable age"), frozenset({"missing"}))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "columns.json")


def test_each_data_set_of_each_library_has_a_layout_of_its_own(settings: Settings) -> None:
    remember_layout(settings, Path("/a"), 1, LAYOUT)
    remember_layout(settings, Path("/a"), 2, ColumnLayout(("size",)))
    assert layout_of(settings, Path("/a"), 1) == LAYOUT
    assert layout_of(settings, Path("/b"), 1) == ColumnLayout()
    remember_layout(settings, Path("/a"), 1, ColumnLayout())
    assert layout_of(settings, Path("/a"), 1) == ColumnLayout()
    assert "variable age" not in settings.path.read_text("utf-8")


@pytest.mark.parametrize(
    "text", ['{"data sets": 5}', '{"data sets": [7, {"folder": "/a", "data set": 1, "order": 3}]}']
)
def test_damaged_layouts_count_as_none(settings: Settings, text: str) -> None:
    settings.path.write_text(text, "utf-8")
    assert layout_of(settings, Path("/a"), 1) == ColumnLayout()
    remember_layout(settings, Path("/a"), 1, LAYOUT)
    assert layout_of(settings, Path("/a"), 1) == LAYOUT


def test_the_oldest_are_forgotten(settings: Settings) -> None:
    for number in range(230):
        remember_layout(settings, Path("/a"), number, LAYOUT)
    assert layout_of(settings, Path("/a"), 0) == ColumnLayout()
    assert layout_of(settings, Path("/a"), 229) == LAYOUT


def test_new_columns_stand_behind_those_that_were_arranged() -> None:
    keys = ["number", "name", "variable age", "variable sex"]
    assert LAYOUT.arranged(keys) == ["name", "variable age", "number", "variable sex"]
