"""Sections of a document: a heading, blocks, and sections within. Numbered when all that is empty has gone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from reports.documents.blocks import Build, Prose
from reports.documents.reading import Reading

NOTHING = Prose("*Nothing is recorded here yet.*")


@dataclass(frozen=True)
class PaperFile:
    """A PDF that was handed in. Its pages follow the section that carries it; `sha256` is how it is found."""

    title: str
    pages: int
    sha256: str
    is_tagged: bool


@dataclass(frozen=True)
class Part:
    """One section as a kind of document asks for it.

    `number` is given where the layout fixes it, "" for none, None to be counted. A part that `stays` is printed even
    with nothing to say. Only sections of the top carry `papers`.
    """

    heading: str
    anchor: str
    blocks: tuple[Build, ...] = ()
    parts: tuple[Part, ...] = ()
    number: str | None = None
    stays: bool = False
    papers: tuple[PaperFile, ...] = ()
    starts_page: bool | None = None  # None: as its number and what is in it make it


@dataclass(frozen=True)
class Built:
    """A section with its figures."""

    part: Part
    blocks: tuple[dict[str, Any], ...]
    parts: tuple[Built, ...] = field(default=())

    def as_section(self) -> dict[str, Any]:
        section: dict[str, Any] = {
            "number": self.part.number or "",
            "heading": self.part.heading,
            "anchor": self.part.anchor,
            "blocks": list(self.blocks),
        }
        if self.parts:
            section["sections"] = [inner.as_section() for inner in self.parts]
        if self.part.papers:
            section["papers"] = [asdict(paper) for paper in self.part.papers]
        if self.part.starts_page is not None:
            section["starts_page"] = self.part.starts_page
        return section


def build_part(part: Part, reading: Reading) -> Built | None:
    """The part with its figures; None where it has none and need not stay."""
    blocks = tuple(data.as_block() for build in part.blocks if (data := build(reading)) is not None)
    parts = tuple(inner for each in part.parts if (inner := build_part(each, reading)) is not None)
    if not blocks and not parts and not part.papers:
        return Built(part, (NOTHING.as_block(),)) if part.stays else None
    return Built(part, blocks, parts)


def numbered(built: Iterable[Built], number: Callable[[int], str]) -> list[Built]:
    """Sections counted in their order, but for those whose number the layout gives; those within them follow."""
    counter = itertools.count(1)
    return [
        _with_number(each, number(next(counter)) if each.part.number is None else each.part.number) for each in built
    ]


def _with_number(built: Built, number: str) -> Built:
    inner = inner_number(number)
    parts = tuple(numbered(built.parts, lambda position: f"{inner}{position}"))
    return replace(built, part=replace(built.part, number=number), parts=parts)


def inner_number(number: str) -> str:
    """How numbers within a section begin: `4` numbers what is within it 4.1, 4.2 …; `Annex B` numbers it B1, B2 …"""
    return f"{number}." if number[:1].isdigit() else number.rpartition(" ")[2]
