"""Sections of a document: a heading, blocks, and sections within. Numbered when all that is empty has gone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from reports.documents.blocks import Build, Prose
from reports.documents.reading import Reading

NOTHING = Prose("*Nothing is recorded here yet.*")


@dataclass(frozen=True)
class Part:
    """One section as a kind of document asks for it.

    `number` is given where the layout fixes it, "" for none, None to be counted. A part that `stays` is printed even
    with nothing to say.
    """

    heading: str
    anchor: str
    blocks: tuple[Build, ...] = ()
    parts: tuple[Part, ...] = ()
    number: str | None = None
    stays: bool = False


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
        return section


def build_part(part: Part, reading: Reading) -> Built | None:
    """The part with its figures; None where it has none and need not stay."""
    blocks = tuple(data.as_block() for build in part.blocks if (data := build(reading)) is not None)
    parts = tuple(inner for each in part.parts if (inner := build_part(each, reading)) is not None)
    if not blocks and not parts:
        return Built(part, (NOTHING.as_block(),)) if part.stays else None
    return Built(part, blocks, parts)


def numbered(built: Iterable[Built], number: Callable[[int], str]) -> list[Built]:
    """Sections counted in their order, but for those whose number the layout gives; those within them follow."""
    counter = itertools.count(1)
    return [
        _with_number(each, number(next(counter)) if each.part.number is None else each.part.number) for each in built
    ]


def _with_number(built: Built, number: str) -> Built:
    """`4` numbers what is within it 4.1, 4.2 …; words such as `Annex B` number it B1, B2 …"""
    inner = f"{number}." if number[:1].isdigit() else number.rpartition(" ")[2]
    parts = tuple(numbered(built.parts, lambda position: f"{inner}{position}"))
    return replace(built, part=replace(built.part, number=number), parts=parts)
