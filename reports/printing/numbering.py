"""The numbers that pages print. A piece knows none: they follow from how long everything before it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Range = Sequence[int]  # first and last


def page_labels(
    lengths: Sequence[tuple[str, int]], *, first: int = 1, ranges: Mapping[str, Range], unpublished: frozenset[str]
) -> list[list[str]]:
    """What each page of each part prints: "14", or "41 to 47" on the one page that stands for seven.

    `lengths` are the parts in order, each with the anchor of its top-level section and its pages. `ranges` are the
    numbers given to a section, so that two versions of a paper agree; `unpublished` the sections left out of this one.
    """
    found: list[list[str]] = []
    at, before = first, ""
    for anchor, pages in lengths:
        if anchor != before:
            at = max(at, ranges[before][1] + 1) if before in ranges else at
            at = ranges[anchor][0] if anchor in ranges else at
        if anchor in unpublished and anchor in ranges:
            found.append([_stretch(ranges[anchor])] * pages)
        else:
            found.append([str(number) for number in range(at, at + pages)])
            at += pages
        before = anchor
    return found


def _stretch(numbers: Range) -> str:
    first, last = numbers
    return str(first) if first == last else f"{first} to {last}"
