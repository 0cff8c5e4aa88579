"""Prose that people write for one report: printed where it belongs, and a gap where it is missing or not cleared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from reports.documents.blocks import Build, Prose
from reports.documents.committee.blocks import paper_of
from reports.documents.committee.subject import CommitteePaper
from reports.documents.gaps import Finder
from reports.documents.governance import UNWRITTEN
from reports.documents.kind import PassageSlot
from reports.documents.reading import Reading

Slots = Callable[[CommitteePaper], tuple[PassageSlot, ...]]


def written_text(reading: Reading, key: str) -> str:
    """The passage's Markdown; empty where nobody has written it."""
    held = reading.passages.get(key)
    return held.markdown.strip() if held else ""


def passage(key: str) -> Build:
    """A passage; where nobody has written it, the paper says so in its place."""
    return lambda reading: Prose(written_text(reading, key) or UNWRITTEN)


def passage_or(key: str, otherwise: Callable[[CommitteePaper], str]) -> Build:
    """A passage, or what the register says where nobody has written one."""
    return lambda reading: Prose(written_text(reading, key) or otherwise(paper_of(reading)) or UNWRITTEN)


def offered(slots: Slots, *, to_scrutiny: bool) -> Slots:
    """The same for whoever writes: of a paper for the other sort of committee nothing needs to be written."""

    def for_writers(paper: CommitteePaper) -> tuple[PassageSlot, ...]:
        if paper.committee.is_statutory is to_scrutiny:
            return slots(paper)
        return tuple(replace(slot, is_needed=False) for slot in slots(paper))

    return for_writers


def exempt(reading: Reading) -> Iterator[str]:
    """A warning: no text of the paper is kept from anybody, so what is exempt must not stand in one."""
    if said := paper_of(reading).report.exempt.strip():
        yield f"The report is recorded as holding exempt information ({said}): none of it may stand in this paper."


def unwritten_or_uncleared(slots: Slots) -> Finder:
    def find(reading: Reading) -> Iterator[str]:
        for slot in slots(paper_of(reading)):
            held = reading.passages.get(slot.key)
            if held is None or not held.markdown.strip():
                if slot.is_needed:
                    yield f"The text “{slot.title}” has not been written."
            elif not held.is_cleared:
                yield f"The text “{slot.title}” has not been cleared."

    return find
