"""A supplement holds what is new and nothing else; laid over its paper it gives the paper as it is now."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.supplements import joined, new_sections, supplement_of
from snb.workflow import Refusal

pytestmark = pytest.mark.plain


def said(text: str) -> list[dict[str, Any]]:
    return [{"block": "prose", "data": {"markdown": text}}]


def section(anchor: str, text: str = "", number: str = "1", *within: dict[str, Any]) -> dict[str, Any]:
    made = {"number": number, "heading": anchor.title(), "anchor": anchor, "blocks": said(text) if text else []}
    return made | ({"sections": list(within)} if within else {})


def paper(*sections: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Board pack for 9 December 2026", "sections": list(sections), "gaps": ["A return is missing."]}


ISSUED = paper(
    section("agenda", "Items"),
    section("returns", "", "4", section("return-a", "Missing", "4.1"), section("return-b", "As signed", "4.2")),
    section("gaps", "One gap"),
)
NOW = paper(
    section("agenda", "Items, and a late one"),
    section("returns", "", "5", section("return-a", "Signed late", "5.1"), section("return-b", "As signed", "5.2")),
    section("gaps", "None"),
)


def made(now: dict[str, Any] = NOW) -> dict[str, Any]:
    return supplement_of(ISSUED, now, reference="0a1b2c3d4e5f", number=2, first_page=61)


def test_it_holds_what_came_in_under_its_own_headings() -> None:
    supplement = made()
    (returns,) = supplement["sections"]
    assert (returns["anchor"], returns["blocks"]) == ("returns", [])
    assert [inner["anchor"] for inner in returns["sections"]] == ["return-a"]
    assert returns["sections"][0]["blocks"] == said("Signed late")


def test_it_says_what_it_belongs_to_and_goes_on_from_its_pages() -> None:
    supplement = made()
    assert supplement["title"] == "Supplement 2 to the board pack for 9 December 2026"
    assert supplement["supplement"] == {"number": 2, "of": "0a1b2c3d4e5f", "title": "Board pack for 9 December 2026"}
    assert (supplement["first_page"], supplement["gaps"]) == (61, [])


def test_a_number_that_moved_is_nothing_new() -> None:
    renumbered = paper(*[{**part, "number": "9"} for part in ISSUED["sections"]])
    with pytest.raises(Refusal, match="nothing for a supplement"):
        made(renumbered)


def test_a_paper_that_was_handed_in_late_is_new() -> None:
    late = {**section("item-7"), "papers": [{"title": "Late paper", "pages": 4, "sha256": "0" * 64, "is_tagged": True}]}
    (found,) = made(paper(*ISSUED["sections"], late))["sections"]
    assert found["papers"][0]["title"] == "Late paper"


def test_a_second_supplement_does_not_repeat_the_first() -> None:
    held = joined(ISSUED, [made()])
    with pytest.raises(Refusal):
        supplement_of(held, NOW, reference="0a1b2c3d4e5f", number=3, first_page=70)


texts = st.sampled_from(["", "one", "two"])
leaves = st.builds(section, st.sampled_from("pqrs"), texts)
inner = st.lists(leaves, max_size=3, unique_by=lambda made: made["anchor"])
sections = st.lists(
    st.builds(lambda anchor, text, within: section(anchor, text, "1", *within), st.sampled_from("abcd"), texts, inner),
    max_size=4,
    unique_by=lambda made: made["anchor"],
)


@given(old=sections, new=sections)
def test_laid_over_its_paper_nothing_of_the_new_one_is_missing(old: Any, new: Any) -> None:
    whole = joined({"sections": old}, [{"sections": new_sections(old, new)}])
    assert new_sections(whole["sections"], new) == []
