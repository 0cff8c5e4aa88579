"""The block of the community safety partnerships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reports.documents.blocks import BlockData
from reports.documents.reading import Reading


@dataclass(frozen=True)
class PartnershipRow:
    name: str
    districts: tuple[str, ...]
    chair: str


@dataclass(frozen=True)
class Partnerships(BlockData):
    name: ClassVar[str] = "partnerships"
    rows: tuple[PartnershipRow, ...]


def partnerships(reading: Reading) -> Partnerships | None:
    """Each partnership of the day, under its name of the day, with the districts it covers then."""
    rows = tuple(
        PartnershipRow(
            partnership.name_on(reading.day),
            tuple(coverage.district.name for coverage in partnership.coverage.all()),
            ", ".join(reading.names_in_post(partnership.chair_id)),
        )
        for partnership in reading.partnerships
    )
    return Partnerships(rows) if rows else None


def without_chair(reading: Reading) -> Iterator[str]:
    for row in built.rows if (built := partnerships(reading)) else ():
        if not row.chair:
            yield f"{row.name} has no chair who is currently identified."
