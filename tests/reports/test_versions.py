"""Restricted and public: one of two versions only where they say different things, and page numbers that cite alike."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.versions import (
    PageCounts,
    Versions,
    last_page,
    shared_pages,
    told_apart,
    with_equal_pages,
)

pytestmark = pytest.mark.plain


def section(anchor: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    return {"number": "1", "heading": anchor.title(), "anchor": anchor, "blocks": list(blocks)}


def content(audience: str, *sections: dict[str, Any]) -> dict[str, Any]:
    return {"audience": audience, "marking": "Restricted" if audience == "restricted" else "", "sections": [*sections]}


HIDDEN = {"block": "not-published", "data": {"ground": "Paragraph 3", "first": None, "last": None}}
SAID = {"block": "prose", "data": {"markdown": "The tender of a supplier."}}
COUNTS = {
    "restricted": PageCounts(3, {"one": 2, "two": 7, "three": 1}),
    "public": PageCounts(2, {"one": 2, "two": 1, "three": 1}),
}


def both() -> Versions:
    return Versions(
        public=content("public", section("one", SAID), section("two", HIDDEN), section("three", SAID)),
        restricted=content("restricted", section("one", SAID), section("two", SAID), section("three", SAID)),
    )


def counted(version: dict[str, Any]) -> PageCounts:
    return COUNTS[version["audience"]]


def test_one_version_is_enough_where_both_say_the_same() -> None:
    assert told_apart(content("public", section("one")), content("restricted", section("one"))).restricted is None
    assert told_apart(content("public", section("one", HIDDEN)), content("restricted", section("one", SAID))).restricted


def test_both_versions_print_the_same_page_numbers() -> None:
    made = with_equal_pages(both(), counted)
    assert made.restricted is not None
    expected = {"one": [4, 5], "two": [6, 12], "three": [13, 13]}
    assert made.public["pages"] == made.restricted["pages"] == expected
    assert list(made.public["pages"]) == ["one", "two", "three"]


def test_a_placeholder_says_which_pages_it_stands_for() -> None:
    made = with_equal_pages(both(), counted)
    assert made.public["sections"][1]["blocks"] == [
        {"block": "not-published", "data": {"ground": "Paragraph 3", "first": 6, "last": 12}}
    ]
    assert made.public["sections"][0]["blocks"] == [SAID]


def test_a_supplement_goes_on_from_its_first_page() -> None:
    versions = both()
    versions = Versions({**versions.public, "first_page": 101}, {**versions.restricted, "first_page": 101})  # type: ignore[dict-item]
    assert with_equal_pages(versions, counted).public["pages"]["one"] == [104, 105]


def test_nothing_is_laid_out_where_there_is_one_version() -> None:
    alone = Versions(content("public", section("one")))
    assert with_equal_pages(alone, lambda version: pytest.fail("laid out for nothing")) == alone


def test_a_section_that_one_version_lacks_keeps_its_place() -> None:
    one, other = PageCounts(1, {"a": 1, "secret": 2, "c": 1}), PageCounts(1, {"a": 1, "c": 3, "d": 1})
    assert shared_pages(one, other) == {"a": [2, 2], "secret": [3, 4], "c": [5, 7], "d": [8, 8]}
    assert shared_pages(other, one) == {"a": [2, 2], "secret": [3, 4], "c": [5, 7], "d": [8, 8]}


@pytest.mark.parametrize(
    ("version", "last"),
    [
        (content("public"), 5),
        (content("public") | {"first_page": 41}, 45),
        (content("public") | {"pages": {"one": [4, 9], "two": [10, 80]}}, 80),
    ],
)
def test_the_last_page_of_a_version(version: dict[str, Any], last: int) -> None:
    assert last_page(version, lambda _: PageCounts(2, {"one": 3})) == last


lengths = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 9)).map(lambda found: dict(sorted(found.items())))


@given(front=st.integers(1, 4), other_front=st.integers(1, 4), one=lengths, other=lengths)
def test_no_two_sections_share_a_page_and_each_fits(front: int, other_front: int, one: Any, other: Any) -> None:
    pages = shared_pages(PageCounts(front, one), PageCounts(other_front, other))
    assert set(pages) == set(one) | set(other)
    at = max(front, other_front)
    for anchor, (first, last) in pages.items():
        assert first == at + 1
        assert last - first + 1 >= max(one.get(anchor, 0), other.get(anchor, 0))
        at = last
    for version in (one, other):
        assert [anchor for anchor in pages if anchor in version] == list(version)
