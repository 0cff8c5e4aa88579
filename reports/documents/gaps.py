"""What a document lacks: listed in it, never hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from reports.documents.blocks import BlockData, Build
from reports.documents.governance import PASSAGES, who
from reports.documents.reading import Reading

Finder = Callable[[Reading], Iterable[str]]


@dataclass(frozen=True)
class Gaps(BlockData):
    name: ClassVar[str] = "gaps"
    items: tuple[str, ...]


def found_by(finders: Iterable[Finder], reading: Reading) -> tuple[str, ...]:
    """Each gap once, in the order of the finders."""
    return tuple(dict.fromkeys(gap for finder in finders for gap in finder(reading)))


def gaps(finders: tuple[Finder, ...]) -> Build:
    return lambda reading: Gaps(found_by(finders, reading))


def unwritten(*keys: str) -> Finder:
    """Passages of prose that must be there and are not."""

    def find(reading: Reading) -> Iterator[str]:
        for key in keys:
            if not reading.prose.get(key, "").strip():
                yield f"The text “{PASSAGES[key]}” has not been written."

    return find


def unrecorded(table: str, sentence: str) -> Finder:
    """A table of the board that has no row."""
    return lambda reading: () if reading.tables[table] else (sentence,)


def without_agreement(reading: Reading) -> Iterator[str]:
    if reading.agreement is None:
        yield "No agreement is in force, so no priorities are agreed."


def without_vision(reading: Reading) -> Iterator[str]:
    if not reading.board.vision:
        yield "The Board has no vision recorded."


def without_holder(reading: Reading) -> Iterator[str]:
    """Key roles and linkages that nobody holds."""
    for row in reading.tables["key_roles"]:
        if not who(reading, row):
            yield f"{row.name}: {row.designation} is not currently identified."
    for row in reading.tables["linkages"]:
        if not who(reading, row):
            yield f"Link to the {row.body}: {row.owner or 'its owner'} is not currently identified."


def without_agenda(reading: Reading) -> Iterator[str]:
    if reading.meeting is not None and not reading.agenda:
        yield "No agenda has been drawn up for this meeting."


def without_paper(blocks: Iterable[str]) -> Finder:
    """Agenda items that promise a paper which neither the register nor the item's own text gives."""
    known = set(blocks)

    def find(reading: Reading) -> Iterator[str]:
        for item in reading.agenda:
            promised = item.block and item.block not in known and not item.is_withdrawn
            if promised and not item.text.strip() and not item.papers:
                yield f"Agenda item {item.number}, {item.title}: there is no paper."

    return find
