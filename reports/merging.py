"""Two people changed one text: what both did, joined by paragraph. Pure; nothing that either wrote is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from snb.differences import stretches

Paragraphs = list[str]
Triple = tuple[Paragraphs, Paragraphs, Paragraphs]  # as it was, as mine, as theirs


@dataclass(frozen=True)
class Clash:
    """A place that both changed, each in their own way. Empty texts are paragraphs that were taken out."""

    before: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The joined text. Where there is a clash, what they wrote stands in it before what I wrote."""

    text: str
    clashes: tuple[Clash, ...]


def merge(before: str, mine: str, theirs: str) -> Merged:
    """Join what became of `before` on two sides, as far as they did not change the same paragraphs."""
    joined: Paragraphs = []
    clashes: list[Clash] = []
    for was, own, other in _places(paragraphs(before), paragraphs(mine), paragraphs(theirs)):
        if own in (was, other):
            joined += other
        elif other == was:
            joined += own
        else:
            clashes.append(Clash(text_of(was), text_of(own), text_of(other)))
            joined += [*other, *(one for one in own if one not in other)]
    return Merged(text_of(joined), tuple(clashes))


def paragraphs(text: str) -> Paragraphs:
    """What stands between blank lines."""
    return [part for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.replace("\r\n", "\n").strip()) if part.strip()]


def text_of(parts: Paragraphs) -> str:
    return "\n\n".join(parts)


def _places(was: Paragraphs, own: Paragraphs, other: Paragraphs) -> Iterator[Triple]:
    """The three texts cut at every paragraph that all of them have; in between, one by one where that is possible."""
    in_own, in_other = _kept(was, own), _kept(was, other)
    at = at_own = at_other = 0
    for common in [*sorted(in_own.keys() & in_other.keys()), len(was)]:
        upto_own, upto_other = in_own.get(common, len(own)), in_other.get(common, len(other))
        yield from _singly(was[at:common], own[at_own:upto_own], other[at_other:upto_other])
        if common < len(was):
            yield [was[common]], [was[common]], [was[common]]
        at, at_own, at_other = common + 1, upto_own + 1, upto_other + 1


def _singly(was: Paragraphs, own: Paragraphs, other: Paragraphs) -> Iterator[Triple]:
    """Neighbours that were each changed by one of the two are no clash."""
    if len(was) == len(own) == len(other):
        yield from (([a], [b], [c]) for a, b, c in zip(was, own, other, strict=True))
    else:
        yield was, own, other


def _kept(was: Paragraphs, now: Paragraphs) -> dict[int, int]:
    """Where each paragraph that stayed stood, and where it stands now."""
    return {
        old.start + step: new.start + step
        for old, new, alike in stretches(was, now)
        if alike
        for step in range(old.stop - old.start)
    }
