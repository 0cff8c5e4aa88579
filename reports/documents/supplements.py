"""A supplement: what has come since a pack was issued, as sections whose pages go on from its last."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from reports.documents.versions import Content, ranged
from snb.workflow import Refusal

# They list what is elsewhere, or what is missing: in a supplement they would speak of pages that are not in it.
LEFT_OUT = ("agenda", "forward-plan", "gaps")


def supplement_of(
    issued: Content,
    now: Content,
    *,
    reference: str,
    number: int,
    first_page: int,
    also: Container[str] = (),
) -> Content:
    """`now` reduced to what `issued` (and the supplements that are joined to it) does not hold. Refusal if nothing is.

    `reference` is that of the edition it belongs to; `number` counts its supplements from 1; `also` are anchors of
    sections that the other version of this supplement holds, so that both have the same.
    """
    sections = new_sections(issued["sections"], now["sections"], also)
    if not sections and not also:
        raise Refusal("Nothing has come in since that paper was compiled, so there is nothing for a supplement.")
    return {
        **now,
        "title": f"Supplement {number} to the {_lowered(now['title'])}",
        "sections": sections,
        "gaps": [],
        "first_page": first_page,
        "supplement": {"number": number, "of": reference, "title": now["title"]},
    }


def next_number(supplements: Sequence[Content]) -> int:
    """What the next of a paper's supplements is called: one that was withdrawn leaves no number twice."""
    return max((each["supplement"]["number"] for each in supplements), default=0) + 1


def joined(issued: Content, supplements: list[Content]) -> Content:
    """The paper as its readers hold it: each section in its newest form."""
    sections = issued["sections"]
    for supplement in supplements:
        sections = _laid_over(sections, supplement["sections"])
    return {**issued, "sections": sections}


def _laid_over(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`new` in place of the sections of the same anchor; what is within others stays; what has no place comes last."""
    fresh = {section["anchor"]: section for section in new}
    kept = [_one_over(section, fresh.pop(section["anchor"], None)) for section in old]
    return kept + list(fresh.values())


def _one_over(old: dict[str, Any], new: dict[str, Any] | None) -> dict[str, Any]:
    if new is None:
        return old
    own = new if any(_own(new)) else old  # only a heading for what is within it: what the section said itself stands
    return {**own, "sections": _laid_over(old.get("sections", []), new.get("sections", []))}


def anchors_of(sections: list[dict[str, Any]]) -> set[str]:
    """Of every section that says something itself, at any depth."""
    own = {section["anchor"] for section in sections if any(_own(section))}
    return own.union(*(anchors_of(section.get("sections", [])) for section in sections))


def new_sections(
    old: list[dict[str, Any]], new: list[dict[str, Any]], also: Container[str] = ()
) -> list[dict[str, Any]]:
    """What of `new` is not in `old` as it is, or is asked for by `also`, with the headings that it stands under."""
    before = {section["anchor"]: section for section in old}
    found = []
    for section in new:
        if section["anchor"] in LEFT_OUT:
            continue
        was = before.get(section["anchor"], {})
        within = new_sections(was.get("sections", []), section.get("sections", []), also)
        says_new = any(_own(section)) and (section["anchor"] in also or _own(section) != _own(was))
        if says_new or within:
            blocks = section["blocks"] if says_new else []
            found.append({**section, "blocks": blocks, "sections": within})
    return found


def _own(section: dict[str, Any]) -> tuple[Any, Any]:
    """What a section says itself. Its heading and number may move without anything new being said, and so may the pages
    that a placeholder stands for."""
    return ranged(section.get("blocks", [])), section.get("papers", [])


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
