"""What is about to be kept, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from performance.importing.problems import Problems

PLACES = Decimal("0.0001")  # as many as the database keeps
LARGEST = Decimal(10) ** 12
Key = tuple[int, int, dt.date]  # ids of measure and area, first day of the period


@dataclass(frozen=True, slots=True)
class Row:
    """One figure for a measure and an area, by their ids. `place` says where in the files it stands."""

    measure_id: int
    area_id: int
    start: dt.date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_provisional: bool = False
    is_suppressed: bool = False
    note: str = ""
    place: str = ""

    @property
    def key(self) -> Key:
        return self.measure_id, self.area_id, self.start

    def rounded(self) -> Row:
        """To the places that the database keeps, so that what is held compares with what is read."""
        return replace(
            self,
            value=_rounded(self.value),
            numerator=_rounded(self.numerator),
            denominator=_rounded(self.denominator),
            note=self.note[:300],
        )


def _rounded(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(PLACES, ROUND_HALF_EVEN)


class Kind(StrEnum):
    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """What keeping a row would do. `sequence` is its number among the corrections of its day of publication."""

    row: Row
    kind: Kind
    before: Row | None
    sequence: int
    is_history: bool  # a later publication is known already: what is newest stays


@dataclass
class Gathered:
    """What a reading comes to for the board's measures. With a problem nothing of it is kept."""

    rows: list[Row] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    warnings: Problems = field(default_factory=Problems)
    facts: list[tuple[str, Decimal | int]] = field(default_factory=list)

    def warn(self, message: str) -> None:
        self.warnings.add(None, "", message)
