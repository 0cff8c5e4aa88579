"""How two texts differ, word by word, and which things of a list changed their place. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

ADDED, REMOVED, CHANGED, MOVED, SAME = "added", "removed", "changed", "moved", "same"
MOST = 250_000  # pairs of pieces that are looked through for what is alike; beyond, one side is taken as replaced

Run = tuple[str, str]
Stretch = tuple[slice, slice, bool]  # of the old, of the new, and whether both are the same


def words_changed(before: str, after: str) -> list[Run]:
    """Runs of text as (same, removed or added, text), in reading order; joined, they give either side back."""
    old, new = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    runs: list[Run] = []
    for was, now, alike in stretches(old, new, filling=str.isspace):
        if alike:
            runs.append((SAME, "".join(new[now])))
        else:
            runs += [(kind, "".join(part)) for kind, part in ((REMOVED, old[was]), (ADDED, new[now])) if part]
    return runs


def stretches(
    old: Sequence[Any], new: Sequence[Any], *, filling: Callable[[Any], bool] | None = None
) -> Iterator[Stretch]:
    """What of two sequences is alike and what is not, in order; quick also where they are long and unlike.

    What is only `filling`, such as spaces between words, makes nothing alike by itself.
    """
    start = alike_at_start(old, new)
    end = alike_at_start(old[start:][::-1], new[start:][::-1])
    if start:
        yield slice(0, start), slice(0, start), True
    for was, now, alike in _between(old[start : len(old) - end], new[start : len(new) - end], filling):
        yield slice(start + was.start, start + was.stop), slice(start + now.start, start + now.stop), alike
    if end:
        yield slice(len(old) - end, len(old)), slice(len(new) - end, len(new)), True


def out_of_order(old: Sequence[Hashable], new: Sequence[Hashable]) -> set[Hashable]:
    """Of the things that are in both, each once, the fewest whose move explains the new order."""
    places = {key: place for place, key in enumerate(old)}
    common = [key for key in new if key in places]
    kept = _longest_rise([places[key] for key in common])
    return {key for index, key in enumerate(common) if index not in kept}


def alike_at_start(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many of the first are the same."""
    return next(
        (at for at, (was, now) in enumerate(zip(old, new, strict=False)) if was != now), min(len(old), len(new))
    )


def _between(old: Sequence[Any], new: Sequence[Any], filling: Callable[[Any], bool] | None) -> Iterator[Stretch]:
    if len(old) * len(new) > MOST:
        yield slice(0, len(old)), slice(0, len(new)), False
        return
    for tag, i, j, k, m in SequenceMatcher(filling, old, new, autojunk=False).get_opcodes():
        yield slice(i, j), slice(k, m), tag == "equal"


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Indexes of a longest run of rising numbers, not needing to be neighbours."""
    smallest: list[int] = []  # number that a run of each length ends in
    ends: list[int] = []  # its index
    before: list[int] = []
    for index, number in enumerate(numbers):
        length = bisect_left(smallest, number)
        before.append(ends[length - 1] if length else -1)
        smallest[length : length + 1], ends[length : length + 1] = [number], [index]
    kept: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept
