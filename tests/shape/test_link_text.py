"""Wireframes and polygons as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.errors import UserError
from components.shape.link_text import landmarks_of, links_of, text_of_links

LINKS = st.lists(st.lists(st.integers(0, 99_999), min_size=1, max_size=5).map(tuple), max_size=6)


@given(LINKS)
def test_written_links_are_read_as_they_were(links: list[tuple[int, ...]]) -> None:
    assert links_of(text_of_links(links), "Wireframe") == tuple(links)


@pytest.mark.parametrize(
    "text", ["1-2, 2-3", " 1-2;2-3 ", "1 - 2\n2 - 3", "1-2 2-3,", "1\u20132, 2\u20133"]
)
def test_signs_between_links_do_not_matter(text: str) -> None:
    assert links_of(text, "Wireframe") == ((0, 1), (1, 2))


@pytest.mark.parametrize("text", ["1, 5", "1-5", "1 5"])
def test_a_row_of_landmarks(text: str) -> None:
    assert landmarks_of(text, "Baseline") == (0, 4)


@pytest.mark.parametrize("text", ["1-x", "1--2", "-1", "1.5-2", "9999999-1"])
def test_what_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(UserError, match="Wireframe: .* cannot be read"):
        links_of(text, "Wireframe")
