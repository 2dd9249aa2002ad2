"""Variables out of names: what a pattern means, and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.errors import UserError
from components.workflow.name_pattern import name_pattern

WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("pattern", "name", "values"),
    [
        ("genus_species_sex_01", "Apis_mellifera_f_07",
         {"genus": "Apis", "species": "mellifera", "sex": "f"}),
        ("site-*-sex", "York-12-m", {"site": "York", "sex": "m"}),
        ("genus species (sex)", "Apis mellifera (f)",
         {"genus": "Apis", "species": "mellifera", "sex": "f"}),
        ("genus_rest", "Apis_mellifera_f_07", {"genus": "Apis", "rest": "mellifera_f_07"}),
        ("종_번호", "붕어_3", {"종": "붕어", "번호": "3"}),
        ("group", "only one", {"group": "only one"}),
        ("a.b", "1.2.3", {"a": "1", "b": "2.3"}),
        ("genus_species_sex_01", "Apis_mellifera", None),
        ("genus_species", "Apis_", None),
        ("genus_species", "", None),
    ],
)  # fmt: skip
def test_values_of_names(pattern: str, name: str, values: dict[str, str] | None) -> None:
    assert name_pattern(pattern).values(name) == values


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", "names no variable"),
        ("01_*", "names no variable"),
        ("sex_site_sex", "'sex' twice"),
        ("sex*", "Nothing separates 'sex' and '\\*'"),
    ],
)
def test_a_pattern_without_sense_is_refused(pattern: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        name_pattern(pattern)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), st.sampled_from(["_", "-", " ", ".", "__", "|"]))
def test_joined_parts_come_apart_again(parts: list[str], separator: str) -> None:
    pattern = name_pattern(separator.join(f"v{i}" for i in range(len(parts))))
    found = pattern.values(separator.join(parts))
    assert found == {f"v{i}": part.strip() for i, part in enumerate(parts)}
