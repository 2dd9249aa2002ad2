"""Options and settings: typed, kept whole, and never lost to a damaged file."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.store.datasets import AnalysisEntry, Dataset
from components.workflow.options import OPTIONS, POINT_SIZE, REOPEN, THEME, Options
from components.workflow.settings import Settings, in_user_folder
from components.workflow.visits import Visit, remember, visit_of, visits

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "config" / "options.json")


def test_every_default_is_allowed_and_every_key_is_its_own() -> None:
    assert all(option.allows(option.default) for option in OPTIONS)
    assert len({option.key for option in OPTIONS}) == len(OPTIONS)


def test_what_is_changed_is_there_the_next_time(settings: Settings) -> None:
    options = Options(settings)
    assert options[THEME] == "system"
    options.change({"theme": "dark", "point_size": 12})
    for one in (options, Options(settings)):
        assert (one[THEME], one[POINT_SIZE], one[REOPEN]) == ("dark", 12, True)


@given(st.dictionaries(st.sampled_from([option.key for option in OPTIONS]), JSON))
def test_a_wrong_value_falls_back_to_its_default(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]
) -> None:
    settings = Settings(tmp_path_factory.getbasetemp() / "wrong.json")
    settings.path.write_text(json.dumps(values))
    options = Options(settings)
    for option in OPTIONS:
        value = values.get(option.key)
        assert options[option] == (value if option.allows(value) else option.default)
        assert type(options[option]) is type(option.default)


def test_only_values_of_the_right_type_and_span_are_allowed() -> None:
    assert not POINT_SIZE.allows(True)
    assert not POINT_SIZE.allows(9.0)
    assert not POINT_SIZE.allows(1000)
    assert not REOPEN.allows(1)
    assert not THEME.allows("purple")


def test_a_misspelt_key_or_a_wrong_value_cannot_be_written(settings: Settings) -> None:
    options = Options(settings)
    with pytest.raises(KeyError):
        options.change({"themes": "dark"})
    with pytest.raises(ValueError, match="purple"):
        options.change({"theme": "purple"})
    assert not settings.path.exists()


def test_values_that_this_version_does_not_know_stay(settings: Settings) -> None:
    settings.write({"future": [1, {"a": "ä"}], "theme": "light"})
    Options(settings).change({"theme": "dark"})
    assert settings.read() == {"future": [1, {"a": "ä"}], "theme": "dark"}
    assert [path.name for path in settings.path.parent.iterdir()] == ["options.json"]


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "null", "\x00\xff"])
def test_a_damaged_file_counts_as_absent(settings: Settings, text: str) -> None:
    settings.path.parent.mkdir()
    settings.path.write_text(text, "latin-1")
    options = Options(settings)
    assert all(options[option] == option.default for option in OPTIONS)
    options.change({"theme": "dark"})
    assert Options(settings)[THEME] == "dark"


def test_where_settings_cannot_be_written_a_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file, not a folder")
    options = Options(Settings(tmp_path / "config" / "options.json"))
    with pytest.raises(UserError, match="cannot be kept"):
        options.change({"theme": "dark"})
    assert options[THEME] == "system"


def test_settings_lie_in_the_folder_of_the_user() -> None:
    settings = in_user_folder("options")
    settings.write({"a": 1})
    assert in_user_folder("options").read() == {"a": 1}
    assert settings.path.name == "options.json"


def test_libraries_come_back_with_what_was_selected_and_folded(settings: Settings) -> None:
    first = Visit(Path("/a"), (Dataset, 3), frozenset({(Dataset, 1), (Dataset, 2)}))
    second = Visit(Path("/b"), (AnalysisEntry, 7))
    remember(settings, first)
    remember(settings, second)
    assert visits(settings) == [second, first]
    remember(settings, Visit(Path("/a")))
    assert visits(settings) == [Visit(Path("/a")), second]
    assert visit_of(settings, Path("/b")) == second
    assert visit_of(settings, Path("/never")) == Visit(Path("/never"))


def test_only_the_latest_libraries_are_kept(settings: Settings) -> None:
    for number in range(30):
        remember(settings, Visit(Path(f"/{number}")))
    kept = [visit.folder.name for visit in visits(settings)]
    assert kept == [str(29 - i) for i in range(len(kept))]
    assert 5 <= len(kept) <= 20


@given(JSON)
def test_visits_of_a_damaged_file_are_left_out(
    tmp_path_factory: pytest.TempPathFactory, raw: object
) -> None:
    settings = Settings(tmp_path_factory.getbasetemp() / "visits.json")
    rows = [raw, {"folder": "/a", "selected": raw, "folded": raw}]
    settings.path.write_text(json.dumps({"libraries": rows}))
    assert Path("/a") in [visit.folder for visit in visits(settings)]
    settings.path.write_text(json.dumps({"libraries": raw}))
    visits(settings)
