"""Words for addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snb.naming import free_slug


@pytest.mark.parametrize(
    ("text", "taken", "found"),
    [
        ("Send the agreement", set(), "send-the-agreement"),
        ("Send the agreement", {"send-the-agreement"}, "send-the-agreement-2"),
        ("Send the agreement", {"send-the-agreement", "send-the-agreement-2"}, "send-the-agreement-3"),
        ("Ελλάδα", set(), "thing"),
        ("!!!", {"thing"}, "thing-2"),
        (f"{'a' * 49} b", set(), "a" * 49),
    ],
)
def test_short_and_free(text: str, taken: set[str], found: str) -> None:
    assert free_slug(text, taken, otherwise="thing") == found


@given(st.lists(st.text(max_size=80), max_size=8))
def test_never_one_that_is_taken_and_never_too_long(texts: list[str]) -> None:
    taken: set[str] = set()
    for text in texts:
        found = free_slug(text, taken, otherwise="thing")
        assert found not in taken
        assert 0 < len(found) <= 60
        taken.add(found)
