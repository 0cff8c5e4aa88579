"""Financial quarters: quarter 1 is April to June."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of the financial year that began in April of `year`; `number` is 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"A quarter is numbered 1 to 4, not {self.number}.")

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        """The quarter that `day` falls in."""
        months_since_april = (day.month - 4) % 12
        return cls(day.year if day.month >= 4 else day.year - 1, months_since_april // 3 + 1)

    @property
    def start(self) -> dt.date:
        month = 3 * self.number + 1
        return dt.date(self.year, month, 1) if month < 13 else dt.date(self.year + 1, 1, 1)

    @property
    def end(self) -> dt.date:
        last = self.start.replace(month=self.start.month + 2)
        return last.replace(day=monthrange(last.year, last.month)[1])

    def next(self) -> Quarter:
        return self.shifted(1)

    def previous(self) -> Quarter:
        return self.shifted(-1)

    def shifted(self, quarters: int) -> Quarter:
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    @property
    def short(self) -> str:
        return f"Q{self.number} {self.year}-{(self.year + 1) % 100:02d}"

    def __str__(self) -> str:
        return f"{self.short} ({self.start:%B} to {self.end:%B %Y})"
