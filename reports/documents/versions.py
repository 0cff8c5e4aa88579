"""The two versions of a paper, restricted and public: built from two readings of one moment, with pages that agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

Content = dict[str, Any]
OF_THE_VERSION = ("audience", "marking")  # what differs even where both say the same
PLACEHOLDER = "not-published"


@dataclass(frozen=True)
class PageCounts:
    """How many pages a laid-out version has: of its front, and of each top-level section by anchor, papers included."""

    front: int
    sections: Mapping[str, int]

    @property
    def total(self) -> int:
        return self.front + sum(self.sections.values())


Count = Callable[[Content], PageCounts]


@dataclass(frozen=True)
class Versions:
    """`restricted` is None where the public version says all there is."""

    public: Content
    restricted: Content | None = None

    @property
    def all(self) -> tuple[Content, ...]:
        """The one that is cleared first: the restricted one, where there is one."""
        return (self.restricted, self.public) if self.restricted is not None else (self.public,)


def told_apart(public: Content, restricted: Content) -> Versions:
    """Both, or the public one alone where the restricted one says nothing more."""
    same = _said(public) == _said(restricted)
    return Versions(public) if same else Versions(public, restricted)


def _said(content: Content) -> Content:
    return {key: value for key, value in content.items() if key not in OF_THE_VERSION}


def with_equal_pages(versions: Versions, count: Count) -> Versions:
    """Both with the page numbers that both print; placeholders say which pages they stand for.

    A section begins on the same page in both. Where one version needs more pages for it, the other leaves numbers out.
    """
    if versions.restricted is None:
        return versions
    pages = shared_pages(count(versions.restricted), count(versions.public), versions.public.get("first_page", 1))
    return Versions(
        public=_placed({**versions.public, "pages": pages}),
        restricted={**versions.restricted, "pages": pages},
    )


def shared_pages(one: PageCounts, other: PageCounts, first: int = 1) -> dict[str, list[int]]:
    """Anchor → first and last page number, in the order of the sections; either version may lack some."""
    pages: dict[str, list[int]] = {}
    at = first + max(one.front, other.front)
    for anchor in _in_order(list(one.sections), list(other.sections)):
        length = max(one.sections.get(anchor, 0), other.sections.get(anchor, 0))
        pages[anchor] = [at, at + length - 1]
        at += length
    return pages


def _in_order(one: list[str], other: list[str]) -> list[str]:
    """The anchors of both, each once. The versions hold the same sections but for some that one of them lacks."""
    merged: list[str] = []
    for left, right in zip_longest(one, other):
        if left == right:
            merged.append(left)
            continue
        return merged + _merged(one[len(merged) :], other[len(merged) :])
    return merged


def _merged(one: list[str], other: list[str]) -> list[str]:
    """Where the two part: what only one has comes before what both have next."""
    found, waiting = [], list(other)
    for anchor in one:
        if anchor in waiting:
            at = waiting.index(anchor)
            found += waiting[:at]
            waiting = waiting[at + 1 :]
        found.append(anchor)
    return found + waiting


def _placed(content: Content) -> Content:
    """The placeholders with the range of pages they stand for."""
    sections = [_with_range(section, content["pages"].get(section["anchor"])) for section in content["sections"]]
    return {**content, "sections": sections}


def _with_range(section: dict[str, Any], pages: list[int] | None) -> dict[str, Any]:
    return section if pages is None else {**section, "blocks": ranged(section["blocks"], *pages)}


def ranged(blocks: list[dict[str, Any]], first: int | None = None, last: int | None = None) -> list[dict[str, Any]]:
    """The blocks, placeholders with these pages; without any, as they were before the pages were counted."""
    return [
        {**block, "data": {**block["data"], "first": first, "last": last}} if block["block"] == PLACEHOLDER else block
        for block in blocks
    ]


def unplaced(content: Content) -> Content:
    """As the content was before its pages were counted: for comparing what it says."""
    sections = [{**section, "blocks": ranged(section["blocks"])} for section in content["sections"]]
    return {**content, "sections": sections}


def last_page(content: Content, count: Count) -> int:
    """The last number that a version prints."""
    if pages := content.get("pages"):
        return max(last for _, last in pages.values())
    return int(content.get("first_page", 1)) + count(content).total - 1
